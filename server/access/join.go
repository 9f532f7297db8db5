package access

import (
	"context"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// errNoInvitation is the same answer for everything that can be wrong with a
// token, so that it tells nothing.
func errNoInvitation() error {
	return problem.New(problem.NotFound, "this invitation is not valid, or not valid any more; ask for a new one")
}

// Join lets somebody in by the token of an invitation. A request with the
// server's own Origin signs its browser in as well. Somebody who holds a grant of
// the invitation already stays the same observer. The owner opens what the
// invitation is for and stays the owner.
func (c *Control) Join(w http.ResponseWriter, r *http.Request, token, name string) (out api.Joined, err error) {
	who, err := c.Authenticate(r)
	if err != nil && problem.Of(err).Kind != problem.Unauthorized {
		return out, err
	}
	ctx, key := r.Context(), documents.Key(keyInvitation, hashOf(token))
	if who != nil && who.Owner {
		return c.joinAsOwner(ctx, key)
	}
	g, secret, err := c.useInvitation(ctx, key, name, who)
	if err != nil {
		return out, err
	}
	out = api.Joined{Token: g.Invitation + "." + secret, Role: g.Role, Observer: g.Observer}
	if out.Session, err = c.joinedSession(ctx, g.Scope, g.Session, g.Team); err != nil {
		return out, err
	}
	if !c.opts.Addresses.Allowed(r) {
		return out, nil
	}
	id, err := c.signBrowserIn(w, r, func(b *browser) {
		b.Grants = slices.DeleteFunc(b.Grants, func(k string) bool { return who != nil && who.held(k, g) })
		b.Grants = append(b.Grants, g.key)
	})
	if err != nil {
		return out, err
	}
	c.running.end(ctx, rightChanged(), func(a *Activity) bool {
		right := a.right
		return a.who.browser == id && right != nil && (g.Scope == api.ScopeTeam || right.session == g.Session) &&
			rank(g.viewer()) < rank(right.Viewer)
	})
	return out, nil
}

// held reports whether the grant with this key is an earlier one of the same
// invitation.
func (p *Principal) held(key string, g *Grant) bool {
	return slices.ContainsFunc(p.Grants, func(h Grant) bool { return h.key == key && h.Invitation == g.Invitation })
}

// joinAsOwner opens what the invitation is for, without using it.
func (c *Control) joinAsOwner(ctx context.Context, key string) (out api.Joined, err error) {
	i, _, there, err := documents.Get[invitation](ctx, c.opts.Docs, key)
	if err != nil {
		return out, err
	}
	if !there || !c.opts.Now().Before(i.Expires) || i.usedUp() {
		return out, errNoInvitation()
	}
	session, err := c.joinedSession(ctx, i.Scope, i.Session, i.Team)
	return api.Joined{Role: observe.RoleOwner, Session: session, Observer: observe.Owner}, err
}

// useInvitation takes one use of an invitation and makes a grant. Somebody who
// holds a grant of it already is the same observer as before, and takes no use.
// The use is counted first: a server that dies in between has counted one too
// many, and never let in one too many.
func (c *Control) useInvitation(ctx context.Context, key, name string, who *Principal) (g *Grant, secret string, err error) {
	if err := c.readToJoin(ctx, key); err != nil {
		return nil, "", err
	}
	for {
		g, secret, err = c.tryUse(ctx, key, name, who)
		if !documents.ChangedMeanwhile(err) {
			return g, secret, err
		} // otherwise somebody else joined, or it was revoked: try again
	}
}

// readToJoin has the session that somebody is about to join read into memory,
// which can take long. Somebody who gives up meanwhile has used nothing, and has
// not made others wait.
func (c *Control) readToJoin(ctx context.Context, key string) error {
	i, _, there, err := documents.Get[invitation](ctx, c.opts.Docs, key)
	v := observe.Viewer{Role: i.Role}
	if err != nil || !there || i.usedUp() || i.Scope == api.ScopeTeam || !v.MayAppend() {
		return err
	}
	err = c.opts.Recorder.Read(ctx, i.Session, observe.OwnerViewer, func(*observe.Snapshot) error { return nil })
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return err
}

// tryUse is useInvitation as long as nobody else writes to the invitation.
func (c *Control) tryUse(ctx context.Context, key, name string, who *Principal) (*Grant, string, error) {
	c.joining.RLock() // see removeInvitation
	defer c.joining.RUnlock()
	now := c.opts.Now()
	i, revision, there, err := documents.Get[invitation](ctx, c.opts.Docs, key)
	if err != nil {
		return nil, "", err
	}
	if !there || !now.Before(i.Expires) {
		return nil, "", errNoInvitation()
	}
	g := Grant{
		Invitation: i.ID, Role: i.Role, Scope: i.Scope, Session: i.Session, Team: i.Team,
		Person: i.Person, Anonymous: i.Anonymous, AfterShown: i.AfterShown, Name: name, Expires: now.Add(grantLife),
	}
	if old := who.grantOf(i.ID); old != nil {
		g.Observer, g.Name = old.Observer, old.Name
	} else {
		if i.usedUp() {
			return nil, "", errNoInvitation()
		}
		if err := c.checkQuota(ctx, &g); err != nil {
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

// checkQuota says why one more observer cannot join, before a use is counted.
func (c *Control) checkQuota(ctx context.Context, g *Grant) error {
	if g.Scope == api.ScopeTeam || g.Role == observe.RoleViewer {
		return nil // they are not in a header, or not yet
	}
	h, err := c.opts.Recorder.Header(ctx, g.Session)
	if err == nil {
		err = c.opts.Quotas.CheckObserver(h)
	}
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return err
}

// newObserver makes the id of somebody who joins. It is random, so that an id is
// never given to two people, not even after a backup without the first of them
// was restored: otherwise a device would take the entries that it kept for those
// of somebody else. An observer who may add to a single session is noted in its
// header.
func (c *Control) newObserver(ctx context.Context, g *Grant) (observe.ObserverID, error) {
	v := observe.Viewer{Role: g.Role}
	id := observe.ObserverID(uuid.NewString())
	var err error
	switch {
	case g.Scope == api.ScopeTeam:
	case v.MayAppend():
		err = c.opts.Recorder.Update(ctx, g.Session, func(_ *observe.State, h *observe.Header) error {
			h.Observers = append(h.Observers, observe.Observer{ID: id, Name: g.Name, Role: g.Role})
			return nil
		})
	default:
		_, err = c.opts.Recorder.Header(ctx, g.Session)
	}
	if problem.IsNotFound(err) {
		err = errNoInvitation()
	}
	return id, err
}

// joinedSession returns the session to open after joining: with scope team, the
// newest of the team; nil when the team has none.
func (c *Control) joinedSession(ctx context.Context, scope api.Scope, session observe.SessionID, team observe.TeamID) (*observe.SessionID, error) {
	if scope == api.ScopeSession {
		return &session, nil
	}
	infos, _, err := c.opts.Recorder.List(ctx, observe.Filter{Team: team}, 1)
	if err != nil || len(infos) == 0 {
		return nil, err
	}
	return &infos[0].Header.ID, nil
}
