package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
	"kompas/server/teams"
)

func createTeam(c *call) error {
	var in api.NewTeam
	if err := c.read(&in); err != nil {
		return err
	}
	t := teams.Team{Team: api.Team{ID: in.ID}}
	if t.ID == "" {
		t.ID = observe.TeamID(uuid.NewString())
	}
	if err := checkPathID(string(t.ID)); err != nil {
		return err
	}
	if err := t.Set(&in, observe.NewTimestamp(c.opts.Now())); err != nil {
		return err
	}
	err := documents.Put(c.r.Context(), c.opts.Docs, teams.Key(t.ID), t, 0)
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
	items, more, err := pageOf[teams.Team](c, teams.Prefix, after, limit)
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

// pathTeam returns the team of the path.
func (c *call) pathTeam() (*documents.Stored[teams.Team], error) {
	id := c.r.PathValue("id")
	key := teams.Key(observe.TeamID(id))
	t, revision, there, err := documents.Get[teams.Team](c.r.Context(), c.opts.Docs, key)
	if err == nil && !there {
		err = problem.NoSuch("team " + strconv.Quote(id))
	}
	return &documents.Stored[teams.Team]{Key: key, Revision: revision, Value: t}, err
}

// teamOf returns a team that the body of a request names. The error says that there is
// none.
func (s *Server) teamOf(ctx context.Context, id observe.TeamID) (*teams.Team, error) {
	t, _, there, err := documents.Get[teams.Team](ctx, s.opts.Docs, teams.Key(id))
	if err == nil && !there {
		err = problem.Wrong("/team", "must be the id of a team; there is no team "+strconv.Quote(string(id)))
	}
	return &t, err
}

func (s *Server) peopleOf(ctx context.Context, id observe.TeamID) ([]observe.Person, error) {
	t, err := s.teamOf(ctx, id)
	return t.People, err
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

// changeTeam replaces the team, or, with partial, only the fields that are given.
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
	if err := t.Value.Set(&in, observe.NewTimestamp(c.opts.Now())); err != nil {
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

// checkPathID returns why an id cannot be the last part of an address.
func checkPathID(id string) error {
	if id == "." || id == ".." {
		return problem.Wrong("/id", `must not be "." or "..": in an address they mean where one is and one step up`)
	}
	return nil
}

// pageOf returns up to limit documents of a kind whose ids come after the given one,
// and whether there are more.
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
