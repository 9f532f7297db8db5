package analysis

import (
	"slices"

	"kompas/observe"
)

// Level is how finely the turns of a session are coded. Figures of words are compared
// at a level that all sessions have.
type Level string

// Levels of a session.
const (
	LevelCore   Level = "core"   // only the few words of the codebook's step core; they cannot show its dimensions
	LevelFamily Level = "family" // some turn has a family in place of a tag
	LevelFull   Level = "full"
)

// CoreStep is the step of a codebook with the few words that show no more than
// themselves.
const CoreStep = "core"

// Level returns the level of all primary tags, whatever turns are selected; empty when
// no turn has a tag. A tag that the codebook lacks counts as a word of the full step, as it does
// once the file is imported and the tag is one of the session's own.
func (m *Meeting) Level() Level {
	if m.Codebook == nil {
		return ""
	}
	used := make([]bool, len(m.Tags))
	for _, tag := range m.Turns.Tag {
		if tag >= 0 {
			used[tag] = true
		}
	}
	core, level := m.Codebook.CodesOf(CoreStep), Level("")
	for tag, t := range m.Tags {
		switch {
		case !used[tag]:
		case t.Coarse:
			return LevelFamily
		case !slices.Contains(core, t.ID):
			level = LevelFull
		case level == "":
			level = LevelCore
		}
	}
	return level
}

// SelfTapped reports whether all turns of persons are those of one of three or more
// participants: somebody noted what they said themself, which tells nothing of a team.
func (m *Meeting) SelfTapped() bool { return m.selfTapped(none) }

// SelfTapped is [Meeting.SelfTapped] of the turns of the only observer of a selection,
// whatever else the filters leave.
func (s *Selection) SelfTapped() bool { return s.Meeting.selfTapped(s.observer) }

// selfTapped looks at the turns of one observer, or with none at those of all.
func (m *Meeting) selfTapped(observer int32) bool {
	var one int32 = Everybody
	for i, from := range m.Turns.From {
		if observer != none && m.Turns.Observer != nil && m.Turns.Observer[i] != observer {
			continue
		}
		if from >= 0 && one >= 0 && from != one {
			return false
		}
		one = max(one, from)
	}
	return one >= 0 && len(m.Participants) >= 3
}

// CodedBy returns the meeting with what another codebook says of its tags; the loops
// that are looked for by name stay. It shares all else with m.
func (m *Meeting) CodedBy(book *observe.Codebook) *Meeting {
	out := *m
	out.Codebook, out.Dimensions = book, book.Dimensions
	table := newTagTable(book)
	for _, t := range m.Tags {
		table.of(t.ID)
	}
	out.Tags = table.tags
	return &out
}
