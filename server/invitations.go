package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// grantLife is how long a grant lasts when its invitation is not revoked.
const grantLife = 30 * 24 * time.Hour

// invitation is a document of kind keyInvitation. Revoking removes it.
type invitation struct {
	ID        string            `json:"id"` // the hash of the token
	Role      observe.Role      `json:"role"`
	Scope     api.Scope         `json:"scope"`
	Session   observe.SessionID `json:"session,omitempty"`
	Team      observe.TeamID    `json:"team,omitempty"`
	Person    observe.PersonID  `json:"person,omitempty"`
	Anonymous bool              `json:"anonymous,omitempty"`
	Created   time.Time         `json:"created"`
	Expires   time.Time         `json:"expires"` // until when one can join
	Lasts     time.Time         `json:"lasts"`   // until when a grant can last
	MaxUses   int               `json:"max_uses,omitempty"`
	Uses      int               `json:"uses"`
}

func (i *invitation) usedUp() bool { return i.MaxUses > 0 && i.Uses >= i.MaxUses }

func (i *invitation) render() api.Invitation {
	return api.Invitation{
		ID: i.ID, Role: i.Role, Scope: i.Scope, Person: i.Person, Anonymous: i.Anonymous,
		CreatedAt: observe.NewTimestamp(i.Created), ExpiresAt: observe.NewTimestamp(i.Expires),
		MaxUses: i.MaxUses, Uses: i.Uses,
	}
}

func createInvitation(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	var in api.NewInvitation
	if err := c.read(&in); err != nil {
		return err
	}
	now, token := c.opts.Now(), newToken()
	i := invitation{
		ID: hashOf(token), Role: in.Role, Scope: api.ScopeSession, Session: id, Person: in.Person, Anonymous: in.Anonymous,
		Created: now, Expires: now.Add(time.Duration(in.ExpiresIn) * time.Second), MaxUses: in.MaxUses,
	}
	i.Lasts = i.Expires.Add(grantLife)
	if in.Scope == api.ScopeTeam {
		i.Scope, i.Session = api.ScopeTeam, ""
	}
	if err := c.checkInvitation(id, &i); err != nil {
		return err
	}
	// Noted first: what is noted and not there is nothing.
	if err := c.noteInvitation(c.r.Context(), &i); err != nil {
		return err
	}
	if err := documents.Put(c.r.Context(), c.opts.Docs, documents.Key(keyInvitation, i.ID), i, 0); err != nil {
		return err
	}
	return c.reply(http.StatusCreated, api.NewLink{
		ID: i.ID, URL: c.addresses.Base(c.r) + "/join#" + token, Role: i.Role, ExpiresAt: observe.NewTimestamp(i.Expires),
	})
}

// checkInvitation checks an invitation against its session, and gives it the
// team.
func (c *call) checkInvitation(id observe.SessionID, i *invitation) error {
	info, err := c.recorder.Info(c.r.Context(), id)
	if err != nil {
		return err
	}
	known := info.State().Knows(i.Person)
	if i.Scope == api.ScopeTeam {
		i.Team = info.Header.Team
		if i.Team == "" {
			return problem.Wrong("/scope", "must be session: this session has no team")
		}
		t, err := c.teamOf(c.r.Context(), i.Team)
		if err != nil {
			return err
		}
		known = slices.ContainsFunc(t.People, func(p observe.Person) bool { return p.ID == i.Person })
	}
	switch {
	case i.Anonymous && i.Role != observe.RoleViewer:
		return problem.Wrong("/anonymous", "is for viewers only")
	case i.Person != "" && i.Role == observe.RoleViewer:
		return problem.Wrong("/person", "must be absent: a viewer is nobody in the meeting")
	case i.Person == "" && (i.Role == observe.RoleLeader || i.Role == observe.RoleParticipant):
		return problem.Wrong("/person", "must be there: a "+string(i.Role)+" is one of the participants")
	case i.Person != "" && !known:
		return problem.Wrong("/person", "must be a participant of the session, or with scope team one of the team's people; "+strconv.Quote(string(i.Person))+" is none")
	}
	return nil
}

// listInvitations gives those that open the session, newest first.
func listInvitations(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	list, err := c.invitationsOf(id)
	if err != nil {
		return err
	}
	page := api.InvitationPage{Items: []api.Invitation{}}
	from, err := placeInList(after)
	if err != nil {
		return err
	}
	for n, i := range list {
		if after != "" && newestFirst(i, from) <= 0 {
			continue
		}
		if len(page.Items) == limit {
			last := list[n-1]
			page.Next = strconv.FormatInt(last.Created.UnixNano(), 10) + "." + last.ID
			break
		}
		page.Items = append(page.Items, i.render())
	}
	return c.reply(http.StatusOK, page)
}

// newestFirst is the order of invitations in a list.
func newestFirst(a, b invitation) int {
	return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
}

// placeInList reads the place after which a list goes on, also when what stood
// there was revoked.
func placeInList(after string) (i invitation, err error) {
	created, id, ok := strings.Cut(after, ".")
	at, err := strconv.ParseInt(created, 10, 64)
	if after != "" && (!ok || err != nil) {
		return i, problem.Wrong("/after", "must be the value of next of an earlier answer")
	}
	return invitation{ID: id, Created: time.Unix(0, at)}, nil
}

