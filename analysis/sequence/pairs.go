package sequence

import (
	"iter"

	"kompas/analysis/compute"
)

// pairUp finds the pairs, see [Turns.EachPair]. Those that are tested are by two
// different actors; where codes are persons all are.
func (t *codedTurns) pairUp(o *Options) {
	t.before = make([]int32, t.len())
	if t.reply = o.Pairing == InReply; t.reply {
		t.pairReplies()
	} else {
		t.pairInOrder(o.Lag)
	}
	t.tested = t.before
	if o.ByPerson {
		return
	}
	t.tested = make([]int32, t.len())
	for then, first := range t.before {
		t.tested[then] = first
		if first >= 0 && !t.differ(int(first), then) {
			t.tested[then] = -1
		}
	}
}

func (t *codedTurns) pairInOrder(lag int) {
	run := 0 // coded turns without a break, up to this one
	for i, code := range t.Code {
		t.before[i] = -1
		if t.breaksChain(i) {
			run = 0
		}
		if code < 0 {
			run = 0
			continue
		}
		if run++; run > lag {
			t.before[i] = int32(i - lag)
		}
	}
}

func (t *codedTurns) pairReplies() {
	last := map[int32]int32{} // by person, the latest turn
	for i, from := range t.From {
		t.before[i] = -1
		if t.breaksChain(i) {
			clear(last)
		}
		if to := t.To[i]; to >= 0 && to != from && t.Code[i] >= 0 {
			if first, ok := last[to]; ok && t.Code[first] >= 0 {
				t.before[i] = first
			}
		}
		if from >= 0 {
			last[from] = int32(i)
		}
	}
}

// breaksChain reports whether no pair reaches from the turn before to turn i.
func (t *codedTurns) breaksChain(i int) bool {
	return t.Boundaries != nil && t.Boundaries[i]&ChainBreak != 0
}

// differ reports whether two turns are by different actors. The group is one actor.
func (t *codedTurns) differ(a, b int) bool { return t.From[a] != t.From[b] }

// paths yields the turns of each path of k tested pairs, each pair beginning where the
// one before ends, in the order of the last turns. They are only valid until the next.
func (t *codedTurns) paths(k int) iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		look := compute.Often(t.ctx)
		path := make([]int32, k+1)
		for last := range t.tested {
			look()
			at, step := int32(last), k
			for path[k] = at; step > 0 && t.tested[at] >= 0; path[step] = at {
				at = t.tested[at]
				step--
			}
			if step == 0 && !yield(path) {
				return
			}
		}
	}
}

// count counts pairs, each given by the first turn of the pair that ends with a turn.
func (t *codedTurns) count(before []int32) *table {
	out := newTable(len(t.Names))
	for then, first := range before {
		if first < 0 {
			continue
		}
		cell := int(t.Code[first])*out.m + int(t.Code[then])
		out.observed[cell]++
		if a, b := t.From[first], t.From[then]; a >= 0 && b >= 0 && a != b {
			out.between[cell]++
		}
	}
	out.sumUp()
	return out
}

// tables counts all pairs, and those that are tested.
func (t *codedTurns) tables() (all, tested *table) {
	all = t.count(t.before)
	all.repeats = t.reply || all.canRepeat()
	tested = t.count(t.tested)
	tested.repeats, tested.untested = all.repeats, t.Untested
	return all, tested
}
