package observetest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"kompas/observe"
)

// hostile holds texts that a careless program takes for something else: markup,
// formulas, separators, quotes, the sign of the group, letters of several bytes.
var hostile = []string{
	"Ann", "Ann", "*", "Zoë ☕", "O'Brien, \"PM\"", "=1+1", "'=1+1", "''@x", "-", "a;b|c", " padded ",
	"<script>alert(1)</script>", "\u2028\u2029", "\U0001F9ED", "\\u0041", "null", "p1", "owner", "\ufeff",
}

// Drawn is a session that was drawn at random.
type Drawn struct {
	Header  observe.Header
	Entries []observe.Entry // valid for the header, in the form in which they are stored
}

// DrawID draws a UUID.
func DrawID(t *rapid.T) string {
	a, b := rapid.Uint64().Draw(t, "id"), rapid.Uint64().Draw(t, "id")
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(a>>32), uint16(a>>16), a&0xfff, b>>52, b&0xffffffffffff)
}

// DrawName draws a name or title.
func DrawName(t *rapid.T) string {
	return rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringMatching(`[^\pC]{1,12}`)).Draw(t, "name")
}

// DrawText draws a text, which may be empty or have several lines.
func DrawText(t *rapid.T) string {
	return rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringMatching(`([^\pC]|\n|\t){0,12}`)).Draw(t, "text")
}

