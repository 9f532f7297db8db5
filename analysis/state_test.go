package analysis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/observe"
)

func show[T any](p *T) string {
	if p == nil {
		return "null"
	}
	return fmt.Sprintf("%.4g", float64(toFloat(*p)))
}

func toFloat(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case int:
		return float64(v)
	}
	panic(v)
}

// times writes per_10_min, mean_gap_ms and longest_silence_ms by person.
func times(r *analysis.Reading) string {
	var out []string
	for _, p := range r.Participation.Persons {
		out = append(out, fmt.Sprintf("%s %s %s %s", p.ID, show(p.Per10Min), show(p.MeanGapMs), show(p.LongestSilenceMs)))
	}
	return strings.Join(out, "; ")
}

func TestTimesPerPerson(t *testing.T) {
	const minute = 60_000
	for name, c := range map[string]struct {
		log  *analysistest.Log
		o    analysis.Options
		want string
	}{
		"from the first turn to the last without state entries": {
			log:  analysistest.NewLog().Turn(1*minute, "a b").Turn(2*minute, "b a").Turn(3*minute, "a b").Turn(11*minute, "b a"),
			want: "a 2 1.2e+05 4.8e+05; b 2 5.4e+05 5.4e+05; c 0 null 6e+05",
		},
		"from live to ended": {
			log:  analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Turn(2*minute, "a b").Clock(10*minute, "ended"),
			want: "a 2 6e+04 4.8e+05; b 0 null 6e+05; c 0 null 6e+05",
		},
		"to what happened last without ended": {
			log:  analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Phase(5*minute, "x"),
			want: "a 2 null 2.4e+05; b 0 null 3e+05; c 0 null 3e+05",
		},
		"a pause is no time and breaks a gap": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Clock(2*minute, "paused").Clock(4*minute, "live").
				Turn(5*minute, "a b").Turn(6*minute, "a b").Clock(12*minute, "ended"),
			want: "a 3 6e+04 3.6e+05; b 0 null 6e+05; c 0 null 6e+05",
		},
		"an end after which it went on is a pause": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Clock(2*minute, "ended").Clock(4*minute, "live").
				Turn(5*minute, "a b").Turn(6*minute, "a b").Clock(12*minute, "ended"),
			want: "a 3 6e+04 3.6e+05; b 0 null 6e+05; c 0 null 6e+05",
		},
		"a pause to the end": {
			log:  analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Clock(5*minute, "paused").Clock(9*minute, "ended"),
			want: "a 2 null 2.4e+05; b 0 null 3e+05; c 0 null 3e+05",
		},
		"a phase change breaks a gap": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Phase(2*minute, "x").Turn(3*minute, "a b").
				Turn(5*minute, "a b").Clock(10*minute, "ended"),
			want: "a 3 1.2e+05 3e+05; b 0 null 6e+05; c 0 null 6e+05",
		},
		"who leaves and comes back": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Present(2*minute, "a", false).Present(6*minute, "a", true).
				Turn(7*minute, "a b").Clock(10*minute, "ended"),
			want: "a 3.333 3.6e+05 1.8e+05; b 0 null 6e+05; c 0 null 6e+05",
		},
		"who joins late, and who only looked in": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Present(5*minute, "d", true).Turn(6*minute, "d a").
				Present(5*minute, "e", false).Clock(10*minute, "ended"),
			want: "a 1 null 5.4e+05; b 0 null 6e+05; c 0 null 6e+05; d 2 null 2.4e+05; e null null null",
		},
		"no minutes": {
			log:  analysistest.NewLog().Turn(1000, "a b").Turn(1000, "a b"),
			want: "a null 0 null; b null null null; c null null null",
		},
		"only a phase": {
			log: analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Phase(2*minute, "x").Turn(3*minute, "a b").
				Phase(4*minute, "y").Turn(5*minute, "b a").Phase(6*minute, "x").Turn(8*minute, "a b").Clock(10*minute, "ended"),
			o:    analysis.Options{Phase: "x"},
			want: "a 3.333 null 1.8e+05; b 0 null 3.6e+05; c 0 null 3.6e+05",
		},
		"only a time": {
			log:  analysistest.NewLog().Clock(0, "live").Turn(1*minute, "a b").Turn(3*minute, "a b").Turn(9*minute, "a b").Clock(10*minute, "ended"),
			o:    analysis.Options{FromMs: ms(3 * minute), ToMs: ms(8 * minute)},
			want: "a 2 null 3e+05; b 0 null 3e+05; c 0 null 3e+05",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := analysistest.Analyze(t, c.log.Meeting(), func(o *analysis.Options) {
				o.Phase, o.FromMs, o.ToMs = c.o.Phase, c.o.FromMs, c.o.ToMs
			})
			if got := times(r); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func ms(v int64) *int64 { return &v }

// pairsOf writes the transitions that occur.
func pairsOf(r *analysis.Reading) string {
	var out []string
	for _, t := range r.Sequence.Transitions {
		if t.Observed > 0 {
			out = append(out, fmt.Sprintf("%s>%s %d/%d", t.From, t.To, t.Observed, t.Between))
		}
	}
	return strings.Join(out, " ")
}

func TestWhatBreaksPairs(t *testing.T) {
	three := func(l *analysistest.Log, between func(*analysistest.Log)) *analysistest.Log {
		l.Turn(1000, "a b curiosity").Turn(2000, "b a judgement")
		between(l)
		return l.Turn(9000, "a b curiosity")
	}
	for name, c := range map[string]struct {
		log  *analysistest.Log
		o    analysis.Options
		want string
	}{
		"nothing":              {log: three(analysistest.NewLog(), func(*analysistest.Log) {}), want: "curiosity>judgement 1/1 judgement>curiosity 1/1"},
		"an untagged turn":     {log: three(analysistest.NewLog(), func(l *analysistest.Log) { l.Turn(3000, "c a") }), want: "curiosity>judgement 1/1"},
		"a phase change":       {log: three(analysistest.NewLog(), func(l *analysistest.Log) { l.Phase(3000, "x") }), want: "curiosity>judgement 1/1 judgement>curiosity 1/1"},
		"a pause":              {log: three(analysistest.NewLog().Clock(0, "live"), func(l *analysistest.Log) { l.Clock(3000, "paused").Clock(4000, "live") }), want: "curiosity>judgement 1/1"},
		"a pause of no length": {log: three(analysistest.NewLog().Clock(0, "live"), func(l *analysistest.Log) { l.Clock(3000, "paused").Clock(3000, "live") }), want: "curiosity>judgement 1/1"},
		"an undone turn": {log: three(analysistest.NewLog(), func(l *analysistest.Log) {
			l.Turn(3000, "c a").Add(observe.Entry{Type: observe.TypeVoid, Target: "e3"})
		}), want: "curiosity>judgement 1/1 judgement>curiosity 1/1"},
		"lag 2": {log: three(analysistest.NewLog(), func(*analysistest.Log) {}), o: analysis.Options{Lag: 2}, want: "curiosity>curiosity 1/0"},
		"lag 2 over an untagged turn": {log: three(analysistest.NewLog(), func(l *analysistest.Log) { l.Turn(3000, "c a") }), o: analysis.Options{Lag: 2},
			want: ""},
		"a stretch that the phase filter removes": {
			log: analysistest.NewLog().Phase(0, "x").Turn(1000, "a b curiosity").Phase(2000, "y").Turn(3000, "a b deciding").Phase(4000, "x").
				Turn(5000, "b a judgement").Turn(6000, "a b curiosity"),
			o: analysis.Options{Phase: "x"}, want: "judgement>curiosity 1/1"},
		"a removed stretch without a turn": {
			log: analysistest.NewLog().Phase(0, "x").Turn(1000, "a b curiosity").Phase(2000, "y").Phase(4000, "x").Turn(5000, "b a judgement"),
			o:   analysis.Options{Phase: "x"}, want: ""},
		"two stretches of one phase in a row": {
			log: analysistest.NewLog().Phase(0, "x").Turn(1000, "a b curiosity").Phase(4000, "x").Turn(5000, "b a judgement"),
			o:   analysis.Options{Phase: "x"}, want: "curiosity>judgement 1/1"},
		"a phase by its entry": {
			log: analysistest.NewLog().Phase(0, "x").Turn(1000, "a b curiosity").Turn(2000, "b a judgement").Phase(4000, "x").Turn(5000, "b a judgement"),
			o:   analysis.Options{Phase: "e1"}, want: "curiosity>judgement 1/1"},
		"an observer filter makes no gap": {
			log: three(analysistest.NewLog(), func(l *analysistest.Log) {
				l.Add(observe.Entry{Type: observe.TypeInteraction, At: 3000, From: "c", To: "a", Observer: "o1"})
			}),
			o: analysis.Options{Observer: "owner"}, want: "curiosity>judgement 1/1 judgement>curiosity 1/1"},
		"a turn of everybody is between nobody": {
			log:  analysistest.NewLog().Turn(0, "* * curiosity").Turn(1, "a b judgement"),
			want: "curiosity>judgement 1/0"},
	} {
		t.Run(name, func(t *testing.T) {
			r := analysistest.Analyze(t, c.log.Meeting(), func(o *analysis.Options) {
				o.Phase, o.Observer, o.Lag = c.o.Phase, c.o.Observer, max(c.o.Lag, 1)
			})
			if got := pairsOf(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCodes(t *testing.T) {
	l := analysistest.NewLog().Turn(0, "a b curiosity").Turn(1, "b a").Turn(2, "* * judgement").Turn(3, "c a directing").Turn(4, "b * differing")
	for codes, want := range map[analysis.Codes][]string{
		analysis.ByTag:       {"curiosity", "differing", "directing", "judgement"},
		analysis.ByFamily:    {"asking", "differing", "directing", "holding-off"},
		analysis.ByEffect:    {"closes", "neutral", "opens"},
		analysis.ByPerson:    {"*", "a", "b", "c"},
		analysis.ByRoleTag:   {"*:judgement", "leader:curiosity", "member:differing", "member:directing"},
		analysis.ByPersonTag: {"*:judgement", "a:curiosity", "b:differing", "c:directing"},
	} {
		q := analysistest.Analyze(t, l.Meeting(), func(o *analysis.Options) { o.Codes = codes }).Sequence
		if !slices.Equal(q.Codes, want) {
			t.Errorf("codes by %s are %q, want %q", codes, q.Codes, want)
		}
		pairs := 2
		if codes == analysis.ByPerson { // needs no tag
			pairs = 4
		}
		if q.Pairs != pairs {
			t.Errorf("by %s there are %d pairs, want %d", codes, q.Pairs, pairs)
		}
	}
}

func TestTagsRatiosAndDimensions(t *testing.T) {
	l := analysistest.NewLog().Phase(0, "x").Turn(0, "a b curiosity").Turn(10, "b a steering").Phase(50, "y").Turn(60, "a b deciding").
		Turn(90, "* * judgement").Turn(100, "c b differing").Turn(100, "c b")
	r := analysistest.Analyze(t, l.Meeting())
	if got := show(r.OpeningRatio) + " " + show(r.AskingRatio); got != "0.3333 0.3333" {
		t.Errorf("opening and asking ratio are %s", got)
	}
	if got := show(r.Coverage); got != "0.8333" {
		t.Errorf("coverage is %s", got)
	}
	want := []analysis.TagCount{
		{Tag: "curiosity", Count: 1, Share: 0.2, ByPerson: map[observe.PersonID]int{"a": 1}},
		{Tag: "deciding", Count: 1, Share: 0.2, ByPerson: map[observe.PersonID]int{"a": 1}},
		{Tag: "differing", Count: 1, Share: 0.2, ByPerson: map[observe.PersonID]int{"c": 1}},
		{Tag: "judgement", Count: 1, Share: 0.2, ByPerson: map[observe.PersonID]int{}},
		{Tag: "steering", Count: 1, Share: 0.2, ByPerson: map[observe.PersonID]int{"b": 1}},
	}
	if diff := cmp.Diff(want, r.Tags); diff != "" {
		t.Errorf("tags differ (-want +got):\n%s", diff)
	}
	shares := func(s analysis.Shares) string { return show(s["compassion"]) + " " + show(s["strength"]) }
	d := r.Dimensions
	for what, c := range map[string][2]string{
		"all":     {shares(d.All), "0.5 0.5"},
		"phase x": {shares(d.Phases[0].Shares), "1 0"},
		"phase y": {shares(d.Phases[1].Shares), "0.25 0.75"},
		"leader":  {shares(d.Roles["leader"]), "0.5 0.5"},
		"member":  {shares(d.Roles["member"]), "0.5 0.5"},
		"a":       {shares(d.Persons["a"]), "0.5 0.5"},
		"b":       {shares(d.Persons["b"]), "null null"},
		"span 0":  {shares(d.Path[0]), "1 0"},
		"span 1":  {shares(d.Path[1]), "null null"},
		"span 6":  {shares(d.Path[6]), "0 1"},
		"span 9":  {shares(d.Path[9]), "0.5 0.5"},
	} {
		if c[0] != c[1] {
			t.Errorf("shares of %s are %s, want %s", what, c[0], c[1])
		}
	}

	l.Turn(200, "b a directing")
	if got := show(analysistest.Analyze(t, l.Meeting()).AskingRatio); got != "0.2" {
		t.Errorf("with a turn that has a family only, the asking ratio is %s, want 1 asking / (1 + 3 directing + 1 holding off)", got)
	}
}

func TestObserverOfIndependentSessions(t *testing.T) {
	independent := func(h *observe.Header) { h.Coding, h.Revealed = observe.Independent, true }
	l := analysistest.NewLog(independent)
	turn := func(o observe.ObserverID) {
		l.Add(observe.Entry{Type: observe.TypeInteraction, From: "a", To: "b", Observer: o})
	}
	turn("owner")
	turn("o1")
	turn("o1")
	for want, options := range map[string]observe.ObserverID{"o1 2": "", "owner 1": "owner"} {
		r := analysistest.Analyze(t, l.Meeting(), func(o *analysis.Options) { o.Observer = options })
		if got := fmt.Sprintf("%s %d", *r.Observer, r.Interactions); got != want {
			t.Errorf("with observer %q it is of %s, want %s", options, got, want)
		}
		if diff := cmp.Diff([]analysis.ObserverRef{{ID: "owner", Interactions: 1}, {ID: "o1", Name: "Eva", Interactions: 2}}, r.Observers); diff != "" {
			t.Errorf("observers differ (-want +got):\n%s", diff)
		}
	}
	turn("owner")
	if r := analysistest.Analyze(t, l.Meeting()); *r.Observer != "owner" {
		t.Errorf("of two observers with as many turns it takes %s, want who came first, the owner", *r.Observer)
	}

	shared := analysistest.NewLog().Turn(0, "a b").Add(observe.Entry{Type: observe.TypeInteraction, From: "a", To: "b", Observer: "o1"})
	if r := analysistest.Analyze(t, shared.Meeting()); r.Observer != nil || r.Interactions != 2 {
		t.Errorf("a shared session is of %v with %d turns, want all 2", r.Observer, r.Interactions)
	}
}

func TestHiddenObserversAreNotCounted(t *testing.T) {
	hidden := analysistest.NewLog(func(h *observe.Header) { h.Coding = observe.Independent })
	hidden.Turn(0, "a b").Add(observe.Entry{Type: observe.TypeInteraction, From: "a", To: "b", Observer: "o1"})
	for want, v := range map[int]observe.Viewer{
		0: {Role: observe.RoleViewer},
		1: {Role: observe.RoleObserver, Observer: "o1"},
	} {
		r := analysistest.Analyze(t, hidden.As(v))
		if r.Interactions != want || len(r.Observers) != want {
			t.Errorf("a %s counts %d turns of %v, want %d", v.Role, r.Interactions, r.Observers, want)
		}
	}
}

// TestHiddenEntriesDoNotMoveTheEnd: by the length of the meeting nobody can tell
// that another observer, who is hidden, goes on.
func TestHiddenEntriesDoNotMoveTheEnd(t *testing.T) {
	const minute = 60_000
	viewers := map[string]observe.Viewer{
		"an observer":          {Role: observe.RoleObserver, Observer: "o1"},
		"a viewer":             {Role: observe.RoleViewer},
		"an anonymous viewer":  {Role: observe.RoleViewer, Anonymous: true},
		"a leader":             {Role: observe.RoleLeader, Observer: "l1", Person: "a"},
		"a participant":        {Role: observe.RoleParticipant, Observer: "q1", Person: "b"},
		"who observes in lead": {Role: observe.RoleObserver, Observer: "o1", Person: "a"},
	}
	figures := func(hidden ...observe.Entry) map[string]string {
		l := analysistest.NewLog(func(h *observe.Header) { h.Coding = observe.Independent }).Clock(0, "live")
		for i := range observe.Millis(5) {
			l.Add(observe.Entry{Type: observe.TypeInteraction, At: i * 1000, From: "a", To: "b", Observer: "o1"})
		}
		for _, e := range hidden {
			l.Add(e)
		}
		out := map[string]string{}
		for name, v := range viewers {
			out[name] = times(analysistest.Analyze(t, l.As(v)))
		}
		return out
	}
	want := figures()
	for name, e := range map[string]observe.Entry{
		"mark":    {Type: observe.TypeMark, Kind: observe.MarkMoment},
		"note":    {Type: observe.TypeNote, Text: "x", Visibility: observe.VisibilityShared},
		"turn":    {Type: observe.TypeInteraction, From: "b", To: "a"},
		"compass": {Type: observe.TypeCompass, Kind: "moved"},
		"journal": {Type: observe.TypeJournal, Text: "x"},
	} {
		e.At, e.Observer = 30*minute, "o2"
		if diff := cmp.Diff(want, figures(e)); diff != "" {
			t.Errorf("a hidden %s changes figures (-without +with):\n%s", name, diff)
		}
	}
}

// TestLeaderReadsNobodyElse looks for every other person's id and name in all
// that a leader can ask for.
func TestLeaderReadsNobodyElse(t *testing.T) {
	l := team(func(h *observe.Header) {
		h.Participants[1].ID, h.Participants[1].Name, h.Participants[2].Name = "bo-id", "Bo-name", "Cy-name"
		h.Participants[2].ID = "cy-id"
	})
	l.Turn(0, "a bo-id curiosity").Turn(1000, "bo-id cy-id judgement").Turn(2000, "cy-id a deciding").Turn(3000, "* * directing").
		Turn(4000, "d * deciding").Turn(5000, "e * deciding").Turn(6000, "cy-id * curiosity").Clock(7000, observe.StateEnded)
	leader := observe.Viewer{Role: observe.RoleLeader, Observer: "o2", Person: "a"}
	for _, codes := range analysis.AllCodes {
		o := analysis.DefaultOptions()
		o.Codes = codes
		r, err := analysis.Analyze(t.Context(), l.As(leader), o)
		if codes == analysis.ByPerson || codes == analysis.ByPersonTag {
			var e *observe.Error
			if !errors.As(err, &e) || e.Code != observe.Forbidden {
				t.Errorf("codes by %s give a leader %v, want forbidden", codes, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{"bo-id", "Bo-name", "cy-id", "Cy-name", "Name-d"} {
			if strings.Contains(string(b), other) {
				t.Errorf("by %s a leader reads %q: %s", codes, other, b)
			}
		}
		if len(r.Participants) != 1 || r.Participation.Persons[0].Sent != 1 || r.Participation.Gini == nil {
			t.Errorf("by %s a leader should read about themself and the team, got %+v", codes, r.Participation)
		}
		for _, turn := range r.Selection.List() {
			if turn.From != "a" && turn.From != "" && turn.From != observe.Everybody {
				t.Errorf("by %s a turn names %q", codes, turn.From)
			}
		}
	}
}

func TestAnonymousMeetingsHaveNoNames(t *testing.T) {
	l := analysistest.NewLog().Turn(0, "a b curiosity").Turn(1000, "b c judgement")
	r := analysistest.Analyze(t, l.As(observe.Viewer{Role: observe.RoleViewer, Anonymous: true}))
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ann", `"a"`, "Bo", "Cy", "Weekly", "Eva"} {
		if strings.Contains(string(b), name) {
			t.Errorf("an anonymous result holds %q: %s", name, b)
		}
	}
	if got := r.Participants; len(got) != 3 || got[0].ID != "P1" || got[2].Name != "P3" {
		t.Errorf("participants are %+v, want P1 to P3", got)
	}
	if len(r.Network.Arcs) != 2 {
		t.Errorf("there are %d arcs, want 2", len(r.Network.Arcs))
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	m := analysistest.NewLog().Phase(0, "x").Turn(0, "a b").Meeting()
	for field, change := range map[string]func(*analysis.Options){
		"codes":        func(o *analysis.Options) { o.Codes = "word" },
		"lag":          func(o *analysis.Options) { o.Lag = 0 },
		"pairs":        func(o *analysis.Options) { o.Pairs = "both" },
		"observer":     func(o *analysis.Options) { o.Observer = "nobody" },
		"phase":        func(o *analysis.Options) { o.Phase = "z" },
		"from_ms":      func(o *analysis.Options) { o.FromMs = ms(-1) },
		"to_ms":        func(o *analysis.Options) { o.FromMs, o.ToMs = ms(5), ms(4) },
		"alpha":        func(o *analysis.Options) { o.Alpha = 1 },
		"permutations": func(o *analysis.Options) { o.Permutations = -1 },
	} {
		o := analysis.DefaultOptions()
		change(&o)
		_, err := analysis.Analyze(t.Context(), m, o)
		var e *observe.Error
		if !errors.As(err, &e) || e.Field != field || e.Code != observe.Invalid {
			t.Errorf("a wrong %s gives %v", field, err)
		}
	}
}

func TestSummaryIsThatOfTheTally(t *testing.T) {
	l := analysistest.NewLog().Turn(0, "a b curiosity").Turn(1, "b a deciding").Turn(2, "a b").Turn(3, "* * judgement").
		Add(observe.Entry{Type: observe.TypeVoid, Target: "e3"})
	summary, seq := analysis.Summarize(l.State, observe.OwnerViewer, l.Redactor(observe.OwnerViewer, nil))
	b, err := json.Marshal(summary)
	if err != nil || seq != 5 {
		t.Fatal(err)
	}
	const want = `{"participation":{"a":1,"b":1,"c":0},"tags":{"curiosity":1,"deciding":1,"judgement":1},"dimensions":{"compassion":0.5,"strength":0.5}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
}

func BenchmarkSummarize(b *testing.B) {
	l := analysistest.NewLog()
	for i := range 20_000 {
		l.Turn(observe.Millis(i), []string{"a b curiosity", "b c deciding", "c * judgement"}[i%3])
	}
	redactor := l.Redactor(observe.OwnerViewer, nil)
	for b.Loop() {
		analysis.Summarize(l.State, observe.OwnerViewer, redactor)
	}
}

// What a leader is told is read from the whole log: this is how long that takes.
func BenchmarkSummarizeForALeader(b *testing.B) {
	l := team()
	for i := range 20_000 {
		l.Turn(observe.Millis(i*4000), fmt.Sprintf("%c * curiosity", "abcdefg"[i%7]))
	}
	redactor := l.Redactor(leaderA, nil)
	for b.Loop() {
		analysis.Summarize(l.State, leaderA, redactor)
	}
}
