package observe

import (
	"slices"
	"strconv"
	"strings"
)

// Kind says what the value of a field is: how it is read, written and checked.
type Kind uint8

// Kinds of fields. A field that names another entry is of kind KindReference or
// KindReferences and of no other: what a viewer is shown, exports and imports
// replace the ids of these kinds.
const (
	KindMillis     Kind = iota // milliseconds since the start of the session
	KindWho                    // a PersonID or Everybody
	KindID                     // the id of something that is no entry
	KindName                   // one line
	KindText                   // several lines
	KindChoice                 // one of Values
	KindTime                   // a Timestamp
	KindFlag                   // true or false
	KindTags                   // ids of tags
	KindIDs                    // ids of things that are no entries
	KindReference              // the id of another entry
	KindReferences             // ids of other entries
	KindPerson
	KindSet // what an amend changes
)

// Field describes one field of one type of entry.
type Field struct {
	Name      string // in JSON
	Kind      Kind
	Required  bool     // must be there; an optional field may be absent, null or empty
	Amendable bool     // an amend may change it
	Values    []string // that a KindChoice may have
	Default   string   // the value of an optional field that is absent
	Doc       string   // for the description of the API

	slot    slot
	key     string // the name as it is written, with quotes and colon
	pointer string // JSON Pointer within the entry
}

// EntryShape describes one type of entry: its fields in the order in which they
// are written, besides id and type, which all have, and seq, observer and
// recorded_at, which the server sets.
type EntryShape struct {
	Type   EntryType
	Fields []Field

	names []string // of the fields
}

// slot says where in an Entry the value of a field is. The fields of a [Set] are
// written in this order.
type slot uint8

const (
	slotAt slot = iota
	slotFrom
	slotTo
	slotTags
	slotRepliesTo
	slotProposed
	slotText
	slotName
	slotPurpose
	slotOutcome
	slotKind
	slotLabel
	slotTarget
	slotSet
	slotVisibility
	slotImpulse
	slotFollowed
	slotPerson
	slotPresent
	slotState
	slotTime
	slotTold
	slotDirection
	slotLoops
	slotTargets
	slotExperiment
	slotEvent
	slotVerdict
)

// EntryShapes describes the types of entries that a client may append, in the
// contract's order. A new field of an entry needs a slot, a line here, a member of
// [Entry], and its place in [Entry.value]; one that an amend can set also a member
// of [Set] and its places in the functions of Set below. A test fails when one of
// them is missing.
var EntryShapes = func() []EntryShape {
	at := Field{Name: "at", Kind: KindMillis, slot: slotAt}.required()
	target := Field{Name: "target", Kind: KindReference, slot: slotTarget}
	targets := Field{Name: "targets", Kind: KindReferences, slot: slotTargets}
	text := Field{Name: "text", Kind: KindText, slot: slotText}
	shapes := []EntryShape{
		{Type: TypeInteraction, Fields: []Field{
			at.amendable().doc("Milliseconds since the start of the session"),
			Field{Name: "from", Kind: KindWho, slot: slotFrom}.required().amendable().doc("A participant, or * for everybody"),
			Field{Name: "to", Kind: KindWho, slot: slotTo}.required().amendable().doc("A participant, or * for the group"),
			Field{Name: "tags", Kind: KindTags, slot: slotTags}.amendable().doc("The first is the primary one"),
			Field{Name: "replies_to", Kind: KindReference, slot: slotRepliesTo}.amendable(),
			Field{Name: "proposed", Kind: KindFlag, slot: slotProposed}.amendable().doc("The pad proposed to, and nobody touched it"),
		}},
		{Type: TypeAmend, Fields: []Field{target.required(), Field{Name: "set", Kind: KindSet, slot: slotSet}.required()}},
		{Type: TypeVoid, Fields: []Field{target.required()}},
		{Type: TypeRestore, Fields: []Field{target.required()}},
		{Type: TypePhase, Fields: []Field{
			at.amendable(),
			Field{Name: "name", Kind: KindName, slot: slotName}.required().amendable(),
			Field{Name: "purpose", slot: slotPurpose}.oneOf(texts(Purposes)...).amendable(),
			Field{Name: "outcome", slot: slotOutcome}.oneOf(Outcomes...).amendable(),
		}},
		{Type: TypeMark, Fields: []Field{
			at.amendable(),
			Field{Name: "kind", slot: slotKind}.oneOf(MarkKinds...).required().amendable(),
			Field{Name: "label", Kind: KindName, slot: slotLabel}.amendable(),
			target,
		}},
		{Type: TypeNote, Fields: []Field{
			at.amendable(),
			text.required().amendable(),
			target,
			Field{Name: "visibility", slot: slotVisibility, Default: VisibilityPrivate}.oneOf(VisibilityPrivate, VisibilityShared).doc("Absent: private"),
		}},
		{Type: TypeCompass, Fields: []Field{
			at,
			Field{Name: "kind", slot: slotKind}.oneOf(CompassKinds...).required(),
			Field{Name: "impulse", slot: slotImpulse}.oneOf(Impulses...),
			Field{Name: "followed", Kind: KindFlag, slot: slotFollowed},
			text,
		}},
		{Type: TypeParticipant, Fields: []Field{
			Field{Name: "at", Kind: KindMillis, slot: slotAt}.doc("Absent: the largest at of the entries before it"),
			Field{Name: "person", Kind: KindPerson, slot: slotPerson}.required(),
			Field{Name: "present", Kind: KindFlag, slot: slotPresent}.required(),
		}},
		{Type: TypeState, Fields: []Field{
			at,
			Field{Name: "state", slot: slotState}.oneOf(StateLive, StatePaused, StateEnded).required(),
			Field{Name: "time", Kind: KindTime, slot: slotTime}.required().doc("The sender's best wall time"),
			Field{Name: "told", Kind: KindFlag, slot: slotTold}.doc("The participants were told"),
		}},
		{Type: TypeBelief, Fields: []Field{
			at,
			text.required(),
			Field{Name: "direction", slot: slotDirection}.oneOf(Directions...).required(),
			Field{Name: "loops", Kind: KindIDs, slot: slotLoops},
			targets,
		}},
		{Type: TypeExperiment, Fields: []Field{
			at,
			Field{Name: "experiment", Kind: KindID, slot: slotExperiment}.required().doc("Id of the team's experiment"),
			Field{Name: "event", slot: slotEvent}.oneOf(ExperimentEvents...).required(),
			Field{Name: "verdict", slot: slotVerdict}.oneOf(Verdicts...),
			text,
		}},
		{Type: TypeJournal, Fields: []Field{at, text.required(), targets}},
	}
	for i := range shapes {
		shapes[i].index("/")
	}
	return shapes
}()

