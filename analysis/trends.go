package analysis

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Trends is a figure of a team over its meetings, the loops that came back, and
// the patterns that only several meetings can tell.
type Trends struct {
	Measure    string          `json:"measure"`
	Label      observe.Labels  `json:"label"` // of a measure with words of its own, else empty
	Purpose    observe.Purpose `json:"purpose,omitempty" enum:"inform,explore,weigh,decide"`
	Experiment string          `json:"experiment,omitempty"` // of the team, that is about this measure
	Points     []TrendPoint    `json:"points"`
	Slope      *float64        `json:"slope"` // change from one meeting to the next
	Tau        *float64        `json:"tau"`
	P          *float64        `json:"p"`
	Weak       bool            `json:"weak"` // p rests on few meetings
	Verdict    Verdict         `json:"verdict"`
	Change     *Change         `json:"change"` // what the verdict rests on; null without an earlier and a later meeting
	TeamFindings
}

// TeamFindings is what is found over meetings, whatever figure is followed.
type TeamFindings struct {
	Patterns []TeamPattern             `json:"patterns"` // those of package patterns, else empty
	Loops    []RecurringLoop           `json:"loops"`
	Pooled   Pooled                    `json:"pooled"`
	Labels   map[string]observe.Labels `json:"labels"` // of the codes of all loops
}

// TrendPoint is the figure of one meeting: low and high are the interval of this
// meeting, not of what the team usually does.
type TrendPoint struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"`
	Value   *float64          `json:"value"`
	Low     *float64          `json:"low"`
	High    *float64          `json:"high"`
	N       int               `json:"n"` // turns that were looked at
	Enough  bool              `json:"enough"`
	Later   bool              `json:"later"` // it is held against the earlier ones
}

// Verdict says whether a figure moved.
type Verdict string

// Verdicts.
const (
	Moved        Verdict = "moved"
	NotMoved     Verdict = "not-moved"
	PerhapsMoved Verdict = "perhaps-moved"
	TooFewToTell Verdict = "too-few"
)

// Change is what a verdict rests on: the mean of the later meetings less that
// of the earlier ones.
type Change struct {
	Earlier        int      `json:"earlier"` // meetings
	Later          int      `json:"later"`
	Difference     float64  `json:"difference"`
	Low            float64  `json:"low"`
	High           float64  `json:"high"`
	SmallestChange *float64 `json:"smallest_change"` // that would mean something
}

// RecurringLoop is a loop that was whole in several meetings.
type RecurringLoop struct {
	ID      string          `json:"id"`
	Known   string          `json:"known,omitempty"`
	Nodes   []string        `json:"nodes"`
	Signs   []sequence.Sign `json:"signs"`
	Kind    sequence.Kind   `json:"kind"`
	WholeIn int             `json:"whole_in"` // meetings
	CouldIn int             `json:"could_in"` // meetings that could have shown it
	Moments []TeamMoments   `json:"moments"`  // in those in which it was whole
}

// Pooled is what follows what over meetings taken together.
type Pooled struct {
	Meetings     int             `json:"meetings"`
	Interactions int             `json:"interactions"`
	Enough       bool            `json:"enough"`
	Links        []sequence.Link `json:"links"`
	Loops        []PooledLoop    `json:"loops"` // those that are whole
}

// PooledLoop is a loop of meetings taken together.
type PooledLoop struct {
	sequence.Loop
	Moments []TeamMoments `json:"moments"`
}

// TeamPattern is a known pattern over meetings.
type TeamPattern struct {
	Pattern
	Meetings int           `json:"meetings"` // that could have shown it
	Moments  []TeamMoments `json:"moments"`
}

// TeamMoments is the moments of a finding in one meeting, earliest first. Turns
// has the first of them, each the numbers in the log of its turns.
type TeamMoments struct {
	Session observe.SessionID `json:"session"`
	At      observe.Timestamp `json:"at"` // when the meeting was
	Total   int               `json:"total"`
	Turns   [][]observe.Seq   `json:"turns"`
}

