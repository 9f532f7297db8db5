package trends

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Dated is a meeting of a team, and when it was. Where meetings are coded with several
// versions of a codebook, each must be coded by the same one (see
// [analysis.Meeting.CodedBy]), so that a word means the same in all.
type Dated struct {
	*analysis.Meeting
	At observe.Timestamp
}

// InOrder returns meetings in order of time, those of equal time in the order given.
func InOrder(meetings []Dated) []Dated {
	return slices.SortedStableFunc(slices.Values(meetings), func(a, b Dated) int { return a.At.Time().Compare(b.At.Time()) })
}

// Options say what is followed. Start from [DefaultOptions].
type Options struct {
	Measure        Measure
	Experiment     string              // the experiment of the team about the measure; only copied to the result
	NamedAt        observe.Timestamp   // when that experiment named the measure; empty: not known
	Purpose        observe.Purpose     // only stretches with this purpose; empty: whole meetings
	Later          []observe.SessionID // the meetings of that experiment, which are compared with those before the first of them; empty: the last one
	SmallestChange *float64            // the smallest change that would mean something; nil: not said
	Alpha          float64
	Permutations   int
	Seed           uint64
	MaxCodes       int // see [analysis.Options]

	Loops func(context.Context, Dated) (*MeetingLoops, error) // returns what [FindLoops] does, which may be kept; nil: FindLoops
}

// DefaultOptions returns the options for callers that ask for nothing special.
func DefaultOptions() Options {
	d := analysis.DefaultOptions()
	return Options{Measure: Measure{Name: measureEvenness, kind: measureEvenness}, Alpha: d.Alpha, Permutations: d.Permutations, Seed: d.Seed}
}

// ForMeeting returns how each of the meetings is analysed.
func (o *Options) ForMeeting() analysis.Options {
	m := analysis.DefaultOptions()
	m.Purpose, m.Alpha, m.Permutations, m.Seed, m.MaxCodes = o.Purpose, o.Alpha, o.Permutations, o.Seed, o.MaxCodes
	return m
}

// Draws and limits of points.
const (
	trendBoots = 1000 // block bootstraps of a meeting
	trendBlock = 10   // turns in a block
	minTurns   = 100  // turns of a meeting for a point with an interval
	minCounted = 20   // turns that the measure counts
)

