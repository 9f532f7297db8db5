package access

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
	ID         string            `json:"id"` // hash of the token
	Role       observe.Role      `json:"role"`
	Scope      api.Scope         `json:"scope"`
	Session    observe.SessionID `json:"session,omitempty"`
	Team       observe.TeamID    `json:"team,omitempty"`
	Person     observe.PersonID  `json:"person,omitempty"`
	Anonymous  bool              `json:"anonymous,omitempty"`
	AfterShown bool              `json:"after_shown,omitempty"`
	Created    time.Time         `json:"created"`
	Expires    time.Time         `json:"expires"`            // nobody can join from then on
	Lasts      time.Time         `json:"lasts"`              // no grant of it can last beyond that
	MaxUses    int               `json:"max_uses,omitempty"` // 0: no limit
	Uses       int               `json:"uses"`
}

// usedUp reports whether nobody else can join.
func (i *invitation) usedUp() bool { return i.MaxUses > 0 && i.Uses >= i.MaxUses }

// render returns what the owner is told of it.
func (i *invitation) render() api.Invitation {
	return api.Invitation{
		ID: i.ID, Role: i.Role, Scope: i.Scope, Person: i.Person, Anonymous: i.Anonymous, AfterShown: i.AfterShown,
		CreatedAt: observe.NewTimestamp(i.Created), ExpiresAt: observe.NewTimestamp(i.Expires),
		MaxUses: i.MaxUses, Uses: i.Uses,
	}
}

// Invite makes an invitation to a session. Its link, which holds the token,
// begins with the address that the request came to.
func (c *Control) Invite(r *http.Request, id observe.SessionID, in *api.NewInvitation) (out api.NewLink, err error) {
	now, token := c.opts.Now(), newToken()
	i := invitation{
		ID: hashOf(token), Role: in.Role, Scope: api.ScopeSession, Session: id, Person: in.Person, Anonymous: in.Anonymous, AfterShown: in.AfterShown,
		Created: now, Expires: now.Add(time.Duration(in.ExpiresIn) * time.Second), MaxUses: in.MaxUses,
	}
	i.Lasts = i.Expires.Add(grantLife)
	if in.Scope == api.ScopeTeam {
		i.Scope, i.Session = api.ScopeTeam, ""
	}
	ctx := r.Context()
	if err := c.checkInvitation(ctx, id, &i); err != nil {
		return out, err
	}
	// Noted first, so that no invitation is without a note. A note without an
	// invitation does no harm.
	if err := c.noteInvitation(ctx, &i); err != nil {
		return out, err
	}
	if err := documents.Put(ctx, c.opts.Docs, documents.Key(keyInvitation, i.ID), i, 0); err != nil {
		return out, err
	}
	return api.NewLink{
		ID: i.ID, URL: c.opts.Addresses.Base(r) + "/join#" + token, Role: i.Role, ExpiresAt: observe.NewTimestamp(i.Expires),
	}, nil
}

