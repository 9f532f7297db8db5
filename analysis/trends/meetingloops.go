package trends

import (
	"context"
	"slices"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
)

// MeetingLoops is what is needed of one meeting to tell which loops come back. It is
// plain data, so that it can be kept.
type MeetingLoops struct {
	Whole []WholeLoop // in the order of a result
	Shown [][2]string // from and to of the links that the meeting could have shown, sorted
}

// WholeLoop is a loop that was whole in a meeting.
type WholeLoop struct {
	ID      string
	Known   string
	Nodes   []string
	Signs   []sequence.Sign
	Kind    sequence.Kind
	Moments TeamMoments
}

// minShown is how often each link of a loop must be expected in a meeting for the
// meeting to be one that could have shown the loop.
const minShown = 3

// FindLoops returns the loops of one meeting. When ctx is done it stops and returns the
// error of ctx.
func FindLoops(ctx context.Context, m Dated, o Options) (*MeetingLoops, error) {
	out := &MeetingLoops{}
	opts := o.ForMeeting()
	err := compute.Until(ctx, func() error {
		selected, err := analysis.Select(m.Meeting, opts)
		if err != nil {
			return err
		}
		s := datedSelection{selected.Together(), m.At}
		got := sequence.Find(ctx, []sequence.Turns{s.Coded(opts.Codes)}, s.Sequence(opts.Codes))
		for _, tr := range got.Sequence.Transitions { // they are sorted
			if tr.ExpectedNull != nil && *tr.ExpectedNull >= minShown {
				out.Shown = append(out.Shown, [2]string{tr.From, tr.To})
			}
		}
		for _, l := range got.Loops {
			if l.Status == sequence.Whole {
				out.Whole = append(out.Whole, WholeLoop{l.ID, l.Known, l.Nodes, l.Signs, l.Kind, s.moments(l.Moments[0])})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// loopsOf returns the loops of one meeting, which may have been kept.
func (o *Options) loopsOf(ctx context.Context, m Dated) (*MeetingLoops, error) {
	if o.Loops != nil {
		return o.Loops(ctx, m)
	}
	return FindLoops(ctx, m, *o)
}

// couldShow reports whether the meeting could have shown a loop: it did, or each link is
// expected often enough.
func (m *MeetingLoops) couldShow(l *RecurringLoop) bool {
	if slices.ContainsFunc(m.Whole, func(w WholeLoop) bool { return w.ID == l.ID }) {
		return true
	}
	for i, from := range l.Nodes {
		link := [2]string{from, l.Nodes[(i+1)%len(l.Nodes)]}
		if _, shown := slices.BinarySearchFunc(m.Shown, link, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }); !shown {
			return false
		}
	}
	return true
}