// FollowMeasure returns a figure over meetings, in order of time; those without
// turns are left out. When ctx is done it stops and returns the error of ctx.
func FollowMeasure(ctx context.Context, meetings []Dated, o Options) (*Trends, error) {
	out := &Trends{Measure: o.Measure.Name, Label: observe.Labels{}, Purpose: o.Purpose, Experiment: o.Experiment, NamedAt: o.NamedAt,
		Points: []TrendPoint{}, Verdict: TooFewToTell}
	err := compute.Until(ctx, func() error {
		series, err := seriesOf(ctx, meetings, &o)
		if err != nil {
			return err
		}
		words := make([]*codes, len(series))
		for i, m := range series {
			words[i] = codesOf(m.Selection)
			p := TrendPoint{Session: m.Session, At: m.at, N: m.Len(), LeftOut: o.Measure.leftOut(words[i])}
			out.Points = append(out.Points, p)
			out.SettlingTells = out.SettlingTells || o.Measure.kind == measureAsking && p.LeftOut == "" && words[i].notToldApart()
		}
		var errors []float64 // standard error of each point
		for i, m := range series {
			errors = append(errors, out.Points[i].fill(ctx, words[i], out.SettlingTells, &o))
			if l := o.Measure.calledIn(m.Selection); l != nil {
				out.Label = l
			}
		}
		out.rise()
		out.NamedBefore = out.namedBefore(&o)
		out.judge(errors, &o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// datedSelection is the turns of a meeting of a series.
type datedSelection struct {
	*analysis.Selection
	at observe.Timestamp
}

// seriesOf returns the meetings that have turns, in order of time.
func seriesOf(ctx context.Context, meetings []Dated, o *Options) ([]datedSelection, error) {
	opts := o.ForMeeting()
	var out []datedSelection
	for _, m := range InOrder(meetings) {
		compute.Look(ctx)
		s, err := analysis.Select(m.Meeting, opts)
		if err != nil {
			return nil, err
		}
		if s.Len() > 0 {
			out = append(out, datedSelection{s, m.At})
		}
	}
	return out, nil
}

// fill computes the figure of a meeting, with its interval where there are
// enough turns, and gives its standard error: percentiles and deviation over
// 1 000 circular block bootstraps of 10 turns (Politis & Romano 1992), since
// turns that lie together are alike. Enough are 100 turns, of which 20 count.
func (p *TrendPoint) fill(ctx context.Context, s *codes, settlingTells bool, o *Options) (se float64) {
	c, ok := o.Measure.counted(s, settlingTells)
	if !ok || p.LeftOut != "" {
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

// rise sets the slope and Kendall's tau over all meetings with enough turns.
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
	MinBaseline = 3 // earlier meetings that tell how much meetings differ
	unlike      = 2 // how much more meetings differ than their standard errors say
)

// namedBefore reports whether an experiment named the measure before the first of its
// meetings; nil when there is no experiment, or no turns of it.
func (t *Trends) namedBefore(o *Options) *bool {
	i := slices.IndexFunc(t.Points, func(p TrendPoint) bool { return slices.Contains(o.Later, p.Session) })
	if i < 0 {
		return nil
	}
	return new(o.NamedAt != "" && !t.Points[i].At.Time().Before(o.NamedAt.Time()))
}

// judge compares the mean of j later meetings with that of the k before them. With k >=
// 3 what counts is whether the difference is beyond
//
//	t s sqrt(1/k + 1/j)
//
// where s² is the variance between the earlier meetings, with j >= 2 that between the
// meetings of each group, pooled; or the mean squared standard error of all where that
// is larger. t is Student's, with k - 1 degrees of freedom, or k + j - 2 where s² is
// pooled.
//
// Whoever names a measure before the meetings in which it should change asks one
// question: the figure moved when the difference is beyond with the 0.975 quantile. It
// did not move when the whole interval, difference ± that, lies within the smallest
// change that would mean something. With k = 1 or 2 it perhaps moved when the difference
// is beyond 1.96 x 2 x sqrt(SE_a² + SE_b²), SE of the means. Whoever did not may have
// looked at many measures, and at each new meeting: with the 0.995 quantile the
// meetings are unlike those before, which is all that is said. Otherwise there are too
// few meetings to tell.
func (t *Trends) judge(errors []float64, o *Options) {
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
	named := t.NamedBefore != nil && *t.NamedBefore
	difference := b.mean() - a.mean()
	var reach float64
	if k >= MinBaseline {
		s2, df := stats.Variance(a.values), k-1
		if j >= 2 {
			s2, df = (s2*(k-1)+stats.Variance(b.values)*(j-1))/(k+j-2), k+j-2
		}
		s2 = max(s2, (a.squares+b.squares)/(k+j))
		sure := 0.995
		if named {
			sure = 0.975
		}
		reach = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(sure) * math.Sqrt(s2*(1/k+1/j))
	} else {
		reach = stats.Z95 * unlike * math.Sqrt(a.squares/(k*k)+b.squares/(j*j))
	}
	c := &Change{Earlier: int(k), Later: int(j), Difference: difference, Low: difference - reach, High: difference + reach, SmallestChange: o.SmallestChange}
	t.Change = c
	beyond := math.Abs(difference) > reach
	within := c.SmallestChange != nil && max(math.Abs(c.Low), math.Abs(c.High)) <= *c.SmallestChange
	switch {
	case k >= MinBaseline && beyond && !named:
		t.Verdict = Outside
	case !named:
	case k >= MinBaseline && beyond:
		t.Verdict = Moved
	case beyond:
		t.Verdict = PerhapsMoved
	case k >= MinBaseline && within:
		t.Verdict = NotMoved
	}
}

// group is the values of some meetings, and the sum of their squared standard errors.
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