func (c *call) invitationsOf(id observe.SessionID) ([]invitation, error) {
	h, err := c.recorder.Header(c.r.Context(), id)
	if err != nil {
		return nil, err
	}
	places := []string{invitedTo(id)}
	if h.Team != "" {
		places = append(places, invitedToTeam(h.Team))
	}
	var list []invitation
	for _, place := range places {
		for d, err := range documents.List[invitedDoc](c.r.Context(), c.opts.Docs, place, "") {
			if err != nil {
				return nil, err
			}
			key := documents.Key(keyInvitation, strings.TrimPrefix(d.Key, place))
			i, _, there, err := documents.Get[invitation](c.r.Context(), c.opts.Docs, key)
			if err != nil {
				return nil, err
			}
			if there {
				list = append(list, i)
			}
		}
	}
	slices.SortFunc(list, newestFirst)
	return list, nil
}

func revokeInvitation(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	iid := c.r.PathValue("iid")
	list, err := c.invitationsOf(id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(i invitation) bool { return i.ID == iid })
	if i < 0 {
		return problem.NoSuch("invitation " + strconv.Quote(iid))
	}
	err = c.removeInvitation(context.WithoutCancel(c.r.Context()), list[i].place(), iid, c.endInvited, c.dropGrant)
	if err != nil {
		return err
	}
	return c.done()
}

// invitedDoc notes which invitations there are for a session or a team; a document
// of kind keyInvited, below the place of that.
type invitedDoc struct {
	Expires time.Time `json:"expires"` // when no grant can last any more
}

// invitedTo gives the place of the invitations for one session: what their keys
// begin with. Ids can be too long for a key.
func invitedTo(id observe.SessionID) string { return keyInvited + hashOf("session "+string(id)) + "/" }

// invitedToTeam is invitedTo for a team.
func invitedToTeam(id observe.TeamID) string { return keyInvited + hashOf("team "+string(id)) + "/" }

func (i *invitation) place() string {
	if i.Scope == api.ScopeTeam {
		return invitedToTeam(i.Team)
	}
	return invitedTo(i.Session)
}

func (s *Server) noteInvitation(ctx context.Context, i *invitation) error {
	return documents.Put(ctx, s.opts.Docs, i.place()+i.ID, invitedDoc{Expires: i.Lasts}, 0)
}

// noteInvitations notes the invitations that an earlier version made.
func (s *Server) noteInvitations(ctx context.Context) error {
	noted := map[string]bool{}
	for d, err := range documents.List[invitedDoc](ctx, s.opts.Docs, keyInvited, "") {
		if err != nil {
			return err
		}
		noted[d.Key] = true
	}
	for d, err := range documents.List[invitation](ctx, s.opts.Docs, keyInvitation, "") {
		if err != nil {
			return err
		}
		if noted[d.Value.place()+d.Value.ID] {
			continue
		}
		if err := s.noteInvitation(ctx, &d.Value); err != nil {
			return err
		}
	}
	return nil
}

// endInvited ends what runs by what an invitation gave.
func (c *call) endInvited(iid string) {
	c.end(rightEnded(), func(r *running) bool { return r.by(iid) })
}

func (s *Server) dropGrant(ctx context.Context, g *documents.Stored[grant]) error {
	return s.opts.Docs.Delete(ctx, g.Key, g.Revision)
}

// emptyGrant leaves of a grant only that it was one: whoever holds it is told
// that the session is gone, rather than to sign in again.
func (s *Server) emptyGrant(ctx context.Context, g *documents.Stored[grant]) error {
	return documents.Put(ctx, s.opts.Docs, g.Key, grant{Deleted: true, Expires: g.Value.Expires}, g.Revision)
}

// removeInvitations removes the invitations of a place; see removeInvitation.
func (s *Server) removeInvitations(ctx context.Context, place string, ended func(iid string),
	end func(context.Context, *documents.Stored[grant]) error) error {
	for d, err := range documents.List[invitedDoc](ctx, s.opts.Docs, place, "") {
		if err != nil {
			return err
		}
		if err := s.removeInvitation(ctx, place, strings.TrimPrefix(d.Key, place), ended, end); err != nil {
			return err
		}
	}
	return nil
}

// removeInvitation removes an invitation: nobody can join with it any more, and
// what it gave has ended. Ended is called then, and end for each grant it gave.
// That it was there is forgotten last: what broke off half way is found when it
// is tried again.
func (s *Server) removeInvitation(ctx context.Context, place, iid string, ended func(iid string),
	end func(context.Context, *documents.Stored[grant]) error) error {
	// Who joins at this moment has their grant by now, or is refused.
	s.joining.Lock()
	err := documents.Remove(ctx, s.opts.Docs, documents.Key(keyInvitation, iid))
	s.joining.Unlock()
	if err != nil {
		return err
	}
	ended(iid)
	for g, err := range documents.List[grant](ctx, s.opts.Docs, documents.Key(keyGrant, iid)+"/", "") {
		if err != nil {
			return err
		}
		if err := end(ctx, &g); err != nil && !problem.IsNotFound(err) {
			return err
		}
	}
	return documents.Remove(ctx, s.opts.Docs, place+iid)
}