// SetShape describes what an amend may change, of whatever its target is. Null
// clears a field that is optional there.
var SetShape = func() EntryShape {
	var set EntryShape
	for _, s := range EntryShapes {
		for _, f := range s.Fields {
			if f.Amendable && !slices.ContainsFunc(set.Fields, func(g Field) bool { return g.slot == f.slot }) {
				set.Fields = append(set.Fields, f)
			}
		}
	}
	slices.SortFunc(set.Fields, func(a, b Field) int { return int(a.slot) - int(b.slot) })
	set.index("/set/")
	return set
}()

// EntryTypes lists the types that a client may append, in the contract's order.
var EntryTypes = func() (types []EntryType) {
	for _, s := range EntryShapes {
		types = append(types, s.Type)
	}
	return types
}()

var shapeByType = func() map[EntryType]*EntryShape {
	m := map[EntryType]*EntryShape{TypeRedacted: {Type: TypeRedacted}}
	for i := range EntryShapes {
		m[EntryShapes[i].Type] = &EntryShapes[i]
	}
	return m
}()

func (f Field) required() Field    { f.Required = true; return f }
func (f Field) amendable() Field   { f.Amendable = true; return f }
func (f Field) doc(s string) Field { f.Doc = s; return f }
func (f Field) oneOf(values ...string) Field {
	f.Kind, f.Values = KindChoice, values
	return f
}

func (s *EntryShape) index(at string) {
	for i := range s.Fields {
		f := &s.Fields[i]
		f.key, f.pointer = strconv.Quote(f.Name)+":", at+f.Name
		s.names = append(s.names, f.Name)
	}
}

// canAmend reports whether an amend may change any of the fields of an entry of
// the type.
func (s *EntryShape) canAmend(g given) bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Amendable && g.has(f.slot) })
}

// value points to the value of a field in the entry. The type of the pointer
// depends on the kind of the field: *string for all texts and single ids.
func (e *Entry) value(s slot) any {
	switch s {
	case slotAt:
		return &e.At
	case slotFrom:
		return &e.From
	case slotTo:
		return &e.To
	case slotTags:
		return &e.Tags
	case slotRepliesTo:
		return (*string)(&e.RepliesTo)
	case slotProposed:
		return &e.Proposed
	case slotText:
		return &e.Text
	case slotName:
		return &e.Name
	case slotPurpose:
		return (*string)(&e.Purpose)
	case slotOutcome:
		return &e.Outcome
	case slotKind:
		return &e.Kind
	case slotLabel:
		return &e.Label
	case slotTarget:
		return (*string)(&e.Target)
	case slotSet:
		return &e.Set
	case slotVisibility:
		return &e.Visibility
	case slotImpulse:
		return &e.Impulse
	case slotFollowed:
		return &e.Followed
	case slotPerson:
		return &e.Person
	case slotPresent:
		return &e.Present
	case slotState:
		return &e.State
	case slotTime:
		return (*string)(&e.Time)
	case slotTold:
		return &e.Told
	case slotDirection:
		return &e.Direction
	case slotLoops:
		return &e.Loops
	case slotTargets:
		return &e.Targets
	case slotExperiment:
		return &e.Experiment
	case slotEvent:
		return &e.Event
	case slotVerdict:
		return &e.Verdict
	}
	panic("observe: no such field")
}

