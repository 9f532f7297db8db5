package patterns

import (
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// judgementCloses: how many different other persons are among the next five turns
// after a verdict.
func judgementCloses(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.is(i, "judgement") }, func(i int) (float64, bool) {
		next := s.within(i, 5)
		voices := map[int32]bool{}
		for _, j := range next {
			if who := s.Acts[j].From; who >= 0 && who != s.Acts[i].From {
				voices[who] = true
			}
		}
		return float64(len(voices)), next != nil
	})
}

// curiosityOpens: after an open question comes a voice that was not heard lately.
func curiosityOpens(s *scene) *analysis.Comparison {
	told, came := s.NewVoices()
	return s.following(func(i int) bool { return s.is(i, "curiosity") }, func(i int) (float64, bool) { return came[i], told[i] })
}

// noWaiting: the person who asked an open question goes on speaking.
func noWaiting(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.is(i, "curiosity") }, func(i int) (float64, bool) {
		next := s.within(i, 1)
		return truth(next != nil && s.Acts[next[0]].From == s.Acts[i].From), next != nil
	})
}

// bidWithoutAnswer: none of the next three acts of others, within a minute, is to
// the person who contributed. The contributions of each person are compared with
// that person's own other acts. The meeting must have an observer who notes whom
// people address: at least half of the acts are to a person.
func bidWithoutAnswer(s *scene) *analysis.Comparison {
	const soon = 60_000
	if directed, _ := s.proposed(); 2*directed < len(s.Acts) || s.Paper {
		return nil
	}
	c := s.following(func(i int) bool { return s.is(i, "informing", "differing") }, func(i int) (float64, bool) {
		next := s.Next(i, 3)
		answered := slices.ContainsFunc(next, func(j int) bool {
			return s.Acts[j].To == s.Acts[i].From && s.Acts[j].At-s.Acts[i].At <= soon
		})
		return truth(!answered), len(next) == 3
	})
	c.Within = true
	return c
}

// openingBreaksOff: an act that opens is followed by one that closes.
func openingBreaksOff(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.Effect(i) == observe.Opens },
		s.nextOthers(2, func(j int) bool { return s.Effect(j) == observe.Closes }))
}

// afterForcing: the person who was pushed goes quiet.
func afterForcing(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.is(i, "forcing") }, func(i int) (float64, bool) {
		to := s.Acts[i].To
		next := s.Next(i, 3)
		quiet := slices.ContainsFunc(next, func(j int) bool { return s.Acts[j].From == to && s.is(j, "withdrawing") })
		return truth(quiet), to >= 0 && len(next) == 3
	})
}

// namedAndAnswered: after somebody named what happens, somebody closes.
func namedAndAnswered(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.is(i, "naming") },
		s.nextOthers(3, func(j int) bool { return s.Effect(j) == observe.Closes }))
}

// differenceUsed: after a difference somebody asks or tunes in.
func differenceUsed(s *scene) *analysis.Comparison {
	return s.following(func(i int) bool { return s.is(i, "differing") },
		s.nextOthers(3, func(j int) bool { return s.is(j, "curiosity", "connecting") }))
}

// laughterInTension: somebody, or everybody, laughs within two turns after a
// tense act. The codebook must have a tag for laughter that is used.
func laughterInTension(s *scene) *analysis.Comparison {
	const laughter = "laughter"
	if !s.used(laughter) {
		return nil
	}
	return s.following(func(i int) bool {
		return s.Effect(i) == observe.Closes || s.is(i, "differing", "accountable", "naming")
	}, func(i int) (float64, bool) {
		next := s.within(i, 2)
		return truth(slices.ContainsFunc(next, func(j int) bool { return s.has(j, laughter) })), next != nil
	})
}
