package analysis_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/observe"
)

// plainTurn is a turn of a made-up meeting of [analysistest.Five]: a is the leader, and
// all are present.
type plainTurn struct {
	at       int
	who, to  int // to: -1 for the group
	tag      string
	segment  int
	afterOne map[string]bool // by outcome that can be told, whether it came
}

// plainMeeting is a second, slow program for the p of effects, from their definition.
type plainMeeting []plainTurn

func (m plainMeeting) meeting() *analysis.Meeting {
	l := analysistest.Five()
	for i, turn := range m {
		if i > 0 && turn.segment != m[i-1].segment {
			l.Phase(observe.Millis(turn.at), fmt.Sprint(turn.segment))
		}
		to := "*"
		if turn.to >= 0 {
			to = string(rune('a' + turn.to))
		}
		l.Turn(observe.Millis(turn.at), fmt.Sprintf("%c %s %s", 'a'+turn.who, to, turn.tag))
	}
	return l.Meeting()
}

// look fills in what came after each turn.
func (m plainMeeting) look() {
	var gaps []int
	for i := 1; i < len(m); i++ {
		if m[i].segment == m[i-1].segment {
			gaps = append(gaps, m[i].at-m[i-1].at)
		}
	}
	slices.Sort(gaps)
	long := gaps[(9*len(gaps)+9)/10-1]
	for i := range m {
		t := &m[i]
		t.afterOne = map[string]bool{}
		if i+1 < len(m) && m[i+1].segment == t.segment {
			t.afterOne["silence"] = m[i+1].at-t.at > long
		}
		var others []plainTurn
		for j := i + 1; j < len(m) && m[j].segment == t.segment && len(others) < 3; j++ {
			if m[j].who != t.who {
				others = append(others, m[j])
			}
		}
		if len(others) < 3 {
			continue
		}
		any := func(is func(plainTurn) bool) bool { return slices.ContainsFunc(others, is) }
		t.afterOne["opens"] = any(func(o plainTurn) bool { return o.tag == "curiosity" })
		t.afterOne["closes"] = any(func(o plainTurn) bool { return o.tag == "steering" || o.tag == "judgement" })
		if t.who != 0 {
			t.afterOne["to_leader"] = any(func(o plainTurn) bool { return o.to == 0 })
		}
		if i >= 5 && m[i-5].segment == t.segment {
			t.afterOne["new_voice"] = any(func(o plainTurn) bool {
				return !slices.ContainsFunc(m[i-5:i], func(b plainTurn) bool { return b.who == o.who })
			})
		}
	}
}

// plainRow is an effect, with the acts of all who did the trigger at least once, as far as
// it is known whether the outcome came.
type plainRow struct {
	who, tag, outcome string
	acts              []int
	came              []bool // by act
}

// row returns the effect of these persons.
func (m plainMeeting) row(who string, persons []int, tag, outcome string) plainRow {
	r := plainRow{who: who, tag: tag, outcome: outcome}
	for i, t := range m {
		came, known := t.afterOne[outcome]
		did := slices.ContainsFunc(m, func(o plainTurn) bool { return o.who == t.who && o.tag == tag })
		if known && did && slices.Contains(persons, t.who) {
			r.acts, r.came = append(r.acts, i), append(r.came, came)
		}
	}
	return r
}

// difference is that of a row with other tags; undefined it is NaN. Enough tells whether
// the row is tested.
func (r *plainRow) difference(tags []string) (d float64, enough bool) {
	var n, came [2]float64
	for k, i := range r.acts {
		g := 0
		if tags[i] != r.tag {
			g = 1
		}
		n[g]++
		if r.came[k] {
			came[g]++
		}
	}
	if n[0] == 0 || n[1] == 0 {
		return math.NaN(), false
	}
	return came[0]/n[0] - came[1]/n[1], n[0] >= 10 && n[1] >= 10 && came[0]+came[1] > 0 && came[0]+came[1] < n[0]+n[1]
}

// tags are the tags of the meeting.
func (m plainMeeting) tags() []string {
	out := make([]string, len(m))
	for i, t := range m {
		out[i] = t.tag
	}
	return out
}

// bounds are the least and the largest share that a p may be, which draws only estimate.
type bounds struct{ low, high float64 }

func (b bounds) larger(c bounds) bounds { return bounds{max(b.low, c.low), max(b.high, c.high)} }

