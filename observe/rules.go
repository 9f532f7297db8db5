package observe

import (
	"slices"
	"strconv"
)

// Role is what a viewer may do.
type Role string

// Roles of a viewer.
const (
	RoleOwner       Role = "owner"
	RoleObserver    Role = "observer"
	RoleLeader      Role = "leader"
	RoleViewer      Role = "viewer"
	RoleParticipant Role = "participant"
)

// Roles lists the roles of a viewer.
var Roles = []Role{RoleOwner, RoleObserver, RoleLeader, RoleViewer, RoleParticipant}

// Viewer is who looks at a session, or adds to it.
type Viewer struct {
	Role      Role
	Observer  ObserverID // whose entries are the viewer's own
	Person    PersonID   // of a leader or participant; of an observer in lead mode
	Anonymous bool       // persons are shown as P1 to Pn

	// AfterShown says that the viewer is told nothing of others before the debrief of the
	// session was shown.
	AfterShown bool
}

// OwnerViewer is the owner, as whom commands act.
var OwnerViewer = Viewer{Role: RoleOwner, Observer: Owner}

// MayAppend reports whether the viewer may append anything at all.
func (v Viewer) MayAppend() bool { return v.Role != RoleViewer }

// Find looks for an entry that a client sends. It returns its seq if the same
// observer stored it before with the same content, 0 if its id is new, and
// otherwise an error of code Conflict.
func (s *State) Find(v Viewer, e *Entry) (Seq, error) {
	r := s.index[e.ID]
	if r == nil {
		return 0, nil
	}
	if r.kind != TypeRedacted && r.observer == v.Observer && r.content == e.contentHash() {
		return r.seq, nil
	}
	return 0, errIDTaken()
}

// CheckNewID decides whether a new entry may have the id; the error has the code
// Conflict. An id under which an entry of the session is shown redacted, or might
// be shown, is not free. The secret is the one of [State.Redactor].
func (s *State) CheckNewID(id EntryID, secret []byte) error {
	if isRedactedID(secret, s.header.ID, id) {
		return errIDTaken()
	}
	return nil
}

func errIDTaken() *Error {
	return FieldError(Conflict, "/id", "is the id of another entry; each entry needs its own")
}

// Check decides whether the viewer may append the entry now. Whether there is room
// for it is decided by [Quotas]. The entry must be valid ([ParseEntry]) and its id
// new ([State.Find]).
func (s *State) Check(v Viewer, e *Entry) error {
	if err := s.checkRole(v, e); err != nil {
		return err
	}
	if s.header.Locked && !s.openWhenLocked(e) {
		return Errorf(Locked, "the session is locked; it can be sent again when the owner has unlocked it")
	}
	visible := func(r *record) bool { return r.kind != TypeRedacted && s.sees(v, r) }
	if err := s.checkReferences(e, visible); err != nil {
		return err
	}
	if e.Type.refers() {
		return s.checkMayChange(v, s.index[e.Target])
	}
	return nil
}

// CheckStored decides whether an entry of a log that was recorded elsewhere
// fits this state. References to redacted entries are accepted.
func (s *State) CheckStored(e *Entry) error {
	if e.Seq != s.head+1 {
		return FieldError(Invalid, "/seq", "must be %d, one more than the entry before; it is %d", s.head+1, e.Seq)
	}
	if s.index[e.ID] != nil {
		return FieldError(Conflict, "/id", "is there twice: %q", e.ID)
	}
	if e.Type == TypeParticipant && len(s.order) >= MaxParticipants && !s.Knows(e.Person.ID) {
		return FieldError(Invalid, "/person/id", "must be one of at most %d persons; %q would be one more", MaxParticipants, e.Person.ID)
	}
	return s.checkReferences(e, func(*record) bool { return true })
}

func (s *State) checkRole(v Viewer, e *Entry) error {
	own := func(t EntryType) bool { return t == TypeCompass || t == TypeJournal || t == TypeNote }
	switch v.Role {
	case RoleOwner, RoleObserver:
		return nil
	case RoleParticipant:
		if e.Type == TypeCompass {
			return nil
		}
		return FieldError(Forbidden, "/type", "a participant may add compass entries only")
	case RoleLeader:
		switch {
		case e.Type.refers():
			r := s.index[e.Target]
			if r == nil || r.kind == TypeRedacted || !s.sees(v, r) || own(r.kind) && r.private {
				return nil // checkReferences says that it is not there
			}
			return FieldError(Forbidden, "/target", "a leader may change own compass, journal and private notes only")
		case own(e.Type) && e.Private():
			return nil
		}
		return FieldError(Forbidden, "/type", "a leader may add compass, journal and private notes only")
	}
	return Errorf(Forbidden, "a viewer may not add anything")
}

