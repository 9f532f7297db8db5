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

// tokenGrace is how long a browser may still show the token that it had before,
// to add to what it holds: answers that each bring a new token may pass each
// other by.
const tokenGrace = 10 * time.Second

// browser is a browser session; a document of kind keyBrowser, by its id. The
// cookie holds the id, a dot, and a token, of which the store has the hash.
//
// Documents of earlier versions are by the hash of the token, which is the whole
// cookie, and have none of Token, Was and WasUntil.
type browser struct {
	ID       string    `json:"id"` // stays when the token changes
	Token    string    `json:"token,omitempty"`
	Was      string    `json:"was,omitempty"` // the one before
	WasUntil time.Time `json:"was_until,omitzero"`
	Owner    bool      `json:"owner,omitempty"`
	Grants   []string  `json:"grants,omitempty"` // keys of their documents
	Expires  time.Time `json:"expires"`
}

// cookieName tells apart servers on several ports of one host, which share
// their cookies.
func (c *Control) cookieName(r *http.Request) string {
	return "kompas_" + c.Addresses.Port(r)
}

// HasCookie reports whether a request comes from a browser that has a session
// here, or had one.
func (c *Control) HasCookie(r *http.Request) bool {
	_, err := r.Cookie(c.cookieName(r))
	return err == nil
}

// browserOf reads the browser session of a request; nil when there is none. When
// it is not current, the browser showed the token that it had just before: that
// adds to what it holds, and gives nothing of it.
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
	b.Value, b.Revision, there, err = documents.Get[browser](r.Context(), c.Docs, b.Key)
	now := c.Now()
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

// signBrowserIn gives a browser more rights. It gets a new token each time: one
// that somebody planted there before must not gain them. Of several answers
// that pass each other by, the first brings the token, and the others add to
// what it opens. The id is that of the browser session.
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
		now := c.Now()
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
		err := documents.Put(r.Context(), c.Docs, key, b, revision)
		if documents.ChangedMeanwhile(err) {
			// Another answer came first. What this one showed was right when it came.
			was := old.Value.Token
			old = &documents.Stored[browser]{Key: key}
			var there bool
			if old.Value, old.Revision, there, err = documents.Get[browser](r.Context(), c.Docs, key); err != nil {
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
			if err := c.Docs.Delete(r.Context(), old.Key, old.Revision); err != nil && !documents.ChangedMeanwhile(err) {
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
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.Addresses.Secure(r),
	})
}