// checkInvitation checks an invitation to a session, and with scope team, sets its
// team.
func (c *Control) checkInvitation(ctx context.Context, id observe.SessionID, i *invitation) error {
	info, err := c.opts.Recorder.Info(ctx, id)
	if err != nil {
		return err
	}
	known := info.State().Knows(i.Person)
	if i.Scope == api.ScopeTeam {
		i.Team = info.Header.Team
		if i.Team == "" {
			return problem.Wrong("/scope", "must be session: this session has no team")
		}
		people, err := c.opts.People(ctx, i.Team)
		if err != nil {
			return err
		}
		known = slices.ContainsFunc(people, func(p observe.Person) bool { return p.ID == i.Person })
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

// Invitations returns up to limit of the invitations that open a session, those
// of its team included, newest first, after the place that an earlier page names.
func (c *Control) Invitations(ctx context.Context, id observe.SessionID, after string, limit int) (page api.InvitationPage, err error) {
	list, err := c.invitationsOf(ctx, id)
	if err != nil {
		return page, err
	}
	page = api.InvitationPage{Items: []api.Invitation{}}
	from, err := placeInList(after)
	if err != nil {
		return page, err
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
	return page, nil
}

// newestFirst is the order of invitations in a list.
func newestFirst(a, b invitation) int {
	return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
}

// placeInList reads the place after which a list goes on. The invitation that
// stood there may have been revoked.
func placeInList(after string) (i invitation, err error) {
	created, id, ok := strings.Cut(after, ".")
	at, err := strconv.ParseInt(created, 10, 64)
	if after != "" && (!ok || err != nil) {
		return i, problem.Wrong("/after", "must be the value of next of an earlier answer")
	}
	return invitation{ID: id, Created: time.Unix(0, at)}, nil
}

// invitationsOf returns the invitations that open a session, newest first.
func (c *Control) invitationsOf(ctx context.Context, id observe.SessionID) ([]invitation, error) {
	h, err := c.opts.Recorder.Header(ctx, id)
	if err != nil {
		return nil, err
	}
	places := []string{invitedTo(id)}
	if h.Team != "" {
		places = append(places, invitedToTeam(h.Team))
	}
	var list []invitation
	for _, place := range places {
		for d, err := range documents.List[invitedDoc](ctx, c.opts.Docs, place, "") {
			if err != nil {
				return nil, err
			}
			key := documents.Key(keyInvitation, strings.TrimPrefix(d.Key, place))
			i, _, there, err := documents.Get[invitation](ctx, c.opts.Docs, key)
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

// Revoke removes one of the invitations that open a session, and ends what runs
// by it. X is the exchange of the request that revokes it.
func (c *Control) Revoke(x *Exchange, session observe.SessionID, id string) error {
	ctx := x.Request().Context()
	list, err := c.invitationsOf(ctx, session)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(i invitation) bool { return i.ID == id })
	if i < 0 {
		return problem.NoSuch("invitation " + strconv.Quote(id))
	}
	return c.removeInvitation(context.WithoutCancel(ctx), list[i].place(), id, c.endInvited(x), c.dropGrant)
}

// RevokeTeam removes the invitations of a team, and ends what runs by them. X is
// the exchange of the request that deleted the team.
func (c *Control) RevokeTeam(x *Exchange, id observe.TeamID) error {
	return c.removeInvitations(context.WithoutCancel(x.Request().Context()), invitedToTeam(id), c.endInvited(x), c.dropGrant)
}

// RevokeSession removes the invitations of a session that is about to be deleted,
// and the names in their grants: removing the session is what leaves no trace in
// the file. See [Control.SessionDeleted].
func (c *Control) RevokeSession(ctx context.Context, id observe.SessionID) error {
	return c.removeInvitations(ctx, invitedTo(id), func(string) {}, c.emptyGrant)
}

// SessionDeleted ends the requests that are about a session which the store has
// deleted. Whoever follows it over a live connection hears of it from the session
// itself. X is the exchange of the request that deleted it.
func (c *Control) SessionDeleted(x *Exchange, id observe.SessionID) {
	c.end(x, sessionDeleted(), func(a *Activity) bool { return !a.live && a.right != nil && a.right.session == id })
}

// SessionMoved ends what runs by grants of other teams with a session which the
// store says belongs to this team; empty: to none. X is the exchange of the
// request that moved it.
func (c *Control) SessionMoved(x *Exchange, id observe.SessionID, team observe.TeamID) {
	c.end(x, rightEnded(), func(a *Activity) bool {
		r := a.right
		return r != nil && r.session == id && r.Scope == api.ScopeTeam && r.team != team
	})
}

// invitedDoc notes that there is an invitation for a session or a team, so that it
// is found without a list of all; a document of kind keyInvited.
type invitedDoc struct {
	Expires time.Time `json:"expires"` // no grant can last beyond that
}

// invitedTo returns the place of the invitations for one session: what the keys of
// their notes begin with. It has a hash, because ids can be too long for a key.
func invitedTo(id observe.SessionID) string { return keyInvited + hashOf("session "+string(id)) + "/" }

// invitedToTeam is invitedTo for a team.
func invitedToTeam(id observe.TeamID) string { return keyInvited + hashOf("team "+string(id)) + "/" }

// place returns what the key of its note begins with.
func (i *invitation) place() string {
	if i.Scope == api.ScopeTeam {
		return invitedToTeam(i.Team)
	}
	return invitedTo(i.Session)
}

// noteInvitation stores the note of an invitation.
func (c *Control) noteInvitation(ctx context.Context, i *invitation) error {
	return documents.Put(ctx, c.opts.Docs, i.place()+i.ID, invitedDoc{Expires: i.Lasts}, 0)
}

// noteInvitations notes invitations of earlier versions, which made no notes.
func (c *Control) noteInvitations(ctx context.Context) error {
	noted := map[string]bool{}
	for d, err := range documents.List[invitedDoc](ctx, c.opts.Docs, keyInvited, "") {
		if err != nil {
			return err
		}
		noted[d.Key] = true
	}
	for d, err := range documents.List[invitation](ctx, c.opts.Docs, keyInvitation, "") {
		if err != nil {
			return err
		}
		if noted[d.Value.place()+d.Value.ID] {
			continue
		}
		if err := c.noteInvitation(ctx, &d.Value); err != nil {
			return err
		}
	}
	return nil
}

// endInvited returns what ends everything that runs by what an invitation gave.
func (c *Control) endInvited(x *Exchange) func(invitation string) {
	return func(invitation string) {
		c.end(x, rightEnded(), func(a *Activity) bool { return a.by(invitation) })
	}
}

// dropGrant removes a grant.
func (c *Control) dropGrant(ctx context.Context, g *documents.Stored[Grant]) error {
	return c.opts.Docs.Delete(ctx, g.Key, g.Revision)
}

// emptyGrant removes all of a grant but that it was one: whoever holds it is told
// that the session is gone, and not to sign in again.
func (c *Control) emptyGrant(ctx context.Context, g *documents.Stored[Grant]) error {
	return documents.Put(ctx, c.opts.Docs, g.Key, Grant{Deleted: true, Expires: g.Value.Expires}, g.Revision)
}

// removeInvitations removes the invitations of a place; see removeInvitation.
func (c *Control) removeInvitations(ctx context.Context, place string, ended func(iid string),
	end func(context.Context, *documents.Stored[Grant]) error) error {
	for d, err := range documents.List[invitedDoc](ctx, c.opts.Docs, place, "") {
		if err != nil {
			return err
		}
		if err := c.removeInvitation(ctx, place, strings.TrimPrefix(d.Key, place), ended, end); err != nil {
			return err
		}
	}
	return nil
}

// removeInvitation removes an invitation: nobody can join with it any more, and
// its grants have ended. Then it calls ended, and end for each of the grants. It
// removes the note last, so that after a failure the rest is found when this is
// tried again.
func (c *Control) removeInvitation(ctx context.Context, place, iid string, ended func(iid string),
	end func(context.Context, *documents.Stored[Grant]) error) error {
	// Somebody who joins at this moment has their grant by now, or is refused.
	c.joining.Lock()
	err := documents.Remove(ctx, c.opts.Docs, documents.Key(keyInvitation, iid))
	c.joining.Unlock()
	if err != nil {
		return err
	}
	ended(iid)
	for g, err := range documents.List[Grant](ctx, c.opts.Docs, documents.Key(keyGrant, iid)+"/", "") {
		if err != nil {
			return err
		}
		if err := end(ctx, &g); err != nil && !problem.IsNotFound(err) {
			return err
		}
	}
	return documents.Remove(ctx, c.opts.Docs, place+iid)
}
