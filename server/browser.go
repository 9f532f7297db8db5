package server

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// browserLife is how long a browser stays signed in.
const browserLife = 30 * 24 * time.Hour

// browser is a browser session; a document of kind keyBrowser. The cookie
// holds a token, the store its hash.
type browser struct {
	ID      string    `json:"id"` // stays when the token changes
	Owner   bool      `json:"owner,omitempty"`
	Grants  []string  `json:"grants,omitempty"` // keys of their documents
	Expires time.Time `json:"expires"`
}

// cookieName tells apart servers on several ports of one host, which share
// their cookies.
func (s *Server) cookieName(r *http.Request) string {
	if s.publicURL != nil {
		return "kompas_" + portOf(s.publicURL.Scheme, s.publicURL.Host)
	}
	a := s.addressOf(r)
	return "kompas_" + portOf(a.scheme, a.host)
}

// browserOf reads the browser session of a request; nil when there is none.
func (s *Server) browserOf(r *http.Request) (*keyed[browser], error) {
	c, err := r.Cookie(s.cookieName(r))
	if err != nil || c.Value == "" {
		return nil, nil
	}
	key := docKey(keyBrowser, hashOf(c.Value))
	b, revision, there, err := getDoc[browser](r.Context(), s.opts.Docs, key)
	if err != nil || !there || !s.opts.Now().Before(b.Expires) {
		return nil, err
	}
	return &keyed[browser]{key, revision, b}, nil
}

// signBrowserIn gives a browser more rights. It gets a new token each time: one
// that somebody planted there before must not gain them. The id is that of the
// browser session.
func (s *Server) signBrowserIn(w http.ResponseWriter, r *http.Request, more func(*browser)) (id string, err error) {
	old, err := s.browserOf(r)
	if err != nil {
		return "", err
	}
	b := browser{ID: newID()}
	if old != nil {
		b = old.value
		b.Grants = slices.Clone(b.Grants)
	}
	more(&b)
	b.Expires = s.opts.Now().Add(browserLife)
	token := newToken()
	if err := putDoc(r.Context(), s.opts.Docs, docKey(keyBrowser, hashOf(token)), b, 0); err != nil {
		return "", err
	}
	if old != nil {
		if err := s.opts.Docs.Delete(r.Context(), old.key, old.revision); err != nil && !changedMeanwhile(err) {
			return "", err
		}
	}
	s.setCookie(w, r, token, int(browserLife/time.Second))
	return b.ID, nil
}

func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, token string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(r), Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.secure(r),
	})
}

// sweep removes what has expired.
func (s *Server) sweep(ctx context.Context) error {
	now := s.opts.Now()
	type expiring struct {
		Expires time.Time `json:"expires"`
		Lasts   time.Time `json:"lasts"` // of an invitation: until its last grant has expired
	}
	for _, kind := range []string{keyBrowser, keySignin, keyInvitation, keyGrant} {
		for d, err := range listDocs[expiring](ctx, s.opts.Docs, kind, "") {
			if err != nil {
				return err
			}
			until := d.value.Expires
			if d.value.Lasts.After(until) {
				until = d.value.Lasts
			}
			if now.Before(until) {
				continue
			}
			if err := s.opts.Docs.Delete(ctx, d.key, d.revision); err != nil && !changedMeanwhile(err) {
				return err
			}
		}
	}
	return nil
}
