package server

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/problem"
)

func listSessions(c *call) error {
	cursor, limit, err := c.page()
	if err != nil {
		return err
	}
	f := observe.Filter{Team: observe.TeamID(c.r.URL.Query().Get("team"))}
	if f.After, err = c.openCursor(cursor); err != nil {
		return err
	}
	return c.replyLong(http.StatusOK, func() (any, error) { return c.sessionPage(f, limit) })
}

func (c *call) sessionPage(f observe.Filter, limit int) (page api.SessionPage, err error) {
	infos, more, err := c.knownSessions(f, limit)
	if err != nil {
		return page, err
	}
	page = api.SessionPage{Items: []api.SessionItem{}}
	for _, info := range infos {
		a, _ := c.who.RightTo(&info.Header)
		page.Items = append(page.Items, api.RenderItem(c.recorder.Outline(info, a.Viewer)))
	}
	if more {
		page.Next = c.sealCursor(infos[len(infos)-1].Header.Place())
	}
	return page, nil
}

// cursorSeal returns what cursors are sealed with. A cursor names the last session of a
// part of a list. All but the owner's are sealed, so that they tell nothing about that
// session.
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

func (c *call) sealCursor(p observe.Place) string {
	text := []byte(string(p.Created) + " " + string(p.ID))
	if !c.who.Owner {
		text = c.cursorSeal().Seal(nil, nil, text, nil)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (c *call) openCursor(cursor string) (observe.Place, error) {
	if cursor == "" {
		return observe.Place{}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil && !c.who.Owner {
		text, err = c.cursorSeal().Open(nil, nil, text, nil)
	}
	created, id, ok := strings.Cut(string(text), " ")
	if err != nil || !ok || id == "" {
		return observe.Place{}, problem.Wrong("/after", "must be the value of next of an earlier answer")
	}
	return observe.Place{Created: observe.Timestamp(created), ID: observe.SessionID(id)}, nil
}

// knownSessions returns up to limit of the sessions that the caller may know of, in
// the order of lists, and whether there are more. The owner knows all sessions; others
// know those of the teams, and the single ones, that they were invited to. No other
// sessions are looked at.
func (c *call) knownSessions(f observe.Filter, limit int) (list []observe.SessionInfo, more bool, err error) {
	ctx := c.r.Context()
	if c.who.Owner {
		return c.recorder.List(ctx, f, limit)
	}
	asked := map[observe.TeamID]bool{}
	var known []observe.Place // the last session of each list that has more
	for _, g := range c.who.Grants {
		if g.Scope == api.ScopeTeam {
			if asked[g.Team] || f.Team != "" && f.Team != g.Team {
				continue
			}
			asked[g.Team] = true
			infos, goesOn, err := c.recorder.List(ctx, observe.Filter{Team: g.Team, After: f.After}, limit)
			if err != nil {
				return nil, false, err
			}
			if goesOn {
				known = append(known, infos[len(infos)-1].Header.Place())
			}
			list = append(list, infos...)
			continue
		}
		info, err := c.recorder.Info(ctx, g.Session)
		if problem.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		h := &info.Header
		a, _ := c.who.RightTo(h)
		if inTeam(&a, h, f.Team) && (f.After == (observe.Place{}) || h.Place().Compare(f.After) > 0) {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b observe.SessionInfo) int { return a.Header.Place().Compare(b.Header.Place()) })
	list = slices.CompactFunc(list, func(a, b observe.SessionInfo) bool { return a.Header.ID == b.Header.ID })
	end := min(limit, len(list))
	if len(known) > 0 {
		least := slices.MinFunc(known, observe.Place.Compare)
		end = min(end, 1+slices.IndexFunc(list, func(i observe.SessionInfo) bool { return i.Header.Place() == least }))
	}
	return list[:end], end < len(list) || len(known) > 0, nil
}

// inTeam reports whether a session is one of a team, as far as the caller may know
// that: to an anonymous viewer of a single session, the session has no team. An empty
// team stands for any.
func inTeam(a *access.Right, h *observe.Header, team observe.TeamID) bool {
	return team == "" || h.Team == team && (!a.Anonymous || a.Scope == api.ScopeTeam)
}
