package sequence_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// naive works everything that draws decide out in the slowest way, by the
// definitions in docs/analysis.md, for comparison. It takes the codes of each draw
// from the program; what it makes of them is its own.
type naive struct {
	o       analysis.Options
	turns   []analysis.Turn
	ids     []observe.EntryID
	breaks  []bool // nothing reaches from the turn before
	names   []string
	own     []int // code of each turn; negative without one
	effects []string
	all     [][2]int // counted pairs of turns
	between [][2]int // those of two actors; all where codes are persons
	repeats bool
	looked  []observe.KnownLoop // what is looked for by name
	rolled  bool                // in families
	book    *observe.Codebook
	paths   map[int][][]int // see chains

	explored, known float64 // shares of alpha
}

// cell is a pair of codes, by number.
type cell [2]int

// grid has a figure of each cell.
type grid [][]float64

func newGrid(m int) grid {
	g := make(grid, m)
	for r := range g {
		g[r] = make([]float64, m)
	}
	return g
}

// at returns the figure of a cell; 0 for a code that does not occur.
func (g grid) at(c cell) float64 {
	if c[0] < 0 || c[1] < 0 {
		return 0
	}
	return g[c[0]][c[1]]
}

func (g grid) set(c cell, x float64) { g[c[0]][c[1]] = x }

// tally is a table of pairs between actors.
type tally struct {
	o, e       grid // observed, and R C / N
	rows, cols []float64
	n          float64
}

// verdict is what is said under one null.
type verdict struct {
	drawn   [][]int
	tallies []*tally
	seen    *tally
	q, v    grid
	mean    grid // of e over the draws

	permutation, family map[cell]float64
	needs               map[cell]int
	links               map[cell]naiveLink
	dropped             map[cell]bool
}

type naiveLink struct {
	sign sequence.Sign
	step int
	p    float64
}

// same is how far figures of two programs may lie apart that are equal.
const same = 1e-9

func newNaive(r *analysis.Reading, o analysis.Options) *naive {
	n := &naive{o: o, turns: r.Selection.List(), names: r.Sequence.Codes, book: r.Selection.Codebook, paths: map[int][][]int{}}
	n.breaks = make([]bool, len(n.turns))
	for i := range n.turns {
		n.ids = append(n.ids, r.Selection.ID(i))
		n.breaks[i] = i > 0 && chainEnds(r, n.turns[i-1], n.turns[i])
	}
	for _, code := range r.Selection.TurnCodes() {
		n.own = append(n.own, slices.Index(n.names, code)) // a turn without a code has ""
	}
	for _, c := range n.names {
		effect := "neutral"
		if _, tag, combined := strings.Cut(c, ":"); combined { // with who acts
			c = tag
		}
		if tag := n.book.Find(observe.TagID(c)); tag != nil && tag.Effect != "" && o.Codes != analysis.ByPerson {
			effect = string(tag.Effect)
		}
		n.effects = append(n.effects, effect)
	}
	n.findPairs()
	repeats, expected := 0.0, 0.0
	t := n.tally(n.own, n.all)
	for c := range n.names {
		repeats += t.o[c][c]
		expected += t.e[c][c]
	}
	n.repeats = repeats > 0 || expected < 5 || o.Pairs == sequence.InReply
	n.chooseLoops(r.Selection.KnownLoops)
	n.explored = o.Alpha
	if len(n.looked) > 0 {
		n.explored, n.known = o.Alpha*3/5, o.Alpha*2/5
	}
	return n
}

// reaches reports whether every turn from the one to the other has a code, without
// a break.
func (n *naive) reaches(i, j int) bool {
	for k := i; k <= j; k++ {
		if n.own[k] < 0 || k > i && n.breaks[k] {
			return false
		}
	}
	return true
}

// answered returns the latest turn of the person whom a turn is to, before it and
// without a break; -1 without one.
func (n *naive) answered(j int) int {
	to := n.turns[j].To
	if to == observe.Everybody || to == n.turns[j].From {
		return -1
	}
	for i := j - 1; i >= 0 && !n.breaks[i+1]; i-- {
		if n.turns[i].From == to {
			return i
		}
	}
	return -1
}

