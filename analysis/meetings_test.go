package analysis_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kompas/analysis"
	"kompas/observe"
	"kompas/observe/observetest"
)

// shared gives a path below the folder of real meetings. Where that is missing
// the test is skipped.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	return filepath.Join(append([]string{observetest.Meetings(t)}, parts...)...)
}

// meetingNames are the six meetings and the edge cases, below the folder of
// meetings, without their endings.
var meetingNames = []string{"Bed003", "Bmr001", "Bmr006", "Bmr019", "Bro023", "Buw001",
	"edge/monologue", "edge/one_event", "edge/one_tag", "edge/quoting_unicode", "edge/silent_person",
	"edge/two_events", "edge/unsorted_ties"}

// loadCSV reads a file of one of the meetings. It is a second, slow reader:
// what it gives does not depend on Kompas' own.
func loadCSV(t testing.TB, path string) *analysis.Meeting {
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

func loadMeeting(t testing.TB, name string) *analysis.Meeting {
	t.Helper()
	return loadCSV(t, shared(t, filepath.FromSlash(name)+".csv"))
}

// analyzed is what the defaults give of one of the meetings. It is computed
// once; tests must not change it.
func analyzed(t testing.TB, name string) *analysis.Result {
	t.Helper()
	results.Lock()
	defer results.Unlock()
	if results.of[name] == nil {
		results.of[name] = analyze(t, loadMeeting(t, name))
	}
	return results.of[name]
}

var results = struct {
	sync.Mutex
	of map[string]*analysis.Result
}{of: map[string]*analysis.Result{}}

func loadJSON(t testing.TB, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func analyze(t testing.TB, m *analysis.Meeting, change ...func(*analysis.Options)) *analysis.Result {
	t.Helper()
	o := analysis.DefaultOptions()
	for _, c := range change {
		c(&o)
	}
	r, err := analysis.Analyze(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checker compares figures and counts how many it compared.
type checker struct {
	t        testing.TB
	compared int
}

// count compares whole numbers.
func (c *checker) count(what string, got, want int) {
	c.t.Helper()
	c.compared++
	if got != want {
		c.t.Errorf("%s = %d, want %d", what, got, want)
	}
}

// figure compares to 1e-9, relative to the larger where that is over 1; nil is
// only equal to nil.
func (c *checker) figure(what string, got, want *float64) {
	c.t.Helper()
	c.within(what, got, want, 1e-9)
}

func (c *checker) within(what string, got, want *float64, tolerance float64) {
	c.t.Helper()
	c.compared++
	switch {
	case got == nil && want == nil:
	case got == nil:
		c.t.Errorf("%s is undefined, want %v", what, *want)
	case want == nil:
		c.t.Errorf("%s = %v, want undefined", what, *got)
	case !(math.Abs(*got-*want) <= tolerance*max(math.Abs(*want), math.Abs(*got))) && math.Abs(*got-*want) > 1e-15:
		c.t.Errorf("%s = %v, want %v", what, *got, *want)
	}
}

func (c *checker) value(what string, got float64, want *float64) {
	c.t.Helper()
	c.figure(what, &got, want)
}

// atLeast fails when fewer figures were compared than there are known to be.
func (c *checker) atLeast(n int) {
	c.t.Helper()
	if c.compared < n {
		c.t.Errorf("only %d figures were compared, want at least %d", c.compared, n)
	}
}
