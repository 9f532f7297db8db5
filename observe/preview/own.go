package preview

import (
	"cmp"
	"slices"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/disclosure"
)

// Own is what somebody is told of their own turns. It rests on nothing that others said.
type Own struct {
	N     int    `json:"n" doc:"Own turns"`
	ToMe  int    `json:"to_me" doc:"Turns to oneself"`
	Words []Word `json:"words" doc:"Of the own turns, the most frequent first"`
}

// Word is how often a word was noted.
type Word struct {
	Tag observe.TagID `json:"tag"`
	N   int           `json:"n"`
}

// OwnOf counts the turns of a leader or participant, as the observers noted them whom the
// reader may count.
func OwnOf(v observe.Viewer, s *observe.State) Own {
	out, words := Own{Words: []Word{}}, map[observe.TagID]int{}
	counts := disclosure.Observers(v, s)
	for _, t := range s.Interactions() {
		switch me := string(v.Person); {
		case !counts(t.Observer):
		case t.From == me:
			out.N++
			for _, tag := range t.Tags {
				words[tag]++
			}
		case t.To == me:
			out.ToMe++
		}
	}
	for tag, n := range words {
		out.Words = append(out.Words, Word{tag, n})
	}
	slices.SortFunc(out.Words, func(a, b Word) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Tag, b.Tag)) })
	return out
}

// Turn is one turn of a fragment. Of what others said among each other nothing is told
// but that there was a turn.
type Turn struct {
	At     *observe.Millis `json:"at,omitempty" doc:"Absent of turns of others"`
	FromMe bool            `json:"from_me"`
	ToMe   bool            `json:"to_me"`
	ToAll  bool            `json:"to_all"`
	Other  bool            `json:"other" doc:"Neither from nor to oneself: nothing else is told of it"`
	Tags   []observe.TagID `json:"tags,omitempty" doc:"Of own turns only"`
}

// TurnsOf returns the turns of a fragment as a leader or participant is told them: none
// where they neither spoke in it nor were spoken to. Where fewer than five people spoke
// in the meeting, turns of others are left out.
func TurnsOf(v observe.Viewer, s *observe.State, f *debrief.Fragment) []Turn {
	from, ok := s.Interaction(f.From)
	to, both := s.Interaction(f.To)
	if !ok || !both || !s.Counts(v, from.Observer) {
		return nil
	}
	counts := func(o observe.ObserverID) bool { return o == from.Observer }
	if s.Header().Coding != observe.Independent {
		counts = disclosure.Observers(v, s)
	}
	many := disclosure.To(v, s).People >= disclosure.People
	own, out, me := false, []Turn{}, string(v.Person)
	for _, t := range s.Interactions() {
		if !counts(t.Observer) || before(&t, &from) || before(&to, &t) {
			continue
		}
		switch {
		case t.From == me:
			out, own = append(out, Turn{At: &t.At, FromMe: true, ToMe: t.To == me, ToAll: t.To == observe.Everybody, Tags: t.Tags}), true
		case t.To == me:
			out, own = append(out, Turn{At: &t.At, ToMe: true}), true
		case many:
			out = append(out, Turn{Other: true})
		}
	}
	if !own {
		return nil
	}
	return out
}

// before reports whether a turn comes before another.
func before(a, b *observe.Interaction) bool {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq)) < 0
}
