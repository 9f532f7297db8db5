package charts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/text"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// stored is a result that was written as JSON and read back.
func stored(t testing.TB, r *analysis.Result) *analysis.Result {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var out analysis.Result
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

// told is everything that is made of a reading, by name: each chart and the
// findings in both languages, and the report.
func told(t testing.TB, r *analysis.Reading) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, lang := range []string{"nl", "en"} {
		for _, name := range charts.Names() {
			out[name+" "+lang] = build(t, name, r, charts.Options{Lang: lang})
		}
		said, err := findings.Say(t.Context(), r, lang)
		if err != nil {
			t.Fatal(err)
		}
		if out["findings "+lang], err = json.Marshal(said); err != nil {
			t.Fatal(err)
		}
	}
	var report bytes.Buffer
	if err := text.Write(&report, r); err != nil {
		t.Fatal(err)
	}
	out["report"] = report.Bytes()
	return out
}

// toStore is meetings whose results are stored: of a log, as seen by its owner
// and by a leader, with and without findings; and of files.
func toStore(t testing.TB) map[string]*analysis.Reading {
	t.Helper()
	o := analysis.DefaultOptions()
	o.Permutations = 300
	r := recordOf(t, "Bmr006")
	out := map[string]*analysis.Reading{}
	for name, v := range map[string]observe.Viewer{"owner": observe.OwnerViewer, "leader": {Role: observe.RoleLeader, Observer: "o9", Person: "p1"}} {
		for _, codes := range []analysis.Codes{analysis.ByTag, analysis.ByRoleTag} {
			o.Codes = codes
			reading, err := patterns.Analyze(t.Context(), analysis.FromState(r.State, v, []byte("secret"), nil), o)
			if err != nil {
				t.Fatal(err)
			}
			out[name+" by "+string(codes)] = reading
		}
	}
	out["found"] = withFindings(t, r, out["owner by tag"])
	out["example"] = withExample(out["owner by tag"])
	out["crowd"] = crowd(t)
	for _, name := range []string{"empty", "one late", "all untagged", "24 people"} {
		out[name] = madeUp(t, oddities()[name], func(o *analysis.Options) { o.Permutations = 100 })
	}
	return out
}

// A result that went through JSON gives the same charts, findings and report,
// byte for byte.
func TestStoredResultsAreToldTheSame(t *testing.T) {
	for name, r := range toStore(t) {
		want := told(t, r)
		got := told(t, &analysis.Reading{Result: stored(t, r.Result), Selection: r.Selection})
		for what := range want {
			if !bytes.Equal(got[what], want[what]) {
				t.Errorf("%s of %s differs once it was stored", what, name)
			}
		}
	}
}

// A stored result can be drawn and told without its turns: the tables are the
// same, there are no moments, and charts that need turns say so.
func TestStoredResultsNeedNoTurns(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	needTurns := []string{"timeline", "rhythm", "dimensions"}
	for name, r := range toStore(t) {
		for _, c := range []*observe.Codebook{&book, nil} {
			alone := analysis.ReadingOf(stored(t, r.Result), c)
			for what, got := range told(t, alone) {
				if bad := []string{"NaN", "%!"}; slices.ContainsFunc(bad, func(s string) bool { return bytes.Contains(got, []byte(s)) }) {
					t.Errorf("%s of %s holds one of %q", what, name, bad)
				}
			}
			for _, chart := range charts.Names() {
				want := decode[captioned](t, build(t, chart, r, english())).Kompas
				got := decode[captioned](t, build(t, chart, alone, english())).Kompas
				switch {
				case len(got.Moments) > 0:
					t.Errorf("%s of %s has moments without turns", chart, name)
				case slices.Contains(needTurns, chart):
					if said := strings.Contains(got.Note, "needs the turns"); said != (r.Interactions > 0) || !got.Empty {
						t.Errorf("%s of %s says %q", chart, name, got.Note)
					}
				case c != nil && !reflect.DeepEqual(got.Table, want.Table):
					t.Errorf("%s of %s: the table is\n%s\nwant\n%s", chart, name, fmt.Sprint(got.Table), fmt.Sprint(want.Table))
				}
			}
		}
	}
}