func (n *naive) findPairs() {
	for j, turn := range n.turns {
		i := j - n.o.Lag
		if n.o.Pairs == sequence.InReply {
			i = n.answered(j)
		}
		if i < 0 || n.own[i] < 0 || n.own[j] < 0 || n.o.Pairs != sequence.InReply && !n.reaches(i, j) {
			continue
		}
		n.all = append(n.all, [2]int{i, j})
		if n.o.Codes == analysis.ByPerson || n.turns[i].From != turn.From {
			n.between = append(n.between, [2]int{i, j})
		}
	}
}

// chains lists turns of which each is in a pair between actors with the next: k pairs
// one after another, in order of their last turns.
func (n *naive) chains(k int) [][]int {
	if out, known := n.paths[k]; known {
		return out
	}
	var out [][]int
	next := map[int][]int{}
	for _, p := range n.between {
		next[p[0]] = append(next[p[0]], p[1])
	}
	var walk func(path []int)
	walk = func(path []int) {
		if len(path) == k+1 {
			out = append(out, slices.Clone(path))
			return
		}
		for _, j := range next[path[len(path)-1]] {
			walk(append(path, j))
		}
	}
	for i := range n.turns {
		walk([]int{i})
	}
	slices.SortStableFunc(out, byLast)
	n.paths[k] = out
	return out
}

func byLast(a, b []int) int { return a[len(a)-1] - b[len(b)-1] }

func (n *naive) tally(codes []int, pairs [][2]int) *tally {
	t := &tally{newGrid(len(n.names)), newGrid(len(n.names)), make([]float64, len(n.names)), make([]float64, len(n.names)), float64(len(pairs))}
	for _, p := range pairs {
		r, c := codes[p[0]], codes[p[1]]
		t.o[r][c]++
		t.rows[r]++
		t.cols[c]++
	}
	for r := range n.names {
		for c := range n.names {
			if t.n > 0 {
				t.e[r][c] = t.rows[r] * t.cols[c] / t.n
			}
		}
	}
	return t
}

// cells lists all cells, tested those that are tested.
func (n *naive) cells() (out []cell) {
	for r := range n.names {
		for c := range n.names {
			out = append(out, cell{r, c})
		}
	}
	return out
}

func (n *naive) tested() (out []cell) {
	for _, c := range n.cells() {
		if (n.repeats || c[0] != c[1]) && !n.isOther(c[0]) && !n.isOther(c[1]) {
			out = append(out, c)
		}
	}
	return out
}

// isOther reports whether a code stands for what fits no word.
func (n *naive) isOther(code int) bool {
	_, tag, combined := strings.Cut(n.names[code], ":")
	return n.names[code] == "other" || combined && tag == "other"
}

// expected is E of a table: q e.
func (v *verdict) expected(t *tally, c cell) float64 { return v.q.at(c) * t.e.at(c) }

// root is the signed root of the deviance of a Poisson count x with mean e,
//
//	sign(x - e) sqrt(2 (x ln(x / e) - x + e))
//
// by a series where the terms would cancel.
func root(x, e float64) float64 {
	if e == 0 {
		if x == 0 {
			return 0
		}
		return math.Inf(1)
	}
	u := (x - e) / e
	d := u * u / 2 * (1 - u/3 + u*u/6)
	if math.Abs(u) > 1e-3 {
		d = -u
		if x > 0 {
			d += (1 + u) * math.Log(1+u)
		}
	}
	return math.Copysign(math.Sqrt(2*e*max(d, 0)), u)
}

// score of o pairs in a cell of which e are expected.
func (v *verdict) score(c cell, o, e float64) float64 {
	switch {
	case v.v.at(c) == 0, o > e && o < 3, o < e && e < 3-same:
		return 0
	case o > e:
		o = max(o-0.5, e)
	default:
		o = min(o+0.5, e)
	}
	return math.Sqrt(v.q.at(c)*v.mean.at(c)/v.v.at(c)) * math.Abs(root(o, e))
}

