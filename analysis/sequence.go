package analysis

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"kompas/analysis/compute"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Limits below which a table of what follows what is not read, and above which
// it is not made.
const (
	minPairs   = 50
	minCells   = 3 // with at least minCell expected
	minCell    = 3
	maxCodes   = 600
	zCritical  = 1.96
	minRepeats = 5 // expected repeats of codes, without any seen, that show that codes cannot repeat
)

// coding is what the turns of a stream are coded as.
type coding struct {
	names   []string         // by code point
	effects []observe.Effect // of each name, as the codebook assumes; neutral for persons
	code    []int32          // by turn; none without one
}

// coded codes the turns. A turn without a tag has no code, but by person.
func (s *Selection) coded(by Codes) coding {
	tags := len(s.Tags)
	name := func(key int) string { return string(s.Tags[key%tags].ID) }
	effect := func(key int) observe.Effect { return s.Tags[key%tags].Effect }
	key := func(i int) int { return int(s.Turns.Tag[i]) }
	keys := tags
	perActor := func(label func(from int) string) {
		keys = (len(s.Participants) + 1) * tags
		key = func(i int) int {
			if s.Turns.Tag[i] < 0 || by == ByRoleTag && s.Turns.From[i] >= 0 && s.Participants[s.Turns.From[i]].Role == "" {
				return none
			}
			return int(s.Turns.From[i]+1)*tags + int(s.Turns.Tag[i])
		}
		name = func(key int) string { return label(key/tags-1) + ":" + string(s.Tags[key%tags].ID) }
	}
	switch by {
	case ByFamily:
		name = func(key int) string {
			if f := s.Tags[key].Family; f != "" {
				return string(f)
			}
			return string(s.Tags[key].ID)
		}
		effect = func(key int) observe.Effect {
			if f := s.Codebook.Find(s.Tags[key].Family); f != nil {
				return f.Effect
			}
			return s.Tags[key].Effect
		}
	case ByEffect:
		name = func(key int) string { return string(s.Tags[key].Effect) }
	case ByPerson:
		keys = len(s.Participants) + 1
		key = func(i int) int { return int(s.Turns.From[i]) + 1 }
		name = func(key int) string { return s.personID(key - 1) }
		effect = func(int) observe.Effect { return observe.Neutral }
	case ByRoleTag:
		perActor(func(from int) string {
			if from < 0 {
				return observe.Everybody
			}
			return string(s.Participants[from].Role)
		})
	case ByPersonTag:
		perActor(s.personID)
	}

	c := coding{code: make([]int32, s.Len())}
	ofKey, ofName := make([]int32, keys), map[string]int32{}
	var effects []observe.Effect // by name, as they come
	for i := range c.code {
		k := key(i)
		if k < 0 {
			c.code[i] = none
			continue
		}
		if ofKey[k] == 0 {
			n := name(k)
			if _, ok := ofName[n]; !ok {
				c.names = append(c.names, n)
				effects = append(effects, effect(k))
				ofName[n] = int32(len(c.names))
			}
			ofKey[k] = ofName[n]
		}
		c.code[i] = ofKey[k] - 1
	}
	place := make([]int32, len(c.names))
	sorted := slices.Sorted(slices.Values(c.names))
	for i, n := range sorted {
		place[ofName[n]-1] = int32(i)
		c.effects = append(c.effects, effects[ofName[n]-1])
	}
	for i, code := range c.code {
		if code >= 0 {
			c.code[i] = place[code]
		}
	}
	c.names = sorted
	return c
}

func (s *Selection) personID(index int) string {
	if index < 0 {
		return observe.Everybody
	}
	return string(s.Participants[index].ID)
}

// table counts pairs: observed[r*m+c] is how often code c came a lag after
// code r.
type table struct {
	m         int
	observed  []int
	between   []int // of these, by two different persons
	rows, col []int // margins
	n         int
}

func newTable(m int) *table {
	return &table{m: m, observed: make([]int, m*m), between: make([]int, m*m), rows: make([]int, m), col: make([]int, m)}
}

// sumUp makes the margins of the counts.
func (t *table) sumUp() {
	for r := range t.m {
		for c := range t.m {
			o := t.observed[r*t.m+c]
			t.rows[r] += o
			t.col[c] += o
			t.n += o
		}
	}
}

