package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// Kinds of documents: what their keys begin with.
const (
	keyTeam     = "team/"
	keyCodebook = "codebook/"
)

// team is a document of kind keyTeam.
type team struct {
	api.Team
	LastPerson int `json:"last_person"` // the largest n of an id pn that was ever given; none is given twice
}

// has reports whether the id is that of one of the people.
func (t *team) has(id observe.PersonID) bool {
	return slices.ContainsFunc(t.People, func(p observe.Person) bool { return p.ID == id })
}

// recognise gives those who have no id that of the one person of the team who
// has their name, so that everybody is the same person in all meetings.
func (t *team) recognise(persons []observe.Person) {
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

// mixedUp says which of the participants would be taken for another one of the
// team, whose invitations would then show what is not theirs.
func (t *team) mixedUp(participants []observe.Participant) error {
	for _, p := range participants {
		for _, member := range t.People {
			if p.ID == member.ID && p.Name != member.Name {
				return problem.New(problem.Conflict, fmt.Sprintf("participant %q is %q here and %q in the team; make the session anew with the team, or with other ids", p.ID, p.Name, member.Name))
			}
		}
	}
	return nil
}

// teamOf reads a team that a body names.
func (s *Server) teamOf(ctx context.Context, id observe.TeamID) (*team, error) {
	t, _, there, err := documents.Get[team](ctx, s.opts.Docs, documents.Key(keyTeam, string(id)))
	if err == nil && !there {
		err = problem.Wrong("/team", "must be the id of a team; there is no team "+strconv.Quote(string(id)))
	}
	return &t, err
}

func (s *Server) peopleOf(ctx context.Context, id observe.TeamID) ([]observe.Person, error) {
	t, err := s.teamOf(ctx, id)
	return t.People, err
}

// take makes the team what is asked for.
func (t *team) take(in *api.NewTeam) error {
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
	t.Name, t.People, t.LastPerson = in.Name, people, last
	t.Yardstick = orEmpty(in.Yardstick)
	t.Experiments = orEmpty(in.Experiments)
	return t.validate()
}

// personNumber gives n of an id pn.
func personNumber(id observe.PersonID) (int, bool) {
	digits, ok := strings.CutPrefix(string(id), "p")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && n < 1_000_000
}

func (t *team) validate() error {
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
		if err := observe.CheckText(at+"/text", e.Text); err != nil {
			return err
		}
		if err := cmp.Or(checkIfThere(at+"/owner", e.Owner), checkIfThere(at+"/direction", e.Direction)); err != nil {
			return err
		}
	}
	return nil
}

// checkIfThere checks a line that may be left out.
func checkIfThere(field, s string) error {
	if s == "" {
		return nil
	}
	return observe.CheckName(field, s)
}

func createTeam(c *call) error {
	var in api.NewTeam
	if err := c.read(&in); err != nil {
		return err
	}
	t := team{Team: api.Team{ID: in.ID}}
	if t.ID == "" {
		t.ID = observe.TeamID(uuid.NewString())
	}
	if err := checkPathID(string(t.ID)); err != nil {
		return err
	}
	if err := t.take(&in); err != nil {
		return err
	}
	err := documents.Put(c.r.Context(), c.opts.Docs, documents.Key(keyTeam, string(t.ID)), t, 0)
	if documents.ChangedMeanwhile(err) {
		return problem.New(problem.Conflict, "there is a team "+strconv.Quote(string(t.ID))+" already; use another id")
	}
	if err != nil {
		return err
	}
	return c.reply(http.StatusCreated, t.Team)
}

func listTeams(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page := api.TeamPage{Items: []api.Team{}}
	items, more, err := pageOf[team](c, keyTeam, after, limit)
	if err != nil {
		return err
	}
	for _, t := range items {
		page.Items = append(page.Items, t.Value.Team)
	}
	if more {
		page.Next = string(page.Items[len(page.Items)-1].ID)
	}
	return c.reply(http.StatusOK, page)
}

// pathTeam reads the team of the path.
func (c *call) pathTeam() (*documents.Stored[team], error) {
	id := c.r.PathValue("id")
	key := documents.Key(keyTeam, id)
	t, revision, there, err := documents.Get[team](c.r.Context(), c.opts.Docs, key)
	if err == nil && !there {
		err = problem.NoSuch("team " + strconv.Quote(id))
	}
	return &documents.Stored[team]{Key: key, Revision: revision, Value: t}, err
}

func readTeam(c *call) error {
	t, err := c.pathTeam()
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, t.Value.Team)
}

func putTeam(c *call) error { return c.changeTeam(false) }

func patchTeam(c *call) error { return c.changeTeam(true) }

// changeTeam replaces the team, or the fields that are given.
func (c *call) changeTeam(partial bool) error {
	t, err := c.pathTeam()
	if err != nil {
		return err
	}
	was := t.Value.Team
	in := api.NewTeam{ID: was.ID}
	if partial {
		in.Name, in.Yardstick, in.Experiments = was.Name, was.Yardstick, was.Experiments
		for _, p := range was.People {
			in.People = append(in.People, api.NewPerson(p))
		}
	}
	if err := c.readOnto(&in, partial); err != nil {
		return err
	}
	if in.ID != was.ID {
		return problem.Wrong("/id", "cannot change; it is "+strconv.Quote(string(was.ID)))
	}
	if err := t.Value.take(&in); err != nil {
		return err
	}
	if err := documents.Put(c.r.Context(), c.opts.Docs, t.Key, t.Value, t.Revision); err != nil {
		return err
	}
	return c.reply(http.StatusOK, t.Value.Team)
}

func deleteTeam(c *call) error {
	t, err := c.pathTeam()
	if err != nil {
		return err
	}
	if err := c.opts.Docs.Delete(c.r.Context(), t.Key, t.Revision); err != nil {
		return err
	}
	if err := c.access.RevokeTeam(c.exchange, t.Value.ID); err != nil {
		return err
	}
	return c.noContent()
}

// checkPathID reports why an id could never be the last part of an address.
func checkPathID(id string) error {
	if id == "." || id == ".." {
		return problem.Wrong("/id", `must not be "." or "..": in an address they mean where one is and one step up`)
	}
	return nil
}

// pageOf gives up to limit documents of a kind whose id comes after the given
// one, and whether there are more.
func pageOf[T any](c *call, kind, after string, limit int) (items []documents.Stored[T], more bool, err error) {
	from := ""
	if after != "" {
		from = documents.Key(kind, after)
	}
	for d, err := range documents.List[T](c.r.Context(), c.opts.Docs, kind, from) {
		if err != nil {
			return nil, false, err
		}
		if len(items) == limit {
			return items, true, nil
		}
		items = append(items, d)
	}
	return items, false, nil
}