// against is what the draws of one null lead to: q and v of each cell.
func (n *naive) against(drawn [][]int) *verdict {
	v := &verdict{drawn: drawn, seen: n.tally(n.own, n.between), q: newGrid(len(n.names)), v: newGrid(len(n.names)), mean: newGrid(len(n.names))}
	for _, codes := range drawn {
		v.tallies = append(v.tallies, n.tally(codes, n.between))
	}
	for _, c := range n.cells() {
		o, e := 0.0, 0.0
		for _, t := range v.tallies {
			o += t.o.at(c)
			e += t.e.at(c)
		}
		v.mean.set(c, e/float64(len(drawn)))
		if e > 0 {
			v.q.set(c, o/e)
		}
		sum := 0.0
		for _, t := range v.tallies {
			sum += math.Pow(t.o.at(c)-v.expected(t, c), 2)
		}
		if sum /= float64(len(drawn)); sum >= 1e-12 {
			v.v.set(c, sum)
		}
	}
	return v
}

// judge says what is found under one null.
func (n *naive) judge(drawn [][]int) *verdict {
	v := n.against(drawn)
	v.permutation, v.family, v.needs = map[cell]float64{}, map[cell]float64{}, map[cell]int{}
	v.links, v.dropped = map[cell]naiveLink{}, map[cell]bool{}
	count := float64(1 + len(drawn))
	seen := map[cell]float64{}
	scores := make([]grid, len(drawn))
	for b := range scores {
		scores[b] = newGrid(len(n.names))
	}
	for _, c := range n.tested() {
		seen[c] = v.score(c, v.seen.o.at(c), v.expected(v.seen, c))
		is := root(v.seen.o.at(c), v.expected(v.seen, c))
		above, below := 1.0, 1.0
		for b, t := range v.tallies {
			scores[b].set(c, v.score(c, t.o.at(c), v.expected(t, c)))
			x := root(t.o.at(c), v.expected(t, c))
			if x >= is-same {
				above++
			}
			if x <= is+same {
				below++
			}
		}
		v.permutation[c] = min(1, 2*min(above, below)/count)
	}
	// The largest score of each draw over some cells, and the share that reaches one.
	maxima := func(over []cell) []float64 {
		most := make([]float64, len(drawn))
		for b := range scores {
			for _, c := range over {
				most[b] = max(most[b], scores[b].at(c))
			}
		}
		return most
	}
	reach := func(score float64, maxima []float64) float64 {
		hits := 1.0
		for _, most := range maxima {
			if most >= score-same {
				hits++
			}
		}
		return hits / count
	}
	order := n.tested()
	slices.SortStableFunc(order, func(a, b cell) int { return cmp.Compare(seen[b], seen[a]) })
	least := 0.0
	for i, c := range order {
		least = max(least, reach(seen[c], maxima(order[i:])))
		v.family[c] = least
	}
	// A count is needed when a meeting with it, and nothing else, would be found.
	all := maxima(n.tested())
	for _, c := range n.tested() {
		if v.v.at(c) == 0 || math.Floor(n.explored*count+same) < 1 {
			continue
		}
		e := v.expected(v.seen, c)
		x := 3
		for float64(x) <= e || reach(v.score(c, float64(x), e), all) > n.explored+1e-12 {
			x++
		}
		if x <= len(n.between) { // no meeting has more
			v.needs[c] = x
		}
	}
	n.find(v)
	return v
}

func (v *verdict) sign(c cell) sequence.Sign {
	if v.seen.o.at(c) > v.expected(v.seen, c) {
		return sequence.Positive
	}
	return sequence.Negative
}

func positives(links map[cell]naiveLink) (out []cell) {
	for c, l := range links {
		if l.sign == sequence.Positive {
			out = append(out, c)
		}
	}
	return out
}