// DrawHeader draws the header of a session with up to five participants, two
// observers and a leader besides the owner, and a codebook of one family and four tags.
func DrawHeader(t *rapid.T) observe.Header {
	h := observe.Header{
		ID:           observe.SessionID(DrawID(t)),
		Title:        DrawName(t),
		CreatedAt:    "2026-11-22T10:00:00.000Z",
		Participants: []observe.Person{},
		Phases:       []observe.PlannedPhase{},
		Codebook: observe.Codebook{
			ID:         "drawn",
			Dimensions: []observe.Dimension{{ID: "north"}, {ID: "south"}},
			Families:   []observe.Tag{{ID: "asking"}},
			Tags: []observe.Tag{
				{ID: "curiosity", Family: "asking", Effect: observe.Opens, Weights: map[string]float64{"north": 0.75, "south": 0.25}},
				{ID: "judgement", Effect: observe.Closes, Weights: map[string]float64{"south": 1}},
				{ID: "=other, \"quoted\""},
				{ID: `a|b\|c\`},
			},
			KnownLoops: []observe.KnownLoop{{ID: "calms", Nodes: []observe.TagID{"judgement", "curiosity"}, Signs: []observe.LoopSign{"+", "-"}}},
		},
		Intention: DrawText(t),
		Timing:    rapid.SampledFrom([]observe.Timing{"", observe.OnPaper}).Draw(t, "timing"),
		Coding:    rapid.SampledFrom([]observe.Coding{observe.Shared, observe.Independent}).Draw(t, "coding"),
		Revealed:  rapid.Bool().Draw(t, "revealed"),
		Observers: []observe.Observer{
			{ID: observe.Owner, Role: observe.RoleOwner},
			{ID: "o1", Name: DrawName(t), Role: observe.RoleObserver},
			{ID: "o2", Name: DrawName(t), Role: observe.RoleObserver},
			{ID: "o3", Name: DrawName(t), Role: observe.RoleLeader},
		},
	}
	for range rapid.IntRange(0, 5).Draw(t, "persons") {
		h.Participants = append(h.Participants, observe.Person{Name: DrawName(t)})
	}
	observe.FillPersons(h.Participants, nil)
	for range rapid.IntRange(0, 2).Draw(t, "phases") {
		h.Phases = append(h.Phases, observe.PlannedPhase{Name: DrawName(t), Purpose: "decide"})
	}
	h.Codebook.Complete()
	return h
}

// DrawLog draws a session with up to most entries of every type.
func DrawLog(t *rapid.T, most int) Drawn {
	d := Drawn{Header: DrawHeader(t)}
	s := observe.NewState(d.Header)
	start := d.Header.CreatedAt.Time()
	for range rapid.IntRange(0, most).Draw(t, "entries") {
		e := DrawEntry(t, &d)
		e.Seq = s.Head() + 1
		if e.Type != observe.TypeRedacted {
			e.Observer = rapid.SampledFrom(d.Header.Observers).Draw(t, "observer").ID
			e.RecordedAt = observe.NewTimestamp(start.Add(time.Duration(e.Seq) * time.Second))
		}
		if e.Validate() == nil && s.CheckStored(&e) == nil {
			s.Apply(e)
			d.Entries = append(d.Entries, e)
		}
	}
	return d
}

// DrawEntry draws an entry that could come next in a session. The caller sets seq,
// observer and recorded_at. The entry may still be invalid, for example if it sets
// fields that its target does not have.
func DrawEntry(t *rapid.T, d *Drawn) observe.Entry {
	e := observe.Entry{
		ID:   observe.EntryID(DrawID(t)),
		Type: rapid.SampledFrom(append(slices.Clone(observe.EntryTypes), observe.TypeInteraction, observe.TypeInteraction, observe.TypeAmend, observe.TypeRedacted)).Draw(t, "type"),
	}
	if e.Type == observe.TypeRedacted {
		return e
	}
	// Only a few different times, so that several entries share one.
	e.At = observe.Millis(rapid.SampledFrom([]int{0, 1, 1000, 1001, 60_000, 61_250, 3_600_000, int(observe.MaxMillis)}).Draw(t, "at"))
	one := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, "one") }
	maybe := func() *bool { return rapid.SampledFrom([]*bool{nil, new(bool), new(true)}).Draw(t, "maybe") }
	switch e.Type {
	case observe.TypeInteraction:
		e.From, e.To = drawWho(t, d), drawWho(t, d)
		if e.From == e.To {
			e.To = observe.Everybody
		}
		e.Tags, e.RepliesTo = drawTags(t, d), drawTarget(t, d, observe.TypeInteraction)
		e.Proposed = rapid.Bool().Draw(t, "proposed")
	case observe.TypeAmend:
		e.At, e.Target = 0, drawTarget(t, d, observe.TypeInteraction, observe.TypeNote, observe.TypePhase, observe.TypeMark)
		e.Set = drawSet(t, d, e.Target)
	case observe.TypeVoid, observe.TypeRestore:
		e.At, e.Target = 0, drawTarget(t, d)
	case observe.TypePhase:
		e.Name = DrawName(t)
		e.Purpose = rapid.SampledFrom(append(observe.Purposes, "")).Draw(t, "purpose")
		e.Outcome = one(append(observe.Outcomes, "")...)
	case observe.TypeMark:
		e.Kind, e.Label = one(observe.MarkMoment, observe.MarkTheme, observe.MarkFromWork), one("", DrawName(t))
		e.Target = drawTarget(t, d)
	case observe.TypeNote:
		e.Text, e.Visibility = DrawText(t), one(observe.VisibilityPrivate, observe.VisibilityShared)
		e.Target = drawTarget(t, d)
	case observe.TypeCompass:
		e.Kind, e.Impulse = one("moved", "postponed", "did-anyway"), one("", "judging", "steering", "forcing")
		e.Followed, e.Text = maybe(), DrawText(t)
	case observe.TypeParticipant:
		if rapid.Bool().Draw(t, "untimed") {
			e.At = observe.NoTime
		}
		id := observe.PersonID(one("late", "later", "p1", "p2"))
		e.Person = &observe.Person{ID: id, Name: DrawName(t), Role: rapid.SampledFrom(append(observe.PersonRoles, "")).Draw(t, "role")}
		if rapid.Bool().Draw(t, "seated") {
			e.Person.Seat = &observe.Seat{X: rapid.Float64Range(0, 1).Draw(t, "x"), Y: rapid.Float64Range(0, 1).Draw(t, "y")}
		}
		e.Present = rapid.Bool().Draw(t, "present")
	case observe.TypeState:
		e.State, e.Told = one(observe.StateLive, observe.StatePaused, observe.StateEnded), maybe()
		e.Time = observe.Timestamp(one("2026-11-22T10:00:01.5Z", "2026-11-22T11:00:02+01:00", "2020-01-01T00:00:00Z"))
	case observe.TypeBelief:
		e.Text, e.Direction = DrawText(t), one("helping", "hindering")
		e.Loops, e.Targets = []string{one("l1", "l2")}, drawTargets(t, d)
	case observe.TypeExperiment:
		e.Experiment, e.Event = one("x1", "x2"), one("proposed", "tried", "judged")
		e.Verdict, e.Text = one("", "keep", "adapt", "drop"), DrawText(t)
	case observe.TypeJournal:
		e.Text, e.Targets = DrawText(t), drawTargets(t, d)
	}
	return e
}

func drawWho(t *rapid.T, d *Drawn) string {
	who := []string{observe.Everybody}
	for _, p := range d.Header.Participants {
		who = append(who, string(p.ID))
	}
	for _, e := range d.Entries {
		if e.Type == observe.TypeParticipant {
			who = append(who, string(e.Person.ID))
		}
	}
	return rapid.SampledFrom(who).Draw(t, "who")
}

func drawTags(t *rapid.T, d *Drawn) []observe.TagID {
	var ids []observe.TagID
	for _, tag := range slices.Concat(d.Header.Codebook.Families, d.Header.Codebook.Tags) {
		ids = append(ids, tag.ID)
	}
	tags := rapid.SliceOfN(rapid.SampledFrom(ids), 0, 3).Draw(t, "tags")
	if len(tags) == 0 {
		return nil
	}
	return tags
}

// drawTarget draws the id of an entry of one of the types, or of any type if none are
// given. It may also draw the empty id.
func drawTarget(t *rapid.T, d *Drawn, types ...observe.EntryType) observe.EntryID {
	ids := []observe.EntryID{""}
	for _, e := range d.Entries {
		if len(types) == 0 || e.Type == observe.TypeRedacted || slices.Contains(types, e.Type) {
			ids = append(ids, e.ID)
		}
	}
	return rapid.SampledFrom(ids).Draw(t, "target")
}

func drawTargets(t *rapid.T, d *Drawn) []observe.EntryID {
	var out []observe.EntryID
	for range rapid.IntRange(0, 2).Draw(t, "targets") {
		if id := drawTarget(t, d); id != "" {
			out = append(out, id)
		}
	}
	return out
}

// drawSet draws the fields that an amend of the target can set.
func drawSet(t *rapid.T, d *Drawn, target observe.EntryID) *observe.Set {
	s := &observe.Set{}
	kind := observe.TypeInteraction
	for _, e := range d.Entries {
		if e.ID == target && e.Type != observe.TypeRedacted {
			kind = e.Type
		}
	}
	if rapid.Bool().Draw(t, "at") {
		s.At = new(observe.Millis(rapid.IntRange(0, 2000).Draw(t, "at")))
	}
	text := func() *string { return new(DrawText(t)) }
	name := func() *string { return new(DrawName(t)) }
	some := func() bool { return rapid.Bool().Draw(t, "some") }
	switch kind {
	case observe.TypeInteraction:
		if some() {
			s.From = new(drawWho(t, d))
		}
		if some() {
			s.To = new(drawWho(t, d))
		}
		if some() {
			s.Tags = new(drawTags(t, d))
		}
		if some() {
			s.RepliesTo = new(drawTarget(t, d, observe.TypeInteraction))
		}
		if some() {
			s.Proposed = new(some())
		}
	case observe.TypeNote:
		s.Text = text()
	case observe.TypePhase:
		s.Name = name()
		s.Outcome = new(rapid.SampledFrom(append(observe.Outcomes, "")).Draw(t, "outcome"))
	case observe.TypeMark:
		s.Label = new(rapid.SampledFrom([]string{"", "theme"}).Draw(t, "label"))
	}
	return s
}
