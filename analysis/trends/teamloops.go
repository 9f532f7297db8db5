package trends

import (
	"cmp"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// MostFollowed is how many meetings of a team are looked at: the latest ones.
const MostFollowed = 100

// Limits of the loops of a team that are looked for in one of its meetings.
const (
	mostEarlier   = 12 // meetings that they come from: the latest ones
	mostTeamLoops = 5
)

// SeekTeamLoops reports whether loops of the team are looked for in an analysis: those of
// earlier meetings are of tags that follow each other in order, and it takes draws.
func SeekTeamLoops(o *analysis.Options) bool {
	return o.Codes == analysis.ByTag && o.Pairs == sequence.InOrder && o.Permutations > 0
}

// Earlier returns those of the sessions of a team, the session with this id among them,
// whose loops are looked for in that one: the latest of those that have ended and began
// before it, in order of time. Without that session there are none.
func Earlier(team []observe.SessionInfo, id observe.SessionID) []observe.SessionInfo {
	i := slices.IndexFunc(team, func(s observe.SessionInfo) bool { return s.Header.ID == id })
	if i < 0 {
		return nil
	}
	began := beganAt(&team[i])
	var out []observe.SessionInfo
	for _, s := range team {
		if beganAt(&s).Time().Before(began.Time()) && s.State().Now() == observe.StateEnded {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b observe.SessionInfo) int {
		return cmp.Or(beganAt(&a).Time().Compare(beganAt(&b).Time()), strings.Compare(string(a.Header.ID), string(b.Header.ID)))
	})
	return out[max(0, len(out)-mostEarlier):]
}

// beganAt returns when a session began, or else when it was made.
func beganAt(s *observe.SessionInfo) observe.Timestamp {
	return cmp.Or(s.Facts.StartedAt, s.Header.CreatedAt)
}

// TeamLoops returns the loops that were whole in earlier meetings of a team, given in
// order of time, and that are looked for by name in this one: those that were whole in
// most meetings first, then the latest. Its codebook has their words, and does not look
// for them itself. It says nothing of the turns of this meeting, so it takes nothing
// away from what is found in them.
func TeamLoops(m *analysis.Meeting, earlier []*MeetingLoops) []sequence.Sought {
	type shown struct {
		*WholeLoop
		times, latest int
	}
	found := map[string]*shown{}
	var list []*shown
	for i, meeting := range earlier {
		for k := range meeting.Whole {
			l := &meeting.Whole[k]
			if !canBeSought(l) || !inWordsOf(m, l) {
				continue
			}
			s := found[l.ID]
			if s == nil {
				s = &shown{WholeLoop: l}
				found[l.ID] = s
				list = append(list, s)
			}
			s.times++
			s.latest = i
		}
	}
	slices.SortFunc(list, func(a, b *shown) int {
		return cmp.Or(cmp.Compare(b.times, a.times), cmp.Compare(b.latest, a.latest), strings.Compare(a.ID, b.ID))
	})
	var out []sequence.Sought
	for _, l := range list[:min(len(list), mostTeamLoops)] {
		families := !slices.ContainsFunc(l.Nodes, func(code string) bool { return !has(m.Codebook.Families, code) })
		out = append(out, sequence.Sought{Source: sequence.FromTeam, Families: families, Nodes: l.Nodes, Signs: l.Signs})
	}
	return out
}

// canBeSought reports whether there is a statistic for a loop: all links are positive,
// or one of two is.
func canBeSought(l *WholeLoop) bool {
	negative := 0
	for _, s := range l.Signs {
		if s == sequence.Negative {
			negative++
		}
	}
	return negative == 0 || negative == 1 && len(l.Signs) == 2
}

// inWordsOf reports whether the codebook of a meeting has the words of a loop, and does
// not look for it.
func inWordsOf(m *analysis.Meeting, l *WholeLoop) bool {
	all := words(m.Codebook)
	return !slices.ContainsFunc(l.Nodes, func(code string) bool { return !has(all, code) }) &&
		!slices.ContainsFunc(m.KnownLoops, func(k observe.KnownLoop) bool { return sameLoop(l, &k) })
}

func has(list []observe.Tag, code string) bool {
	return slices.ContainsFunc(list, func(t observe.Tag) bool { return string(t.ID) == code })
}

// sameLoop reports whether two loops have the same nodes and signs, wherever they begin.
func sameLoop(l *WholeLoop, k *observe.KnownLoop) bool {
	n := len(l.Nodes)
	if len(k.Nodes) != n {
		return false
	}
	for first := range n {
		same := true
		for i := range n {
			at := (first + i) % n
			same = same && l.Nodes[i] == string(k.Nodes[at]) && string(l.Signs[i]) == string(k.Signs[at])
		}
		if same {
			return true
		}
	}
	return false
}
