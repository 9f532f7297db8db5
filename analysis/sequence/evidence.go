package sequence

import "kompas/observe"

// mostListed is how many moments all links of a result list together at most, and
// so do all loops: where there are more than 200 of them, each lists fewer, and at
// least one.
const mostListed = 20_000

// listedOf returns how many moments each of so many findings lists.
func listedOf(findings int) int {
	return max(1, min(MaxEvidence, mostListed/max(1, findings)))
}

// Moments are the moments of a finding in one meeting.
type Moments struct {
	Turns [][]int // of the first moments, earliest first: the places of their turns in the meeting
	Total int     // how many moments there are
}

// evidence is the moments of a finding, in each part.
type evidence []Moments

// add counts a moment, and keeps it while there is room.
func (e *evidence) add(t *codedTurns, turns ...int32) {
	if *e == nil {
		*e = make(evidence, len(t.parts))
	}
	k := t.partOf(int(turns[0]))
	m := &(*e)[k]
	m.Total++
	if len(m.Turns) < t.listed {
		own := make([]int, len(turns))
		for j, i := range turns {
			own[j] = int(i) - t.parts[k].start
		}
		m.Turns = append(m.Turns, own)
	}
}

// list returns the ids of the first moments that findings may lead to, and how
// many moments there are.
func (e evidence) list(t *codedTurns) (moments [][]observe.EntryID, total int) {
	moments = [][]observe.EntryID{}
	for k, m := range e {
		total += m.Total
		id := t.parts[k].id
		if id == nil {
			continue
		}
		for _, turns := range m.Turns[:min(len(m.Turns), t.listed-len(moments))] {
			ids := make([]observe.EntryID, len(turns))
			for j, i := range turns {
				ids[j] = id(i)
			}
			moments = append(moments, ids)
		}
	}
	return moments, total
}
