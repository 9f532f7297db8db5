// Package madeup makes a meeting for tests and measurements, in which it is known what
// there is to find: the same one each time for the same options. No part of the program
// uses it.
package madeup

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"kompas/observe"
	"kompas/observe/codebooks"
)

// Options say what kind of meeting is made.
type Options struct {
	Seed        uint64
	Team        observe.TeamID
	Independent bool // two observers note each for themselves, and were revealed; otherwise they note together
}

// Made is a meeting, and what is in it.
type Made struct {
	Header  observe.Header
	Entries []observe.Entry
	Facts   Facts
}

// Facts are what is known of a meeting because it was made so. Turns are acts of
// persons; the group's silences and laughter are not among them.
type Facts struct {
	Turns     int             `json:"turns"`
	Silences  int             `json:"silences"`
	Laughter  int             `json:"laughter"`
	Items     []Item          `json:"items"`
	Exchanges []Exchange      `json:"exchanges"` // of fending off, in order: three turns or more in a row
	Shown     int             `json:"shown"`     // how often somebody showed themself and an opening act came next
	NotMet    int             `json:"not_met"`   // how often something else came next
	Turning   observe.EntryID `json:"turning"`   // before this turn no act of twelve opens, from it on all of twelve do
	Mark      observe.EntryID `json:"mark"`      // the mark of a moment in the talk
	Marked    observe.EntryID `json:"marked"`    // the turn at which it was made
	Guest     string          `json:"guest"`     // the name of who came late
	Came      observe.Millis  `json:"came"`
}

// Item is an item of the agenda as it went.
type Item struct {
	Name    string          `json:"name"`
	Purpose observe.Purpose `json:"purpose"`
	Outcome string          `json:"outcome"`
	Ms      observe.Millis  `json:"ms"` // how long it took, without pauses
	Turns   int             `json:"turns"`
	Marks   int             `json:"marks"`
}

// Exchange is fending off that meets fending off.
type Exchange struct {
	First   observe.EntryID `json:"first"`
	Turns   int             `json:"turns"`
	EndedBy observe.TagID   `json:"ended_by"`
}

const (
	turns   = 400
	began   = "2026-11-23T09:00:00.000Z"
	minute  = observe.Millis(60_000)
	ada     = observe.ObserverID("o1")
	ben     = observe.ObserverID("o2")
	guestID = observe.PersonID("5f0c2b9e-6f0e-4b0a-9a51-6f5f1f2d8c11")
)

// Meeting makes a meeting of 400 turns in the seven words of the codebook three-k: with
// four items, a pause, a guest who comes late, marks, notes, silences and laughter, and
// an end after which it went on.
func Meeting(o Options) *Made {
	book, _ := codebooks.Get(codebooks.Default)
	m := &maker{random: rand.New(rand.NewPCG(o.Seed, 400)), options: o}
	people := []string{"Anna", "Bram", "Chantal", "Dirk", "Els", "Farid", "Gijs"}
	h := observe.Header{
		ID: observe.SessionID(m.uuid()), Title: "Teamoverleg", Team: o.Team, CreatedAt: "2026-11-23T08:55:00.000Z",
		Participants: []observe.Person{}, Phases: []observe.PlannedPhase{}, Codebook: book, Coding: observe.Shared,
		Observers: []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}, {ID: ada, Name: "Ada", Role: observe.RoleObserver}},
	}
	for i, name := range people {
		role := observe.Member
		if i == 0 {
			role = observe.Leader
		}
		h.Participants = append(h.Participants, observe.Person{Name: name, Role: role})
	}
	observe.FillPersons(h.Participants, nil)
	for _, it := range items {
		h.Phases = append(h.Phases, observe.PlannedPhase{Name: it.Name, Purpose: it.Purpose})
	}
	if o.Independent {
		h.Coding, h.Revealed = observe.Independent, true
		h.Observers = append(h.Observers, observe.Observer{ID: ben, Name: "Ben", Role: observe.RoleObserver})
	}
	m.facts.Turns = turns
	m.play()
	slices.SortStableFunc(m.entries, func(a, b observe.Entry) int { return cmp.Compare(m.made[a.ID], m.made[b.ID]) })
	start := observe.Timestamp(began).Time()
	for i := range m.entries {
		e := &m.entries[i]
		e.Seq = observe.Seq(i + 1)
		e.RecordedAt = observe.NewTimestamp(start.Add(time.Duration(m.made[e.ID])*time.Millisecond + 250*time.Millisecond))
	}
	return &Made{Header: h, Entries: m.entries, Facts: m.facts}
}

