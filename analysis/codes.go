package analysis

import (
	"slices"

	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/observe"
)

// Coded codes the turns for package sequence. A turn without a tag has no code,
// except by person. Persons have no effect of their own: it is neutral. The turns
// of a limited reader have no ids, so that findings do not lead to them.
func (s *Selection) Coded(by Codes) sequence.Turns {
	c := sequence.Turns{At: s.Turns.At, Untimed: s.Paper, From: s.Turns.From, To: s.Turns.To, Persons: len(s.Participants), Boundaries: s.boundaries}
	if !s.Limited {
		c.ID = s.ID
	}
	k := s.keysOf(by)
	c.Names, c.Code, c.Effects, c.Untested = k.code(s.Len())
	if by != ByTag || s.Len() > shuffle.MaxTurns { // no known loop is looked for
		return c
	}
	c.Families = &sequence.Families{}
	k = s.keysOf(ByFamily)
	c.Families.Names, c.Families.Code, _, _ = k.code(s.Len())
	for _, tag := range s.Turns.Tag {
		if tag >= 0 && s.Tags[tag].Coarse {
			c.Families.Alone++
		}
	}
	return c
}

// keys are numbers of turns that tell at least as much apart as codes do.
type keys struct {
	n        int                // the numbers are below it
	of       func(turn int) int // negative: no code
	name     func(key int) string
	effect   func(key int) observe.Effect
	untested func(key int) bool
}

// keysOf returns the numbers for a way of coding.
func (s *Selection) keysOf(by Codes) keys {
	tags := len(s.Tags)
	k := keys{
		n:        tags,
		of:       func(i int) int { return int(s.Turns.Tag[i]) },
		name:     func(key int) string { return string(s.Tags[key%tags].ID) },
		effect:   func(key int) observe.Effect { return s.Tags[key%tags].Effect },
		untested: func(key int) bool { return s.Tags[key%tags].ID == observe.Other },
	}
	perActor := func(label func(from int) string) {
		k.n = (len(s.Participants) + 1) * tags
		k.of = func(i int) int {
			if s.Turns.Tag[i] < 0 || by == ByRoleTag && s.Turns.From[i] >= 0 && s.Participants[s.Turns.From[i]].Role == "" {
				return none
			}
			return int(s.Turns.From[i]+1)*tags + int(s.Turns.Tag[i])
		}
		k.name = func(key int) string { return label(key/tags-1) + ":" + string(s.Tags[key%tags].ID) }
	}
	switch by {
	case ByFamily:
		k.name = func(key int) string { return string(s.familyOf(key)) }
		k.effect = func(key int) observe.Effect {
			if f := s.Codebook.Find(s.Tags[key].Family); f != nil {
				return f.Effect
			}
			return s.Tags[key].Effect
		}
		k.untested = func(key int) bool { return s.familyOf(key) == observe.Other }
	case ByEffect:
		k.name = func(key int) string { return string(s.Tags[key].Effect) }
		k.untested = func(int) bool { return false }
	case ByPerson:
		k.n = len(s.Participants) + 1
		k.of = func(i int) int { return int(s.Turns.From[i]) + 1 }
		k.name = func(key int) string { return s.personID(key - 1) }
		k.effect = func(int) observe.Effect { return observe.Neutral }
		k.untested = func(int) bool { return false }
	case ByRoleTag:
		perActor(func(from int) string {
			if from < 0 {
				return observe.Everybody
			}
			return string(s.Participants[from].Role)
		})
	case ByPersonTag:
		perActor(s.personID)
	}
	return k
}

// familyOf returns the family of a tag, or the tag itself when it has none.
func (s *Selection) familyOf(tag int) observe.TagID {
	if f := s.Tags[tag].Family; f != "" {
		return f
	}
	return s.Tags[tag].ID
}

// code returns the codes of n turns: their names, sorted, the index of each turn in
// them, and by code its effect and whether it is tested. Several keys may have the same
// name; the first that occurs says what the code is.
func (k *keys) code(n int) (names []string, code []int32, effects []observe.Effect, untested []bool) {
	code = make([]int32, n)
	ofKey, ofName := make([]int32, k.n), map[string]int32{}
	var first []int // key of each name, in order of appearance
	for i := range code {
		key := k.of(i)
		if key < 0 {
			code[i] = none
			continue
		}
		if ofKey[key] == 0 {
			name := k.name(key)
			if _, ok := ofName[name]; !ok {
				names, first = append(names, name), append(first, key)
				ofName[name] = int32(len(names))
			}
			ofKey[key] = ofName[name]
		}
		code[i] = ofKey[key] - 1
	}
	place := make([]int32, len(names))
	sorted := slices.Sorted(slices.Values(names))
	for i, name := range sorted {
		key := first[ofName[name]-1]
		place[ofName[name]-1] = int32(i)
		effects, untested = append(effects, k.effect(key)), append(untested, k.untested(key))
	}
	for i, c := range code {
		if c >= 0 {
			code[i] = place[c]
		}
	}
	return sorted, code, effects, untested
}

// personID returns the id of a person, "*" for the group.
func (s *Selection) personID(index int) string {
	if index < 0 {
		return observe.Everybody
	}
	return string(s.Participants[index].ID)
}