// Listed gives the moments of a finding with no more than [sequence.MaxEvidence] of them
// listed, each meeting as many as there is room for.
func Listed(list []TeamMoments) []TeamMoments {
	listed := 0
	for _, m := range list {
		listed += len(m.Turns)
	}
	for most := sequence.MaxEvidence; listed > sequence.MaxEvidence; most-- {
		for i := range list {
			if m := &list[i]; len(m.Turns) > most && listed > sequence.MaxEvidence {
				m.Turns = m.Turns[:most]
				listed--
			}
		}
	}
	return list
}

// Dated is a meeting of a team with when it was.
type Dated struct {
	*Meeting
	At observe.Timestamp
}

// InOrder gives meetings in order of time (and then as they come).
func InOrder(meetings []Dated) []Dated {
	return slices.SortedStableFunc(slices.Values(meetings), func(a, b Dated) int { return a.At.Time().Compare(b.At.Time()) })
}

// TrendOptions say what is followed. Start from [DefaultTrendOptions].
type TrendOptions struct {
	Measure        Measure
	Experiment     string              // of the team, that is about the measure; only named
	Purpose        observe.Purpose     // only stretches with this purpose; empty: whole meetings
	Later          []observe.SessionID // the meetings that are held against those before the first of them; empty: the last one
	SmallestChange *float64            // that would mean something; nil: not said
	Alpha          float64
	Permutations   int
	Seed           uint64
	MaxCodes       int // see Options
}

// DefaultTrendOptions gives what is used where nothing is said.
func DefaultTrendOptions() TrendOptions {
	d := DefaultOptions()
	return TrendOptions{Measure: Measure{Name: measureEvenness, kind: measureEvenness}, Alpha: d.Alpha, Permutations: d.Permutations, Seed: d.Seed}
}

// Options say how each of the meetings is analysed.
func (o *TrendOptions) Options() Options {
	return Options{Codes: ByTag, Lag: 1, Purpose: o.Purpose, Alpha: o.Alpha, Permutations: o.Permutations, Seed: o.Seed, MaxCodes: o.MaxCodes}
}

// Draws and limits of points.
const (
	trendBoots = 1000 // block bootstraps of a meeting
	trendBlock = 10   // turns in a block
	minTurns   = 100  // of a meeting, for a point
	minCounted = 20   // turns that the measure counts
)

