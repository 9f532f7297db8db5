package server

import (
	"context"
	"net/http"
	"time"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// signinLife is how long a sign-in link is valid.
const signinLife = 10 * time.Minute

// signinDoc is a document of kind keySignin. Spending the link removes it.
type signinDoc struct {
	Expires time.Time `json:"expires"`
}

// SignInLink makes a link that signs one browser in as the owner, once, within
// ten minutes. Base is scheme, host and port of the server as the browser
// reaches it; the public URL counts before it.
func (s *Server) SignInLink(base string) (string, error) {
	return s.signinLink(context.Background(), s.addresses.PublicOr(base))
}

func (s *Server) signinLink(ctx context.Context, base string) (string, error) {
	token := newToken()
	doc := signinDoc{Expires: s.opts.Now().Add(signinLife)}
	if err := documents.Put(ctx, s.opts.Docs, documents.Key(keySignin, hashOf(token)), doc, 0); err != nil {
		return "", err
	}
	return base + "/signin#" + token, nil
}

func createSigninLink(c *call) error {
	if err := c.sweepNowAndThen(c.r.Context()); err != nil {
		return err
	}
	url, err := c.signinLink(c.r.Context(), c.addresses.Base(c.r))
	if err != nil {
		return err
	}
	return c.reply(http.StatusCreated, api.Link{URL: url})
}

func signin(c *call) error {
	if c.r.Header.Get("Origin") != "" && !c.addresses.Allowed(c.r) {
		return problem.New(problem.Origin, "a browser is signed in from the server's own page only")
	}
	var in api.Token
	if err := c.read(&in); err != nil {
		return err
	}
	if err := c.spendSignin(in.Token); err != nil {
		return err
	}
	browser, err := c.signBrowserIn(c.w, c.r, func(b *browser) { b.Owner = true })
	if err != nil {
		return err
	}
	c.end(rightChanged(), func(r *running) bool { return r.who.browser == browser && !r.who.owner })
	return c.done()
}

// spendSignin takes the one use of a sign-in link: of two who try, one removes
// the document.
func (c *call) spendSignin(token string) error {
	key := documents.Key(keySignin, hashOf(token))
	doc, revision, there, err := documents.Get[signinDoc](c.r.Context(), c.opts.Docs, key)
	if err != nil {
		return err
	}
	if there {
		err = c.opts.Docs.Delete(c.r.Context(), key, revision)
	}
	if !there || documents.ChangedMeanwhile(err) || !c.opts.Now().Before(doc.Expires) {
		return problem.New(problem.NotFound, "this sign-in link is not valid, or was used already; make another one")
	}
	return err
}

// signout ends the browser session, for all its tabs and live connections.
func signout(c *call) error {
	if c.who.browser == "" {
		return problem.New(problem.Forbidden, "a bearer token is not signed out; it ends when its invitation is revoked")
	}
	b, _, err := c.browserOf(c.r)
	if err != nil {
		return err
	}
	keys := []string{documents.Key(keyBrowser, c.who.browser)}
	if b != nil {
		keys = append(keys, b.Key) // another one in a document of an earlier version
	}
	for _, key := range keys {
		if err := documents.Remove(context.WithoutCancel(c.r.Context()), c.opts.Docs, key); err != nil {
			return err
		}
	}
	c.end(rightEnded(), func(r *running) bool { return r.who.browser == c.who.browser })
	c.setCookie(c.w, c.r, "", -1)
	return c.done()
}

func me(c *call) error {
	if !c.who.owner && len(c.who.grants) == 0 {
		return problem.New(problem.Unauthorized, "what you were invited to has been deleted")
	}
	out := api.Me{Role: observe.RoleOwner, Observer: observe.Owner, Grants: []api.Grant{}}
	for i, g := range c.who.grants {
		if i == 0 && !c.who.owner {
			out.Role, out.Observer = g.Role, g.Observer
		}
		out.Grants = append(out.Grants, api.Grant{
			Role: g.Role, Scope: g.Scope, Session: g.Session, Team: g.Team, Person: g.Person, Anonymous: g.Anonymous,
			Observer: g.Observer, Name: g.Name, ExpiresAt: observe.NewTimestamp(g.Expires),
		})
	}
	return c.reply(http.StatusOK, out)
}
