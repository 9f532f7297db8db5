package observe

// Quotas is how much one session may hold; with 0 only the limits of everything
// that is stored hold ([MaxParticipants], [MaxTags]). What a session would hold
// beyond them is refused with code [Full]. They bind only what is added: a session
// that was imported, or made under larger quotas, is read and deleted as any
// other.
type Quotas struct {
	Entries      int // of any type
	TextBytes    int // UTF-8 bytes of what people wrote in entries, corrected and undone texts included
	Phases       int // entries of type phase
	Participants int // planned ones included
	Observers    int // those who joined, and the owner
	Tags         int // of the codebook, families included
}

// DefaultQuotas have room for more than ten days of talk.
var DefaultQuotas = Quotas{
	Entries: 1_000_000, TextBytes: 16 << 20, Phases: 2_000,
	Participants: MaxParticipants, Observers: 1_000, Tags: MaxTags,
}

func errFull(field, what string, most int) *Error {
	return FieldError(Full, field, "the session is full: it may hold %d %s", most, what)
}

// CheckEntry decides whether there is room for one more valid entry. An entry that
// ends the meeting is always taken. The error names the field that takes too much,
// or no field if there is no room for any entry.
func (q Quotas) CheckEntry(s *State, e *Entry) error {
	beyond := func(most, have, more int) bool { return most > 0 && more > 0 && have+more > most }
	field, size := e.written()
	switch {
	case s.endsBy(e):
		return nil
	case beyond(q.Entries, int(s.head), 1):
		return errFull("", "entries", q.Entries)
	case beyond(q.TextBytes, s.written, size):
		return errFull(field, "bytes of text", q.TextBytes)
	case e.Type == TypePhase && beyond(q.Phases, s.phases, 1):
		return errFull("/type", "entries of type phase", q.Phases)
	case e.Type == TypeParticipant && !s.Knows(e.Person.ID):
		most := MaxParticipants
		if q.Participants > 0 {
			most = min(most, q.Participants)
		}
		if beyond(most, len(s.order), 1) {
			return errFull("/person/id", "participants", most)
		}
	}
	return nil
}

// endsBy reports whether the entry ends a meeting that is not over.
func (s *State) endsBy(e *Entry) bool {
	return e.Type == TypeState && e.State == StateEnded && s.Now() != StateEnded && e.At >= s.latest.At
}

// CheckHeader decides whether a header may replace another one (nil: the session
// is new). It may keep what the old one had.
func (q Quotas) CheckHeader(h, old *Header) error {
	grown := func(field, what string, most int, count func(*Header) int) error {
		if n := count(h); most == 0 || n <= most || old != nil && n <= count(old) {
			return nil
		}
		return errFull(field, what, most)
	}
	err := grown("/participants", "participants", q.Participants, func(h *Header) int { return len(h.Participants) })
	if err == nil {
		err = grown("/observers", "observers", q.Observers, func(h *Header) int { return len(h.Observers) })
	}
	if err == nil {
		err = grown("/codebook/tags", "tags, families included", q.Tags, func(h *Header) int { return len(h.Codebook.Tags) + len(h.Codebook.Families) })
	}
	return err
}

// CheckObserver decides whether there is room for one more observer.
func (q Quotas) CheckObserver(h *Header) error {
	if q.Observers > 0 && len(h.Observers) >= q.Observers {
		return errFull("/observers", "observers", q.Observers)
	}
	return nil
}

// written returns how many bytes of an entry its author was free to choose, and
// the first field that has any. Ids in lists count too, since a list may have as
// many as fit a message.
func (e *Entry) written() (field string, size int) {
	add := func(name, text string) {
		if text != "" && field == "" {
			field = name
		}
		size += len(text)
	}
	add("/text", e.Text)
	add("/name", e.Name)
	add("/label", e.Label)
	add("/experiment", e.Experiment)
	for _, l := range e.Loops {
		add("/loops", l)
	}
	for _, t := range e.Targets {
		add("/targets", string(t))
	}
	if e.Person != nil {
		add("/person/name", e.Person.Name)
	}
	if e.Set != nil {
		for _, f := range []struct {
			name string
			text *string
		}{{"/set/text", e.Set.Text}, {"/set/name", e.Set.Name}, {"/set/label", e.Set.Label}} {
			if f.text != nil {
				add(f.name, *f.text)
			}
		}
	}
	return field, size
}