// items are the agenda, with the turn at which each begins.
var items = []struct {
	Item
	first int
}{
	{Item{Name: "Hoe zitten we erbij", Purpose: "inform", Outcome: "follow-up"}, 0},
	{Item{Name: "Rooster", Purpose: "explore", Outcome: "decision-with-owner"}, 80},
	{Item{Name: "Begroting", Purpose: "weigh", Outcome: "left-open"}, 210},
	{Item{Name: "Wie doet wat", Purpose: "decide", Outcome: "decision"}, 320},
}

// What happens at which turn, besides the turns.
const (
	guestComes  = 95
	pauseBefore = 160
	resumeAt    = 380 // the meeting had ended, and went on
	turnsAround = 262 // the turning point
	around      = 12
	correctedAt = 31 // noted wrong, and corrected
	undoneAt    = 41 // a turn that nobody took was noted before it
)

// maker makes a meeting.
type maker struct {
	random  *rand.Rand
	options Options
	entries []observe.Entry
	made    map[observe.EntryID]observe.Millis // when each entry was made
	facts   Facts
	at      observe.Millis
}

func (m *maker) uuid() string {
	a, b := m.random.Uint64(), m.random.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(a>>32), uint16(a>>16), a&0xfff, b>>52, b&0xffffffffffff)
}

// add adds an entry, made at a time by an observer, and returns its id.
func (m *maker) add(by observe.ObserverID, made observe.Millis, e observe.Entry) observe.EntryID {
	if m.made == nil {
		m.made = map[observe.EntryID]observe.Millis{}
	}
	e.ID, e.Observer = observe.EntryID(m.uuid()), by
	m.made[e.ID] = made
	m.entries = append(m.entries, e)
	return e.ID
}

// now adds an entry of the owner at the present time.
func (m *maker) now(e observe.Entry) observe.EntryID {
	e.At = m.at
	return m.add(observe.Owner, m.at, e)
}

// state adds what the meeting's clock does now.
func (m *maker) state(state string) {
	told := true
	e := observe.Entry{Type: observe.TypeState, State: state, Time: observe.NewTimestamp(observe.Timestamp(began).Time().Add(time.Duration(m.at) * time.Millisecond))}
	if m.at == 0 {
		e.Told = &told
	}
	m.now(e)
}

// play makes all entries.
func (m *maker) play() {
	words := m.words()
	m.state(observe.StateLive)
	m.at = 4_000
	item, phase, itemBegan, still := -1, observe.EntryID(""), observe.Millis(0), observe.Millis(0)
	closeItem := func() {
		if item < 0 {
			return
		}
		m.now(observe.Entry{Type: observe.TypeAmend, Target: phase, Set: &observe.Set{Outcome: &items[item].Outcome}})
		m.facts.Items[item].Ms = m.at - itemBegan - still
	}
	pause := func(state string, ms observe.Millis) {
		m.state(state)
		m.at += ms
		m.state(observe.StateLive)
		still += ms
		m.at += 2_000
	}
	speakers := m.speakers(words)
	for i := range turns {
		if item+1 < len(items) && items[item+1].first == i {
			closeItem()
			item++
			phase = m.now(observe.Entry{Type: observe.TypePhase, Name: items[item].Name, Purpose: items[item].Purpose})
			m.facts.Items = append(m.facts.Items, items[item].Item)
			itemBegan, still = m.at, 0
		}
		switch i {
		case guestComes:
			m.facts.Guest, m.facts.Came = "Hanna", m.at
			m.now(observe.Entry{Type: observe.TypeParticipant, Present: true, Person: &observe.Person{ID: guestID, Name: "Hanna", Role: observe.Guest}})
			m.at += 1_000
		case pauseBefore:
			pause(observe.StatePaused, 7*minute)
		case resumeAt:
			pause(observe.StateEnded, minute)
		case undoneAt:
			gone := m.now(observe.Entry{Type: observe.TypeInteraction, From: "p3", To: "p1", Tags: []observe.TagID{judging}})
			m.at += 900
			m.now(observe.Entry{Type: observe.TypeVoid, Target: gone})
			m.at += 900
		}
		m.together(i)
		id := m.turn(i, words[i], speakers[i])
		m.facts.Items[item].Turns++
		m.remark(i, id, item)
		m.at += 2_000 + observe.Millis(m.random.IntN(9_000))
	}
	closeItem()
	m.state(observe.StateEnded)
	m.note(words)
}

