package server

import (
	"context"
	"net/http"
	"slices"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// errNoInvitation is the one answer for whatever is wrong with a token.
func errNoInvitation() error {
	return problem.New(problem.NotFound, "this invitation is not valid, or not valid any more; ask for a new one")
}

func join(c *call) error {
	var in api.Join
	if err := c.read(&in); err != nil {
		return err
	}
	if err := observe.CheckName("/name", in.Name); err != nil {
		return err
	}
	who, err := c.authenticate(c.r)
	if err != nil && problem.Of(err).Kind != problem.Unauthorized {
		return err
	}
	key := documents.Key(keyInvitation, hashOf(in.Token))
	if who != nil && who.owner {
		return c.joinAsOwner(key)
	}
	g, secret, err := c.spend(key, in.Name, who)
	if err != nil {
		return err
	}
	out := api.Joined{Token: g.Invitation + "." + secret, Role: g.Role, Observer: g.Observer}
	if out.Session, err = c.joinedSession(g.Scope, g.Session, g.Team); err != nil {
		return err
	}
	if c.addresses.Allowed(c.r) {
		browser, err := c.signBrowserIn(c.w, c.r, func(b *browser) {
			b.Grants = slices.DeleteFunc(b.Grants, func(k string) bool { return who != nil && who.held(k, g) })
			b.Grants = append(b.Grants, g.key)
		})
		if err != nil {
			return err
		}
		c.end(rightChanged(), func(r *running) bool {
			a := r.access
			return r.who.browser == browser && a != nil && (g.Scope == api.ScopeTeam || a.session == g.Session) &&
				rank(g.Role, g.Anonymous) < rank(a.Role, a.Anonymous)
		})
	}
	return c.reply(http.StatusOK, out)
}

// held reports whether the grant with this key is an earlier one of the same
// invitation.
func (p *principal) held(key string, g *grant) bool {
	return slices.ContainsFunc(p.grants, func(h grant) bool { return h.key == key && h.Invitation == g.Invitation })
}

// joinAsOwner opens what the invitation is for, without spending it.
func (c *call) joinAsOwner(key string) error {
	i, _, there, err := documents.Get[invitation](c.r.Context(), c.opts.Docs, key)
	if err != nil {
		return err
	}
	if !there || !c.opts.Now().Before(i.Expires) || i.usedUp() {
		return errNoInvitation()
	}
	session, err := c.joinedSession(i.Scope, i.Session, i.Team)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, api.Joined{Role: observe.RoleOwner, Session: session, Observer: observe.Owner})
}

// spend takes one use of an invitation and makes a grant of it. Who holds a
// grant of it already is the same observer as before, and spends nothing. The
// use is counted first: a server that dies in between has counted one too
// many, and never let in one too many.
func (c *call) spend(key, name string, who *principal) (g *grant, secret string, err error) {
	if err := c.readToJoin(key); err != nil {
		return nil, "", err
	}
	for {
		g, secret, err = c.trySpend(key, name, who)
		if !documents.ChangedMeanwhile(err) {
			return g, secret, err
		} // else somebody else joined, or it was revoked
	}
}

// readToJoin has the session in memory that somebody is about to join, which can
// take long: who gives up meanwhile has spent nothing, and holds nobody up.
func (c *call) readToJoin(key string) error {
	i, _, there, err := documents.Get[invitation](c.r.Context(), c.opts.Docs, key)
	v := observe.Viewer{Role: i.Role}
	if err != nil || !there || i.usedUp() || i.Scope == api.ScopeTeam || !v.MayAppend() {
		return err
	}
	err = c.recorder.Read(c.r.Context(), i.Session, observe.OwnerViewer, func(*observe.Snapshot) error { return nil })
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return err
}

func (c *call) trySpend(key, name string, who *principal) (*grant, string, error) {
	c.joining.RLock() // see removeInvitation
	defer c.joining.RUnlock()
	ctx, now := c.r.Context(), c.opts.Now()
	i, revision, there, err := documents.Get[invitation](ctx, c.opts.Docs, key)
	if err != nil {
		return nil, "", err
	}
	if !there || !now.Before(i.Expires) {
		return nil, "", errNoInvitation()
	}
	g := grant{
		Invitation: i.ID, Role: i.Role, Scope: i.Scope, Session: i.Session, Team: i.Team,
		Person: i.Person, Anonymous: i.Anonymous, Name: name, Expires: now.Add(grantLife),
	}
	if old := who.grantOf(i.ID); old != nil {
		g.Observer, g.Name = old.Observer, old.Name
	} else {
		if i.usedUp() {
			return nil, "", errNoInvitation()
		}
		if err := c.roomToJoin(&g); err != nil {
			return nil, "", err
		}
		i.Uses++
		if err := documents.Put(ctx, c.opts.Docs, key, i, revision); err != nil {
			return nil, "", err
		}
		if g.Observer, err = c.newObserver(ctx, &g); err != nil {
			return nil, "", err
		}
	}
	secret := newToken()
	g.key, _ = grantKey(g.Invitation + "." + secret)
	return &g, secret, documents.Put(ctx, c.opts.Docs, g.key, g, 0)
}

// roomToJoin says why one more observer cannot join, before a use is counted.
func (c *call) roomToJoin(g *grant) error {
	if g.Scope == api.ScopeTeam || g.Role == observe.RoleViewer {
		return nil // not in a header, or not yet
	}
	h, err := c.recorder.Header(c.r.Context(), g.Session)
	if err == nil {
		err = c.opts.Quotas.CheckObserver(h)
	}
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return err
}

// grantOf gives the grant of an invitation, nil when there is none.
func (p *principal) grantOf(invitation string) *grant {
	if p == nil {
		return nil
	}
	if i := slices.IndexFunc(p.grants, func(g grant) bool { return g.Invitation == invitation }); i >= 0 {
		return &p.grants[i]
	}
	return nil
}

// newObserver gives who joins an id, which is random: one that was given before
// is never given to somebody else, also not when a backup without that one has
// been restored, or a device would take what it kept for somebody else's. Who
// may add to one session stands in its header from now on.
func (c *call) newObserver(ctx context.Context, g *grant) (observe.ObserverID, error) {
	v := observe.Viewer{Role: g.Role}
	id := observe.ObserverID(newID())
	var err error
	switch {
	case g.Scope == api.ScopeTeam:
	case v.MayAppend():
		err = c.recorder.Update(ctx, g.Session, func(_ *observe.State, h *observe.Header) error {
			h.Observers = append(h.Observers, observe.Observer{ID: id, Name: g.Name, Role: g.Role})
			return nil
		})
	default:
		_, err = c.recorder.Header(ctx, g.Session)
	}
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return id, err
}

// joinedSession gives the session that who joined should open: with scope team
// the newest of the team, nil when it has none.
func (c *call) joinedSession(scope api.Scope, session observe.SessionID, team observe.TeamID) (*observe.SessionID, error) {
	if scope == api.ScopeSession {
		return &session, nil
	}
	infos, _, err := c.recorder.List(c.r.Context(), observe.Filter{Team: team}, 1)
	if err != nil || len(infos) == 0 {
		return nil, err
	}
	return &infos[0].Header.ID, nil
}
