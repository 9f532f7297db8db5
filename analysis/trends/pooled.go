package trends

import (
	"context"
	"slices"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
)

// minPooled is how many meetings make a look at meetings together.
const minPooled = 2

// look is what was found in meetings together.
type look struct {
	meetings []datedSelection
	turns    int
	*sequence.Found
}

// lookAt analyses meetings together: the latest ones that have no more turns together
// than can be shuffled. With fewer than two nothing is found.
func lookAt(ctx context.Context, series []datedSelection, o sequence.Options) look {
	out := look{Found: &sequence.Found{}}
	from := len(series)
	for from > 0 && out.turns+series[from-1].Len() <= shuffle.MaxTurns {
		from--
		out.turns += series[from].Len()
	}
	out.meetings = series[from:]
	if len(out.meetings) < minPooled {
		return out
	}
	turns := make([]sequence.Turns, len(out.meetings))
	for i, s := range out.meetings {
		turns[i] = s.Coded(analysis.ByTag)
	}
	out.Found = sequence.Find(ctx, turns, o)
	return out
}

// pool takes meetings together, and says what was seen in two looks in a row: at all of
// them, and at those without the latest. Both looks have the same draws, and look for
// the same loops by name: those of the latest meeting.
func pool(ctx context.Context, series []datedSelection) Pooled {
	out := Pooled{Links: []PooledLink{}, Loops: []PooledLoop{}, KnownLoops: []PooledKnownLoop{}}
	if len(series) == 0 {
		return out
	}
	o := series[len(series)-1].Sequence(analysis.ByTag)
	now := lookAt(ctx, series, o)
	before := look{Found: &sequence.Found{}}
	if len(now.Links) > 0 || slices.ContainsFunc(now.Known, func(k sequence.FoundKnownLoop) bool { return bothWays(&k.KnownLoop) }) {
		before = lookAt(ctx, now.meetings[:len(now.meetings)-1], o)
	}
	out.Meetings, out.Interactions, out.Enough = len(now.meetings), now.turns, now.Sequence.Enough
	for _, l := range now.Links {
		out.Links = append(out.Links, PooledLink{l, before.hasLink(&l)})
	}
	for _, l := range now.Loops {
		if l.Status == sequence.Whole {
			out.Loops = append(out.Loops, PooledLoop{l.Loop, before.hasLoop(l.ID), now.moments(l.Moments)})
		}
	}
	for _, k := range now.Known {
		if !k.HidesTurns() && slices.ContainsFunc(now.meetings, func(m datedSelection) bool { return m.Limited }) {
			continue // as in a single meeting
		}
		out.KnownLoops = append(out.KnownLoops, PooledKnownLoop{k.KnownLoop, now.hasKnown(k.ID) && before.hasKnown(k.ID), now.moments(k.Moments)})
	}
	return out
}

func (l *look) hasLink(of *sequence.Link) bool {
	return slices.ContainsFunc(l.Links, func(x sequence.Link) bool { return x.From == of.From && x.To == of.To && x.Sign == of.Sign })
}

func (l *look) hasLoop(id string) bool {
	return slices.ContainsFunc(l.Loops, func(x sequence.FoundLoop) bool { return x.ID == id && x.Status == sequence.Whole })
}

func (l *look) hasKnown(id string) bool {
	return slices.ContainsFunc(l.Known, func(x sequence.FoundKnownLoop) bool { return x.ID == id && bothWays(&x.KnownLoop) })
}

// bothWays reports whether a known loop was found as a loop, and not one of its links
// only.
func bothWays(k *sequence.KnownLoop) bool {
	return k.Confidence != nil && *k.Confidence != sequence.OneWay
}

// moments returns the moments of a finding in each meeting that has some.
func (l *look) moments(in []sequence.Moments) []TeamMoments {
	out := []TeamMoments{}
	for i, m := range in {
		if m.Total > 0 {
			out = append(out, l.meetings[i].moments(m))
		}
	}
	return Listed(out)
}
