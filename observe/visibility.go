package observe

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"
)

// Waits reports whether the debrief has not been shown yet, and the viewer is told
// nothing of others before it is.
func (h *Header) Waits(v Viewer) bool { return v.AfterShown && !h.Shown }

// hides reports whether the entries of other observers are hidden from the viewer.
// In an independent session they are until the owner reveals them.
func (s *State) hides(v Viewer) bool {
	return s.header.Waits(v) || s.header.Coding == Independent && !s.header.Revealed && v.Role != RoleOwner
}

// Counts reports whether the viewer's figures may count the turns of an
// observer. Whether the viewer may see each of these turns is another question.
func (s *State) Counts(v Viewer, o ObserverID) bool { return !s.hides(v) || o == v.Observer }

// sees is the one place that decides what a viewer may see of the log.
func (s *State) sees(v Viewer, r *record) bool {
	if r.kind.refers() {
		return r.target == nil || s.sees(v, r.target)
	}
	own := r.observer == v.Observer
	if r.private {
		return own && !v.Anonymous // private texts are full of names
	}
	switch r.kind {
	case TypeInteraction, TypeMark, TypeNote:
		if s.hides(v) && !own {
			return false
		}
	case TypeBelief:
		if s.header.Waits(v) && !own {
			return false
		}
	}
	switch v.Role {
	case RoleLeader, RoleParticipant:
		switch r.kind {
		case TypeInteraction:
			return r.turn.Concerns(v.Person)
		case TypeMark, TypeNote, TypeBelief:
			return own
		}
	}
	return !v.Anonymous || r.kind != TypeNote && r.kind != TypeBelief
}

// View returns a token for what the viewer may see of the past: viewers with equal
// tokens see the same. It changes whenever that changes other than by new entries.
// The incarnation is that of the store, the generation that of the log.
func (s *State) View(v Viewer, incarnation string, generation uint64) string {
	who := Viewer{Role: v.Role, Anonymous: v.Anonymous}
	moved := 0
	if v.MayAppend() {
		who.Observer = v.Observer
	}
	if v.Role == RoleLeader || v.Role == RoleParticipant {
		who.Person, moved = v.Person, s.moved[v.Person]
	}
	var roles map[PersonRole]bool
	if v.Anonymous {
		roles = s.sharedRoles()
		maps.DeleteFunc(roles, func(role PersonRole, _ bool) bool { return !s.saysRole(role) })
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q %q %q %t %t %t %d %v",
		incarnation, generation, who.Role, who.Observer, who.Person, who.Anonymous, s.hides(v), s.header.Waits(v), moved, roles))
	return hex.EncodeToString(sum[:12])
}

// Redactor shows entries of one session to one viewer. It reads the state that it
// was made from, so it must not be used while another goroutine changes that.
type Redactor struct {
	state  *State
	viewer Viewer
	secret []byte
	anon   *anonymizer
}

// Redactor returns the redactor of a viewer. The secret makes the ids of redacted
// entries, and the order of anonymous persons, impossible to guess. The same
// secret returns the same ones.
func (s *State) Redactor(v Viewer, secret []byte) *Redactor {
	l := &Redactor{state: s, viewer: v, secret: secret}
	if v.Anonymous {
		l.anon = s.anonymizer(secret)
	}
	return l
}

// Show returns an entry of the log as the viewer may see it: as it is, without
// names, or redacted. It shares no memory that Show changed with e.
func (l *Redactor) Show(e Entry) Entry {
	s := l.state
	r := s.index[e.ID]
	if r == nil || r.kind == TypeRedacted {
		return e
	}
	if !s.sees(l.viewer, r) {
		return Entry{Seq: e.Seq, ID: l.redactedID(e.ID), Type: TypeRedacted}
	}
	e = e.MapReferences(l.Reference)
	if l.anon != nil {
		e = l.anon.entry(e)
	}
	return e
}

