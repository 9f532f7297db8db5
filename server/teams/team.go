// Package teams keeps a team as a document: the people, what the team wants more or less
// of, and what it tries.
package teams

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// Prefix is what the keys of teams begin with.
const Prefix = "team/"

// Key returns the key of a team.
func Key(id observe.TeamID) string { return documents.Key(Prefix, string(id)) }

// Team is a document: a team, and what is known of it besides what it says of itself.
type Team struct {
	api.Team
	LastPerson int                          `json:"last_person"`        // the largest n of all ids pn that were ever given, so that none is given twice
	Proposed   map[string]observe.SessionID `json:"proposed,omitempty"` // by id of an experiment: the session whose debrief brought it
}

// Has reports whether an id is that of one of the people of the team.
func (t *Team) Has(id observe.PersonID) bool {
	return slices.ContainsFunc(t.People, func(p observe.Person) bool { return p.ID == id })
}

// Recognise sets the ids of persons who have none, where exactly one person of the team
// has the same name: so everybody is the same person in all sessions of the team.
func (t *Team) Recognise(persons []observe.Person) {
	used := map[observe.PersonID]bool{}
	for _, p := range persons {
		used[p.ID] = true
	}
	for i := range persons {
		p := &persons[i]
		var found []observe.PersonID
		for _, member := range t.People {
			if member.Name == p.Name {
				found = append(found, member.ID)
			}
		}
		if p.ID == "" && len(found) == 1 && !used[found[0]] {
			p.ID = found[0]
			used[p.ID] = true
		}
	}
}

// CheckParticipants returns an error when a participant has the id of another person of
// the team, whose invitations would then show them turns of somebody else.
func (t *Team) CheckParticipants(participants []observe.Participant) error {
	for _, p := range participants {
		for _, member := range t.People {
			if p.ID == member.ID && p.Name != member.Name {
				return problem.New(problem.Conflict, fmt.Sprintf("participant %q is %q here and %q in the team; make the session anew with the team, or with other ids", p.ID, p.Name, member.Name))
			}
		}
	}
	return nil
}

// Set gives the team the content that is asked for, now. People without an id get one
// that nobody of the team ever had.
func (t *Team) Set(in *api.NewTeam, now observe.Timestamp) error {
	people := api.Persons(in.People)
	last := t.LastPerson
	observe.FillPersons(people, func(id observe.PersonID) bool {
		n, ok := personNumber(id)
		return ok && n <= t.LastPerson
	})
	for _, p := range people {
		if n, ok := personNumber(p.ID); ok {
			last = max(last, n)
		}
	}
	experiments := orEmpty(slices.Clone(in.Experiments))
	for i := range experiments {
		e := &experiments[i]
		e.NamedAt = now
		for _, was := range t.Experiments {
			if was.ID == e.ID && aimOf(&was, t.Yardstick) == aimOf(e, in.Yardstick) {
				e.NamedAt = was.NamedAt
			}
		}
	}
	t.Name, t.People, t.LastPerson = in.Name, people, last
	t.Yardstick = orEmpty(in.Yardstick)
	t.Experiments = experiments
	maps.DeleteFunc(t.Proposed, func(id string, _ observe.SessionID) bool { return t.experiment(id) == nil })
	return t.validate()
}

// aimOf returns a text of what an experiment should change, and by how much. Where it is
// a line of the yardstick, the tags of that line are part of it.
func aimOf(e *api.Experiment, yardstick []api.Measure) string {
	smallest := "-"
	if e.SmallestChange != nil {
		smallest = fmt.Sprint(*e.SmallestChange)
	}
	var tags []observe.TagID
	if n, isLine := yardstickLine(e.Measure); isLine && n < len(yardstick) {
		tags = yardstick[n].Tags
	}
	return fmt.Sprintf("%q %q %s %q", e.Measure, e.Direction, smallest, tags)
}

// personNumber returns n of an id pn.
func personNumber(id observe.PersonID) (int, bool) {
	digits, ok := strings.CutPrefix(string(id), "p")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && n < 1_000_000
}

func (t *Team) validate() error {
	if err := observe.CheckID("/id", string(t.ID)); err != nil {
		return err
	}
	if err := observe.CheckName("/name", t.Name); err != nil {
		return err
	}
	if err := observe.CheckPersons("/people", t.People); err != nil {
		return err
	}
	for i, m := range t.Yardstick {
		at := "/yardstick/" + strconv.Itoa(i)
		if err := observe.CheckText(at+"/text", m.Text); err != nil {
			return err
		}
		if err := checkIfThere(at+"/direction", m.Direction); err != nil {
			return err
		}
		for j, tag := range m.Tags {
			if err := observe.CheckID(at+"/tags/"+strconv.Itoa(j), string(tag)); err != nil {
				return err
			}
		}
	}
	seen := map[string]bool{}
	for i, e := range t.Experiments {
		at := "/experiments/" + strconv.Itoa(i)
		if err := observe.CheckID(at+"/id", e.ID); err != nil {
			return err
		}
		if seen[e.ID] {
			return problem.Wrong(at+"/id", "is there twice: "+strconv.Quote(e.ID))
		}
		seen[e.ID] = true
		if err := cmp.Or(observe.CheckText(at+"/text", e.Text), observe.CheckText(at+"/notice", e.Notice)); err != nil {
			return err
		}
		if err := cmp.Or(checkIfThere(at+"/owner", e.Owner), checkIfThere(at+"/direction", e.Direction)); err != nil {
			return err
		}
	}
	return nil
}

// checkIfThere checks a line of text that may be left out.
func checkIfThere(field, s string) error {
	if s == "" {
		return nil
	}
	return observe.CheckName(field, s)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
