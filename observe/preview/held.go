package preview

import (
	"context"
	"slices"
	"strings"

	"kompas/observe"
	"kompas/observe/debrief"
)

// HeldBack is what is left out of a session for everybody.
type HeldBack struct {
	Findings  []string           // ids, ordered, each once
	Fragments []debrief.Fragment // ordered by their ids, each once
	Told      bool               // whether the owner and observers are told that somebody asked for it
}

// Held returns what is held back in a session, by whomever. A revoked invitation does
// not end that: who asked for it may no longer be able to ask again.
func Held(ctx context.Context, docs observe.Docs, id observe.SessionID) (HeldBack, error) {
	var out HeldBack
	var ids []string
	opened := map[observe.PersonID]bool{} // somebody with several devices counts once
	for doc, err := range all(ctx, docs, id) {
		if err != nil {
			return out, err
		}
		p, err := parse(doc)
		if err != nil {
			return out, err
		}
		opened[p.Person] = true
		ids = append(ids, p.Held...)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if f, ok := fragmentOf(id); ok {
			out.Fragments = append(out.Fragments, f)
		} else {
			out.Findings = append(out.Findings, id)
		}
	}
	out.Told = len(ids) > 0 && len(opened) >= LeastOpened
	return out, nil
}

// Remove removes all that is said of a session that is deleted.
func Remove(ctx context.Context, docs observe.Docs, id observe.SessionID, remove func(ctx context.Context, docs observe.Docs, key string) error) error {
	for doc, err := range all(ctx, docs, id) {
		if err == nil {
			err = remove(ctx, docs, doc.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Finding reports whether a finding is held back.
func (h *HeldBack) Finding(id string) bool { return slices.Contains(h.Findings, id) }

// Times returns from when to when each of the fragments was, both ends included, in
// milliseconds of the meeting. They are times and not turns, so that what another
// observer noted of the same moments is left out as well.
func (h *HeldBack) Times(s *observe.State) (out [][2]int64) {
	for _, f := range h.Fragments {
		from, ok := s.Interaction(f.From)
		to, both := s.Interaction(f.To)
		if ok && both {
			out = append(out, [2]int64{int64(min(from.At, to.At)), int64(max(from.At, to.At))})
		}
	}
	return out
}

// Debrief returns a debrief without what is held back. A fragment goes when it shares a
// moment with one that is held back, so that moving an end of it brings nothing back.
func (h *HeldBack) Debrief(d debrief.Debrief, s *observe.State) debrief.Debrief {
	if h.Finding(d.Finding) {
		d.Finding = ""
	}
	if h.Finding(d.Loop) || h.Finding("loop:"+d.Loop) {
		d.Loop = ""
	}
	if d.Fragment != nil && Overlaps(h.Times(s), fragmentTimes(d.Fragment, s)) {
		d.Fragment = nil
	}
	return d
}

// Of is Debrief for one that a file may have; nil: it has none.
func (h *HeldBack) Of(d *debrief.Debrief, s *observe.State) *debrief.Debrief {
	if d == nil {
		return nil
	}
	out := h.Debrief(*d, s)
	return &out
}

// fragmentTimes returns from when to when a fragment was; nil when its turns are not there.
func fragmentTimes(f *debrief.Fragment, s *observe.State) [][2]int64 {
	one := HeldBack{Fragments: []debrief.Fragment{*f}}
	return one.Times(s)
}

// Overlaps reports whether a time of one list shares a moment with one of the other.
func Overlaps(a, b [][2]int64) bool {
	return slices.ContainsFunc(a, func(x [2]int64) bool {
		return slices.ContainsFunc(b, func(y [2]int64) bool { return x[0] <= y[1] && y[0] <= x[1] })
	})
}

const ofFragment = "fragment:"

// FragmentID returns the id of a fragment as it is held back.
func FragmentID(f *debrief.Fragment) string {
	return ofFragment + string(f.From) + ":" + string(f.To)
}

func fragmentOf(id string) (f debrief.Fragment, ok bool) {
	ends, ok := strings.CutPrefix(id, ofFragment)
	from, to, both := strings.Cut(ends, ":")
	return debrief.Fragment{From: observe.EntryID(from), To: observe.EntryID(to)}, ok && both
}

// Seen returns the id of a finding or fragment as somebody reads it who sees the turns of
// a redactor: ids of turns tell when they were made.
func Seen(id string, l *observe.Redactor) string {
	f, ok := fragmentOf(id)
	if !ok {
		return id
	}
	return FragmentID(&debrief.Fragment{From: l.Reference(f.From), To: l.Reference(f.To)})
}
