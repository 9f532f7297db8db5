package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"time"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// principal is who asks: the owner, or whoever holds grants.
type principal struct {
	owner   bool
	grants  []grant   // in the order of power
	browser string    // id of the browser session; empty with a bearer token
	until   time.Time // when it expires; zero: never
}

// name tells people apart, for what each has a share of; that of the owner is
// empty, and those who hold nothing that still counts are one. It is that of the person an invitation let in, and not of a token:
// whoever joins again with what they hold gets another token, but stays the same
// observer and keeps this name.
func (p *principal) name() string {
	if p.owner {
		return owned
	}
	if len(p.grants) == 0 {
		return "nobody"
	}
	return nameOf(p.grants[0].Invitation, p.grants[0].Observer)
}

func nameOf(invitation string, o observe.ObserverID) string { return invitation + " " + string(o) }

// grant is what an invitation gave to one person; a document of kind keyGrant.
type grant struct {
	Invitation string             `json:"invitation"`
	Role       observe.Role       `json:"role"`
	Scope      api.Scope          `json:"scope"`
	Session    observe.SessionID  `json:"session,omitempty"`
	Team       observe.TeamID     `json:"team,omitempty"`
	Person     observe.PersonID   `json:"person,omitempty"`
	Anonymous  bool               `json:"anonymous,omitempty"`
	Observer   observe.ObserverID `json:"observer"`
	Name       string             `json:"name"`
	Expires    time.Time          `json:"expires"`
	Deleted    bool               `json:"deleted,omitempty"` // the session is; nothing else is known any more

	key string // of the document
}

// access is what a principal may do with one session, and by what right.
type access struct {
	observe.Viewer
	session    observe.SessionID
	scope      api.Scope // of the grant; empty for the owner
	team       observe.TeamID
	name       string    // what others see
	invitation string    // whose revocation ends it; empty for the owner
	expires    time.Time // zero: never
}

// access is the one place that tells what somebody is to a session; ok is
// false when they may not know of it.
func (p *principal) access(h *observe.Header) (a access, ok bool) {
	if p.owner {
		return access{Viewer: observe.OwnerViewer, session: h.ID, expires: p.until}, true
	}
	for _, g := range p.grants {
		if g.Scope == api.ScopeSession && g.Session == h.ID || g.Scope == api.ScopeTeam && g.Team == h.Team && h.Team != "" {
			return access{
				Viewer:  observe.Viewer{Role: g.Role, Observer: g.Observer, Person: g.Person, Anonymous: g.Anonymous},
				session: h.ID, scope: g.Scope, team: g.Team,
				name: g.Name, invitation: g.Invitation, expires: earlier(p.until, g.Expires),
			}, true
		}
	}
	return access{}, false
}

// expires gives when the first of what a principal has expires; zero: never.
func (p *principal) expires() time.Time {
	at := p.until
	for i := range p.grants {
		if !p.owner {
			at = earlier(at, p.grants[i].Expires)
		}
	}
	return at
}

// earlier gives the first of two moments; a zero one never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// rank is lower for what allows more.
func rank(role observe.Role, anonymous bool) int {
	n := 2 * slices.Index(observe.Roles, role) // in the order of power
	if anonymous {
		n++
	}
	return n
}

// sortByPower puts the grants that allow more first.
func sortByPower(grants []grant) {
	slices.SortStableFunc(grants, func(a, b grant) int {
		return rank(a.Role, a.Anonymous) - rank(b.Role, b.Anonymous)
	})
}

// authenticate tells who asks. Without credentials, or with wrong ones, the
// error is a problem of kind unauthorized. A bearer token counts before a
// cookie.
func (s *Server) authenticate(r *http.Request) (*principal, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return s.fromCookie(r)
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, problem.New(problem.Unauthorized, `the header Authorization must be "Bearer" and a token`)
	}
	p, err := s.fromToken(r.Context(), strings.TrimSpace(token))
	if err == nil && p == nil {
		err = problem.New(problem.Unauthorized, "the token is not valid, or not valid any more")
	}
	return p, err
}

func (s *Server) fromToken(ctx context.Context, token string) (*principal, error) {
	sum := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(sum[:], s.token[:]) == 1 {
		return &principal{owner: true}, nil
	}
	key, ok := grantKey(token)
	if !ok {
		return nil, nil
	}
	g, err := s.grant(ctx, key)
	if err != nil || g == nil {
		return nil, err
	}
	p := &principal{}
	p.add(g)
	return p, nil
}

// add gives a principal a grant, unless its session was deleted.
func (p *principal) add(g *grant) {
	if !g.Deleted {
		p.grants = append(p.grants, *g)
	}
}

func (s *Server) fromCookie(r *http.Request) (*principal, error) {
	b, current, err := s.browserOf(r)
	if err != nil {
		return nil, err
	}
	if !current {
		return nil, problem.New(problem.Unauthorized, "sign in, or send a bearer token")
	}
	p, err := s.fromBrowser(r.Context(), &b.Value)
	if err == nil && p == nil {
		err = problem.New(problem.Unauthorized, "what this browser was invited to has ended")
	}
	return p, err
}

// fromBrowser gives whose a browser session is; nil when nothing of what it
// holds still holds.
func (s *Server) fromBrowser(ctx context.Context, b *browser) (*principal, error) {
	p := &principal{owner: b.Owner, browser: b.ID, until: b.Expires}
	known := p.owner
	for _, key := range b.Grants {
		g, err := s.grant(ctx, key)
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
	sortByPower(p.grants)
	return p, nil
}

// renewed tells until when somebody may go on with what they do by a right that
// has expired: a browser that joined again, or signed in again, meanwhile may.
func (s *Server) renewed(r *running) (until time.Time, ok bool) {
	if r.who.browser == "" {
		return time.Time{}, false
	}
	ctx := context.Background()
	b, _, there, err := documents.Get[browser](ctx, s.opts.Docs, documents.Key(keyBrowser, r.who.browser))
	if err != nil || !there || expired(b.Expires, s.opts.Now()) {
		return time.Time{}, false // also when it cannot be known
	}
	p, err := s.fromBrowser(ctx, &b)
	if err != nil || p == nil {
		return time.Time{}, false
	}
	if r.who.owner {
		return p.until, p.owner
	}
	if a := r.about(); a != nil {
		g := p.grantOf(a.invitation)
		if g == nil {
			return time.Time{}, false
		}
		return earlier(p.until, g.Expires), true
	}
	return p.expires(), true
}

// A token of a grant is the id of its invitation, a dot, and a secret: so that
// it is found without a list of all.
func grantKey(token string) (key string, ok bool) {
	invitation, secret, ok := strings.Cut(token, ".")
	if !ok || invitation == "" || secret == "" {
		return "", false
	}
	return documents.Key(keyGrant, invitation) + "/" + hashOf(secret), true
}

// grant reads a grant that still holds; nil when it has ended. It ends with its
// invitation, whether or not its own document is gone already.
func (s *Server) grant(ctx context.Context, key string) (*grant, error) {
	g, _, there, err := documents.Get[grant](ctx, s.opts.Docs, key)
	if err != nil || !there || !s.opts.Now().Before(g.Expires) {
		return nil, err
	}
	if !g.Deleted {
		_, _, there, err = documents.Get[invitation](ctx, s.opts.Docs, documents.Key(keyInvitation, g.Invitation))
		if err != nil || !there {
			return nil, err
		}
	}
	g.key = key
	return &g, nil
}
