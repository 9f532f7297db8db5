package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kompas/observe"
	"kompas/server/api"
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

// reaches reports whether the invitation gives access to a session.
func (i *invitation) reaches(h *observe.Header) bool {
	if i.Scope == api.ScopeTeam {
		return h.Team != "" && i.Team == h.Team
	}
	return i.Session == h.ID
}

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
	if err := putDoc(c.r.Context(), c.opts.Docs, docKey(keyInvitation, i.ID), i, 0); err != nil {
		return err
	}
	return c.reply(http.StatusCreated, api.NewLink{
		ID: i.ID, URL: c.base(c.r) + "/join#" + token, Role: i.Role, ExpiresAt: observe.NewTimestamp(i.Expires),
	})
}

// checkInvitation checks an invitation against its session, and gives it the
// team.
func (c *call) checkInvitation(id observe.SessionID, i *invitation) error {
	known := false
	err := c.recorder.Read(c.r.Context(), id, observe.OwnerViewer, func(s *observe.Snapshot) error {
		known = s.State.Knows(i.Person)
		if i.Scope == api.ScopeTeam {
			i.Team = s.State.Header().Team
		}
		return nil
	})
	if err != nil {
		return err
	}
	if i.Scope == api.ScopeTeam {
		if i.Team == "" {
			return wrong("/scope", "must be session: this session has no team")
		}
		t, err := c.teamOf(c.r.Context(), i.Team)
		if err != nil {
			return err
		}
		known = slices.ContainsFunc(t.People, func(p observe.Person) bool { return p.ID == i.Person })
	}
	switch {
	case i.Anonymous && i.Role != observe.RoleViewer:
		return wrong("/anonymous", "is for viewers only")
	case i.Person != "" && i.Role == observe.RoleViewer:
		return wrong("/person", "must be absent: a viewer is nobody in the meeting")
	case i.Person == "" && (i.Role == observe.RoleLeader || i.Role == observe.RoleParticipant):
		return wrong("/person", "must be there: a "+string(i.Role)+" is one of the participants")
	case i.Person != "" && !known:
		return wrong("/person", "must be a participant of the session, or with scope team one of the team's people; "+strconv.Quote(string(i.Person))+" is none")
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
	if i := slices.IndexFunc(list, func(i invitation) bool { return i.ID == after }); after != "" {
		list = list[i+1:]
	}
	for _, i := range list {
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].ID
			break
		}
		page.Items = append(page.Items, i.render())
	}
	return c.reply(http.StatusOK, page)
}

func (c *call) invitationsOf(id observe.SessionID) ([]invitation, error) {
	var h observe.Header
	err := c.recorder.Read(c.r.Context(), id, observe.OwnerViewer, func(s *observe.Snapshot) error {
		h = s.Lens.Header()
		return nil
	})
	if err != nil {
		return nil, err
	}
	var list []invitation
	for d, err := range listDocs[invitation](c.r.Context(), c.opts.Docs, keyInvitation, "") {
		if err != nil {
			return nil, err
		}
		if d.value.reaches(&h) {
			list = append(list, d.value)
		}
	}
	slices.SortStableFunc(list, func(a, b invitation) int { return b.Created.Compare(a.Created) })
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
	if !slices.ContainsFunc(list, func(i invitation) bool { return i.ID == iid }) {
		return notFound("invitation " + strconv.Quote(iid))
	}
	err = c.endInvitations(context.WithoutCancel(c.r.Context()), func(i *invitation) bool { return i.ID == iid })
	if err != nil {
		return err
	}
	return c.done()
}

// endInvitations revokes invitations: nobody can join with them any more, what
// they gave has ended, and its live connections are closed.
func (s *Server) endInvitations(ctx context.Context, which func(*invitation) bool) error {
	return s.removeInvitations(ctx, which, func(i *invitation) {
		s.endAccess(func(a *access) bool { return a.invitation == i.ID })
	}, func(ctx context.Context, g *keyed[grant]) error { return s.opts.Docs.Delete(ctx, g.key, g.revision) })
}

// emptyGrant leaves of a grant only that it was one: whoever holds it is told
// that the session is gone, rather than to sign in again.
func (s *Server) emptyGrant(ctx context.Context, g *keyed[grant]) error {
	return putDoc(ctx, s.opts.Docs, g.key, grant{Deleted: true, Expires: g.value.Expires}, g.revision)
}

// removeInvitations removes invitations; ended is called for each, and then
// end for the grants it gave.
func (s *Server) removeInvitations(ctx context.Context, which func(*invitation) bool, ended func(*invitation),
	end func(context.Context, *keyed[grant]) error) error {
	for d, err := range listDocs[invitation](ctx, s.opts.Docs, keyInvitation, "") {
		if err != nil {
			return err
		}
		if !which(&d.value) {
			continue
		}
		for { // a joiner may be counted at this moment
			err := s.opts.Docs.Delete(ctx, d.key, d.revision)
			if err == nil || gone(err) {
				break
			}
			if !changedMeanwhile(err) {
				return err
			}
			var there bool
			if _, d.revision, there, err = getDoc[invitation](ctx, s.opts.Docs, d.key); err != nil {
				return err
			}
			if !there {
				break
			}
		}
		ended(&d.value)
		for g, err := range listDocs[grant](ctx, s.opts.Docs, docKey(keyGrant, d.value.ID)+"/", "") {
			if err != nil {
				return err
			}
			if err := end(ctx, &g); err != nil && !gone(err) {
				return err
			}
		}
	}
	return nil
}

// endAccess closes the live connections of those whose access has ended.
func (s *Server) endAccess(ended func(*access) bool) { s.live.revoke(ended) }
