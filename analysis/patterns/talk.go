package patterns

import (
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// throughOne: the share of the acts from person to person that are from or to the
// person who has most of them.
func throughOne(s *scene) *counted {
	n := len(s.there())
	if n < 4 {
		return nil
	}
	one, touched, directed := s.mostTouched()
	out := &counted{threshold: max(0.6, 3/float64(n))}
	for i, a := range s.Acts {
		if a.From >= 0 && a.To >= 0 && (a.From == one || a.To == one) {
			out.moment(i)
		}
	}
	return out.share(touched, directed)
}

// mostTouched returns who has most of the acts from person to person, as who acts or
// is addressed, how many these are, and how many there are in all.
func (s *scene) mostTouched() (one int32, touched, directed int) {
	touches := make([]int, len(s.Persons))
	for _, a := range s.Acts {
		if a.From >= 0 && a.To >= 0 {
			directed++
			touches[a.From]++
			touches[a.To]++
		}
	}
	for p, k := range touches {
		if k > touches[one] {
			one = int32(p)
		}
	}
	return one, touches[one], directed
}

// oneVoiceDiffers: the share of the differences that one person brings in, who
// brings in most. The threshold is at least one and a half times the share of all
// acts that the person has, since somebody who talks much brings in more.
func oneVoiceDiffers(s *scene) *counted {
	if s.actors(leastOwn) < 4 {
		return nil
	}
	own, differs := s.own(), make([]int, len(s.Persons))
	total, acts := 0, 0
	for i, a := range s.Acts {
		if a.From >= 0 {
			acts++
			if s.is(i, "differing") {
				differs[a.From]++
				total++
			}
		}
	}
	one := int32(0)
	for p, k := range differs {
		if k > differs[one] {
			one = int32(p)
		}
	}
	out := &counted{threshold: max(0.6, 1.5*float64(own[one])/float64(max(acts, 1)))}
	for i, a := range s.Acts {
		if a.From == one && s.is(i, "differing") {
			out.moment(i)
		}
	}
	return out.share(differs[one], total)
}

// silentThird: somebody who is present has no act for more than a third of the
// time, and less than a third of an even share of all acts. The sums are the acts
// of the quietest of them, all acts, the time that this person was present in ms,
// and how many such persons there are.
func silentThird(s *scene) *counted {
	there := s.there()
	n := len(there)
	own := s.own()
	acts := 0
	for _, k := range own {
		acts += k
	}
	if n < 3 || acts == 0 || s.Paper {
		return nil
	}
	least, who, time, quiet := 0, -1, int64(0), 0.0
	quietOnes, out := 0, &counted{}
	for _, p := range there {
		total, longest, in := s.PresentFor(int(p))
		if 3*longest <= total || 3*n*own[p] >= acts {
			continue
		}
		quietOnes++
		if acts := s.during(in, p); len(acts) > 0 {
			out.moment(acts...)
		}
		if who < 0 || own[p] < least {
			least, who, time, quiet = own[p], int(p), total, float64(longest)/float64(total)
		}
	}
	if who < 0 {
		return nil
	}
	threshold := 1 / float64(3*n)
	out.sums = []float64{float64(least), float64(acts), float64(time), float64(quietOnes)}
	out.threshold, out.interval, out.strength = threshold, [2]int{least, acts}, quiet
	return out
}

// during returns the first and the last act of others in a span of time, if there
// are any.
func (s *scene) during(in analysis.Span, person int32) []int {
	var acts []int
	for i, a := range s.Acts {
		if a.At >= in.From && a.At <= in.To && a.From != person {
			acts = append(acts, i)
		}
	}
	if len(acts) < 2 {
		return acts
	}
	return []int{acts[0], acts[len(acts)-1]}
}

// leastRun is how many takings to and fro make a run: A, B, A, B, ... twelve of them.
const leastRun = 12

// pingPong: the share of takings that lie in long runs of the same two persons in
// turn. A taking is all that a person does in a row, however the observer cuts it.
// The sums are the takings in runs, all takings, and the number of runs.
func pingPong(s *scene) *counted {
	if len(s.there()) < 4 {
		return nil
	}
	floors, out := s.Floors(), &counted{}
	in, next := 0, 0 // takings in runs; the first that is not in one yet
	for start, i := 0, 0; i < len(floors); i++ {
		goesOn := i+1 < len(floors) && floors[i+1].Segment == floors[i].Segment
		if goesOn && (i == start || floors[i+1].Person == floors[i-1].Person) {
			continue
		}
		if i+1-start >= leastRun {
			in += i + 1 - max(start, next)
			next = i + 1
			var acts []int
			for k := int(floors[start].First); k <= int(floors[i].Last); k++ {
				if s.Acts[k].From >= 0 {
					acts = append(acts, k)
				}
			}
			out.moment(acts...)
		}
		if start = i + 1; goesOn {
			start = i // the last taking of a run may be the first of the next
		}
	}
	if out = out.share(in, len(floors)); out != nil {
		out.sums = append(out.sums, float64(out.seen))
	}
	return out
}

// toTheLeader: how often the leader comes next after a member has spoken to all,
// divided by how often that is so when turns are taken in random order. Counting
// after all acts of members would tell nothing: with one leader, members are
// followed by the leader as often as the leader takes a turn, whatever the order.
func toTheLeader(s *scene) *counted {
	role := func(p int32) observe.PersonRole { return s.Persons[p].Role }
	if !slices.ContainsFunc(s.Persons, func(p analysis.Participant) bool { return p.Role == observe.Leader }) {
		return nil
	}
	floors := s.Floors()
	count := func(list []analysis.Floor, each func(i int)) []float64 {
		sums := make([]float64, 2)
		for i := 1; i < len(list); i++ {
			if list[i].Segment != list[i-1].Segment || role(list[i-1].Person) != observe.Member || !list[i-1].ToAll {
				continue
			}
			sums[1]++
			if role(list[i].Person) == observe.Leader {
				sums[0]++
				if each != nil {
					each(i)
				}
			}
		}
		return sums
	}
	out := &counted{}
	out.sums = count(floors, func(i int) {
		out.moment(int(floors[i-1].Last), int(floors[i].First))
	})
	out.drawn = s.Swapped(func(order []analysis.Floor) []float64 { return count(order, nil) })
	return out
}
