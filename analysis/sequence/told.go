package sequence

import "slices"

// ByChance returns how often each of the transitions would come about between actors
// by chance: E0, or without draws R C / N of the pairs between actors.
func (q *Sequence) ByChance() []float64 {
	rows, columns, n := map[string]int{}, map[string]int{}, 0
	for i := range q.Transitions {
		t := &q.Transitions[i]
		rows[t.From] += t.ObservedBetween
		columns[t.To] += t.ObservedBetween
		n += t.ObservedBetween
	}
	out := make([]float64, len(q.Transitions))
	for i := range q.Transitions {
		switch t := &q.Transitions[i]; {
		case t.ExpectedNull != nil:
			out[i] = *t.ExpectedNull
		case n > 0:
			out[i] = float64(rows[t.From]) * float64(columns[t.To]) / float64(n)
		}
	}
	return out
}

// ToldLoop is a loop that people are told of.
type ToldLoop struct {
	Loop
	Known *KnownLoop // what is told of it was found by looking for it; nil: among all
}

// ToldLoops returns the loops that people are told of, surest first: known ones that
// are clear, whole ones, known ones that are possible, then sides and pieces. What is
// in both lists is told once, as the surer one. The status of a known one is [Whole]
// when it is clear, else [Side].
func (f *Following) ToldLoops() (out []ToldLoop) {
	add := func(l ToldLoop) {
		if !slices.ContainsFunc(out, func(o ToldLoop) bool { return o.ID == l.ID }) {
			out = append(out, l)
		}
	}
	known := func(c LoopConfidence, status Status) {
		for i := range f.KnownLoops {
			if k := &f.KnownLoops[i]; k.Is(c) {
				add(ToldLoop{Loop{ID: k.ID, Known: k.Known, Nodes: k.Nodes, Signs: k.Signs, Kind: k.Kind, Status: status,
					Traversals: k.Traversals, Evidence: k.Evidence, EvidenceTotal: k.EvidenceTotal}, k})
			}
		}
	}
	explored := func(status Status) {
		for _, l := range f.Loops {
			if l.Status == status {
				add(ToldLoop{Loop: l})
			}
		}
	}
	known(ClearLoop, Whole)
	explored(Whole)
	known(PossibleLoop, Side)
	explored(Side)
	explored(Pieces)
	return out
}

// ToldLinks returns the links that people are told of: those that were found among
// all, then what only known loops tell: each link of a clear one, and the stronger one
// of a one-way loop. Links of known loops have the moments of their loop.
func (f *Following) ToldLinks() []Link {
	out := slices.Clone(f.Links)
	for i := range f.KnownLoops {
		l := &f.KnownLoops[i]
		switch {
		case l.Is(ClearLoop):
			for _, k := range l.Links {
				out = addLink(out, l.LinkOf(k))
			}
		case l.Is(OneWay):
			out = addLink(out, l.LinkOf(l.Links[l.Stronger()]))
		}
	}
	return out
}

// OnlySeem returns what only looks like a link, in order of codes: without what
// [Following.ToldLinks] returns, which was looked for apart and found.
func (f *Following) OnlySeem() []Explanation {
	told := f.ToldLinks()
	return slices.DeleteFunc(slices.Clone(f.ExplainedBy), func(e Explanation) bool {
		return slices.ContainsFunc(told, func(l Link) bool { return l.From == e.From && l.To == e.To })
	})
}

// Sought returns how many loops were looked for by name: 0 where none of their words
// were used, as in a meeting that was noted in other words.
func (f *Following) Sought() int {
	if !slices.ContainsFunc(f.KnownLoops, func(l KnownLoop) bool { return l.Expected > 0 }) {
		return 0
	}
	return len(f.KnownLoops)
}

// KnownFound returns how many of the known loops were found, surely or maybe.
func (f *Following) KnownFound() (n int) {
	for i := range f.KnownLoops {
		if l := &f.KnownLoops[i]; l.Is(ClearLoop) || l.Is(PossibleLoop) {
			n++
		}
	}
	return n
}

// addLink adds a link unless it is there.
func addLink(links []Link, l Link) []Link {
	if slices.ContainsFunc(links, func(o Link) bool { return o.From == l.From && o.To == l.To }) {
		return links
	}
	return append(links, l)
}

// LinkOf returns a link of the loop with the moments of the loop.
func (l *KnownLoop) LinkOf(k KnownLink) Link {
	return Link{From: k.From, To: k.To, Sign: k.Sign, P: &k.P, Observed: k.Observed, Expected: &k.Expected,
		Evidence: l.Evidence, EvidenceTotal: l.EvidenceTotal}
}

// Is reports whether the loop was found with this confidence.
func (l *KnownLoop) Is(c LoopConfidence) bool { return l.Confidence != nil && *l.Confidence == c }