// left returns the p of what positive links leave to a negative cell; 0 where none
// of them is in its row or column.
func (n *naive) left(v *verdict, c cell, positive []cell) float64 {
	e, any := v.expected(v.seen, c), false
	for side := range 2 { // its row, its column
		o0, e0, has := 0.0, 0.0, false
		for _, x := range n.cells() {
			if x[side] == c[side] {
				o0 += v.seen.o.at(x)
				e0 += v.expected(v.seen, x)
			}
		}
		for _, x := range positive {
			if x[side] == c[side] {
				has = true
				o0 -= v.seen.o.at(x)
				e0 -= v.expected(v.seen, x)
			}
		}
		if has {
			any = true
			e *= o0 / e0
		}
	}
	switch {
	case !any:
		return 0
	case e <= 0:
		return 2
	}
	return 2 * distuv.Poisson{Lambda: e}.CDF(v.seen.o.at(c))
}

// holm returns the adjusted value of each p.
func holm[K comparable](p map[K]float64) map[K]float64 {
	sorted := slices.Sorted(maps.Values(p))
	out := map[K]float64{}
	for k, mine := range p {
		for i, x := range sorted {
			if x <= mine {
				out[k] = max(out[k], min(1, x*float64(len(sorted)-i)))
			}
		}
	}
	return out
}

// find decides which cells are links under one null.
func (n *naive) find(v *verdict) {
	for _, c := range n.tested() {
		if v.family[c] <= n.explored {
			v.links[c] = naiveLink{v.sign(c), 1, v.family[c]}
		}
	}
	negatives := len(v.links) - len(positives(v.links))
	first := positives(v.links)
	for c, l := range v.links {
		if l.sign == sequence.Negative && n.left(v, c, first) > n.explored/float64(negatives) {
			v.dropped[c] = true
		}
	}
	for c := range v.dropped {
		delete(v.links, c)
	}

	candidates := map[cell]float64{}
	for a := range v.links {
		if a[0] != a[1] {
			candidates[cell{a[1], a[0]}] = 1
		}
		for b := range v.links {
			if a[1] == b[0] && a[0] != a[1] && b[0] != b[1] && a[0] != b[1] {
				candidates[cell{b[1], a[0]}] = 1
			}
		}
	}
	for c := range v.links {
		delete(candidates, c)
	}
	for c := range candidates {
		candidates[c] = v.permutation[c]
	}
	added := map[cell]bool{}
	for c, p := range holm(candidates) {
		if p <= n.explored && v.score(c, v.seen.o.at(c), v.expected(v.seen, c)) > 0 {
			v.links[c] = naiveLink{v.sign(c), 2, p}
			added[c] = true
			if v.links[c].sign == sequence.Negative {
				negatives++
			}
		}
	}
	second := positives(v.links)
	for c := range added {
		if v.links[c].sign == sequence.Negative && n.left(v, c, second) > n.explored/float64(negatives) {
			v.dropped[c] = true
			delete(v.links, c)
		}
	}
}

// both returns what is found under every null, with the same sign.
func both(nulls []*verdict) map[cell]naiveLink {
	out := maps.Clone(nulls[0].links)
	for c, l := range out {
		for _, v := range nulls[1:] {
			other, found := v.links[c]
			if !found || other.sign != l.sign {
				delete(out, c)
				continue
			}
			out[c] = naiveLink{l.sign, max(l.step, other.step), max(l.p, other.p)}
		}
	}
	return out
}

// explained says of cells that are no links what explains them.
func (n *naive) explained(r *analysis.Reading, nulls []*verdict, links map[cell]naiveLink, draws func(way string) [][]int) map[cell]string {
	out := map[cell]string{}
	say := func(v *verdict, by string) {
		for c, l := range v.links {
			_, link := links[c]
			for _, main := range nulls {
				link = link || main.dropped[c]
			}
			if _, known := out[c]; !link && !known {
				out[c] = string(l.sign) + " " + by
			}
		}
	}
	switch {
	case n.o.Codes == analysis.ByPerson:
		say(n.judge(draws(sequence.OnlySegment)), "time")
	case len(nulls) == 1:
		say(n.judge(draws(sequence.OnlyBlock)), "persons")
		say(n.judge(draws(sequence.SpeakerSegment)), "time")
	default:
		say(nulls[0], "own")
		say(nulls[1], "time")
		say(n.judge(draws(sequence.OnlyBlock)), "persons")
	}
	return out
}

