package charts_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"kompas/analysis"
	"kompas/observe"
)

// realMeetings are the six meetings that charts are looked at with.
var realMeetings = []string{"Bed003", "Bmr001", "Bmr006", "Bmr019", "Bro023", "Buw001"}

// loadResult analyses the first n turns of a real meeting, all when n is
// negative.
func loadResult(t testing.TB, name string, n int) *analysis.Result {
	t.Helper()
	root := os.Getenv("KOMPAS_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the folder of real meetings is missing: %s", root)
		}
		t.Skipf("the folder of real meetings is missing: %s; KOMPAS_SHARED names another", root)
	}
	f, err := os.Open(filepath.Join(root, "meetings", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := analysis.NewBuilder(name, &observe.Codebook{ID: "none"})
	for i, r := range rows[1:] {
		if i == n {
			break
		}
		at, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		b.Add(at, r[1], r[2], r[3], "", "")
	}
	return result(t, b)
}

func result(t testing.TB, b *analysis.Builder) *analysis.Result {
	t.Helper()
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Analyze(m, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// gallery gives the meetings that every chart is looked at with.
func gallery(t testing.TB) map[string]*analysis.Result {
	out := map[string]*analysis.Result{
		"none":   loadResult(t, "Bmr001", 0),
		"twelve": loadResult(t, "Bmr006", 12),
	}
	for _, name := range realMeetings {
		out[name] = loadResult(t, name, -1)
	}
	return out
}
