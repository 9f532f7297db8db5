package debrief

import (
	"cmp"

	"kompas/observe"
)

// checkTurns checks that a fragment begins and ends with turns that the viewer sees,
// the first no later than the last.
func (f *Fragment) checkTurns(at *observe.Snapshot) error {
	turn := func(field string, id observe.EntryID) (observe.Interaction, error) {
		t, ok := at.State.Interaction(id)
		if !ok || t.Void || at.Redactor.Reference(id) != id {
			return t, observe.FieldError(observe.UnknownTarget, field, "must be the id of a turn of the session; %q is none", id)
		}
		return t, nil
	}
	from, err := turn("/fragment/from", f.From)
	if err != nil {
		return err
	}
	to, err := turn("/fragment/to", f.To)
	if err != nil {
		return err
	}
	if cmp.Or(cmp.Compare(from.At, to.At), cmp.Compare(from.Seq, to.Seq)) > 0 {
		return observe.FieldError(observe.Invalid, "/fragment/to", "must not be before the turn that the fragment begins with")
	}
	return nil
}

// Seen returns the debrief as somebody reads it who sees the turns of a redactor: a turn
// that is hidden from them is under the id under which they see it in the log.
func (d Debrief) Seen(l *observe.Redactor) Debrief {
	if f := d.Fragment; f != nil {
		d.Fragment = &Fragment{From: l.Reference(f.From), To: l.Reference(f.To), Names: f.Names}
	}
	return d
}

// Shown returns what a viewer is told of a debrief: not what was left out and, without
// names, nothing that somebody wrote.
func (d Debrief) Shown(to observe.Viewer) Debrief {
	d.Aside = nil
	if to.Anonymous {
		d.Questions, d.Guesses, d.PutRight, d.Experiment = nil, nil, "", nil
	}
	return d
}
