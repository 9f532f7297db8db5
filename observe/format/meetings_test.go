package format_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/observe/observetest"
)

// TestMeetings reads every real meeting and every edge case, and compares the result
// with an independent reading of the file by encoding/csv.
func TestMeetings(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.csv", "edge/*.csv", "observers/*.csv"} {
		found, err := filepath.Glob(filepath.Join(observetest.Meetings(t), pattern))
		if err != nil || len(found) < 4 {
			t.Fatalf("%s: found %d files: %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	rows := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rows += compareWithSource(t, data)
			stable(t, data)
		})
	}
	if least := 2*(1802+874+1824+1992+1757+2307) + 2*(874+1757); rows < least {
		t.Errorf("compared %d rows, want at least %d", rows, least)
	}
}

func compareWithSource(t *testing.T, data []byte) int {
	t.Helper()
	source, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, source := source[0], source[1:]
	column := func(names ...string) int {
		return slices.IndexFunc(head, func(s string) bool { return slices.Contains(names, s) })
	}
	at, from, to, tags := column("time_ms"), column("from"), column("to"), column("tag", "tags")
	r := mustReadCSV(t, data)
	names := map[string]string{observe.Everybody: observe.Everybody}
	for _, p := range r.Header.Participants {
		names[string(p.ID)] = p.Name
	}
	entries := collect(r)
	if len(entries) != len(source) {
		t.Fatalf("%d entries of %d rows", len(entries), len(source))
	}
	for i, row := range source {
		e := entries[i]
		var joined []string
		for _, tag := range e.Tags {
			joined = append(joined, string(tag))
		}
		got := []string{strconv.Itoa(int(e.At)), names[e.From], names[e.To], strings.Join(joined, "|")}
		if want := []string{row[at], row[from], row[to], row[tags]}; !slices.Equal(got, want) {
			t.Fatalf("row %d: got %q, want %q", i+1, got, want)
		}
	}
	return len(source)
}

// stable checks that a session that is exported, imported and exported again has the
// same bytes, in both formats.
func stable(t *testing.T, data []byte) {
	t.Helper()
	r := mustReadCSV(t, data)
	log := recordingBytes(t, r)
	again := mustReadLog(t, log)
	if got := recordingBytes(t, again); !bytes.Equal(got, log) {
		t.Errorf("a log changes when it is read and written:\n%s\nthen\n%s", log, got)
	}
	if same, err := r.BeginsLog(withErrors(again.Entries())); !same || err != nil {
		t.Errorf("the same file again is taken for another one: %v, %v", same, err)
	}
	first := csvBytes(t, again.State())
	back := mustReadCSV(t, first)
	if second := csvBytes(t, back.State()); !bytes.Equal(first, second) {
		t.Errorf("a CSV file changes when it is read and written:\n%s\nthen\n%s", first, second)
	}
}
