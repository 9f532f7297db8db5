package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"time"

	"kompas/observe"
	"kompas/server/allowance"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// Principal is who sends a request: the owner, or somebody who holds grants.
type Principal struct {
	Owner  bool
	Grants []Grant // in the order of power; of the owner too, where a browser holds some

	browser string    // id of the browser session; empty with a bearer token
	until   time.Time // when it expires; zero: never
}

// Holder returns the name under which it is counted what a principal uses; see
// package allowance. For those who were invited it names the person, and not a token:
// whoever joins again with what they hold gets another token, but stays the same
// observer. All who hold nothing that still counts are one holder.
func (p *Principal) Holder() string {
	if p.Owner {
		return allowance.Owner
	}
	if len(p.Grants) == 0 {
		return "nobody"
	}
	return holder(p.Grants[0].Invitation, p.Grants[0].Observer)
}

func holder(invitation string, o observe.ObserverID) string { return invitation + " " + string(o) }

// Grant is what an invitation gave to one person; a document of kind keyGrant.
type Grant struct {
	Invitation string             `json:"invitation"`
	Role       observe.Role       `json:"role"`
	Scope      api.Scope          `json:"scope"`
	Session    observe.SessionID  `json:"session,omitempty"`
	Team       observe.TeamID     `json:"team,omitempty"`
	Person     observe.PersonID   `json:"person,omitempty"`
	Anonymous  bool               `json:"anonymous,omitempty"`
	AfterShown bool               `json:"after_shown,omitempty"`
	Observer   observe.ObserverID `json:"observer"`
	Name       string             `json:"name"`
	Expires    time.Time          `json:"expires"`
	Deleted    bool               `json:"deleted,omitempty"` // the session is; nothing else is known any more

	key string // of the document
}

// viewer returns as whom the grant lets see and add.
func (g *Grant) viewer() observe.Viewer {
	return observe.Viewer{Role: g.Role, Observer: g.Observer, Person: g.Person, Anonymous: g.Anonymous, AfterShown: g.AfterShown}
}

// Right is what a principal may do with one session, and by which grant.
type Right struct {
	observe.Viewer
	Name  string    // what others see
	Scope api.Scope // of the grant; empty for the owner

	session    observe.SessionID
	team       observe.TeamID
	invitation string    // whose revocation ends it; empty for the owner
	expires    time.Time // zero: never
}

// Holder names the person, or for the owner the same for all of their devices.
func (r *Right) Holder() string { return holder(r.invitation, r.Observer) }

// RightTo is the one place that decides what somebody is to a session; ok is
// false when they must not know of it.
func (p *Principal) RightTo(h *observe.Header) (r Right, ok bool) {
	if p.Owner {
		return Right{Viewer: observe.OwnerViewer, session: h.ID, expires: p.until}, true
	}
	for _, g := range p.Grants {
		if g.Scope == api.ScopeSession && g.Session == h.ID || g.Scope == api.ScopeTeam && g.Team == h.Team && h.Team != "" {
			return Right{
				Viewer: g.viewer(),
				Name:   g.Name, Scope: g.Scope,
				session: h.ID, team: g.Team, invitation: g.Invitation, expires: earlier(p.until, g.Expires),
			}, true
		}
	}
	return Right{}, false
}

// expires returns when the first part of what a principal holds expires; zero:
// never.
func (p *Principal) expires() time.Time {
	at := p.until
	for i := range p.Grants {
		if !p.Owner {
			at = earlier(at, p.Grants[i].Expires)
		}
	}
	return at
}

// earlier returns the first of two moments; a zero one never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func expired(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// rank is lower for what allows more.
func rank(v observe.Viewer) int {
	n := 4 * slices.Index(observe.Roles, v.Role) // in the order of power
	if v.Anonymous {
		n += 2
	}
	if v.AfterShown {
		n++
	}
	return n
}

// sortByPower puts the grants that allow more first.
func sortByPower(grants []Grant) {
	slices.SortStableFunc(grants, func(a, b Grant) int {
		return rank(a.viewer()) - rank(b.viewer())
	})
}

// Authenticate tells who sends a request. Without credentials, or with wrong
// ones, the error is a problem of kind unauthorized. A bearer token counts before
// a cookie.
func (c *Control) Authenticate(r *http.Request) (*Principal, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return c.fromCookie(r)
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, problem.New(problem.Unauthorized, `the header Authorization must be "Bearer" and a token`)
	}
	p, err := c.fromToken(r.Context(), strings.TrimSpace(token))
	if err == nil && p == nil {
		err = problem.New(problem.Unauthorized, "the token is not valid, or not valid any more")
	}
	return p, err
}