// Plain reports whether Show would leave the entry as it is. It is cheaper.
func (l *Redactor) Plain(e *Entry) bool {
	if l.anon != nil {
		return false
	}
	hidden := func(id EntryID) bool {
		r := l.state.index[id]
		return r != nil && !l.state.sees(l.viewer, r)
	}
	return !hidden(e.ID) && !e.RefersTo(hidden)
}

// Reference returns the id under which the viewer sees an entry.
func (l *Redactor) Reference(id EntryID) EntryID {
	r := l.state.index[id]
	if id == "" || r == nil || l.state.sees(l.viewer, r) {
		return id
	}
	return l.redactedID(id)
}

func (l *Redactor) redactedID(id EntryID) EntryID {
	return redactedID(l.secret, l.state.header.ID, id)
}

// redactedID derives the id under which an entry is shown redacted: a UUID of
// version 8, always the same, from which the id of the entry cannot be found. Its
// second half is derived from the first, so that [isRedactedID] recognises it.
func redactedID(secret []byte, session SessionID, id EntryID) EntryID {
	first := derive(secret, "redacted", string(session), string(id))[:18]
	second := derive(secret, "redacted", string(session), first)[18:]
	return EntryID(first + second)
}

// isRedactedID reports whether an entry of the session is shown under the id, or
// a later one might be.
func isRedactedID(secret []byte, session SessionID, id EntryID) bool {
	return len(id) == 36 && derive(secret, "redacted", string(session), string(id[:18]))[18:] == string(id[18:])
}