// chance compares rows that are tested together with other orders of the tags, each as
// likely as the others. The p of each is between bounds that allow for 1 000 draws: of
// their number, and of their mean and standard deviation, which move statistics by some
// hundredths.
func (m plainMeeting) chance(rows []plainRow, orders [][]string) (alone, together []bounds) {
	scores := make([]float64, len(rows))
	drawn := make([][]float64, len(rows))
	for k, r := range rows {
		observed, _ := r.difference(m.tags())
		d := make([]float64, len(orders))
		mean, n := 0.0, 0.0
		for b, tags := range orders {
			d[b], _ = r.difference(tags)
			if !math.IsNaN(d[b]) {
				mean += d[b]
				n++
			}
		}
		mean /= n
		v := 0.0
		for _, d := range d {
			if !math.IsNaN(d) {
				v += (d - mean) * (d - mean) / n
			}
		}
		statistic := func(d float64) float64 {
			if v < 1e-20 {
				return 0
			}
			return math.Abs(d-mean) / math.Sqrt(v)
		}
		scores[k] = statistic(observed)
		for b := range d {
			if math.IsNaN(d[b]) {
				d[b] = scores[k]
			} else {
				d[b] = statistic(d[b])
			}
		}
		drawn[k] = d
	}
	share := func(among []int, score, slack float64) bounds {
		if score == 0 {
			return bounds{1, 1}
		}
		reach := func(at float64) float64 {
			n := 0.0
			for b := range orders {
				for _, k := range among {
					if drawn[k][b] >= at {
						n++
						break
					}
				}
			}
			return n / float64(len(orders))
		}
		error := func(p float64) float64 { return 4*math.Sqrt(p*(1-p)/1000) + 0.002 }
		low, high := reach(score+slack), reach(score-slack)
		return bounds{low - error(low), high + error(high)}
	}
	order := make([]int, len(rows))
	for k := range rows {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int {
		if scores[a] > scores[b] {
			return -1
		}
		return 1
	})
	alone, together = make([]bounds, len(rows)), make([]bounds, len(rows))
	last := bounds{}
	for i, k := range order {
		alone[k] = share([]int{k}, scores[k], 0.15)
		last = last.larger(share(order[i:], scores[k], 0.1+0.05*scores[k]))
		together[k] = last
	}
	return alone, together
}

// rows are those with a difference: of roles, and of each person.
func (m plainMeeting) rows() (lists [][]plainRow) {
	add := func(to []plainRow, who string, persons ...int) []plainRow {
		for _, tag := range []string{"curiosity", "steering", "deciding", "judgement"} {
			for _, outcome := range []string{"opens", "closes", "new_voice", "to_leader", "silence"} {
				r := m.row(who, persons, tag, outcome)
				if d, _ := r.difference(m.tags()); !math.IsNaN(d) {
					to = append(to, r)
				}
			}
		}
		return to
	}
	lists = append(lists, add(add(nil, "leader", 0), "member", 1, 2, 3, 4))
	for p := range 5 {
		lists = append(lists, add(nil, string(rune('a'+p)), p))
	}
	return lists
}

// moved lists orders of tags in which each person's are moved on along their own acts:
// all that there are, or a number at random.
func (m plainMeeting) moved(r *rand.Rand, draws int) (orders [][]string) {
	own := [5][]int{}
	for i, t := range m {
		own[t.who] = append(own[t.who], i)
	}
	by := [5]int{}
	add := func() {
		tags := m.tags()
		for p, acts := range own {
			for k, i := range acts {
				tags[acts[(k+by[p])%len(acts)]] = m[i].tag
			}
		}
		orders = append(orders, tags)
	}
	if r != nil {
		for range draws {
			for p := range by {
				by[p] = r.IntN(max(1, len(own[p])))
			}
			add()
		}
		return orders
	}
	for {
		add()
		p := 0
		for ; p < len(by); p++ {
			if by[p]++; by[p] < len(own[p]) {
				break
			}
			by[p] = 0
		}
		if p == len(by) {
			return orders
		}
	}
}

