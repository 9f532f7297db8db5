package madeup

import (
	"slices"

	"kompas/observe"
)

// The seven words.
const (
	asking       observe.TagID = "asking"
	contributing observe.TagID = "contributing"
	tuningIn     observe.TagID = "tuning-in"
	showing      observe.TagID = "showing"
	settling     observe.TagID = "settling"
	pushing      observe.TagID = "pushing"
	fendingOff   observe.TagID = "holding-off"

	judging observe.TagID = "judgement" // one of the sixteen, noted by mistake
)

func opens(word observe.TagID) bool { return word == asking || word == tuningIn || word == showing }

// exchanges are where fending off meets fending off: nowhere else do two turns of it
// follow each other.
var exchanges = []struct {
	first, turns int
	endedBy      observe.TagID
}{
	{84, 3, settling}, {108, 4, settling}, {130, 3, asking}, {172, 3, settling}, {196, 4, contributing}, {226, 3, settling},
}

// notMet are turns in which somebody shows themself and is steered.
var notMet = []int{66, 290}

// words returns the word of each turn; empty: none was noted.
func (m *maker) words() []observe.TagID {
	out := make([]observe.TagID, turns)
	planted := make([]bool, turns)
	plant := func(first int, words ...observe.TagID) {
		for k, w := range words {
			out[first+k], planted[first+k] = w, true
		}
	}
	for _, x := range exchanges {
		plant(x.first-1, contributing)
		plant(x.first, slices.Repeat([]observe.TagID{fendingOff}, x.turns)...)
		plant(x.first+x.turns, x.endedBy, contributing)
	}
	for _, i := range notMet {
		plant(i, showing, pushing, contributing)
	}
	plant(turnsAround-around, slices.Repeat([]observe.TagID{contributing, pushing, contributing, settling}, around/4)...)
	plant(turnsAround, slices.Repeat([]observe.TagID{showing, asking, tuningIn}, around/3)...)
	plant(correctedAt, contributing)
	for i := range out {
		if !planted[i] {
			out[i] = m.word(out, planted, i)
		}
	}
	return out
}

// word returns a word for a turn that is nothing special.
func (m *maker) word(words []observe.TagID, planted []bool, i int) observe.TagID {
	last, next := observe.TagID(""), observe.TagID("")
	if i > 0 {
		last = words[i-1]
	}
	if i+1 < len(words) && planted[i+1] {
		next = words[i+1]
	}
	switch {
	case last == showing: // whoever shows themself is met
		return []observe.TagID{asking, asking, tuningIn}[m.random.IntN(3)]
	case last == asking && (next == "" || opens(next)) && m.random.IntN(10) < 4: // a question often brings that about
		return showing
	}
	for {
		word := []observe.TagID{
			contributing, contributing, contributing, contributing, contributing, contributing, contributing, contributing, contributing, "",
			asking, asking, asking, tuningIn, tuningIn, showing, settling, settling, pushing, fendingOff,
		}[m.random.IntN(20)]
		switch {
		case word == fendingOff && (last == fendingOff || next == fendingOff):
		case word == showing && next != "" && !opens(next):
		default:
			return word
		}
	}
}

// speakers returns for each turn who speaks to whom.
func (m *maker) speakers(words []observe.TagID) [][2]string {
	often := []string{"p1", "p1", "p1", "p1", "p1", "p2", "p2", "p2", "p2", "p3", "p3", "p3", "p4", "p4", "p4", "p5", "p5", "p6"}
	out := make([][2]string, len(words))
	last, before := "", ""
	for i := range words {
		from := ""
		switch {
		case words[i] == fendingOff && i > 0 && words[i-1] == fendingOff && before != "": // the two go on
			from = before
		case i == 50 || i == 210 || i == 330:
			from = "p7"
		case i > guestComes && i%29 == 0:
			from = string(guestID)
		}
		for from == "" || from == last {
			from = often[m.random.IntN(len(often))]
		}
		to := last
		if last == "" || words[i] != fendingOff && m.random.IntN(10) < 3 {
			to = observe.Everybody
		}
		out[i] = [2]string{from, to}
		last, before = from, last
	}
	return out
}
