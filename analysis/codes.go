package analysis

import (
	"slices"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// Coded codes the turns for package sequence. A turn without a tag has no code,
// except by person. Persons have no effect of their own: it is neutral. The turns
// of a limited reader have no ids, so that findings do not lead to them.
func (s *Selection) Coded(by Codes) sequence.Turns {
	tags := len(s.Tags)
	name := func(key int) string { return string(s.Tags[key%tags].ID) }
	effect := func(key int) observe.Effect { return s.Tags[key%tags].Effect }
	key := func(i int) int { return int(s.Turns.Tag[i]) }
	keys := tags
	perActor := func(label func(from int) string) {
		keys = (len(s.Participants) + 1) * tags
		key = func(i int) int {
			if s.Turns.Tag[i] < 0 || by == ByRoleTag && s.Turns.From[i] >= 0 && s.Participants[s.Turns.From[i]].Role == "" {
				return none
			}
			return int(s.Turns.From[i]+1)*tags + int(s.Turns.Tag[i])
		}
		name = func(key int) string { return label(key/tags-1) + ":" + string(s.Tags[key%tags].ID) }
	}
	switch by {
	case ByFamily:
		name = func(key int) string {
			if f := s.Tags[key].Family; f != "" {
				return string(f)
			}
			return string(s.Tags[key].ID)
		}
		effect = func(key int) observe.Effect {
			if f := s.Codebook.Find(s.Tags[key].Family); f != nil {
				return f.Effect
			}
			return s.Tags[key].Effect
		}
	case ByEffect:
		name = func(key int) string { return string(s.Tags[key].Effect) }
	case ByPerson:
		keys = len(s.Participants) + 1
		key = func(i int) int { return int(s.Turns.From[i]) + 1 }
		name = func(key int) string { return s.personID(key - 1) }
		effect = func(int) observe.Effect { return observe.Neutral }
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

	c := sequence.Turns{Code: make([]int32, s.Len()), At: s.Turns.At, From: s.Turns.From, Persons: len(s.Participants), Boundaries: s.boundaries}
	if !s.Limited {
		c.ID = s.ID
	}
	ofKey, ofName := make([]int32, keys), map[string]int32{}
	var effects []observe.Effect // by name, in order of appearance
	for i := range c.Code {
		k := key(i)
		if k < 0 {
			c.Code[i] = none
			continue
		}
		if ofKey[k] == 0 {
			n := name(k)
			if _, ok := ofName[n]; !ok {
				c.Names = append(c.Names, n)
				effects = append(effects, effect(k))
				ofName[n] = int32(len(c.Names))
			}
			ofKey[k] = ofName[n]
		}
		c.Code[i] = ofKey[k] - 1
	}
	place := make([]int32, len(c.Names))
	sorted := slices.Sorted(slices.Values(c.Names))
	for i, n := range sorted {
		place[ofName[n]-1] = int32(i)
		c.Effects = append(c.Effects, effects[ofName[n]-1])
	}
	for i, code := range c.Code {
		if code >= 0 {
			c.Code[i] = place[code]
		}
	}
	c.Names = sorted
	return c
}

// personID returns the id of a person, "*" for the group.
func (s *Selection) personID(index int) string {
	if index < 0 {
		return observe.Everybody
	}
	return string(s.Participants[index].ID)
}