// FollowMeasure gives a figure over meetings, in order of time; those without
// turns are left out. When ctx is done it stops and gives the error of ctx.
func FollowMeasure(ctx context.Context, meetings []Dated, o TrendOptions) (*Trends, error) {
	out := &Trends{Measure: o.Measure.Name, Label: observe.Labels{}, Purpose: o.Purpose, Experiment: o.Experiment,
		Points: []TrendPoint{}, Verdict: TooFewToTell}
	err := compute.Until(ctx, func() error {
		series, err := seriesOf(ctx, meetings, &o)
		if err != nil {
			return err
		}
		var errors []float64 // standard error of each point
		for _, m := range series {
			p := TrendPoint{Session: m.Session, At: m.at}
			errors = append(errors, p.fill(ctx, m.Selection, &o))
			out.Points = append(out.Points, p)
			if l := o.Measure.calledIn(m.Selection); l != nil {
				out.Label = l
			}
		}
		out.rise()
		out.judge(errors, &o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// FindOver gives what is found over meetings, whatever the measure. When ctx is
// done it stops and gives the error of ctx.
func FindOver(ctx context.Context, meetings []Dated, o TrendOptions) (*TeamFindings, error) {
	out := &TeamFindings{Patterns: []TeamPattern{}, Loops: []RecurringLoop{}, Labels: map[string]observe.Labels{}}
	err := compute.Until(ctx, func() error {
		series, err := seriesOf(ctx, meetings, &o)
		if err != nil {
			return err
		}
		opts := o.Options()
		for i := range series {
			series[i].Selection = series[i].Together()
		}
		series = slices.DeleteFunc(series, func(m datedStream) bool { return m.Len() == 0 })
		out.recur(ctx, series, &opts)
		out.pool(ctx, series, &opts)
		out.label(series)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// datedStream is the turns of a meeting of a series.
type datedStream struct {
	*Selection
	at observe.Timestamp
}

// seriesOf gives the meetings that have turns, in order of time.
func seriesOf(ctx context.Context, meetings []Dated, o *TrendOptions) ([]datedStream, error) {
	opts := o.Options()
	var out []datedStream
	for _, m := range InOrder(meetings) {
		compute.Look(ctx)
		s, err := Select(m.Meeting, opts)
		if err != nil {
			return nil, err
		}
		if s.Len() > 0 {
			out = append(out, datedStream{s, m.At})
		}
	}
	return out, nil
}

// fill computes the figure of a meeting, with its interval where there are
// enough turns, and gives its standard error: percentiles and deviation over
// 1 000 circular block bootstraps of 10 turns (Politis & Romano 1992), since
// turns that lie together are alike. Enough are 100 turns, of which 20 count.
func (p *TrendPoint) fill(ctx context.Context, s *Selection, o *TrendOptions) (se float64) {
	p.N = s.Len()
	c, ok := o.Measure.counted(s)
	if !ok {
		return 0
	}
	cells := make([]int, s.Len())
	counts := make([]int, c.cells)
	base := 0
	for i := range cells {
		if cells[i] = c.cell(i); cells[i] >= 0 {
			counts[cells[i]]++
			base++
		}
	}
	p.Value = c.value(counts)
	if p.Value == nil || p.N < minTurns || base < minCounted {
		return 0
	}
	drawn := make([]float64, trendBoots) // NaN where it is undefined
	compute.OnCores(ctx, trendBoots, func(first, end int) func() {
		var g shuffle.Generator
		counts := make([]int, c.cells)
		n := len(cells)
		for b := first; b < end; b++ {
			compute.Look(ctx)
			g.Seed(o.Seed, uint64(b)+1)
			clear(counts)
			for filled := 0; filled < n; filled += trendBlock {
				from := int(g.Below(uint64(n)))
				for k := range min(trendBlock, n-filled) {
					if cell := cells[(from+k)%n]; cell >= 0 {
						counts[cell]++
					}
				}
			}
			drawn[b] = math.NaN()
			if v := c.value(counts); v != nil {
				drawn[b] = *v
			}
		}
		return func() {}
	})
	drawn = slices.DeleteFunc(drawn, math.IsNaN)
	if len(drawn) < 2 {
		return 0
	}
	slices.Sort(drawn)
	p.Low, p.High = new(stats.Quantile(drawn, 0.025)), new(stats.Quantile(drawn, 0.975))
	p.Enough = true
	return math.Sqrt(stats.Variance(drawn))
}

// Limits of what is said over meetings.
const (
	minSlope   = 4 // meetings for a slope
	minKendall = 6 // for a p
	fewKendall = 8 // below which a p is weak
)

// rise says how the figure goes over all meetings with enough turns.
func (t *Trends) rise() {
	var values []float64
	for _, p := range t.Points {
		if p.Enough {
			values = append(values, *p.Value)
		}
	}
	if len(values) >= minSlope {
		t.Slope = stats.TheilSen(values)
	}
	if len(values) >= minKendall {
		t.Tau, t.P = stats.MannKendall(values)
		t.Weak = len(values) < fewKendall
	}
}

// Reach of verdicts.
const (
	minBaseline = 3 // earlier meetings that tell how much meetings differ
	unlike      = 2 // how much more meetings differ than their standard errors say
)

// judge holds the mean of j later meetings against that of the k before them.
// With k >= 3 it moved when the difference is beyond
//
//	t(k-1, 0.975) s sqrt(1/k + 1/j)
//
// where s² is the variance between the earlier meetings, or the mean squared
// standard error of all where that is larger. With k = 1 or 2 it perhaps moved
// when the difference is beyond 1.96 x 2 x sqrt(SE_a² + SE_b²), SE of the means.
// It did not move when the whole interval, difference ± that, lies within the
// smallest change that would mean something, and k >= 3. Else there are too few
// meetings to tell.
func (t *Trends) judge(errors []float64, o *TrendOptions) {
	later := func(k int) bool { return slices.Contains(o.Later, t.Points[k].Session) }
	first := -1 // of the later ones
	for k, p := range t.Points {
		if p.Enough && (len(o.Later) == 0 || first < 0 && later(k)) {
			first = k
		}
	}
	if first < 0 {
		return
	}
	var a, b group
	for k := range t.Points {
		switch p := &t.Points[k]; {
		case !p.Enough:
		case k < first:
			a.add(*p.Value, errors[k])
		case k == first, later(k):
			p.Later = true
			b.add(*p.Value, errors[k])
		}
	}
	k, j := float64(len(a.values)), float64(len(b.values))
	if k == 0 {
		return
	}
	difference := b.mean() - a.mean()
	var reach float64
	if k >= minBaseline {
		s2 := max(stats.Variance(a.values), (a.squares+b.squares)/(k+j))
		reach = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: k - 1}.Quantile(0.975) * math.Sqrt(s2*(1/k+1/j))
	} else {
		reach = stats.Z95 * unlike * math.Sqrt(a.squares/(k*k)+b.squares/(j*j))
	}
	c := &Change{Earlier: int(k), Later: int(j), Difference: difference, Low: difference - reach, High: difference + reach, SmallestChange: o.SmallestChange}
	t.Change = c
	within := c.SmallestChange != nil && max(math.Abs(c.Low), math.Abs(c.High)) <= *c.SmallestChange
	switch {
	case math.Abs(difference) > reach && k >= minBaseline:
		t.Verdict = Moved
	case math.Abs(difference) > reach:
		t.Verdict = PerhapsMoved
	case within && k >= minBaseline:
		t.Verdict = NotMoved
	}
}

// group is values of meetings, with the sum of their squared standard errors.
type group struct {
	values  []float64
	squares float64
}

func (g *group) add(value, se float64) {
	g.values = append(g.values, value)
	g.squares += se * se
}

func (g *group) mean() float64 {
	sum := 0.0
	for _, v := range g.values {
		sum += v
	}
	return sum / float64(len(g.values))
}

// minShown is how often each link of a loop has to be expected in a meeting for
// the meeting to have been able to show it.
const minShown = 3

// recur finds the loops that are whole in two meetings or more.
func (t *TeamFindings) recur(ctx context.Context, series []datedStream, o *Options) {
	type cell struct{ from, to string }
	found := map[string]*RecurringLoop{}
	shown := make([]map[cell]bool, len(series)) // the links that each meeting could have shown
	wholeIn := make([]map[string]bool, len(series))
	for i, s := range series {
		compute.Look(ctx)
		got := sequence.Find(ctx, []sequence.Turns{s.Coded(o.Codes)}, o.Sequence())
		shown[i], wholeIn[i] = map[cell]bool{}, map[string]bool{}
		for _, tr := range got.Sequence.Transitions {
			if tr.ExpectedNull != nil && *tr.ExpectedNull >= minShown {
				shown[i][cell{tr.From, tr.To}] = true
			}
		}
		for _, l := range got.Loops {
			if l.Status != sequence.Whole {
				continue
			}
			wholeIn[i][l.ID] = true
			if found[l.ID] == nil {
				found[l.ID] = &RecurringLoop{ID: l.ID, Known: l.Known, Nodes: l.Nodes, Signs: l.Signs, Kind: l.Kind}
			}
			found[l.ID].WholeIn++
			found[l.ID].Moments = append(found[l.ID].Moments, s.moments(l.Moments[0]))
		}
	}
	for id, l := range found {
		if l.WholeIn < 2 {
			continue
		}
		for i := range series {
			could := true
			for k, n := range l.Nodes {
				could = could && shown[i][cell{n, l.Nodes[(k+1)%len(l.Nodes)]}]
			}
			if could || wholeIn[i][id] {
				l.CouldIn++
			}
		}
		l.Moments = Listed(l.Moments)
		t.Loops = append(t.Loops, *l)
	}
	slices.SortFunc(t.Loops, func(a, b RecurringLoop) int {
		return cmp.Or(cmp.Compare(b.WholeIn, a.WholeIn), cmp.Compare(a.CouldIn, b.CouldIn), strings.Compare(a.ID, b.ID))
	})
}

// moments gives those of a finding in a meeting.
func (s datedStream) moments(m sequence.Moments) TeamMoments {
	return TeamMoments{s.Session, s.at, m.Total, s.seqs(m.Turns)}
}

// label gives the codes of loops their words, as the latest meeting that has
// them says them.
func (t *TeamFindings) label(series []datedStream) {
	for _, l := range t.Loops {
		for _, code := range l.Nodes {
			t.Labels[code] = observe.Labels{}
		}
	}
	for _, l := range t.Pooled.Loops {
		for _, code := range l.Nodes {
			t.Labels[code] = observe.Labels{}
		}
	}
	for _, s := range series {
		for _, tag := range s.words() {
			if _, wanted := t.Labels[string(tag.ID)]; wanted && tag.Labels != nil {
				t.Labels[string(tag.ID)] = tag.Labels
			}
		}
	}
}

// words gives the families and tags of the lens of a meeting.
func (s *Selection) words() []observe.Tag {
	if s.Codebook == nil {
		return nil
	}
	return slices.Concat(s.Codebook.Families, s.Codebook.Tags)
}

// calledIn gives the words of a measure: its own, or those of the lens of a
// meeting; nil without any.
func (m *Measure) calledIn(s *Selection) observe.Labels {
	if m.label != nil {
		return m.label
	}
	for _, tag := range s.words() {
		if tag.Labels != nil && m.isOf(tag.ID) {
			return tag.Labels
		}
	}
	for _, d := range s.Dimensions {
		if m.kind == measureDimension && d.ID == m.id && d.Labels != nil {
			return d.Labels
		}
	}
	return nil
}

// pool takes meetings together, the latest ones that can be shuffled.
func (t *TeamFindings) pool(ctx context.Context, series []datedStream, o *Options) {
	from := len(series)
	for from > 0 && t.Pooled.Interactions+series[from-1].Len() <= shuffle.MaxTurns {
		from--
		t.Pooled.Interactions += series[from].Len()
	}
	series = series[from:]
	t.Pooled.Meetings = len(series)
	t.Pooled.Links, t.Pooled.Loops = []sequence.Link{}, []PooledLoop{}
	if t.Pooled.Meetings < 2 {
		return
	}
	turns := make([]sequence.Turns, len(series))
	for i, s := range series {
		turns[i] = s.Coded(o.Codes)
	}
	got := sequence.Find(ctx, turns, o.Sequence())
	t.Pooled.Enough, t.Pooled.Links = got.Sequence.Enough, got.Links
	for _, l := range got.Loops {
		if l.Status != sequence.Whole {
			continue
		}
		whole := PooledLoop{Loop: l.Loop, Moments: []TeamMoments{}}
		for k, m := range l.Moments {
			if m.Total > 0 {
				whole.Moments = append(whole.Moments, series[k].moments(m))
			}
		}
		whole.Moments = Listed(whole.Moments)
		t.Pooled.Loops = append(t.Pooled.Loops, whole)
	}
}