// expected gives R_r C_c / N, 0 when there are no pairs.
func (t *table) expected(r, c int) float64 {
	if t.n == 0 {
		return 0
	}
	return float64(t.rows[r]) * float64(t.col[c]) / float64(t.n)
}

// residual gives the adjusted residual of a cell:
//
//	z = (O - E) / sqrt(E (1 - R_r/N) (1 - C_c/N)), E = R_r C_c / N
//
// nil when the root is 0. Haberman (1973) doi:10.2307/2529686; what R calls
// stdres and LagSequential adjres.
func (t *table) residual(r, c int) *float64 {
	if t.n == 0 {
		return nil
	}
	n, e := float64(t.n), t.expected(r, c)
	v := e * (1 - float64(t.rows[r])/n) * (1 - float64(t.col[c])/n)
	if v <= 0 {
		return nil
	}
	return new((float64(t.observed[r*t.m+c]) - e) / math.Sqrt(v))
}

// yulesQ gives Yule's Q of a cell against all others:
//
//	Q = (ad - bc) / (ad + bc), a = O, b = R_r - O, c = C_c - O, d = N - a - b - c
//
// from -1 to 1, nil when undefined. Yule (1900) doi:10.1098/rsta.1900.0019.
func (t *table) yulesQ(r, c int) *float64 {
	o := t.observed[r*t.m+c]
	ad := float64(o) * float64(t.n-t.rows[r]-t.col[c]+o)
	bc := float64(t.rows[r]-o) * float64(t.col[c]-o)
	if ad+bc == 0 {
		return nil
	}
	return new((ad - bc) / (ad + bc))
}

// chiSquare gives the likelihood-ratio chi-square, its degrees of freedom (rows
// with pairs, less 1) x (columns with pairs, less 1), and its p:
//
//	G2 = 2 sum_rc O ln(O / E), over the cells with O > 0
//
// as LagSequential prints it; Bakeman & Quera (2011) ch. 9. Nil without pairs, p
// also without degrees of freedom. It is shown, never used: its assumptions do
// not hold for turns that depend on one another.
func (t *table) chiSquare() (x *float64, df int, p *float64) {
	if t.n == 0 {
		return nil, 0, nil
	}
	total, rows, columns := 0.0, 0, 0
	for r := range t.m {
		if t.rows[r] > 0 {
			rows++
		}
		if t.col[r] > 0 {
			columns++
		}
		for c := range t.m {
			if o := float64(t.observed[r*t.m+c]); o > 0 {
				total += 2 * o * math.Log(o/t.expected(r, c))
			}
		}
	}
	total = max(total, 0)
	df = (rows - 1) * (columns - 1)
	if df > 0 {
		p = new(mathext.GammaIncRegComp(float64(df)/2, total/2))
	}
	return &total, df, p
}

// repeats reports whether codes can follow themselves: some do, or too few
// would be expected to.
func (t *table) repeats() bool {
	expected := 0.0
	for r := range t.m {
		if t.observed[r*t.m+r] > 0 {
			return true
		}
		expected += t.expected(r, r)
	}
	return expected < minRepeats
}

// quasi gives the expected counts when no code can follow itself: the table
// with zeros on the diagonal and the margins that were seen, by iterative
// proportional fitting. Bakeman, Robinson & Quera (1996)
// doi:10.1037/1082-989X.1.4.446; O'Connor (1999) doi:10.3758/BF03200753.
func (t *table) quasi(ctx context.Context) []float64 {
	const rounds, enough = 2000, 1e-12
	e := make([]float64, t.m*t.m)
	for r := range t.m {
		for c := range t.m {
			if r != c && t.rows[r] > 0 && t.col[c] > 0 {
				e[r*t.m+c] = 1
			}
		}
	}
	fit := func(want []int, cell func(line, k int) int) (change float64) {
		for line := range t.m {
			have := 0.0
			for k := range t.m {
				have += e[cell(line, k)]
			}
			if have == 0 {
				continue
			}
			f := float64(want[line]) / have
			change = max(change, math.Abs(f-1))
			for k := range t.m {
				e[cell(line, k)] *= f
			}
		}
		return change
	}
	for range rounds {
		compute.Look(ctx)
		rows := fit(t.rows, func(r, c int) int { return r*t.m + c })
		columns := fit(t.col, func(c, r int) int { return r*t.m + c })
		if max(rows, columns) < enough {
			break
		}
	}
	return e
}

