package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/problem"
	"kompas/server/results"
)

// teamMeeting is a meeting of a team, and as whom the caller sees it.
type teamMeeting struct {
	observe.SessionInfo
	viewer observe.Viewer
}

// key names everything that results over the meeting depend on.
func (m *teamMeeting) key() string {
	v := m.viewer
	if !v.MayAppend() {
		v.Observer = "" // people who add nothing of their own see the same
	}
	return fmt.Sprintf("%s %d %d %d %q %q %q %t ", m.Header.ID, m.Generation, m.Revision, m.Head, v.Role, v.Observer, v.Person, v.Anonymous)
}

// keyOf is the same for several meetings.
func keyOf(list []teamMeeting) string {
	var b strings.Builder
	for i := range list {
		b.WriteString(list[i].key())
	}
	return b.String()
}

// teamMeetings returns the latest meetings of a team that the caller may count.
func (c *call) teamMeetings(id observe.TeamID) (list []teamMeeting, err error) {
	for f := (observe.Filter{Team: id}); ; {
		infos, more, err := c.recorder.List(c.r.Context(), f, trends.MostFollowed)
		switch {
		case c.r.Context().Err() != nil:
			panic(http.ErrAbortHandler) // the client has gone: nobody reads an answer
		case err != nil:
			return nil, err
		}
		for _, info := range infos {
			f.After = info.Header.Place()
			a, ok := c.who.RightTo(&info.Header)
			if !ok || a.Role == observe.RoleParticipant || info.Header.Waits(a.Viewer) {
				continue
			}
			if list = append(list, teamMeeting{info, a.Viewer}); len(list) == trends.MostFollowed {
				return list, nil
			}
		}
		if !more {
			return list, nil
		}
	}
}

// readMeetings reads the turns of meetings, and returns how many there are. Sessions
// that were deleted meanwhile are left out.
func (s *Server) readMeetings(ctx context.Context, list []teamMeeting) (out []trends.Dated, turns int, err error) {
	for i := range list {
		d, err := s.readMeeting(ctx, &list[i])
		switch {
		case problem.IsNotFound(err):
		case err != nil:
			return nil, 0, err
		default:
			turns += d.Turns.Len()
			out = append(out, d)
		}
	}
	return out, turns, nil
}

func (s *Server) readMeeting(ctx context.Context, m *teamMeeting) (out trends.Dated, err error) {
	err = s.recorder.Read(ctx, m.Header.ID, m.viewer, func(snapshot *observe.Snapshot) error {
		h := snapshot.State.Header()
		out.At = h.CreatedAt
		if zero, ok := snapshot.State.StartedAt(); ok {
			out.At = observe.NewTimestamp(zero)
		}
		out.Meeting = analysis.FromState(snapshot.State, m.viewer, s.opts.Secret, codebooks.KnownLoops(&h.Codebook))
		out.Meeting = out.Meeting.CodedBy(codebooks.Compared(out.Codebook))
		return nil
	})
	return out, err
}

// keptLoops returns, within a computation, the loops of one meeting. They are kept by
// themselves: the other meetings of the team need them, each in its turn.
func (s *Server) keptLoops(ctx context.Context, m *teamMeeting, o trends.Options, read func() (trends.Dated, error)) (*trends.MeetingLoops, error) {
	key := results.Key{Session: m.Header.ID, Of: fmt.Sprintf("loops %s%q", m.key(), o.Purpose)}
	return results.Part(ctx, s.results, key, func(ctx context.Context) (*trends.MeetingLoops, int, error) {
		d, err := read()
		if err != nil {
			return nil, 0, err
		}
		out, err := trends.FindLoops(ctx, d, o)
		return out, keptSize(out, 0), err
	})
}

// earlierMeetings returns the meetings whose loops are looked for by name in a session:
// earlier ones of its team, for people who may follow the team over its meetings. A
// leader is not told in which meetings something was, so they get none.
func (c *call) earlierMeetings(id observe.SessionID, o *analysis.Options) ([]teamMeeting, error) {
	if !trends.SeekTeamLoops(o) {
		return nil, nil
	}
	h, err := c.recorder.Header(c.r.Context(), id)
	if err != nil || h.Team == "" || !c.who.Owner && !slices.ContainsFunc(c.who.Grants, func(g access.Grant) bool { return g.Scope == api.ScopeTeam && g.Team == h.Team }) {
		return nil, err
	}
	all, err := c.teamMeetings(h.Team)
	if err != nil {
		return nil, err
	}
	var infos []observe.SessionInfo
	for _, m := range all {
		if m.viewer.Role != observe.RoleLeader {
			infos = append(infos, m.SessionInfo)
		}
	}
	var out []teamMeeting
	for _, info := range trends.Earlier(infos, id) {
		i := slices.IndexFunc(all, func(m teamMeeting) bool { return m.Header.ID == info.Header.ID })
		out = append(out, all[i])
	}
	return out, nil
}

// teamLoops returns, within a computation, the loops of earlier meetings that are looked
// for in a meeting. Sessions that were deleted meanwhile are left out.
func (s *Server) teamLoops(ctx context.Context, m *analysis.Meeting, earlier []teamMeeting) ([]sequence.Sought, error) {
	o := trends.DefaultOptions()
	o.MaxCodes = mostCodes
	var list []*trends.MeetingLoops
	for i := range earlier {
		loops, err := s.keptLoops(ctx, &earlier[i], o, func() (trends.Dated, error) { return s.readMeeting(ctx, &earlier[i]) })
		switch {
		case problem.IsNotFound(err):
		case err != nil:
			return nil, err
		default:
			list = append(list, loops)
		}
	}
	return trends.TeamLoops(m, list), nil
}
