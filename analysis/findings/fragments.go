package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/fragment"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Fragment is some turns in a row that are worth looking at together.
type Fragment struct {
	ID    string          `json:"id"`   // "unusual", "turning-point", or "mark:" or "finding:" and the id of what it is around
	Why   string          `json:"why"`  // "mark", "unusual", "turning-point" or "finding"
	Text  string          `json:"text"` // why it is proposed
	From  observe.EntryID `json:"from"` // its first turn
	To    observe.EntryID `json:"to"`   // its last turn
	Turns int             `json:"turns"`
}

// mostTurns is how many turns a meeting may have for exchanges to be told, and for
// fragments to be proposed.
const mostTurns = 20_000

// mostMarks is how many marks are looked at for a fragment: the first ones.
const mostMarks = 500

// Why a fragment is proposed.
const (
	forMark    = "mark"
	forUnusual = "unusual"
	forTurning = "turning-point"
	forFinding = "finding"
)

// fragments proposes up to three fragments: around the mark with most turns and changes
// of words in its reach, what departs most from the habit of the meeting, and a turning
// point; then around findings that are told first, and around further marks. None has
// more than half of its turns in common with one before it. Of so few turns that they
// are one fragment it is all of them. Pieces are those around each finding that is told
// first, whatever is proposed.
func (t *teller) fragments(sections []Section, told []string) (out, pieces []Fragment) {
	w := t.say
	if t.Limited() || t.Selection.Len() > mostTurns {
		return nil, nil
	}
	compute.Look(t.ctx)
	coded := t.Selection.Coded(analysis.ByTag)
	talk := fragment.Of(&coded)
	var spans []fragment.Span
	of := func(why, id, text string, s fragment.Span) Fragment {
		return Fragment{ID: id, Why: why, Text: text, From: t.Selection.ID(s.First), To: t.Selection.ID(s.Last), Turns: talk.Persons(s)}
	}
	left := func(s fragment.Span) bool { return t.without.touches(talk.At[s.First], talk.At[s.Last]) }
	propose := func(why, id, text string, s fragment.Span) bool {
		if left(s) {
			return false
		}
		out = append(out, of(why, id, text, s))
		spans = append(spans, s)
		return true
	}
	if all, ok := talk.All(); ok {
		propose(forUnusual, forUnusual, w.allTurns, all)
		return out, nil
	}
	marks := t.marks(talk)
	around := func() {
		for len(marks) > 0 {
			m := marks[0]
			marks = marks[1:]
			if s, ok := talk.Around(m.At, spans); ok && propose(forMark, forMark+":"+string(m.ID), t.markedHere(&m), s) {
				return
			}
		}
	}
	around()
	if s, ok := talk.Unusual(spans); ok {
		propose(forUnusual, forUnusual, w.unusual, s)
	}
	if v, ok := talk.TurningPoint(spans); ok {
		text := w.opened
		if v.After < v.Before {
			text = w.closed
		}
		propose(forTurning, forTurning, fmt.Sprintf(text, v.Before, v.After, fragment.Window), v.Span)
	}
	for _, id := range told {
		i := slices.IndexFunc(t.behind.List, func(m moments.Moment) bool { return m.At.Graphic == id })
		if i < 0 {
			continue
		}
		places, text := t.placesOf(t.behind.List[i].Turns), ""
		for k := range sections {
			if f := sections[k].find(id); f != nil {
				clause, _, _ := strings.Cut(strings.TrimSuffix(f.Short, "."), ";")
				text = fmt.Sprintf(w.seenHere, lowerFirst(clause))
			}
		}
		if s, ok := talk.Fullest(places, nil); ok && !left(s) {
			pieces = append(pieces, of(forFinding, forFinding+":"+id, text, s))
		}
		if len(out) < mostGlanced {
			if s, ok := talk.Fullest(places, spans); ok {
				propose(forFinding, forFinding+":"+id, text, s)
			}
		}
	}
	for len(out) < mostGlanced && len(marks) > 0 {
		around()
	}
	return out, pieces
}

// marks returns the marks that may have a fragment, the best first: those of a moment,
// then those with most turns and changes of the word in their reach, then the earliest.
// A mark that only names what everybody did, such as laughter, is none.
func (t *teller) marks(talk *fragment.Talk) []analysis.Mark {
	all := map[observe.EntryID]bool{}
	for i, from := range talk.From {
		if from < 0 {
			all[t.Selection.ID(i)] = true
		}
	}
	list := slices.DeleteFunc(slices.Clone(t.Selection.Marks), func(m analysis.Mark) bool { return m.Target != "" && all[m.Target] })
	list = list[:min(len(list), mostMarks)]
	lively := map[observe.EntryID]int{}
	for _, m := range list {
		compute.Look(t.ctx)
		if s, ok := talk.Reach(m.At); ok {
			lively[m.ID] = talk.Persons(s)
			for i := s.First + 1; i <= s.Last; i++ {
				if talk.Code[i] != talk.Code[i-1] {
					lively[m.ID]++
				}
			}
		}
	}
	first := func(m analysis.Mark) int {
		if m.Kind == observe.MarkMoment {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b analysis.Mark) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(lively[b.ID], lively[a.ID]))
	})
	return list
}

// markedHere says of a mark that and when it was made; of a meeting that was noted on
// paper nobody knows when.
func (t *teller) markedHere(m *analysis.Mark) string {
	if t.Selection.Paper {
		return t.say.marked[m.Kind]
	}
	return fmt.Sprintf(t.say.markedHere[m.Kind], wording.Clock(m.At))
}

// placesOf returns the places of moments in the list of turns.
func (t *teller) placesOf(list [][]observe.Seq) [][]int {
	places := map[observe.Seq]int{}
	for i, turn := range t.behind.Turns() {
		places[turn.Seq] = i
	}
	out := make([][]int, len(list))
	for k, seqs := range list {
		for _, seq := range seqs {
			out[k] = append(out[k], places[seq])
		}
	}
	return out
}