// evidence writes moments as the program lists them: how many, and the first.
func (n *naive) evidence(moments [][]int) string {
	var out [][]observe.EntryID
	for _, turns := range moments {
		var ids []observe.EntryID
		for _, i := range turns {
			ids = append(ids, n.ids[i])
		}
		out = append(out, ids)
	}
	return evidenceText(out, len(out))
}

func evidenceText(moments [][]observe.EntryID, total int) string {
	return fmt.Sprint(total, moments[:min(len(moments), sequence.MaxEvidence)])
}

// figure writes a figure that may be undefined.
func figure(x *float64) string {
	if x == nil {
		return "null"
	}
	return digits(*x)
}

// digits writes a figure so that two programs write the same, also one that lies just
// between two digits.
func digits(x float64) string { return fmt.Sprintf("%.9f", x+3e-13) }

// compareNaive holds a result against the slow way.
func compareNaive(t analysistest.Failer, m *analysis.Meeting, o analysis.Options, count map[string]int) {
	t.Helper()
	r, err := analysis.Analyze(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	n := newNaive(r, o)
	draws := func(way string) [][]int { return drawsOf(m, o, way) }
	first := sequence.SpeakerBlock
	if o.Codes == analysis.ByPerson {
		first = sequence.OnlyBlock
	}
	nulls := []*verdict{n.judge(draws(first))}
	if n.repeats && o.Codes != analysis.ByPerson {
		nulls = append(nulls, n.judge(draws(sequence.SpeakerShift)))
	}
	main := nulls[0]
	var got, want []string
	differ := func(what string) {
		t.Helper()
		if !slices.Equal(got, want) {
			only := func(a, b []string) string { // the lines that only one has; all where the order differs
				lines := slices.DeleteFunc(slices.Clone(a), func(line string) bool { return slices.Contains(b, line) })
				if len(lines) == 0 {
					lines = a
				}
				return strings.Join(lines, "\n")
			}
			t.Errorf("%s are\n%s\nwant\n%s", what, only(got, want), only(want, got))
		}
		got, want = nil, nil
	}
	q := r.Sequence
	got = append(got, fmt.Sprint(q.Repeats, q.Pairs, q.PairsBetween, q.SecondNull != nil, digits(q.AlphaExplored), figure(q.AlphaKnown)))
	known := &n.known
	if len(n.looked) == 0 {
		known = nil
	}
	want = append(want, fmt.Sprint(n.repeats, len(n.all), len(n.between), len(nulls) > 1, digits(n.explored), figure(known)))

	tested, large, structure := n.tested(), 0, 2.0
	for _, tr := range q.Transitions {
		c := cell{slices.Index(n.names, tr.From), slices.Index(n.names, tr.To)}
		needs := "null"
		if tr.Needs != nil {
			needs = fmt.Sprint(*tr.Needs)
		}
		got = append(got, fmt.Sprintf("%s>%s: %d, E %s, p %s, p_family %s, needs %s", tr.From, tr.To, tr.ObservedBetween, figure(tr.ExpectedNull), figure(tr.PPermutation), figure(tr.PFamily), needs))
		if !slices.Contains(tested, c) {
			want = append(want, fmt.Sprintf("%s>%s: %v, E null, p null, p_family null, needs null", tr.From, tr.To, main.seen.o.at(c)))
			continue
		}
		e, p, family, x, ok := main.expected(main.seen, c), 0.0, 0.0, 0, true
		for _, v := range nulls {
			p, family = max(p, v.permutation[c]), max(family, v.family[c])
			y, can := v.needs[c]
			x, ok = max(x, y), ok && can
		}
		needs = "null"
		if ok {
			needs = fmt.Sprint(x)
		}
		if e >= 3 {
			large++
		}
		structure = min(structure, family)
		want = append(want, fmt.Sprintf("%s>%s: %v, E %s, p %s, p_family %s, needs %s", tr.From, tr.To, main.seen.o.at(c), figure(&e), figure(&p), figure(&family), needs))
	}
	got = append(got, fmt.Sprint(q.Enough, figure(q.StructureP)))
	if structure < 2 {
		want = append(want, fmt.Sprint(len(n.between) >= 50 && large >= 3, figure(&structure)))
	} else {
		want = append(want, fmt.Sprint(len(n.between) >= 50 && large >= 3, "null"))
	}
	differ("transitions")

	links := both(nulls)
	for _, l := range r.Links {
		got = append(got, fmt.Sprintf("%s%s%s/%d p %s, %d, E %s, %d between, lift %s, %s", l.From, l.Sign, l.To, l.Step, figure(l.P), l.Observed, figure(l.Expected),
			l.Between, figure(l.Lift), evidenceText(l.Evidence, l.EvidenceTotal)))
		count[fmt.Sprintf("links %s/%d", l.Sign, l.Step)]++
	}
	for _, c := range n.cells() {
		l, found := links[c]
		if !found {
			continue
		}
		persons := 0
		var moments [][]int
		for _, p := range n.between {
			if n.own[p[0]] != c[0] {
				continue
			}
			follows := n.own[p[1]] == c[1]
			if follows == (l.sign == sequence.Positive) {
				moments = append(moments, p[:])
			}
			a, b := n.turns[p[0]].From, n.turns[p[1]].From
			if follows && a != b && a != observe.Everybody && b != observe.Everybody {
				persons++
			}
		}
		e := main.expected(main.seen, c)
		lift := main.seen.o.at(c) / e
		want = append(want, fmt.Sprintf("%s%s%s/%d p %s, %v, E %s, %d between, lift %s, %s", n.names[c[0]], l.sign, n.names[c[1]], l.step, figure(&l.p),
			main.seen.o.at(c), figure(&e), persons, figure(&lift), n.evidence(moments)))
	}
	differ("links")

	for _, e := range r.ExplainedBy {
		got = append(got, fmt.Sprintf("%s>%s: %s %s", e.From, e.To, e.Sign, e.By))
		count["explained by "+string(e.By)]++
	}
	reasons := n.explained(r, nulls, links, draws)
	for _, c := range n.cells() {
		if reason, ok := reasons[c]; ok {
			want = append(want, fmt.Sprintf("%s>%s: %s", n.names[c[0]], n.names[c[1]], reason))
		}
	}
	differ("explained_by")

	n.compareChecks(t, r, main.drawn, count)

	got, want = describeLoops(r.Loops), n.loops(nulls, links)
	for _, l := range r.Loops {
		count["loops "+string(l.Status)]++
		if len(l.Breaks) > 0 {
			count["loops with breaks"]++
		}
	}
	differ("loops")

	got, want = describeKnown(r.KnownLoops), n.knownLoops(nulls)
	for _, l := range r.KnownLoops {
		found := "not found"
		if l.Confidence != nil {
			found = string(*l.Confidence)
		}
		count["known loops "+found]++
		if n.rolled {
			count["known loops of families"]++
		}
	}
	differ("known loops")
}

// lens is a codebook of a few words, with loops to look for in words and in families.
func lens() observe.Codebook {
	return observe.Codebook{
		ID: "lens",
		Families: []observe.Tag{
			{ID: "F", Effect: observe.Opens},
			{ID: "G", Effect: observe.Closes},
		},
		Tags: []observe.Tag{
			{ID: "x", Family: "F", Effect: observe.Opens},
			{ID: "y", Family: "F", Effect: observe.Closes},
			{ID: "z", Family: "G"},
			{ID: "w"},
			{ID: "other"},
		},
		KnownLoops: []observe.KnownLoop{
			named("x and y", "++", "y", "x"),
			named("z begets itself", "+", "z"),
			named("x calms y", "+-", "y", "x"),
			named("F begets itself", "+", "F"),
			named("F and G", "++", "F", "G"),
			named("F calms G", "+-", "G", "F"),
			named("round", "+++", "w", "x", "z"),
		},
	}
}

// TestEqualsTheSlowWay compares small meetings of every kind.
func TestEqualsTheSlowWay(t *testing.T) {
	count := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		o := analysistest.With(analysistest.Draws([]int{1, 30, 60}[choose(3)]))
		o.Lag = 1 + choose(2)
		o.Alpha = []float64{0.05, 0.5}[choose(2)] // the second finds much, by chance
		o.Codes = []analysis.Codes{analysis.ByTag, analysis.ByTag, analysis.ByTag, analysis.ByFamily, analysis.ByPerson, analysis.ByRoleTag}[choose(6)]
		if choose(3) == 0 {
			o.Pairs, o.Lag = sequence.InReply, 1
		}
		book := lens()
		if choose(3) == 0 {
			book.KnownLoops = nil
		}
		turns := addressed(choose, analysistest.SomeTurns(choose, 100))
		coarse := choose(3)
		for i, turn := range turns {
			switch choose(8) {
			case 0:
				turns[i] = strings.NewReplacer(" w", " other").Replace(turn)
			case 1, 2, 3:
				if coarse == 0 && turn[0] != '|' {
					turns[i] = strings.NewReplacer(" x", " F", " y", " F", " z", " G", " w", " G").Replace(turn)
				}
			}
		}
		compareNaive(rt, analysistest.ScriptedIn(t, book, turns...), o, count)
	})
	t.Log(count)
}