// derive returns a UUID of version 8 that depends on all it is given.
func derive(secret []byte, parts ...string) string {
	mac := hmac.New(sha256.New, secret)
	for _, p := range parts {
		fmt.Fprintf(mac, "%d:%s", len(p), p)
	}
	u := uuid.UUID(mac.Sum(nil)[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return u.String()
}

// anonymizer replaces persons by P1..Pn and observers by O1..On, and leaves out
// roles that would show who somebody is. The planned persons are shuffled among
// themselves. A person who joins later gets the next number, so that a number
// never changes.
type anonymizer struct {
	persons map[string]string
	state   *State
}

func (s *State) anonymizer(secret []byte) *anonymizer {
	a := &anonymizer{persons: map[string]string{}, state: s}
	shuffled := slices.Clone(s.order)
	slices.SortFunc(shuffled[:s.planned], func(x, y PersonID) int {
		key := func(p PersonID) string { return derive(secret, "person", string(s.header.ID), string(p)) }
		return cmp.Compare(key(x), key(y))
	})
	for i, p := range shuffled {
		a.persons[string(p)] = "P" + strconv.Itoa(i+1)
	}
	return a
}

// leastRole is how many persons must share a role before it is shown of anonymous
// persons. If some are shown without a role, there must be as many of those:
// everybody knows who the only leader of a team is, and the only person without a
// role is as easy to recognise.
const leastRole = 3

// sharedRoles returns the roles that are shown for persons without names: those that
// at least leastRole persons have now, or none if the few others could be recognised
// by having no role. The caller may change the map.
func (s *State) sharedRoles() map[PersonRole]bool {
	shared, others := map[PersonRole]bool{}, 0
	for role, k := range s.byRole {
		if role != "" && k >= leastRole {
			shared[role] = true
		} else {
			others += k
		}
	}
	if others > 0 && others < leastRole {
		return nil
	}
	return shared
}

// saysRole reports whether header or log give somebody the role.
func (s *State) saysRole(role PersonRole) bool {
	return slices.ContainsFunc(s.header.Participants, func(p Person) bool { return p.Role == role }) ||
		slices.ContainsFunc(s.persons, func(e personEntry) bool { return e.person.Role == role })
}

func (a *anonymizer) person(id string) string {
	if p, ok := a.persons[id]; ok || id == Everybody || id == "" {
		return cmp.Or(p, id)
	}
	if i, ok := a.state.known[PersonID(id)]; ok { // joined after the redactor was made
		return "P" + strconv.Itoa(i+1)
	}
	return "P0"
}

// observer numbers observers by their place in the header, whose list only grows.
func (a *anonymizer) observer(id ObserverID) ObserverID {
	i, there := a.state.place[id]
	if !there {
		i = -1
	}
	return ObserverID("O" + strconv.Itoa(i+1))
}

func (a *anonymizer) entry(e Entry) Entry {
	if e.Type == TypeRedacted {
		return e
	}
	e.Observer = a.observer(e.Observer)
	e.From, e.To = a.person(e.From), a.person(e.To)
	e.Label = ""
	if e.Type == TypeExperiment {
		e.Text, e.Verdict = "", ""
	}
	if e.Person != nil {
		id := a.person(string(e.Person.ID))
		role := e.Person.Role
		if !a.state.sharedRoles()[role] {
			role = ""
		}
		e.Person = &Person{ID: PersonID(id), Name: id, Role: role}
	}
	if e.Set != nil {
		set := *e.Set
		if set.Label != nil {
			set.Label = new(string)
		}
		for _, who := range []**string{&set.From, &set.To} {
			if *who != nil {
				p := a.person(**who)
				*who = &p
			}
		}
		e.Set = &set
	}
	return e
}

// Person returns the id under which the viewer sees a person.
func (l *Redactor) Person(id PersonID) PersonID {
	if l.anon == nil {
		return id
	}
	return PersonID(l.anon.person(string(id)))
}

// Participants returns the participants as the viewer sees them.
func (l *Redactor) Participants() []Participant {
	return anonymous(l, l.state.Participants(), func(p *Participant) *Person { return &p.Person })
}

func anonymous[T any](l *Redactor, list []T, person func(*T) *Person) []T {
	if l.anon == nil {
		return list
	}
	number := func(p *Person) int {
		n, _ := strconv.Atoi(string(p.ID[1:]))
		return n
	}
	shared := l.state.sharedRoles()
	for i := range list {
		p := person(&list[i])
		id := l.anon.person(string(p.ID))
		p.ID, p.Name = PersonID(id), id
		if !shared[p.Role] {
			p.Role = ""
		}
		p.Seat = circleSeat(number(p)-1, max(len(list), 1))
	}
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(number(person(&a)), number(person(&b))) })
	return list
}

// Observer returns the id under which the viewer sees an observer.
func (l *Redactor) Observer(id ObserverID) ObserverID {
	if l.anon == nil {
		return id
	}
	return l.anon.observer(id)
}

// Header returns the header as the viewer sees it.
func (l *Redactor) Header() Header {
	h := l.state.header
	h.Participants = slices.Clone(h.Participants)
	h.Observers = slices.Clone(h.Observers)
	h.Phases = slices.Clone(h.Phases)
	h.Posted, h.Shown = "", false
	if l.anon == nil {
		return h
	}
	h.Title, h.Team, h.Intention, h.Template = "", "", "", ""
	h.Anonymous = true
	h.Participants = anonymous(l, h.Participants, func(p *Person) *Person { return p })
	for i, o := range h.Observers {
		h.Observers[i] = Observer{ID: l.anon.observer(o.ID), Role: o.Role}
	}
	return h
}

// Dimensions returns the shares of the codebook's dimensions over the primary
// tags of a tally: sums of weights as shares of their total. All are nil if the
// total is 0.
func (s *State) Dimensions(t Tally) map[string]*float64 {
	sums := map[string]float64{}
	for _, list := range [][]Tag{s.header.Codebook.Families, s.header.Codebook.Tags} {
		for _, code := range list {
			for d, w := range code.Weights {
				sums[d] += w * float64(t.Tags[code.ID])
			}
		}
	}
	return s.header.Codebook.Shares(sums)
}
