package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
	"kompas/analysis/sequence"
	"kompas/observe/observetest"
	"kompas/server/api"
)

// goingRound is a meeting, as CSV, in which curiosity is mostly followed by sharing,
// sharing by curiosity, and steering by withdrawing.
func goingRound() []byte {
	random := rand.New(rand.NewPCG(5, 5))
	people := []string{"Anna", "Bram", "Chantal", "Dirk"}
	tags := []string{"curiosity", "sharing", "informing", "informing", "steering", "connecting", "judgement"}
	next := map[string]string{"curiosity": "sharing", "sharing": "curiosity", "steering": "withdrawing"}
	var b strings.Builder
	b.WriteString("time_ms,from,to,tag,phase\n")
	from, tag := 0, ""
	for i := range 450 {
		to := people[from]
		from = (from + 1 + random.IntN(len(people)-1)) % len(people)
		if tag = next[tag]; tag == "" || random.Float64() < 0.35 {
			tag = tags[random.IntN(len(tags))]
		}
		fmt.Fprintf(&b, "%d,%s,%s,%s,%s\n", i*5000, people[from], to, tag, []string{"first", "second", "third"}[i*3/450])
	}
	return []byte(b.String())
}

// readInto reads the JSON of an answer.
func readInto[T any](t *testing.T, body []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// exchangesIn counts the stretches of a meeting as CSV in which each turn goes on to the
// next word of a loop, two steps or more, and in which everybody answers somebody else.
func exchangesIn(csv []byte, nodes []string) (n int) {
	next := map[string]string{}
	for i, node := range nodes {
		next[node] = nodes[(i+1)%len(nodes)]
	}
	tag, steps := "", 0
	for _, line := range append(strings.Split(strings.TrimSpace(string(csv)), "\n")[1:], ",,,") {
		now := strings.Split(line, ",")[3]
		if tag != "" && next[tag] == now {
			steps++
		} else {
			if steps >= 2 {
				n++
			}
			steps = 0
		}
		tag = now
	}
	return n
}

// Sentences say what the analysis found: each has as many moments as the finding, in
// each language. The moments of a loop are its exchanges, those of what came next the
// turns after which it came, or did not.
func TestFindingsAreThoseOfTheAnalysis(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	csv := goingRound()
	id := owner.want(201, "POST", "/sessions/import?format=csv", csv).text("sessions", 0, "id")
	result := readInto[analysis.Result](t, owner.want(200, "GET", "/sessions/"+id+"/analysis", nil).body)
	want := map[string]int{}
	var first []string // the ids of the loops that stand first
	for _, l := range result.KnownLoops {
		switch {
		case l.Confidence == nil:
		case *l.Confidence == sequence.OneWay:
			link := l.Links[l.Stronger()]
			want[findings.LinkID(sequence.Link{From: link.From, To: link.To, Sign: link.Sign})] = l.EvidenceTotal
		default:
			want["loop:"+l.ID] = exchangesIn(csv, l.Nodes)
			if *l.Confidence == sequence.ClearLoop {
				first = append(first, "loop:"+l.ID)
			}
			if l.EvidenceTotal != l.Observed {
				t.Errorf("%s has %d moments of %d", l.ID, l.EvidenceTotal, l.Observed)
			}
		}
	}
	known, whole := len(first), 0
	for _, l := range result.Loops {
		if l.Status == sequence.Whole {
			whole++
		}
		if _, told := want["loop:"+l.ID]; told { // as a known one
			continue
		}
		want["loop:"+l.ID] = exchangesIn(csv, l.Nodes)
		if l.Status == sequence.Whole {
			first = append(first, "loop:"+l.ID)
		}
	}
	for _, l := range result.Links {
		want[findings.LinkID(l)] = l.EvidenceTotal
	}
	for _, p := range result.Patterns {
		want["pattern:"+p.ID] = p.EvidenceTotal
	}
	for _, e := range result.Effects {
		if e.Enough && e.P != nil && *e.P <= 0.05 && e.Trigger.Person == "" {
			came := int(math.Round(*e.Rate * float64(e.N)))
			if *e.Rate < *e.Base {
				came = e.N - came
			}
			want[fmt.Sprintf("effect:%s:%s:%s", e.Trigger.Role, e.Trigger.Tag, e.Outcome)] = came
		}
	}
	if known == 0 || whole == 0 || len(result.Links) < 3 {
		t.Fatalf("%d known and %d whole loops and %d links are too little to tell of", known, whole, len(result.Links))
	}
	for _, lang := range []string{"nl", "en"} {
		found := readInto[api.Findings](t, owner.want(200, "GET", "/sessions/"+id+"/findings?lang="+lang, nil).body)
		said := everySentence(t, found)
		for finding, n := range want {
			if said[finding] != n {
				t.Errorf("%s: %s has %d moments, want %d", lang, finding, said[finding], n)
			}
		}
		for finding := range said {
			if _, ok := want[finding]; !ok && !strings.HasPrefix(finding, "fits:") {
				t.Errorf("%s: %s was not found", lang, finding)
			}
		}
		for _, s := range found.Sections {
			var ids []string
			for _, f := range s.Items {
				ids = append(ids, f.ID)
			}
			if s.Name == "loops" && !slices.Equal(ids, first) {
				t.Errorf("%s: these loops stand first: %q, want %q", lang, ids, first)
			}
		}
	}
}

// everySentence returns the findings in words, each with its number of moments, which
// must be one or more, except of a voice that was heard little. Of the moments at which it
// went otherwise there are no more than of the finding.
func everySentence(t *testing.T, found api.Findings) map[string]int {
	t.Helper()
	moments := map[string]int{}
	for _, m := range found.Moments {
		if moments[m.At.Graphic] != 0 || len(m.Turns) == 0 {
			t.Errorf("moments of %q: %d turns, and %d before", m.At.Graphic, len(m.Turns), moments[m.At.Graphic])
		}
		moments[m.At.Graphic] = m.Total
	}
	said := map[string]int{}
	for _, s := range found.Sections {
		items := s.Items
		for _, f := range s.Folds {
			items = append(items, f.Items...)
		}
		if len(s.Items) == 0 && len(s.Lead) == 0 {
			t.Errorf("%s says nothing at all", s.Name)
		}
		for _, f := range items {
			if (moments[f.ID] == 0) != (f.ID == "pattern:silent-third") || f.Text == "" || f.Short == "" || said[f.ID] != 0 {
				t.Errorf("%s: %q has %d moments", f.ID, f.Text, moments[f.ID])
			}
			said[f.ID] = moments[f.ID]
		}
	}
	listed := map[string]int{}
	for _, m := range found.Moments {
		listed[m.At.Graphic] = len(m.Turns)
	}
	for id, n := range listed {
		of, otherwise := strings.CutPrefix(id, "otherwise:")
		if _, ok := said[of]; !ok || otherwise && n > listed[of] {
			t.Errorf("%d moments of %q, and %d of the finding", n, id, listed[of])
		}
	}
	for _, id := range found.Glance.Findings {
		if _, ok := said[id]; !ok {
			t.Errorf("%q is told first, and is no finding", id)
		}
	}
	return said
}

// drawsAreTooMany skips a test that makes some million draws under the race detector,
// which takes minutes for them. `make test` runs these tests once more without it.
func drawsAreTooMany(t *testing.T) {
	if analysistest.RaceDetector {
		t.Skip("takes too long under the race detector")
	}
}

// In a real meeting each sentence has moments. When no loop was found, the sentences
// say so, and what came nearest.
func TestFindingsOfRealMeetings(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner, none := r.owner(), 0
	for _, name := range []string{"Bed003", "Bmr001", "Bmr006"} {
		csv, err := os.ReadFile(filepath.Join(observetest.Meetings(t), name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		id := owner.want(201, "POST", "/sessions/import?format=csv", csv).text("sessions", 0, "id")
		found := readInto[api.Findings](t, owner.want(200, "GET", "/sessions/"+id+"/findings?lang=en", nil).body)
		everySentence(t, found)
		for _, s := range found.Sections {
			if s.Name != "loops" || len(s.Items) > 0 {
				continue
			}
			if none++; len(s.Lead) < 3 || len(s.Folds) == 0 {
				t.Errorf("%s: loops say %+v", name, s)
			}
		}
	}
	if none == 0 {
		t.Error("every meeting has a loop")
	}
	empty := owner.want(201, "POST", "/sessions", object{"title": "None"}).text("id")
	everySentence(t, readInto[api.Findings](t, owner.want(200, "GET", "/sessions/"+empty+"/findings?lang=nl", nil).body))
	few := owner.want(201, "POST", "/sessions/import?format=csv", []byte("time_ms,from,to,tag\n0,A,B,curiosity\n900,B,A,sharing\n")).text("sessions", 0, "id")
	everySentence(t, readInto[api.Findings](t, owner.want(200, "GET", "/sessions/"+few+"/findings", nil).body))
	owner.wrong("GET", "/sessions/"+few+"/findings?lang=de&permutations=x", nil, "/permutations", "/lang")
}

// All charts and sentences of a meeting read one result at the same time. This test
// is for the race detector.
func TestOneResultIsReadByMany(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.want(201, "POST", "/sessions/import?format=csv", goingRound()).text("sessions", 0, "id")
	var paths []string
	for _, lang := range []string{"nl", "en"} {
		paths = append(paths, "findings?permutations=200&lang="+lang, "charts?permutations=200&lang="+lang)
		for _, name := range charts.Names() {
			paths = append(paths, "charts/"+name+"?permutations=200&lang="+lang)
		}
	}
	paths = append(paths, "analysis?permutations=200")
	const readers = 3
	var all sync.WaitGroup
	answers := make([][]string, readers)
	for i := range readers {
		answers[i] = make([]string, len(paths))
		for k, path := range paths {
			all.Go(func() {
				if a := owner.send("GET", "/sessions/"+id+"/"+path, nil); a.status == 200 {
					answers[i][k] = string(a.body)
				}
			})
		}
	}
	all.Wait()
	for k, path := range paths {
		for i := 1; i < readers; i++ {
			if answers[i][k] != answers[0][k] || answers[i][k] == "" {
				t.Errorf("%s is not the same for everybody", path)
			}
		}
	}
}