// fromToken returns whose a bearer token is; nil when it is nobody's.
func (c *Control) fromToken(ctx context.Context, token string) (*Principal, error) {
	sum := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(sum[:], c.owner[:]) == 1 {
		return &Principal{Owner: true}, nil
	}
	key, ok := grantKey(token)
	if !ok {
		return nil, nil
	}
	g, err := c.grant(ctx, key)
	if err != nil || g == nil {
		return nil, err
	}
	p := &Principal{}
	p.add(g)
	return p, nil
}

// add gives a principal a grant, unless its session was deleted.
func (p *Principal) add(g *Grant) {
	if !g.Deleted {
		p.Grants = append(p.Grants, *g)
	}
}

func (c *Control) fromCookie(r *http.Request) (*Principal, error) {
	b, current, err := c.browserOf(r)
	if err != nil {
		return nil, err
	}
	if !current {
		return nil, problem.New(problem.Unauthorized, "sign in, or send a bearer token")
	}
	p, err := c.fromBrowser(r.Context(), &b.Value)
	if err == nil && p == nil {
		err = problem.New(problem.Unauthorized, "what this browser was invited to has ended")
	}
	return p, err
}

// fromBrowser returns whose a browser session is; nil when everything that it
// holds has ended.
func (c *Control) fromBrowser(ctx context.Context, b *browser) (*Principal, error) {
	p := &Principal{Owner: b.Owner, browser: b.ID, until: b.Expires}
	known := p.Owner
	for _, key := range b.Grants {
		g, err := c.grant(ctx, key)
		if err != nil {
			return nil, err
		}
		if g != nil {
			known = true
			p.add(g)
		}
	}
	if !known {
		return nil, nil
	}
	sortByPower(p.Grants)
	return p, nil
}

// renewed tells until when an activity may go on whose right has expired: that of
// a browser that has joined or signed in again meanwhile may.
func (c *Control) renewed(a *Activity) (until time.Time, ok bool) {
	if a.who.browser == "" {
		return time.Time{}, false
	}
	ctx := context.Background()
	b, _, there, err := documents.Get[browser](ctx, c.opts.Docs, documents.Key(keyBrowser, a.who.browser))
	if err != nil || !there || expired(b.Expires, c.opts.Now()) {
		return time.Time{}, false // also when it cannot be known
	}
	p, err := c.fromBrowser(ctx, &b)
	if err != nil || p == nil {
		return time.Time{}, false
	}
	if a.who.Owner {
		return p.until, p.Owner
	}
	if right := a.about(); right != nil {
		g := p.grantOf(right.invitation)
		if g == nil {
			return time.Time{}, false
		}
		return earlier(p.until, g.Expires), true
	}
	return p.expires(), true
}

// grantOf returns the grant of an invitation, nil when there is none.
func (p *Principal) grantOf(invitation string) *Grant {
	if p == nil {
		return nil
	}
	if i := slices.IndexFunc(p.Grants, func(g Grant) bool { return g.Invitation == invitation }); i >= 0 {
		return &p.Grants[i]
	}
	return nil
}

// grantKey returns the key of the grant that a token is for. A token is the id of
// the invitation, a dot, and a secret, so that the grant is found without a list
// of all.
func grantKey(token string) (key string, ok bool) {
	invitation, secret, ok := strings.Cut(token, ".")
	if !ok || invitation == "" || secret == "" {
		return "", false
	}
	return documents.Key(keyGrant, invitation) + "/" + hashOf(secret), true
}

// grant reads a grant; nil when it has ended. It ends with its invitation,
// whether or not its own document is gone already.
func (c *Control) grant(ctx context.Context, key string) (*Grant, error) {
	g, _, there, err := documents.Get[Grant](ctx, c.opts.Docs, key)
	if err != nil || !there || !c.opts.Now().Before(g.Expires) {
		return nil, err
	}
	if !g.Deleted {
		_, _, there, err = documents.Get[invitation](ctx, c.opts.Docs, documents.Key(keyInvitation, g.Invitation))
		if err != nil || !there {
			return nil, err
		}
	}
	g.key = key
	return &g, nil
}