// shuffled lists orders of tags in which those of each person are shuffled within
// segments, which must be shorter than 60 turns, so that each is one block: all that
// differ, or a number at random.
func (m plainMeeting) shuffled(r *rand.Rand, draws int) (orders [][]string) {
	strata := map[[2]int][]int{}
	var keys [][2]int
	for i, t := range m {
		k := [2]int{t.segment, t.who}
		if strata[k] == nil {
			keys = append(keys, k)
		}
		strata[k] = append(strata[k], i)
	}
	if r != nil {
		for range draws {
			tags := m.tags()
			for _, k := range keys {
				in := strata[k]
				for a, b := range r.Perm(len(in)) {
					tags[in[a]] = m[in[b]].tag
				}
			}
			orders = append(orders, tags)
		}
		return orders
	}
	orders = [][]string{m.tags()}
	for _, k := range keys {
		var more [][]string
		for _, order := range distinct(strata[k], m) {
			for _, tags := range orders {
				tags = slices.Clone(tags)
				for a, i := range strata[k] {
					tags[i] = order[a]
				}
				more = append(more, tags)
			}
		}
		orders = more
	}
	return orders
}

// distinct lists all orders of the tags of some turns, each once.
func distinct(turns []int, m plainMeeting) (out [][]string) {
	left := map[string]int{}
	var names []string
	for _, i := range turns {
		if left[m[i].tag]++; left[m[i].tag] == 1 {
			names = append(names, m[i].tag)
		}
	}
	var extend func(begun []string)
	extend = func(begun []string) {
		if len(begun) == len(turns) {
			out = append(out, slices.Clone(begun))
			return
		}
		for _, name := range names {
			if left[name] > 0 {
				left[name]--
				extend(append(begun, name))
				left[name]++
			}
		}
	}
	extend(nil)
	return out
}

// check compares the p of all rows with those from some orders of tags under each null.
func (m plainMeeting) check(t *testing.T, moved, shuffled [][]string) (compared int) {
	t.Helper()
	r := analysistest.Analyze(t, m.meeting(), analysistest.Draws(1))
	tested := 0
	for _, e := range r.Effects {
		if e.PAdjusted != nil {
			tested++
		}
	}
	for _, rows := range m.rows() {
		few, enough := split(rows, func(r plainRow) bool { _, enough := r.difference(m.tags()); return !enough })
		for _, rows := range [][]plainRow{few, enough} {
			aloneA, togetherA := m.chance(rows, moved)
			aloneB, togetherB := m.chance(rows, shuffled)
			for k, row := range rows {
				name := row.who + " " + row.tag + " " + row.outcome
				got := effect(t, r, row.who, row.tag, row.outcome)
				if d, _ := row.difference(m.tags()); math.Abs(*got.Difference-d) > 1e-12 {
					t.Errorf("%s: the difference is %v, want %v", name, *got.Difference, d)
				}
				if b := aloneA[k].larger(aloneB[k]); *got.P < b.low || *got.P > b.high {
					t.Errorf("%s: p is %v, by moving %.3f, by shuffling %.3f", name, *got.P, aloneA[k], aloneB[k])
				}
				if got.PAdjusted == nil {
					continue
				}
				if b := togetherA[k].larger(togetherB[k]); *got.PAdjusted < b.low || *got.PAdjusted > b.high {
					t.Errorf("%s: p_adjusted is %v, by moving %.3f, by shuffling %.3f", name, *got.PAdjusted, togetherA[k], togetherB[k])
				}
			}
		}
		compared += len(enough)
	}
	if compared != tested {
		t.Errorf("%d rows are tested, want %d", tested, compared)
	}
	return compared
}

func split(rows []plainRow, is func(plainRow) bool) (yes, no []plainRow) {
	for _, r := range rows {
		if is(r) {
			yes = append(yes, r)
		} else {
			no = append(no, r)
		}
	}
	return yes, no
}

// TestChanceEqualsAllOrders compares p and p_adjusted with those over every shift, and
// over every shuffle, of meetings of a leader and two members in short phases, in most of
// which somebody does one kind of thing.
func TestChanceEqualsAllOrders(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 31))
		var m plainMeeting
		mixed := 0
		for segment := range 12 {
			var turns []plainTurn
			for p := range 3 {
				tags := slices.Repeat([]string{[]string{"curiosity", "judgement", "deciding"}[r.IntN(3)]}, 3)
				if mixed < 8 && p > 0 && r.IntN(2) == 0 {
					mixed++
					tags[0], tags[1], tags[2] = "judgement", "deciding", "deciding"
				}
				for _, tag := range tags {
					turns = append(turns, plainTurn{who: p, to: r.IntN(4) - 1, tag: tag, segment: segment})
				}
			}
			r.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
			m = append(m, turns...)
		}
		m.space(r)
		if n := m.check(t, m.moved(nil, 0), m.shuffled(nil, 0)); n < 10 {
			t.Errorf("only %d rows are compared", n)
		}
	}
}

