package access

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kompas/server/documents"
)

// browserLife is how long a browser stays signed in.
const browserLife = 30 * 24 * time.Hour

// tokenGrace is for how long a browser may still show its previous token, to add
// to what it holds: when two tabs join at once, the answer with the new token may
// come after the second tab has sent its request with the previous one.
const tokenGrace = 10 * time.Second

// browser is a browser session; a document of kind keyBrowser, by its id. The
// cookie holds the id, a dot, and a token, whose hash is stored.
//
// In a document of an earlier version, the cookie is only the token, the hash of
// the token is the id, and Token, Was and WasUntil are empty.
type browser struct {
	ID       string    `json:"id"`                 // stays when the token changes
	Token    string    `json:"token,omitempty"`    // its hash
	Was      string    `json:"was,omitempty"`      // the hash of the previous token
	WasUntil time.Time `json:"was_until,omitzero"` // until when that may be shown
	Owner    bool      `json:"owner,omitempty"`
	Grants   []string  `json:"grants,omitempty"` // keys of their documents
	Expires  time.Time `json:"expires"`
}

// cookieName returns the name of the cookie. It holds the port, because servers on
// several ports of one host share their cookies.
func (c *Control) cookieName(r *http.Request) string {
	return "kompas_" + c.opts.Addresses.Port(r)
}

// HasCookie reports whether a request comes from a browser that has or had a
// browser session here.
func (c *Control) HasCookie(r *http.Request) bool {
	_, err := r.Cookie(c.cookieName(r))
	return err == nil
}

// browserOf reads the browser session of a request; nil when there is none. When
// it is not current, the browser has shown its previous token: that may add to
// what the browser session holds, and allows nothing else.
func (c *Control) browserOf(r *http.Request) (b *documents.Stored[browser], current bool, err error) {
	cookie, err := r.Cookie(c.cookieName(r))
	if err != nil || cookie.Value == "" {
		return nil, false, nil
	}
	id, token, byID := strings.Cut(cookie.Value, ".")
	if !byID {
		id = hashOf(cookie.Value)
	}
	b = &documents.Stored[browser]{Key: documents.Key(keyBrowser, id)}
	var there bool
	b.Value, b.Revision, there, err = documents.Get[browser](r.Context(), c.opts.Docs, b.Key)
	now := c.opts.Now()
	switch {
	case err != nil || !there || expired(b.Value.Expires, now):
		return nil, false, err
	case !byID || hashOf(token) == b.Value.Token:
		return b, true, nil
	case hashOf(token) == b.Value.Was && now.Before(b.Value.WasUntil):
		return b, false, nil
	}
	return nil, false, nil
}

// signBrowserIn adds rights to the browser session of a request, with more, which
// may be called several times, and returns its id. The browser gets a new token
// each time, so that a token which somebody planted there gains nothing. Of
// several requests at once, the first to be stored brings the new token, and the
// others only add rights.
func (c *Control) signBrowserIn(w http.ResponseWriter, r *http.Request, more func(*browser)) (id string, err error) {
	old, current, err := c.browserOf(r)
	if err != nil {
		return "", err
	}
	for {
		if old == nil {
			old, current = &documents.Stored[browser]{Value: browser{ID: uuid.NewString()}}, true
		}
		b := old.Value
		b.Grants = slices.Clone(b.Grants)
		more(&b)
		now := c.opts.Now()
		b.Expires = now.Add(browserLife)
		token := newToken()
		if current {
			b.Was, b.WasUntil = b.Token, now.Add(tokenGrace)
			b.Token = hashOf(token)
		}
		key, revision := documents.Key(keyBrowser, b.ID), old.Revision
		if key != old.Key {
			revision = 0
		}
		err := documents.Put(r.Context(), c.opts.Docs, key, b, revision)
		if documents.ChangedMeanwhile(err) {
			// Another request was first. The token of this one was right when it came.
			was := old.Value.Token
			old = &documents.Stored[browser]{Key: key}
			var there bool
			if old.Value, old.Revision, there, err = documents.Get[browser](r.Context(), c.opts.Docs, key); err != nil {
				return "", err
			}
			if !there {
				old = nil // it was signed out
			} else {
				current = current && old.Value.Token == was
			}
			continue
		}
		if err != nil {
			return "", err
		}
		if old.Key != "" && old.Key != key {
			if err := c.opts.Docs.Delete(r.Context(), old.Key, old.Revision); err != nil && !documents.ChangedMeanwhile(err) {
				return "", err
			}
		}
		if current {
			c.setCookie(w, r, b.ID+"."+token, int(browserLife/time.Second))
		}
		return b.ID, nil
	}
}

func (c *Control) setCookie(w http.ResponseWriter, r *http.Request, token string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: c.cookieName(r), Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.opts.Addresses.Secure(r),
	})
}
