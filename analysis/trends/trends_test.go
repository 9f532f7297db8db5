package trends_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/analysis/stats"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// dated returns meetings to a team, one a week, as sessions s0, s1, ...
func dated(list ...*analysis.Meeting) []trends.Dated {
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	out := make([]trends.Dated, len(list))
	for i, m := range list {
		named := *m
		named.Session, named.Over = observe.SessionID(fmt.Sprint("s", i)), true
		out[i] = trends.Dated{Meeting: &named, At: observe.NewTimestamp(first.AddDate(0, 0, 7*i))}
	}
	return out
}

func follow(t testing.TB, meetings []trends.Dated, change func(*trends.Options)) *trends.Trends {
	t.Helper()
	o := trends.DefaultOptions()
	o.Permutations = 200
	if change != nil {
		change(&o)
	}
	out, err := trends.Follow(t.Context(), meetings, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func measure(t testing.TB, name string) func(*trends.Options) {
	t.Helper()
	m, err := trends.ParseMeasure(name)
	if err != nil {
		t.Fatal(err)
	}
	return func(o *trends.Options) { o.Measure, o.Permutations = m, 0 }
}

// asking is a meeting of n turns in words of three-k, of which a share asks.
func asking(t testing.TB, n int, share float64, seed uint64) *analysis.Meeting {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	r := rand.New(rand.NewPCG(seed, 9))
	b := analysis.NewBuilder("asking", &book)
	for i := range n {
		from := r.IntN(5)
		to := "*"
		if other := r.IntN(5); other != from && r.IntN(3) > 0 {
			to = fmt.Sprint("p", other)
		}
		tag := []string{"steering", "judgement", "informing", "sharing", "not-knowing"}[r.IntN(5)]
		if r.Float64() < share {
			tag = "curiosity"
		}
		b.Add(int64(i)*4000, fmt.Sprint("p", from), to, tag, []string{"News", "Plans"}[2*i/n], "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A point is the figure that the analysis of the meeting has.
func TestPointsAreTheFiguresOfTheMeetings(t *testing.T) {
	var list []*analysis.Meeting
	for seed := range uint64(4) {
		list = append(list, asking(t, 120+40*int(seed), 0.2, seed))
	}
	meetings := dated(list...)
	compared := 0
	for _, name := range append(trends.MeasureNames(), "tag:curiosity", "tag:thanking", "family:asking", "dimension:compassion") {
		series := follow(t, meetings, measure(t, name))
		if len(series.Points) != len(list) {
			t.Fatalf("%s: %d points", name, len(series.Points))
		}
		for i, p := range series.Points {
			r := analysistest.Analyze(t, list[i], analysistest.Draws(0))
			var want *float64
			switch name {
			case "evenness":
				want = r.Participation.Evenness
			case "gini_corrected":
				want = r.Participation.GiniCorrected
			case "group_addressed":
				want = r.Participation.GroupAddressed
			case "out_strength_centralization":
				want = r.Network.OutStrengthCentralization
			case "in_strength_centralization":
				want = r.Network.InStrengthCentralization
			case "opening_ratio":
				want = r.OpeningRatio
			case "asking_ratio":
				want = r.AskingRatio
			case "tag:curiosity":
				want = tagShare(r, "curiosity")
			case "tag:thanking":
				continue // no tag of the codebook
			case "family:asking":
				want = tagShare(r, "curiosity", "asking", "checking", "inviting")
			case "dimension:compassion":
				want = r.Dimensions.All["compassion"]
			}
			if want == nil || p.Value == nil || math.Abs(*want-*p.Value) > 1e-12 {
				t.Errorf("%s of meeting %d is %v, the analysis has %v", name, i, deref(p.Value), deref(want))
				continue
			}
			if !p.Enough || *p.Low > *p.Value || *p.High < *p.Value || p.N != r.Interactions || *p.Low == *p.High {
				t.Errorf("%s of meeting %d: %v in %v to %v of %d turns", name, i, *p.Value, deref(p.Low), deref(p.High), p.N)
			}
			compared++
		}
	}
	if compared != 4*10 {
		t.Errorf("compared %d points", compared)
	}
	for _, p := range follow(t, meetings, measure(t, "tag:thanking")).Points {
		if p.Value != nil || p.Enough {
			t.Errorf("a word that nobody knows has the share %v", *p.Value)
		}
	}
}

// Turns to oneself, which a table of somebody else may have, are no arcs.
func TestTurnsToOneselfCentralizeNothing(t *testing.T) {
	b := analysis.NewBuilder("talks to itself", &observe.Codebook{ID: "made-up"})
	for i := range 60 {
		from := i % 3
		b.Add(int64(i)*1000, fmt.Sprint("p", from), fmt.Sprint("p", []int{0, 2, 0}[from]), "x", "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	n := analysistest.Analyze(t, m, analysistest.Draws(0)).Network
	for name, want := range map[string]*float64{"out_strength_centralization": n.OutStrengthCentralization, "in_strength_centralization": n.InStrengthCentralization} {
		got := follow(t, dated(m), measure(t, name)).Points[0].Value
		if want == nil || got == nil || math.Abs(*want-*got) > 1e-12 {
			t.Errorf("%s is %v, the analysis has %v", name, deref(got), deref(want))
		}
	}
}

func deref(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func tagShare(r *analysis.Reading, tags ...observe.TagID) *float64 {
	sum := 0.0
	for _, row := range r.Tags {
		if slices.Contains(tags, row.Tag) {
			sum += row.Share
		}
	}
	return &sum
}

// Where turns are independent, the interval of a share is about that of the
// binomial distribution; where each turn comes in tens, it is as wide as that of
// a tenth of the turns.
func TestIntervalsOfPoints(t *testing.T) {
	width := func(n, times int) float64 {
		r := rand.New(rand.NewPCG(5, uint64(times)))
		book, _ := codebooks.Get("three-k")
		b := analysis.NewBuilder("made up", &book)
		tag := ""
		for i := range n {
			if i%times == 0 {
				tag = []string{"curiosity", "informing"}[r.IntN(2)]
			}
			b.Add(int64(i)*1000, "p", "*", tag, "", "")
		}
		m, err := b.Meeting()
		if err != nil {
			t.Fatal(err)
		}
		p := follow(t, dated(m), measure(t, "tag:curiosity")).Points[0]
		return *p.High - *p.Low
	}
	const n = 2000
	for times, from := range map[int]float64{1: 1, 10: 0.6} { // blocks of ten do not lie as the tens do
		want := 2 * 1.96 * 0.5 / math.Sqrt(float64(n)/float64(times))
		if got := width(n, times); got < 0.85*from*want || got > 1.15*want {
			t.Errorf("turns by %d: the interval is %.4f wide, want about %.4f", times, got, want)
		}
	}
}

// A longer meeting of the same kind has about the same figure: else a long one
// after short ones would be a change. What differs is less than half of the
// error of a meeting of 100 turns.
func TestMeasuresDoNotDependOnLength(t *testing.T) {
	for _, name := range append(trends.MeasureNames(), "tag:curiosity", "family:directing", "dimension:compassion") {
		mean := func(n int) (value, se float64) {
			const meetings = 40
			for seed := range uint64(meetings) {
				p := follow(t, dated(unlike(t, n, seed)), measure(t, name)).Points[0]
				value += *p.Value / meetings
				se += (*p.High - *p.Low) / (2 * 1.96) / meetings
			}
			return value, se
		}
		short, se := mean(100)
		long, _ := mean(800)
		if math.Abs(long-short) > se/2+se/math.Sqrt(40)*2 {
			t.Errorf("%s is %.3f in meetings of 100 turns, and %.3f in those of 800; the error of one is %.3f", name, short, long, se)
		}
	}
}

// unlike is a meeting of six persons who take part unevenly.
func unlike(t testing.TB, n int, seed uint64) *analysis.Meeting {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	r := rand.New(rand.NewPCG(seed, 14))
	b := analysis.NewBuilder("unlike", &book)
	for i := range n {
		from, to := int(6*math.Pow(r.Float64(), 1.6)), "*"
		if other := int(6 * math.Pow(r.Float64(), 1.6)); other != from {
			to = fmt.Sprint("p", other)
		}
		b.Add(int64(i)*4000, fmt.Sprint("p", from), to, []string{"curiosity", "steering", "judgement", "informing", "sharing", "not-knowing"}[int(6*math.Pow(r.Float64(), 1.3))], "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// tQuantile has quantiles of Student's t by degrees of freedom, as printed in every
// table: for 0.975 and for 0.995.
var tQuantile = map[int][2]float64{2: {4.303, 9.925}, 3: {3.182, 5.841}, 4: {2.776, 4.604}, 5: {2.571, 4.032}}

// Verdicts against the rule by hand.
func TestVerdicts(t *testing.T) {
	shares := func(list ...float64) []trends.Dated {
		var out []*analysis.Meeting
		for i, s := range list {
			out = append(out, asking(t, 400, s, uint64(i)+30))
		}
		return dated(out...)
	}
	const before, at3, after3 = "2026-01-01T09:00:00.000Z", "2026-01-26T09:00:00.000Z", "2026-01-26T09:00:00.001Z" // s3 is at at3
	small := new(0.15)
	type sessions = []observe.SessionID
	for name, c := range map[string]struct {
		meetings []trends.Dated
		later    sessions
		named    observe.Timestamp
		smallest *float64
		want     trends.Verdict
		earlier  int
	}{
		"one meeting":                        {shares(.2), nil, "", nil, trends.TooFewToTell, 0},
		"two, far apart":                     {shares(.1, .6), nil, "", nil, trends.TooFewToTell, 1},
		"three, far apart":                   {shares(.1, .1, .6), nil, "", nil, trends.TooFewToTell, 2},
		"four, the last far off":             {shares(.2, .2, .2, .6), nil, "", nil, trends.Outside, 3},
		"six, the last off":                  {shares(.15, .2, .25, .2, .25, .36), nil, "", nil, trends.TooFewToTell, 5},
		"four, alike":                        {shares(.2, .2, .2, .2), nil, "", nil, trends.TooFewToTell, 3},
		"six, that differ among each other":  {shares(.1, .5, .2, .6, .3, .7), nil, "", nil, trends.TooFewToTell, 5},
		"never, never, never, and then once": {append(shares(0, 0, 0), dated(rarely(t)...)[3:]...), nil, "", nil, trends.TooFewToTell, 3},

		"an experiment, named before; six, the last off": {shares(.15, .2, .25, .2, .25, .36), sessions{"s5"}, before, nil, trends.Moved, 5},
		"after one alike":                         {shares(.2, .2), sessions{"s1"}, before, small, trends.TooFewToTell, 1},
		"after one far away":                      {shares(.1, .6), sessions{"s1"}, before, nil, trends.PerhapsMoved, 1},
		"after two far away":                      {shares(.1, .1, .6), sessions{"s2"}, before, nil, trends.PerhapsMoved, 2},
		"after five, within what matters":         {shares(.2, .2, .2, .2, .2, .2), sessions{"s5"}, before, small, trends.NotMoved, 5},
		"after five that differ":                  {shares(.1, .5, .2, .6, .3, .7), sessions{"s5"}, before, small, trends.TooFewToTell, 5},
		"two after three":                         {shares(.2, .2, .2, .5, .1, .5), sessions{"s3", "s5"}, before, nil, trends.Moved, 3},
		"two that differ after three that do not": {shares(.2, .2, .2, .3, .6), sessions{"s3", "s4"}, before, nil, trends.TooFewToTell, 3},
		"named as the first of them begins":       {shares(.2, .2, .2, .5, .1, .5), sessions{"s3", "s5"}, at3, nil, trends.Moved, 3},
		"named after that":                        {shares(.2, .2, .2, .6, .1, .6), sessions{"s3", "s5"}, after3, nil, trends.Outside, 3},
		"nobody knows when":                       {shares(.2, .2, .2, .6, .1, .6), sessions{"s3", "s5"}, "", nil, trends.Outside, 3},
		"named too late, one far away":            {shares(.1, .6), sessions{"s1"}, after3, nil, trends.TooFewToTell, 1},
		"named too late, within what matters":     {shares(.2, .2, .2, .2, .2, .2), sessions{"s5"}, "", small, trends.TooFewToTell, 5},
		"without any before":                      {shares(.2, .2, .2, .6), sessions{"s0"}, before, nil, trends.TooFewToTell, 0},
		"from the first on":                       {shares(.2, .2, .2, .6), sessions{"s0", "s3"}, before, nil, trends.TooFewToTell, 0},
		"that was not noted":                      {shares(.2, .2, .2, .6), sessions{"x"}, before, nil, trends.TooFewToTell, 0},
	} {
		got := follow(t, c.meetings, func(o *trends.Options) {
			measure(t, "tag:curiosity")(o)
			o.Later, o.NamedAt, o.SmallestChange = c.later, c.named, c.smallest
		})
		if got.Verdict != c.want {
			t.Errorf("%s: %s, want %s; %+v", name, got.Verdict, c.want, got.Change)
		}
		noted := len(c.later) > 0 && c.later[0] != "x"
		named := noted && c.named != "" && !(c.named == after3 && c.later[0] < "s4")
		if (got.NamedBefore != nil) != noted || noted && *got.NamedBefore != named || got.NamedAt != c.named {
			t.Errorf("%s: named at %q, before is %v", name, got.NamedAt, got.NamedBefore)
		}
		if c.earlier == 0 {
			if got.Change != nil {
				t.Errorf("%s: a change %+v", name, got.Change)
			}
			continue
		}
		var a, b []float64
		squares := 0.0
		for i, p := range got.Points {
			later := c.later == nil && i == len(got.Points)-1 || slices.Contains(c.later, p.Session)
			if p.Later != later {
				t.Errorf("%s: meeting %d is later: %v", name, i, p.Later)
			}
			se := (*p.High - *p.Low) / (2 * 1.96) // about
			switch {
			case later:
				b = append(b, *p.Value)
				squares += se * se
			case len(a) < c.earlier:
				a = append(a, *p.Value)
				squares += se * se
			}
		}
		mean := func(x []float64) (m float64) {
			for _, v := range x {
				m += v / float64(len(x))
			}
			return m
		}
		around := func(x []float64) (sum float64) {
			for _, v := range x {
				sum += (v - mean(x)) * (v - mean(x))
			}
			return sum
		}
		k, j := len(a), len(b)
		reach := 1.96 * 2 * math.Sqrt(squares/float64(k*k)) // with one of each, and as if SE were alike with two
		if k >= 3 {
			df := k + j - 2 // with one later meeting that is k - 1, and there is nothing around its mean
			v := (around(a) + around(b)) / float64(df)
			quantile := tQuantile[df][1]
			if named {
				quantile = tQuantile[df][0]
			}
			reach = quantile * math.Sqrt(max(v, squares/float64(k+j))) * math.Sqrt(1/float64(k)+1/float64(j))
		}
		ch := got.Change
		if ch.Earlier != k || ch.Later != j || math.Abs(ch.Difference-(mean(b)-mean(a))) > 1e-9 {
			t.Errorf("%s: %+v, want %v", name, ch, mean(b)-mean(a))
		}
		if half := (ch.High - ch.Low) / 2; k != 2 && (half < 0.93*reach || half > 1.07*reach+1e-6) {
			t.Errorf("%s: the interval reaches %v to either side, by hand about %v", name, half, reach)
		}
	}
}

// Meetings that differ by chance only, or with a spread of 0.3 on the log scale as well,
// are rarely told to be unlike those before, or to have moved: of a hundred teams at
// most as many as the level says, but for twice the error of so few teams. A word that
// is said three times as often is mostly found.
func TestVerdictsOfTeamsWhoDoNotChange(t *testing.T) {
	const teams, k, later = 100, 4, 3
	for _, spread := range []float64{0, 0.3} {
		counts := map[trends.Verdict]int{}
		found := 0
		for team := range uint64(teams) {
			r := rand.New(rand.NewPCG(team, 31))
			meetings := func(times float64) []trends.Dated {
				var list []*analysis.Meeting
				for i := range k + later {
					share := 0.15 * math.Exp(spread*r.NormFloat64())
					if i >= k {
						share *= times
					}
					list = append(list, asking(t, 150, share, r.Uint64()))
				}
				return dated(list...)
			}
			verdict := func(list []trends.Dated, experiment bool) trends.Verdict {
				return follow(t, list, func(o *trends.Options) {
					measure(t, "tag:curiosity")(o)
					if experiment {
						o.Later, o.NamedAt = []observe.SessionID{"s4", "s5", "s6"}, "2026-01-01T09:00:00.000Z"
					}
				}).Verdict
			}
			list := meetings(1)
			counts[verdict(list, true)]++
			counts[verdict(list[:k+1], false)]++
			if verdict(meetings(3), true) == trends.Moved {
				found++
			}
		}
		most := func(level float64) int { return int(teams*level + 2*math.Sqrt(teams*level*(1-level))) }
		if counts[trends.Moved] > most(0.05) || counts[trends.Outside] > most(0.01) {
			t.Errorf("spread %v: of %d teams %d moved (at most %d) and %d are outside (at most %d)", spread, teams,
				counts[trends.Moved], most(0.05), counts[trends.Outside], most(0.01))
		}
		if found < teams*3/4 {
			t.Errorf("spread %v: of %d teams who change it is told of %d", spread, teams, found)
		}
	}
}

// rarely is four meetings of which the last has the word once.
func rarely(t testing.TB) []*analysis.Meeting {
	var out []*analysis.Meeting
	for i := range 4 {
		out = append(out, asking(t, 400, []float64{0, 0, 0, 0.0025}[i], uint64(i)+60))
	}
	return out
}

// Slope from four meetings, p from six; few turns do not count.
func TestTrendsNeedMeetings(t *testing.T) {
	var list []*analysis.Meeting
	for i := range 9 {
		list = append(list, asking(t, 150, 0.1+0.08*float64(i), uint64(i)+3))
		list = append(list, asking(t, 99, 0.9, uint64(i)+3)) // too few turns
	}
	for n := 1; n <= 9; n++ {
		got := follow(t, dated(list[:2*n]...), measure(t, "tag:curiosity"))
		if (got.Slope != nil) != (n >= 4) || (got.Tau != nil) != (n >= 6) || (got.P != nil) != (n >= 6) || got.Weak != (n == 6 || n == 7) {
			t.Errorf("%d meetings: slope %v, tau %v, p %v, weak %v", n, deref(got.Slope), deref(got.Tau), deref(got.P), got.Weak)
		}
		var values []float64
		for i, p := range got.Points {
			if p.Enough != (i%2 == 0) || (p.Low == nil) == p.Enough || p.Value == nil {
				t.Errorf("meeting %d: %+v", i, p)
			}
			if p.Enough {
				values = append(values, *p.Value)
			}
		}
		if n >= 6 {
			tau, p := stats.MannKendall(values)
			if *got.Slope != *stats.TheilSen(values) || *got.Tau != *tau || *got.P != *p {
				t.Errorf("%d meetings: other values were used", n)
			}
		}
	}
}

// Only stretches of one purpose are compared, and only they make loops.
func TestTrendsOfAPurpose(t *testing.T) {
	l := analysistest.NewLog()
	at := observe.Millis(0)
	say := func(n int, tag observe.TagID) {
		for i := range n {
			at += 1000
			l.Add(observe.Entry{Type: observe.TypeInteraction, Observer: "owner", At: at, From: string("abc"[i%3]), To: "*", Tags: []observe.TagID{tag}})
		}
	}
	say(30, "steering")
	l.Add(observe.Entry{Type: observe.TypePhase, Observer: "owner", At: at + 1, Name: "Plans", Purpose: "explore"})
	say(120, "curiosity")
	l.Add(observe.Entry{Type: observe.TypePhase, Observer: "owner", At: at + 1, Name: "Plans", Purpose: "decide"})
	say(110, "deciding")
	m := dated(l.Meeting(), asking(t, 200, 0.3, 1)) // the other one has no phases with a purpose
	for purpose, want := range map[observe.Purpose]string{"": "260 0.46, 200", "explore": "120 1.00", "decide": "110 0.00", "weigh": ""} {
		got := follow(t, m, func(o *trends.Options) {
			measure(t, "tag:curiosity")(o)
			o.Purpose = purpose
		})
		var points []string
		for _, p := range got.Points {
			points = append(points, fmt.Sprintf("%d %.2f", p.N, *p.Value))
		}
		if s := strings.Join(points, ", "); !strings.HasPrefix(s, want) || (want == "") != (s == "") {
			t.Errorf("%q: %s, want %s", purpose, s, want)
		}
	}
}

// A loop that is planted in four of seven meetings comes back in about them; in
// one it could not have shown itself. Together the meetings are what Pool makes
// of them.
func TestLoopsThatComeBack(t *testing.T) {
	planted, none := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3}), analysistest.Small(nil)
	var list []*analysis.Meeting
	for i := range uint64(4) {
		list = append(list, planted.Meeting(t, 400, i+1))
	}
	list = append(list, none.Meeting(t, 400, 7), none.Meeting(t, 400, 8), planted.Meeting(t, 12, 9))
	got := follow(t, dated(list...), func(o *trends.Options) { o.Permutations = 500 })
	wholeIn, couldIn := 0, 0
	for _, m := range list {
		r := analysistest.Analyze(t, m, analysistest.Draws(500))
		could := analysistest.Transition(t, r, "c00", "c01").ExpectedNull != nil && *analysistest.Transition(t, r, "c00", "c01").ExpectedNull >= 3 && *analysistest.Transition(t, r, "c01", "c00").ExpectedNull >= 3
		if could {
			couldIn++
		}
		for _, l := range r.Loops {
			if l.ID == "c00>c01>" && l.Status == sequence.Whole {
				wholeIn++
			}
		}
	}
	if wholeIn < 3 || couldIn != 6 {
		t.Fatalf("the meetings are no example: whole in %d, could be in %d", wholeIn, couldIn)
	}
	if len(got.Loops) != 1 || got.Loops[0].ID != "c00>c01>" || got.Loops[0].WholeIn != wholeIn || got.Loops[0].CouldIn != couldIn || got.Loops[0].Kind != sequence.Reinforcing {
		t.Errorf("recurring loops: %+v, want c00>c01> in %d of %d", got.Loops, wholeIn, couldIn)
	}
	o := analysistest.With(analysistest.Draws(500))
	var turns []sequence.Turns
	for _, m := range list {
		s, err := analysis.Select(m, o)
		if err != nil {
			t.Fatal(err)
		}
		turns = append(turns, s.Coded(o.Codes))
	}
	p := sequence.Follow(t.Context(), turns, o.Sequence())
	var want []trends.PooledLoop
	for _, l := range p.Loops {
		if l.Status == sequence.Whole {
			want = append(want, trends.PooledLoop{Loop: l, Seen: got.Pooled.Loops[len(want)].Seen, Moments: got.Pooled.Loops[len(want)].Moments})
		}
	}
	var links []trends.PooledLink
	for i, l := range p.Links {
		links = append(links, trends.PooledLink{Link: l, Seen: got.Pooled.Links[i].Seen})
	}
	a, _ := json.Marshal(got.Pooled)
	b, _ := json.Marshal(trends.Pooled{Meetings: 7, Interactions: 2412, Enough: p.Sequence.Enough, Links: links, Loops: want, KnownLoops: []trends.PooledKnownLoop{}})
	if !bytes.Equal(a, b) || len(want) == 0 {
		t.Errorf("together they are\n%s\nwant\n%s", a, b)
	}
	if _, ok := got.Labels["c00"]; !ok || len(got.Labels) < 2 {
		t.Errorf("the codes of loops have the words %v", got.Labels)
	}
}

// A loop that is whole in one meeting only has not come back.
func TestLoopOfOneMeetingDoesNotComeBack(t *testing.T) {
	planted := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3}).Meeting(t, 400, 1)
	draws := analysistest.Draws(500)
	if !slices.ContainsFunc(analysistest.Analyze(t, planted, draws).Loops, func(l sequence.Loop) bool { return l.Status == sequence.Whole }) {
		t.Fatal("the meeting is no example")
	}
	got := follow(t, dated(planted, analysistest.Small(nil).Meeting(t, 400, 7)), func(o *trends.Options) { o.Permutations = 500 })
	if len(got.Loops) != 0 {
		t.Errorf("recurring loops: %+v, want none", got.Loops)
	}
}

// The moments of loops lead into the meetings, also where ids tell nothing of
// them: each meeting says how many there are, and lists as many as there is room
// for. They are gone round by hand here.
func TestMomentsOfLoopsOverMeetings(t *testing.T) {
	planted := analysistest.Small(analysistest.Lifts{{"c00", "c01"}: 3, {"c01", "c00"}: 3})
	var list []*analysis.Meeting
	for i := range uint64(5) {
		m := planted.Meeting(t, 300+60*int(i), i+1)
		for k := range m.Turns.Len() {
			m.Turns.Seq = append(m.Turns.Seq, observe.Seq(1000*int(i+1)+2*k))
		}
		list = append(list, m)
	}
	series := follow(t, dated(list...), func(o *trends.Options) { o.Permutations = 500 })
	byHand := func(i int) (out [][]observe.Seq) {
		turns := list[i].Turns
		code := func(k int) observe.TagID {
			if turns.Tag[k] < 0 {
				return ""
			}
			return list[i].Tags[turns.Tag[k]].ID
		}
		for k := range turns.Len() - 2 {
			if a, b := code(k), code(k+1); a == code(k+2) && (a == "c00" && b == "c01" || a == "c01" && b == "c00") {
				out = append(out, turns.Seq[k:k+3])
			}
		}
		return out
	}
	check := func(what string, got []trends.TeamMoments, meetings, total int) {
		t.Helper()
		listed, sum := 0, 0
		for _, m := range got {
			i := int(m.Session[1] - '0')
			want := byHand(i)
			if m.Total != len(want) || len(m.Turns) == 0 || !slices.EqualFunc(m.Turns, want[:len(m.Turns)], slices.Equal) {
				t.Errorf("%s: in meeting %d it is %d moments, first %v, want %d, first %v", what, i, m.Total, m.Turns[:1], len(want), want[0])
			}
			if m.At != series.Points[i].At {
				t.Errorf("%s: meeting %d was at %s", what, i, m.At)
			}
			listed, sum = listed+len(m.Turns), sum+m.Total
		}
		if len(got) != meetings || sum != total || listed != min(total, sequence.MaxEvidence) {
			t.Errorf("%s: %d of %d moments are listed in %d meetings, want %d of %d in %d", what, listed, sum, len(got), min(total, sequence.MaxEvidence), total, meetings)
		}
	}
	if len(series.Loops) == 0 || len(series.Pooled.Loops) == 0 || series.Pooled.Loops[0].EvidenceTotal <= sequence.MaxEvidence {
		t.Fatalf("the meetings are no example: %+v, %+v", series.Loops, series.Pooled.Loops)
	}
	total := 0
	for _, m := range series.Loops[0].Moments {
		total += m.Total
	}
	check("recurring", series.Loops[0].Moments, series.Loops[0].WholeIn, total)
	check("together", series.Pooled.Loops[0].Moments, 5, series.Pooled.Loops[0].EvidenceTotal)

	// Who reads about themself only is told how many, and not which.
	for _, m := range list {
		m.Limited = true
	}
	for _, m := range follow(t, dated(list...), func(o *trends.Options) { o.Permutations = 500 }).Pooled.Loops[0].Moments {
		if m.Total == 0 || m.Turns == nil || len(m.Turns) > 0 {
			t.Errorf("a limited reader is led to %v", m)
		}
	}
}

func TestTrendsAtTheEdges(t *testing.T) {
	if got := follow(t, nil, nil); len(got.Points) != 0 || got.Verdict != trends.TooFewToTell || got.Pooled.Meetings != 0 {
		t.Errorf("of nothing: %+v", got)
	}
	empty, one := analysistest.Scripted(t), analysistest.Scripted(t, "a x")
	if got := follow(t, dated(empty, one, empty), nil); len(got.Points) != 1 || got.Points[0].Session != "s1" || got.Points[0].Enough {
		t.Errorf("of one turn: %+v", got.Points)
	}
	// Meetings come in any order; points do not.
	list := dated(asking(t, 120, .2, 1), asking(t, 120, .2, 2), asking(t, 120, .2, 3))
	slices.Reverse(list)
	if got := follow(t, list, measure(t, "evenness")); got.Points[0].Session != "s0" || got.Points[2].Session != "s2" || !got.Points[2].Later {
		t.Errorf("points are in the order %+v", got.Points)
	}
	for _, name := range []string{"", "x", "tag:", "tag", "share:x", "person:p1", "Evenness"} {
		if _, err := trends.ParseMeasure(name); observe.CodeOf(err) != observe.Invalid || !strings.HasPrefix(err.Error(), "measure: ") {
			t.Errorf("%q: %v", name, err)
		}
	}
	// The words of a team stand for the share of all their tags.
	got := follow(t, list, func(o *trends.Options) {
		o.Measure = trends.ShareOf("yardstick:0", "We ask", []observe.TagID{"curiosity", "not-knowing"})
	})
	r := analysistest.Analyze(t, list[2].Meeting, analysistest.Draws(0))
	if want := tagShare(r, "curiosity", "not-knowing"); math.Abs(*got.Points[0].Value-*want) > 1e-12 || got.Label["nl"] != "We ask" {
		t.Errorf("of two tags: %v, want %v; %v", *got.Points[0].Value, *want, got.Label)
	}
}

// A measure of a codebook is called as the codebook calls it.
func TestMeasuresAreCalledAsInTheCodebook(t *testing.T) {
	for name, want := range map[string]string{
		"tag:curiosity": "open question", "family:directing": "Directing", "dimension:vulnerability": "vulnerability", "evenness": "", "tag:unheard": "",
	} {
		if got := follow(t, dated(asking(t, 120, .2, 1)), measure(t, name)).Label["en"]; !strings.EqualFold(got, want) {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}

func TestTrendsAreTheSameBytesOnOneCoreAndTwo(t *testing.T) {
	meetings := dated(asking(t, 300, .2, 1), asking(t, 300, .5, 2), asking(t, 300, .2, 3), analysistest.Small(nil).Meeting(t, 200, 4))
	all := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		b, err := json.Marshal(follow(t, meetings, nil))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(all(1), all(2)) {
		t.Error("trends differ between one core and two")
	}
}