// space gives turns their times, and those to oneself the group.
func (m plainMeeting) space(r *rand.Rand) {
	at := 0
	for i := range m {
		at += 500 + r.IntN(9000)
		m[i].at = at
		if m[i].to == m[i].who || m[i].to > 4 {
			m[i].to = -1
		}
	}
	m.look()
}

// TestChanceEqualsManyOrders compares with many other orders of meetings in which
// closing follows judgements of members and everybody tends to other things in each
// phase.
func TestChanceEqualsManyOrders(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 32))
		var m plainMeeting
		who, narrow := 0, 0
		for i := range 232 {
			segment := i / 58
			who = (who + 1 + r.IntN(4)) % 5
			tag := []string{"curiosity", "deciding", "deciding", "judgement", "steering"}[(r.IntN(4)+segment%2)%5]
			if narrow > 0 && r.IntN(3) > 0 {
				tag = "steering"
			}
			narrow--
			if tag == "judgement" && who > 0 && narrow < 0 {
				narrow = 3
			}
			m = append(m, plainTurn{who: who, to: r.IntN(6) - 1, tag: tag, segment: segment})
		}
		m.space(r)
		if n := m.check(t, m.moved(r, 3000), m.shuffled(r, 3000)); n < 30 {
			t.Errorf("only %d rows are compared", n)
		}
	}
}

// TestDrawsWithoutADifferenceCountAgainst a row: of the ten acts of b three are followed
// by three of others, so that in seven of ten orders there is no judgement to look at.
func TestDrawsWithoutADifferenceCountAgainst(t *testing.T) {
	m := plainMeeting{}
	for i, tag := range []string{"judgement", "deciding", "deciding"} {
		m = append(m, plainTurn{who: 1, tag: tag})
		for other := range 3 {
			m = append(m, plainTurn{who: 2 + other, tag: []string{"curiosity", "deciding", "deciding"}[i]})
		}
	}
	for range 7 {
		m = append(m, plainTurn{who: 1, tag: "deciding"})
	}
	m.space(rand.New(rand.NewPCG(1, 33)))
	got := effect(t, analysistest.Analyze(t, m.meeting(), analysistest.Draws(1)), "b", "judgement", "opens")
	if got.P == nil || math.Abs(*got.P-0.8) > 0.06 { // of the three others two are as in the meeting or nearer
		t.Errorf("p is %s, want 0.8", asJSON(got))
	}
}

// whatever is a kind of meeting in which nothing that anybody does depends on what others
// did before: by a leader and four members, in sixteen words.
type whatever struct {
	repeats float64 // how often somebody does again what they did last
	drift   float64 // spread of the log shares of each subject, of about 60 turns
	marked  bool    // each subject is a phase
	opens   float64 // planted: how often each of the three turns after a judgement of a member invites, which few others do
}

