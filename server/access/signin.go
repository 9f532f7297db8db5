package access

import (
	"context"
	"net/http"
	"time"

	"kompas/server/documents"
	"kompas/server/problem"
)

// signinLife is how long a sign-in link is valid.
const signinLife = 10 * time.Minute

// signinDoc is a document of kind keySignin. Using the link removes it.
type signinDoc struct {
	Expires time.Time `json:"expires"`
}

// SignInLink makes a link that signs one browser in as the owner, once, within
// ten minutes. Base is what the link begins with: scheme, host and port of the
// server as the browser reaches it.
func (c *Control) SignInLink(ctx context.Context, base string) (string, error) {
	if err := c.sweepNowAndThen(ctx); err != nil {
		return "", err
	}
	token := newToken()
	doc := signinDoc{Expires: c.opts.Now().Add(signinLife)}
	if err := documents.Put(ctx, c.opts.Docs, documents.Key(keySignin, hashOf(token)), doc, 0); err != nil {
		return "", err
	}
	return base + "/signin#" + token, nil
}

// SignIn signs a browser in as the owner by the token of a sign-in link. Whatever
// the browser does at this moment with fewer rights ends, so that it begins again
// with the new ones.
func (c *Control) SignIn(w http.ResponseWriter, r *http.Request, token string) error {
	if err := c.useSigninLink(r.Context(), token); err != nil {
		return err
	}
	id, err := c.signBrowserIn(w, r, func(b *browser) { b.Owner = true })
	if err != nil {
		return err
	}
	c.running.end(r.Context(), rightChanged(), func(a *Activity) bool { return a.who.browser == id && !a.who.Owner })
	return nil
}

// useSigninLink takes the one use of a sign-in link: of two who try, one removes
// the document.
func (c *Control) useSigninLink(ctx context.Context, token string) error {
	key := documents.Key(keySignin, hashOf(token))
	doc, revision, there, err := documents.Get[signinDoc](ctx, c.opts.Docs, key)
	if err != nil {
		return err
	}
	if there {
		err = c.opts.Docs.Delete(ctx, key, revision)
	}
	if !there || documents.ChangedMeanwhile(err) || !c.opts.Now().Before(doc.Expires) {
		return problem.New(problem.NotFound, "this sign-in link is not valid, or was used already; make another one")
	}
	return err
}

// SignOut ends the browser session that the request of an exchange shows, for all tabs and live
// connections of the browser.
func (c *Control) SignOut(x *Exchange) error {
	r, id := x.Request(), x.Who().browser
	if id == "" {
		return problem.New(problem.Forbidden, "a bearer token is not signed out; it ends when its invitation is revoked")
	}
	b, _, err := c.browserOf(r)
	if err != nil {
		return err
	}
	keys := []string{documents.Key(keyBrowser, id)}
	if b != nil {
		keys = append(keys, b.Key) // another one in a document of an earlier version
	}
	for _, key := range keys {
		if err := documents.Remove(context.WithoutCancel(r.Context()), c.opts.Docs, key); err != nil {
			return err
		}
	}
	c.end(x, rightEnded(), func(a *Activity) bool { return a.who.browser == id })
	c.setCookie(x, r, "", -1)
	return nil
}