// turn adds one turn as the observers note it, and returns its id in the stream that
// counts.
func (m *maker) turn(i int, word observe.TagID, who [2]string) observe.EntryID {
	noted := word
	if i == correctedAt {
		noted = judging
	}
	e := observe.Entry{Type: observe.TypeInteraction, At: m.at, From: who[0], To: who[1], Tags: tags(noted)}
	by := observe.Owner
	if m.options.Independent || i/50%2 == 1 {
		by = ada
	}
	id := m.add(by, m.at, e)
	if i == correctedAt {
		right := tags(word)
		m.add(by, m.at+1_500, observe.Entry{Type: observe.TypeAmend, Target: id, Set: &observe.Set{Tags: &right}})
	}
	if m.options.Independent && i%40 != 39 { // Ben misses ten turns, and sees every ninth otherwise
		if i%9 == 4 {
			word = contributing
		}
		e.At += 400
		e.Tags = tags(word)
		m.add(ben, e.At, e)
	}
	return id
}

func tags(word observe.TagID) []observe.TagID {
	if word == "" {
		return nil
	}
	return []observe.TagID{word}
}

// together adds what the whole group does before a turn: silence or laughter, as the pad
// notes it.
func (m *maker) together(i int) {
	label := map[int]string{60: "stilte", 140: "gelach", 240: "stilte", 300: "gelach", 350: "stilte"}[i]
	switch label {
	case "":
		return
	case "stilte":
		m.facts.Silences++
		m.at += 9_000
	default:
		m.facts.Laughter++
	}
	e := observe.Entry{Type: observe.TypeInteraction, At: m.at, From: observe.Everybody, To: observe.Everybody}
	by := observe.Owner
	if m.options.Independent {
		by = ada
	}
	target := m.add(by, m.at, e)
	m.add(by, m.at, observe.Entry{Type: observe.TypeMark, At: m.at, Kind: observe.MarkMoment, Label: label, Target: target})
	m.at += 4_000
}

// remark adds the marks and notes that are made at a turn.
func (m *maker) remark(i int, id observe.EntryID, item int) {
	switch i {
	case exchanges[2].first + 1:
		m.facts.Marked = id
		m.facts.Mark = m.now(observe.Entry{Type: observe.TypeMark, Kind: observe.MarkMoment})
		m.facts.Items[item].Marks++
	case 118:
		m.now(observe.Entry{Type: observe.TypeMark, Kind: observe.MarkTheme, Label: "werkdruk"})
		m.facts.Items[item].Marks++
	case 335:
		m.now(observe.Entry{Type: observe.TypeMark, Kind: observe.MarkFromWork, Label: "telefoon van de afdeling"})
		m.facts.Items[item].Marks++
	case turnsAround:
		m.facts.Turning = id
		m.now(observe.Entry{Type: observe.TypeNote, Text: "Hier werd het stil, en toen anders.", Target: id, Visibility: observe.VisibilityShared})
	case 20:
		m.now(observe.Entry{Type: observe.TypeNote, Text: "Zelf ook even opgelet.", Visibility: observe.VisibilityPrivate})
	}
	for n, x := range exchanges {
		if x.first == i {
			m.facts.Exchanges = append(m.facts.Exchanges, Exchange{First: id, Turns: x.turns, EndedBy: exchanges[n].endedBy})
		}
	}
}

// note counts what came after somebody showed themself.
func (m *maker) note(words []observe.TagID) {
	for i := range len(words) - 1 {
		if words[i] != showing {
			continue
		}
		if opens(words[i+1]) {
			m.facts.Shown++
		} else {
			m.facts.NotMet++
		}
	}
}
