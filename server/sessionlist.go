package server

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"kompas/observe"
	"kompas/server/api"
)

// mostScanned is how many headers one request for a list looks at. A part of a
// list may be shorter than asked for; only without next is it the last one.
const mostScanned = 1000

func listSessions(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	if !c.who.owner {
		if after, err = c.openCursor(after); err != nil {
			return err
		}
	}
	page := api.SessionPage{Items: []api.SessionItem{}}
	team := observe.TeamID(c.r.URL.Query().Get("team"))
	teams := slices.ContainsFunc(c.who.grants, func(g grant) bool { return g.Scope == api.ScopeTeam })
	if c.who.owner || teams {
		err = c.scanSessions(&page, team, after, limit)
	} else {
		err = c.grantedSessions(&page, team, after, limit)
	}
	if err != nil {
		return err
	}
	if !c.who.owner {
		page.Next = c.sealCursor(page.Next)
	}
	return c.reply(http.StatusOK, page)
}

// A cursor names the session that comes before, which may be one that the caller
// is not to know of: only the owner's can be read.

func (c *call) cursorSeal() cipher.AEAD {
	mac := hmac.New(sha256.New, c.opts.Secret)
	mac.Write([]byte("cursor"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		panic(err) // the key has the right length
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return seal
}

func (c *call) sealCursor(cursor string) string {
	if cursor == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(c.cursorSeal().Seal(nil, nil, []byte(cursor), nil))
}

func (c *call) openCursor(sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	data, err := base64.RawURLEncoding.DecodeString(sealed)
	if err == nil {
		data, err = c.cursorSeal().Open(nil, nil, data, nil)
	}
	if err != nil {
		return "", wrong("/after", "must be the value of next of an earlier answer")
	}
	return string(data), nil
}

// scanSessions looks through all sessions for those that the caller may know
// of; with a team for those of it.
func (c *call) scanSessions(page *api.SessionPage, team observe.TeamID, after string, limit int) error {
	for scanned := 0; scanned < mostScanned && len(page.Items) < limit; {
		infos, next, err := c.recorder.List(c.r.Context(), after, limit-len(page.Items))
		if err != nil {
			if observe.CodeOf(err) == observe.Invalid {
				err = wrong("/after", "must be the value of next of an earlier answer")
			}
			return err
		}
		for _, info := range infos {
			if a, ok := c.who.access(&info.Header); ok && a.inTeam(&info.Header, team) {
				if err := c.addItem(page, info.Header.ID, a.Viewer); err != nil {
					return err
				}
			}
		}
		scanned += len(infos)
		after, page.Next = next, next
		if next == "" {
			return nil
		}
	}
	return nil
}

// grantedSessions gives the few sessions that somebody was invited to, without
// a look at all others. The cursor names the session that comes before.
func (c *call) grantedSessions(page *api.SessionPage, team observe.TeamID, after string, limit int) error {
	type place struct {
		created observe.Timestamp
		id      observe.SessionID
		viewer  observe.Viewer
	}
	var places []place
	for _, g := range c.who.grants {
		err := c.recorder.Read(c.r.Context(), g.Session, observe.Viewer{}, func(s *observe.Snapshot) error {
			if a, _ := c.who.access(s.State.Header()); a.inTeam(s.State.Header(), team) {
				places = append(places, place{s.State.Header().CreatedAt, g.Session, a.Viewer})
			}
			return nil
		})
		if err != nil && !gone(err) {
			return err
		}
	}
	order := func(a, b place) int {
		return cmp.Or(b.created.Time().Compare(a.created.Time()), cmp.Compare(a.id, b.id))
	}
	slices.SortFunc(places, order)
	places = slices.CompactFunc(places, func(a, b place) bool { return a.id == b.id })
	if after != "" {
		text, err := base64.RawURLEncoding.DecodeString(after)
		created, id, ok := strings.Cut(string(text), " ")
		if err != nil || !ok {
			return wrong("/after", "must be the value of next of an earlier answer")
		}
		last := place{created: observe.Timestamp(created), id: observe.SessionID(id)}
		places = slices.DeleteFunc(places, func(p place) bool { return order(p, last) <= 0 })
	}
	if len(places) > limit {
		places = places[:limit]
		last := places[limit-1]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(string(last.created) + " " + string(last.id)))
	}
	for _, p := range places {
		if err := c.addItem(page, p.id, p.viewer); err != nil {
			return err
		}
	}
	return nil
}

// inTeam reports whether a session is one of a team, as far as the caller may
// know that: to an anonymous viewer of a session it has none. No team means any.
func (a access) inTeam(h *observe.Header, team observe.TeamID) bool {
	return team == "" || h.Team == team && (!a.Anonymous || a.scope == api.ScopeTeam)
}

// addItem adds a session as the viewer sees it, unless it was deleted
// meanwhile.
func (c *call) addItem(page *api.SessionPage, id observe.SessionID, v observe.Viewer) error {
	err := c.recorder.Read(c.r.Context(), id, v, func(s *observe.Snapshot) error {
		page.Items = append(page.Items, api.RenderItem(s))
		return nil
	})
	if gone(err) {
		return nil
	}
	return err
}