// TestOrderEqualsTheSlowWay compares meetings with an order in them, so that there is
// something to find.
func TestOrderEqualsTheSlowWay(t *testing.T) {
	count := map[string]int{}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := analysistest.World{Codes: 5, Persons: 4, Habits: 0.5, PingPong: 0.4, Shares: map[string]float64{"c00": .2, "c01": .2},
			Lifts: map[[2]string]float64{{"c00", "c01"}: 3, {"c01", "c00"}: 3, {"c02", "c02"}: 3, {"c02", "c03"}: 2.5}}
		if seed%2 == 1 {
			w.Lifts = map[[2]string]float64{{"c00", "c01"}: 3, {"c01", "c00"}: 0.1, {"c01", "c02"}: 3, {"c02", "c00"}: 3}
			w.Drift, w.Subject, w.Marked = 1, 60, seed%3 == 0
		}
		w.Apart = seed%8 == 5
		m := w.Meeting(t, 300, seed)
		o := analysistest.With(analysistest.Draws(100), func(o *analysis.Options) { o.Alpha = 0.2 })
		switch seed % 12 {
		case 7:
			o.Lag = 2
		case 8, 9: // who is addressed does not always speak next
			o.Pairs = sequence.InReply
			for i := range m.Turns.To {
				if r.IntN(3) == 0 {
					m.Turns.To[i] = int32(r.IntN(5)) - 1
				}
			}
		case 10:
			o.Codes = analysis.ByPerson
		case 2, 11:
			o.Alpha = 0.7
		}
		if seed%8 < 6 {
			m.KnownLoops = []observe.KnownLoop{
				named("c00 and c01", "++", "c00", "c01"),
				named("c02 and c03", "++", "c02", "c03"),
				named("c02", "+", "c02"),
				named("c01 calms c00", "+-", "c00", "c01"),
			}
		}
		compareNaive(t, m, o, count)
	}
	habits := analysistest.Small(nil)
	habits.Habits, habits.PingPong = 1.5, 0.9
	for _, m := range []*analysis.Meeting{
		bursts(t, 48, []string{"x", "y"}, []string{"y", "x"}), // links that fit together, and nobody goes round
		bursts(t, 48, []string{"x", "y"}, []string{"y", "z"}, []string{"z", "x"}),
		habits.Meeting(t, 500, 1), habits.Meeting(t, 500, 2), habits.Meeting(t, 500, 3),
	} {
		compareNaive(t, m, analysistest.With(analysistest.Draws(100)), count)
	}
	for what, least := range map[string]int{
		"links +/1": 100, "links +/2": 3, "links -/1": 5,
		"loops whole": 50, "loops side": 3, "loops pieces": 2, "loops with breaks": 2,
		"explained by own": 3, "explained by time": 6, "explained by persons": 4,
		"known loops clear": 30, "known loops possible": 1, "known loops one-way": 9, "known loops not found": 50,
		"order": 50, "stationarity": 50,
	} {
		if count[what] < least {
			t.Errorf("only %d are compared of: %s", count[what], what)
		}
	}
	t.Log(count)
}
