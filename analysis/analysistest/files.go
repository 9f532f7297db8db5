package analysistest

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/observe"
	"kompas/observe/observetest"
)

// Shared returns a path below the folder of real meetings. Without that folder
// the test is skipped.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	return filepath.Join(append([]string{observetest.Meetings(t)}, parts...)...)
}

// LoadCSV reads a file of one of the real meetings, of each turn only the first
// tag. It is a second, slow reader, so that what it returns does not depend on
// Kompas' own.
func LoadCSV(t testing.TB, path string) *analysis.Meeting {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := analysis.NewBuilder(filepath.Base(path), &observe.Codebook{ID: "none"})
	for _, r := range rows[1:] {
		at, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		tag, _, _ := strings.Cut(r[3], "|")
		b.Add(at, r[1], r[2], tag, "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// LoadMeeting reads the real meeting with this name, such as "Bmr001".
func LoadMeeting(t testing.TB, name string) *analysis.Meeting {
	t.Helper()
	return LoadCSV(t, Shared(t, filepath.FromSlash(name)+".csv"))
}

// LoadJSON reads a file of JSON into a value.
func LoadJSON(t testing.TB, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
