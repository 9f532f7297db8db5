package analysis

import (
	"slices"

	"kompas/observe"
)

// GroupAct is what the whole group did at once. It is no turn of anybody, and is told
// beside them. The pad's way to note it is a turn from the group to the group, with a
// tag if the codebook has one for it, and with a mark in the observer's words if not.
type GroupAct string

// What the whole group does. Something is what the log does not say.
const (
	Silence   GroupAct = "silence"
	Laughter  GroupAct = "laughter"
	AtOnce    GroupAct = "together"
	Something GroupAct = "something"
)

// GroupActs lists them in the order in which they are told.
func GroupActs() []GroupAct { return []GroupAct{Silence, Laughter, AtOnce, Something} }

// groupActByWord are the words of the marks that the pad makes, in both languages.
var groupActByWord = map[string]GroupAct{
	"stilte": Silence, "silence": Silence,
	"gelach": Laughter, "laughter": Laughter,
	"allemaal tegelijk": AtOnce, "door elkaar": AtOnce, "all at once": AtOnce,
}

// groupActOf returns what the group did in a turn of its own, by the tag and id of it.
func (m *Meeting) groupActOf(tag observe.TagID, id observe.EntryID) GroupAct {
	if act := GroupAct(tag); slices.Contains(GroupActs(), act) {
		return act
	}
	if act, ok := m.groupActs[id]; ok {
		return act
	}
	return Something
}

// OfPersons returns how many turns are of persons, and how many of these have a tag. What
// the group does at once is left out. Of a limited reader it counts all.
func (r *Result) OfPersons() (turns, tagged int) {
	if r.Limited() {
		for _, t := range r.Tags {
			tagged += t.Count
		}
		return r.Interactions, tagged
	}
	for _, p := range r.Participation.Persons {
		turns += p.Sent
	}
	for _, t := range r.Tags {
		tagged += t.OfPersons()
	}
	return turns, tagged
}

// OfPersons is how many of the turns are of persons.
func (t *TagCount) OfPersons() (n int) {
	for _, k := range t.ByPerson {
		n += k
	}
	return n
}

// OnlyOne returns the person who had all turns, where three people or more take part:
// somebody who noted only their own. The figures then say nothing of the others. It is
// empty otherwise.
func (r *Result) OnlyOne() observe.PersonID {
	if r.Limited() || len(r.Participants) < 3 {
		return ""
	}
	turns, _ := r.OfPersons()
	for _, p := range r.Participation.Persons {
		if turns > 0 && p.Sent == turns {
			return p.ID
		}
	}
	return ""
}