// given is a set of fields: bit n stands for slot n.
type given uint32

func (g given) has(s slot) bool { return g>>s&1 == 1 }

// apply writes what the set changes into an entry, and returns which fields
// those are.
func (s *Set) apply(e *Entry) given {
	return put(&e.At, s.At, slotAt) |
		put(&e.From, s.From, slotFrom) |
		put(&e.To, s.To, slotTo) |
		put(&e.Tags, s.Tags, slotTags) |
		put(&e.RepliesTo, s.RepliesTo, slotRepliesTo) |
		put(&e.Proposed, s.Proposed, slotProposed) |
		put(&e.Text, s.Text, slotText) |
		put(&e.Name, s.Name, slotName) |
		put(&e.Purpose, s.Purpose, slotPurpose) |
		put(&e.Outcome, s.Outcome, slotOutcome) |
		put(&e.Kind, s.Kind, slotKind) |
		put(&e.Label, s.Label, slotLabel)
}

func put[T any](to, from *T, s slot) given {
	if from == nil {
		return 0
	}
	*to = *from
	return 1 << s
}

// setOf returns the set that changes the given fields to what they are in e.
func setOf(e *Entry, g given) *Set {
	s := &Set{}
	take(&s.At, e.At, g, slotAt)
	take(&s.From, e.From, g, slotFrom)
	take(&s.To, e.To, g, slotTo)
	take(&s.Tags, e.Tags, g, slotTags)
	take(&s.RepliesTo, e.RepliesTo, g, slotRepliesTo)
	take(&s.Proposed, e.Proposed, g, slotProposed)
	take(&s.Text, e.Text, g, slotText)
	take(&s.Name, e.Name, g, slotName)
	take(&s.Purpose, e.Purpose, g, slotPurpose)
	take(&s.Outcome, e.Outcome, g, slotOutcome)
	take(&s.Kind, e.Kind, g, slotKind)
	take(&s.Label, e.Label, g, slotLabel)
	return s
}

func take[T any](to **T, from T, g given, s slot) {
	if g.has(s) {
		*to = &from
	}
}

// RefersTo reports whether is holds for an id of another entry that e refers to.
func (e *Entry) RefersTo(is func(EntryID) bool) bool {
	found := false
	e.eachReference(func(id EntryID) EntryID {
		found = found || is(id)
		return id
	})
	return found
}

// MapReferences returns the entry with each id of another entry that it refers
// to replaced. It shares no memory that it changed with e.
func (e Entry) MapReferences(to func(EntryID) EntryID) Entry {
	e.eachReference(to)
	return e
}

// eachReference replaces each id that the entry refers to. Lists and the set are
// copied before something in them is replaced.
func (e *Entry) eachReference(to func(EntryID) EntryID) {
	if shape := shapeByType[e.Type]; shape != nil {
		e.eachReferenceIn(shape, ^given(0), to)
	}
}

func (e *Entry) eachReferenceIn(shape *EntryShape, g given, to func(EntryID) EntryID) (changed bool) {
	for i := range shape.Fields {
		f := &shape.Fields[i]
		if !g.has(f.slot) {
			continue
		}
		switch f.Kind {
		case KindReference:
			id := e.value(f.slot).(*string)
			if was := EntryID(*id); was != "" {
				if now := to(was); now != was {
					*id, changed = string(now), true
				}
			}
		case KindReferences:
			ids, copied := e.value(f.slot).(*[]EntryID), false
			for i, was := range *ids {
				now := to(was)
				if now == was {
					continue
				}
				if !copied {
					*ids, copied, changed = slices.Clone(*ids), true, true
				}
				(*ids)[i] = now
			}
		case KindSet:
			if e.Set != nil {
				var values Entry
				if g := e.Set.apply(&values); values.eachReferenceIn(&SetShape, g, to) {
					e.Set, changed = setOf(&values, g), true
				}
			}
		}
	}
	return changed
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func joinTypes(types []EntryType) string { return strings.Join(texts(types), ", ") }
