package analysistest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// Team is a kind of team from which made-up meetings are drawn that have all that a
// log can hold (roles, items with a purpose and an outcome, whom turns are to, second
// tags, marks) and no order: what is said does not depend on what was said, and
// nobody is answered more than others. Persons have habits of their own.
type Team struct {
	Book    observe.Codebook
	Shares  map[observe.TagID]float64 // how often the tags occur, in any unit
	Persons int                       // "a" leads, the others are members
	Habits  float64                   // spread of the log shares of each person around those of all
	Talk    float64                   // spread of the log share of turns
	Lead    float64                   // how much more often than that the leader takes a turn; 0: not at all
	Returns float64                   // how often the speaker before the last one goes on
	Goes    float64                   // how often who speaks goes on
	Own     float64                   // how often a person says what they said in their turn before
	ByPlace bool                      // who goes on has other habits than who starts
	Subject float64                   // how many turns a subject lasts, about; 0: there is one
	Drift   float64                   // spread of the log shares of each subject around those of all
	Marked  bool                      // each subject is an item; else items begin at other places
	Coarse  float64                   // share of turns of which only the family is known
}

// What is the same in all meetings of teams.
const (
	toAll     = 0.4   // of the turns that are to the group
	toLast    = 0.75  // of the others, those to the last speaker
	second    = 0.1   // of turns with a second tag
	laughs    = 0.02  // of turns that are everybody's laughter
	themes    = 0.005 // of turns after which one of the themes is marked
	fromWork  = 0.06  // of turns after which a voice from the work is marked
	turnMs    = 5000  // mean time of a turn
	itemTurns = 60    // mean length of an item
	again     = 0.1   // of items that are an earlier one once more
	ended     = 0.8   // of items whose outcome is set
)

// Meeting draws a meeting of n turns. Everything is drawn anew.
func (w Team) Meeting(n int, seed uint64) *analysis.Meeting {
	r := rand.New(rand.NewPCG(seed, 21))
	l := NewLog(func(h *observe.Header) {
		h.Codebook = w.Book
		h.Participants = nil
		for p := range w.Persons {
			who := observe.Person{ID: observe.PersonID(seat(p)), Role: observe.Member}
			if p == 0 {
				who.Role = observe.Leader
			}
			h.Participants = append(h.Participants, who)
		}
		observe.FillPersons(h.Participants, nil)
	})
	var tags []observe.Tag
	var base []float64
	for _, t := range w.Book.Tags {
		if s := w.Shares[t.ID]; s > 0 {
			tags, base = append(tags, t), append(base, s)
		}
	}
	favour := make([][]float64, 2*w.Persons) // of who starts, and of who goes on
	for i := range favour {
		favour[i] = spread(r, base, w.Habits)
	}
	talk := spread(r, slices.Repeat([]float64{1}, w.Persons), w.Talk)
	talk[0] *= 1 + w.Lead
	talk = spread(r, talk, 0)
	own := slices.Repeat([]int{-1}, w.Persons) // the tag of the last turn of each

	now, at, items := favour, observe.Millis(0), 0
	var asked []string
	var begun observe.EntryID
	subject, item := 0, 0 // turns until the next begins
	l.Clock(0, "live")
	last, before := -1, -1
	for range n {
		at += 1 + observe.Millis(turnMs*r.ExpFloat64())
		changes := subject == 0 && w.Subject > 0
		if changes {
			subject = length(r, w.Subject)
			tilt := spread(r, slices.Repeat([]float64{1}, len(base)), w.Drift)
			now = make([][]float64, len(favour))
			for i, f := range favour {
				tilted := slices.Clone(f)
				for k := range tilted {
					tilted[k] *= tilt[k]
				}
				now[i] = spread(r, tilted, 0)
			}
		}
		if w.Marked && changes || !w.Marked && item == 0 {
			if items > 0 && r.Float64() < ended {
				outcome := observe.Outcomes[r.IntN(len(observe.Outcomes))]
				l.Add(observe.Entry{Type: observe.TypeAmend, At: at, Target: begun, Set: &observe.Set{Outcome: &outcome}})
			}
			item = length(r, itemTurns)
			name := fmt.Sprint("item ", items)
			if len(asked) > 0 && r.Float64() < again {
				name = asked[r.IntN(len(asked))]
			}
			asked, items = append(asked, name), items+1
			l.Add(observe.Entry{Type: observe.TypePhase, At: at, Name: name, Purpose: observe.Purposes[r.IntN(len(observe.Purposes))]})
			begun = observe.EntryID(fmt.Sprint("e", l.Head())) // as Add names it
		}
		subject, item = subject-1, item-1

		if r.Float64() < laughs {
			l.Add(observe.Entry{Type: observe.TypeInteraction, At: at, From: observe.Everybody, To: observe.Everybody, Tags: []observe.TagID{"laughter"}})
			continue
		}
		who, goes := last, last >= 0 && r.Float64() < w.Goes
		for !goes && who == last {
			if before >= 0 && r.Float64() < w.Returns {
				who = before
			} else {
				who = Choose(r, talk)
			}
		}
		to := observe.Everybody
		if r.Float64() >= toAll {
			other := last
			for other < 0 || other == who || r.Float64() >= toLast {
				if other = r.IntN(w.Persons); other != who {
					break
				}
			}
			to = seat(other)
		}
		shares := now[who]
		if goes && w.ByPlace {
			shares = now[w.Persons+who]
		}
		code := Choose(r, shares)
		if own[who] >= 0 && r.Float64() < w.Own {
			code = own[who]
		}
		own[who] = code
		said := tags[code]
		e := observe.Entry{Type: observe.TypeInteraction, At: at, From: seat(who), To: to, Tags: []observe.TagID{said.ID}}
		if r.Float64() < second {
			if also := tags[Choose(r, shares)].ID; also != said.ID {
				e.Tags = append(e.Tags, also)
			}
		}
		if r.Float64() < w.Coarse && said.Family != "" {
			e.Tags = []observe.TagID{said.Family}
		}
		l.Add(e)
		if who != last {
			last, before = who, last
		}
		if r.Float64() < themes {
			l.Add(observe.Entry{Type: observe.TypeMark, At: at, Kind: "theme", Label: fmt.Sprint("theme ", r.IntN(4))})
		}
		if r.Float64() < fromWork {
			l.Add(observe.Entry{Type: observe.TypeMark, At: at, Kind: "from-work"})
		}
	}
	return l.Meeting()
}

func seat(p int) string { return string(rune('a' + p)) }

// length draws a length of at least 20, with this mean.
func length(r *rand.Rand, mean float64) int { return 20 + int((mean-20)*r.ExpFloat64()) }

// spread returns shares, 1 together, whose logs lie around those of others.
func spread(r *rand.Rand, around []float64, by float64) []float64 {
	out, total := make([]float64, len(around)), 0.0
	for i, s := range around {
		out[i] = s * math.Exp(by*r.NormFloat64())
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}