// openWhenLocked reports whether the entry may be added to a locked session, since
// it does not change the observation.
func (s *State) openWhenLocked(e *Entry) bool {
	open := []EntryType{TypeBelief, TypeExperiment, TypeJournal, TypeCompass}
	if e.Type == TypeVoid || e.Type == TypeRestore {
		r := s.index[e.Target]
		return r != nil && slices.Contains(open, r.kind)
	}
	return slices.Contains(open, e.Type)
}

func (s *State) checkMayChange(v Viewer, r *record) error {
	switch {
	case r.observer == v.Observer, v.Role == RoleOwner:
		return nil
	case s.header.Coding == Shared && v.Role == RoleObserver:
		return nil
	}
	return FieldError(Forbidden, "/target", "is an entry of another observer, which only they and the owner may change")
}

// checkReferences checks the persons, tags and entries that e names. Visible
// reports whether an entry of the log may be referred to.
func (s *State) checkReferences(e *Entry, visible func(*record) bool) error {
	entry := func(field string, id EntryID) (*record, error) {
		r := s.index[id]
		if r == nil || !visible(r) {
			return nil, FieldError(UnknownTarget, field, "must be an entry of this session; %q is none", id)
		}
		return r, nil
	}
	reply := func(field string, id EntryID) error {
		if id == "" {
			return nil
		}
		r, err := entry(field, id)
		if err == nil && r.kind != TypeInteraction && r.kind != TypeRedacted {
			return FieldError(Invalid, field, "must be an interaction; %q is of type %s", id, r.kind)
		}
		return err
	}
	switch e.Type {
	case TypeInteraction:
		if err := s.checkPersons("", &e.From, &e.To); err != nil {
			return err
		}
		if err := s.checkCodes("/tags", e.Tags); err != nil {
			return err
		}
		return reply("/replies_to", e.RepliesTo)
	case TypeAmend:
		r, err := entry("/target", e.Target)
		if err != nil {
			return err
		}
		return s.checkAmend(r, e, reply)
	case TypeVoid, TypeRestore:
		r, err := entry("/target", e.Target)
		if err != nil {
			return err
		}
		if r.kind != TypeRedacted && r.turn == nil && r.undoable == nil {
			return FieldError(Invalid, "/target", "must be an entry that can be undone; one of type %s cannot", r.kind)
		}
	case TypeMark, TypeNote:
		if e.Target != "" {
			if _, err := entry("/target", e.Target); err != nil {
				return err
			}
		}
	case TypeBelief, TypeJournal:
		for i, t := range e.Targets {
			if _, err := entry("/targets/"+strconv.Itoa(i), t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *State) checkAmend(r *record, e *Entry, reply func(string, EntryID) error) error {
	if r.kind == TypeRedacted {
		return nil
	}
	shape := shapeByType[r.kind]
	if !shape.canAmend(^given(0)) {
		return FieldError(Invalid, "/target", "must be an interaction, note, phase or mark; it is of type %s", r.kind)
	}
	var values Entry
	changed := e.Set.apply(&values)
	for _, f := range SetShape.Fields {
		if changed.has(f.slot) && !shape.canAmend(1<<f.slot) {
			return FieldError(Invalid, "/set/"+f.Name, "is no field of an entry of type %s", r.kind)
		}
	}
	if r.turn == nil {
		return nil
	}
	if err := s.checkPersons("/set", e.Set.From, e.Set.To); err != nil {
		return err
	}
	from, to, field := r.turn.From, r.turn.To, "/set/to"
	assign(&from, e.Set.From)
	assign(&to, e.Set.To)
	if e.Set.To == nil {
		field = "/set/from"
	}
	if err := checkPair(field, from, to); err != nil {
		return err
	}
	if e.Set.Tags != nil {
		if err := s.checkCodes("/set/tags", *e.Set.Tags); err != nil {
			return err
		}
	}
	if e.Set.RepliesTo == nil {
		return nil
	}
	if *e.Set.RepliesTo == r.turn.ID {
		return FieldError(Invalid, "/set/replies_to", "must be another interaction than the target")
	}
	return reply("/set/replies_to", *e.Set.RepliesTo)
}

func (s *State) checkPersons(at string, from, to *string) error {
	for _, w := range []struct {
		field string
		who   *string
	}{{"/from", from}, {"/to", to}} {
		if w.who != nil && *w.who != Everybody && !s.Knows(PersonID(*w.who)) {
			return FieldError(UnknownParticipant, at+w.field, `must be a participant or "*"; %q is none`, *w.who)
		}
	}
	return nil
}

func (s *State) checkCodes(field string, tags []TagID) error {
	for i, t := range tags {
		if s.codes[t] == nil {
			return FieldError(UnknownTag, field+"/"+strconv.Itoa(i), "must be a tag or family of the codebook %q; %q is none", s.header.Codebook.ID, t)
		}
	}
	return nil
}