var words = []string{"curiosity", "steering", "deciding", "judgement", "differing",
	"asking", "directing", "holding-off", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"}

func (w whatever) meeting(n int, seed uint64) *analysis.Meeting {
	r := rand.New(rand.NewPCG(seed, 34))
	spread := func(by float64) []float64 {
		out := make([]float64, len(words))
		for i := range out {
			out[i] = math.Exp(by*r.NormFloat64() - 0.03*float64(i))
		}
		return out
	}
	habits, talk, last := [5][]float64{}, [5]float64{}, [5]int{-1, -1, -1, -1, -1}
	for p := range habits {
		habits[p], talk[p] = spread(0.5), math.Exp(0.5*r.NormFloat64())
	}
	choose := func(weights []float64) int {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		u := r.Float64() * sum
		for i, w := range weights {
			if u -= w; u < 0 {
				return i
			}
		}
		return len(weights) - 1
	}
	l, who, before, until, narrow := analysistest.Five(), -1, -1, 0, 0
	tilt := spread(0)
	for i, at := 0, 0.0; i < n; i++ {
		at += 500 + 3500*r.ExpFloat64()
		if i == until && w.drift > 0 {
			until, tilt = i+20+int(40*r.ExpFloat64()), spread(w.drift)
			if w.marked {
				l.Phase(observe.Millis(at), fmt.Sprint(i))
			}
		}
		speaker := who
		for speaker == who {
			if speaker = choose(talk[:]); before >= 0 && r.Float64() < 0.4 {
				speaker = before
			}
		}
		who, before = speaker, who
		if last[who] < 0 || r.Float64() >= w.repeats {
			shares := make([]float64, len(words))
			for k := range shares {
				shares[k] = habits[who][k] * tilt[k]
				if w.opens > 0 && (words[k] == "curiosity" || words[k] == "asking") {
					shares[k] *= 0.2
				}
			}
			last[who] = choose(shares)
		}
		tag := words[last[who]]
		if narrow--; narrow >= 0 && r.Float64() < w.opens {
			tag = "curiosity"
		} else if tag == "judgement" && who > 0 {
			narrow = 3
		}
		to := "*"
		if before >= 0 && r.IntN(2) == 0 {
			to = string(rune('a' + before))
		}
		l.Turn(observe.Millis(at), fmt.Sprintf("%c %s %s", 'a'+who, to, tag))
	}
	return l.Meeting()
}

// clearRows returns how many rows of roles are tested in a meeting, and which have a
// p_adjusted of at most 0.05; and the same of persons: in how many families, and in how
// many of them some row has.
func clearRows(t testing.TB, m *analysis.Meeting) (tested int, clear []analysis.EffectRow, persons, clearPersons int) {
	family := map[observe.PersonID]float64{}
	for _, e := range analysistest.Analyze(t, m, analysistest.Draws(1)).Effects {
		switch {
		case e.PAdjusted == nil:
		case e.Trigger.Person != "":
			least, ok := family[e.Trigger.Person]
			if !ok || *e.PAdjusted < least {
				family[e.Trigger.Person] = *e.PAdjusted
			}
		default:
			tested++
			if *e.PAdjusted <= 0.05 {
				clear = append(clear, e)
			}
		}
	}
	for _, least := range family {
		persons++
		if least <= 0.05 {
			clearPersons++
		}
	}
	return tested, clear, persons, clearPersons
}

// TestNothingIsClearWithoutOrder: in meetings in which what anybody does depends on
// nobody, some row is clear in at most 5 in 100, and for one person in at most 5 in 100;
// two standard errors are allowed.
func TestNothingIsClearWithoutOrder(t *testing.T) {
	meetings := *effectMeetings
	for name, w := range map[string]whatever{
		"habits": {}, "own repeats": {repeats: 0.5}, "marked subjects": {drift: 0.7, marked: true}, "subjects": {drift: 0.7},
	} {
		t.Run(name, func(t *testing.T) {
			any, rows, families, anyFamilies := 0, 0, 0, 0
			for seed := range meetings {
				tested, clear, persons, clearPersons := clearRows(t, w.meeting(350, uint64(seed)))
				rows += tested
				families += persons
				anyFamilies += clearPersons
				if len(clear) > 0 {
					any++
				}
			}
			most := func(n int) int { return int(float64(n)*0.05 + 2*math.Sqrt(float64(n)*0.05*0.95)) }
			if any > most(meetings) || anyFamilies > most(families) {
				t.Errorf("something is clear in %d of %d meetings, and for %d of %d persons", any, meetings, anyFamilies, families)
			}
			t.Logf("some of %d rows is clear in %d of %d meetings, for %d of %d persons", rows/meetings, any, meetings, anyFamilies, families)
		})
	}
}

var effectMeetings = flag.Int("effects", 40, "how many meetings without order are made up for effects")

// TestSomethingIsClearAmongManyRows: in a meeting of 350 turns with 55 rows or more that
// are tested, what was planted is clear.
func TestSomethingIsClearAmongManyRows(t *testing.T) {
	found, most := 0, 0
	for seed := range uint64(5) {
		tested, clear, _, _ := clearRows(t, whatever{opens: 0.6}.meeting(350, seed))
		if most = max(most, tested); tested < 55 {
			continue
		}
		if slices.ContainsFunc(clear, func(e analysis.EffectRow) bool {
			return e.Trigger.Role == observe.Member && e.Trigger.Tag == "judgement" && e.Outcome == "opens"
		}) {
			found++
		}
	}
	if found < 3 {
		t.Errorf("what was planted is clear in %d of 5 meetings, with %d rows at most", found, most)
	}
}
