package analysis

import (
	"math"
	"slices"

	"kompas/observe"
)

// window is the number of acts of others after an act that outcomes are looked for
// in.
const window = 3

// outcome is one of the things that can come after an act.
type outcome uint8

const (
	opensNext outcome = iota // one of the next 3 acts of others opens
	closesNext
	newVoice // one of them is by somebody who did not act in the 5 turns before
	toLeader // one of them is to a leader
	silence  // the time to the next turn is among the longest tenth
	outcomes
)

var outcomeNames = [outcomes]string{"opens", "closes", "new_voice", "to_leader", "silence"}

const (
	voicesBefore = 5 // turns up to an act in which a new voice must not have acted
	voicesLeast  = 4 // persons who must be present for a voice to be new
)

// act is what came after an act, in bits numbered by outcome: which outcomes are
// known, and which of these came.
type act struct{ can, came uint8 }

// acts returns what came after each turn; nothing is known after turns of the group.
// Others are other persons: a turn of the group is nobody's answer.
func (s *Selection) acts() []act {
	n := s.Len()
	out := make([]act, n)
	bits := s.outcomeBits()
	present := s.presentAt()
	long, _ := s.longGap()
	leader := slices.ContainsFunc(s.Participants, func(p Participant) bool { return p.Role == observe.Leader })
	start := 0 // of the segment
	for i, from := range s.Turns.From {
		if s.beginsSegment(i) {
			start = i
		}
		if from < 0 {
			continue
		}
		a := act{}
		if i+1 < n && !s.beginsSegment(i+1) && !s.Paper {
			a.can |= 1 << silence
			if s.Turns.At[i+1]-s.Turns.At[i] > long {
				a.came |= 1 << silence
			}
		}
		seen, heard := uint8(0), 0
		var voices [window]int32
		for j := i + 1; j < n && heard < window && !s.beginsSegment(j); j++ {
			if who := s.Turns.From[j]; who >= 0 && who != from {
				seen |= bits[j]
				voices[heard] = who
				heard++
			}
		}
		if heard == window {
			a.can |= 1<<opensNext | 1<<closesNext
			if leader && s.Participants[from].Role != observe.Leader {
				a.can |= 1 << toLeader
			}
			if i-start >= voicesBefore && present(s.Turns.At[i]) >= voicesLeast {
				a.can |= 1 << newVoice
				for _, v := range voices {
					if !slices.Contains(s.Turns.From[i-voicesBefore:i], v) {
						seen |= 1 << newVoice
					}
				}
			}
			a.came |= seen & a.can
		}
		out[i] = a
	}
	return out
}

// outcomeBits returns for each turn, in the bits of act, whether it opens, closes,
// or is to a leader.
func (s *Selection) outcomeBits() []uint8 {
	out := make([]uint8, s.Len())
	for i, tag := range s.Turns.Tag {
		if tag >= 0 {
			switch s.Tags[tag].Effect {
			case observe.Opens:
				out[i] |= 1 << opensNext
			case observe.Closes:
				out[i] |= 1 << closesNext
			}
		}
		if to := s.Turns.To[i]; to >= 0 && s.Participants[to].Role == observe.Leader {
			out[i] |= 1 << toLeader
		}
	}
	return out
}

// presentAt returns a function that counts the persons who are present at a time.
func (s *Selection) presentAt() func(at int64) int {
	come, go_ := []int64{}, []int64{}
	for _, p := range s.Participants {
		for _, span := range p.Present {
			come, go_ = append(come, span.From), append(go_, span.To)
		}
	}
	slices.Sort(come)
	slices.Sort(go_)
	return func(at int64) int {
		in, _ := slices.BinarySearch(come, at+1)
		out, _ := slices.BinarySearch(go_, at)
		return in - out
	}
}

// longGap returns the 0.9 quantile (inverse of the empirical distribution) of the
// times between consecutive turns of a segment, in ms; ok is false without any.
func (s *Selection) longGap() (gap int64, ok bool) {
	var gaps []int64
	for i, at := range s.Turns.At {
		if !s.beginsSegment(i) {
			gaps = append(gaps, at-s.Turns.At[i-1])
		}
	}
	if len(gaps) == 0 {
		return 0, false
	}
	slices.Sort(gaps)
	return gaps[int(math.Ceil(0.9*float64(len(gaps))))-1], true
}