// Values of [Sequence.Why]: why the table of what follows what is too small to be
// read, or was not made.
const (
	TooFewPairs  = "too-few-pairs"
	TooFewCells  = "too-few-cells"
	TooManyCodes = "too-many-codes"
)

// sequence describes what follows what, lag turns later, in the classical way
// of lag-sequential analysis (Bakeman & Quera 2011): counts, expected counts,
// adjusted residuals; and how it compares with draws. The null is nil where
// there are so many codes that there is no table.
func (t *track) sequence(o *Options) (Sequence, *table, *null) {
	q := Sequence{Lag: t.lag, Codes: t.names, Seed: o.Seed, Null: noShuffling, Repeats: true, Transitions: []Transition{}}
	if q.Codes == nil {
		q.Codes = []string{}
	}
	if len(t.names) > maxCodes || o.MaxCodes > 0 && len(t.names) > o.MaxCodes {
		q.Why = new(TooManyCodes)
		return q, nil, nil
	}
	tb := t.pairs()
	q.Pairs = tb.n
	q.Repeats = tb.repeats()
	q.ChiSquare, q.DF, q.P = tb.chiSquare()
	q.Transitions = tb.transitions(t.names, q.Repeats, t.ctx)
	n := tb.withoutDraws(q.Repeats)
	if o.Permutations > 0 && t.len() <= shuffle.MaxTurns {
		n = t.shuffled(tb, mainWay(o.Codes), q.Repeats, o)
	}
	q.Draws, q.Null = n.draws, n.way
	if n.draws > 0 {
		q.StructureP = n.describe(q.Transitions, tb.m)
	}
	large := 0
	for cell, e := range n.mean {
		if e >= minCell && n.tests(cell, tb.m) {
			large++
		}
	}
	switch {
	case tb.n < minPairs:
		q.Why = new(TooFewPairs)
	case large < minCells:
		q.Why = new(TooFewCells)
	default:
		q.Enough = true
	}
	return q, tb, n
}

// mainWay gives how codes are shuffled: each person's acts within each block,
// all acts within each block where the codes are the persons.
func mainWay(by Codes) string {
	if by == ByPerson {
		return onlyBlock
	}
	return speakerBlock
}

// describe fills what the draws say of each transition and gives the smallest p
// among all, nil when there is nothing to test.
func (n *null) describe(transitions []Transition, m int) (structure *float64) {
	for cell := range transitions {
		if !n.tests(cell, m) {
			continue
		}
		tr := &transitions[cell]
		tr.ExpectedNull, tr.PPermutation, tr.PFamily = &n.mean[cell], &n.p.Permutation[cell], &n.p.Family[cell]
		if n.p.Needs[cell] > 0 {
			tr.Needs = &n.p.Needs[cell]
		}
		if structure == nil || n.p.Family[cell] < *structure {
			structure = new(n.p.Family[cell])
		}
	}
	return structure
}

// transitions gives every ordered pair of codes in the order of names.
func (t *table) transitions(names []string, repeats bool, ctx context.Context) []Transition {
	out := make([]Transition, t.m*t.m)
	p := make([]*float64, t.m*t.m)
	var quasi []float64
	if !repeats {
		quasi = t.quasi(ctx)
	}
	for r := range t.m {
		compute.Look(ctx)
		for c := range t.m {
			i := r*t.m + c
			tr := Transition{From: names[r], To: names[c], Observed: t.observed[i], Expected: t.expected(r, c),
				Probability: stats.Ratio(t.observed[i], t.rows[r]), Z: t.residual(r, c), YulesQ: t.yulesQ(r, c), Between: t.between[i]}
			if tr.Expected > 0 {
				tr.Lift = new(float64(tr.Observed) / tr.Expected)
			}
			if tr.Z != nil {
				p[i] = new(stats.TwoSided(*tr.Z))
			}
			if quasi != nil && r != c {
				tr.ExpectedQuasi = new(quasi[i])
			}
			tr.P = p[i]
			out[i] = tr
		}
	}
	for i, v := range stats.BenjaminiHochberg(p) {
		out[i].PAdjusted = v
	}
	return out
}
