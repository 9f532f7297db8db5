package charts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// LoopStory is a loop that the chart of loops can draw, told in a sentence.
type LoopStory struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"`
	Drawn    bool   `json:"drawn"` // it is the one in the picture
}

// loops draws one loop as a story: its words on a circle, each with an arrow to the
// one that followed, and in the middle what that did. The options choose the loop;
// otherwise, or where that one was not found, it is the surest. The caption lists
// all loops, so that a page can show one after the other.
func loops(d *drawing) option {
	w := d.texts
	d.caption.Title = w.LoopsTitle
	d.caption.Subtitle = w.LoopsSub
	d.caption.Table.Columns = []string{w.Loop, w.Kind, w.Seen, w.Status}
	told := d.ToldLoops()
	switch {
	case d.turns == 0:
		return d.empty(w.NoTurns)
	case len(told) == 0 && d.Sequence.Draws == 0:
		return d.empty(w.NoDraws)
	case len(told) == 0:
		return d.empty(w.NoLoop)
	}
	drawn := max(slices.IndexFunc(told, func(l sequence.ToldLoop) bool { return l.ID == d.loop }), 0)
	for i, l := range told {
		d.row(d.names.Loop(l.Nodes, l.Signs), d.kindOf(l.Loop), strconv.Itoa(l.EvidenceTotal), d.sureOf(l))
		d.caption.Loops = append(d.caption.Loops, LoopStory{l.ID, d.storyOf(l), i == drawn})
	}
	d.caption.Subtitle = d.caption.Loops[drawn].Sentence
	if n := d.KnownFound(); n > 0 {
		d.caption.Note = fmt.Sprintf(w.KnownLoops, d.Sought(), n)
	}
	d.noteFew()
	d.loopsFinding(told)
	d.loopMoments(told[drawn], drawn)
	return d.loopPicture(told[drawn])
}

// loopsFinding makes the number of loops that are sure the title.
func (d *drawing) loopsFinding(told []sequence.ToldLoop) {
	w, feed, steady, perhaps := d.texts, 0, 0, 0
	for _, l := range told {
		switch {
		case l.Status != sequence.Whole:
			if l.Known != nil {
				perhaps++
			}
		case l.Kind == sequence.Balancing:
			steady++
		default:
			feed++
		}
	}
	some := func(n int, one, many string) {
		if n == 1 {
			d.finding("%s", one)
			return
		}
		d.finding(many, wording.Sentence(w.Count(n)))
	}
	switch {
	case feed+steady == 0 && perhaps > 0:
		d.finding("%s", w.LoopsPerhaps)
	case feed+steady == 0:
		d.finding("%s", w.LoopsPieces)
	case steady == 0:
		some(feed, w.FeedFound, w.FeedsFound)
	case feed == 0:
		some(steady, w.SteadyFound, w.SteadiesFound)
	default:
		d.finding(w.LoopsFound, wording.Sentence(w.Count(feed+steady)))
	}
}

// storyOf tells a loop in a sentence: what followed what, and what that did.
func (d *drawing) storyOf(l sequence.ToldLoop) string {
	w := d.texts
	var b strings.Builder
	for i, from := range l.Nodes {
		to := d.names.Code(l.Nodes[(i+1)%len(l.Nodes)])
		often := d.often(l.Signs[i])
		switch {
		case len(l.Nodes) == 1:
			fmt.Fprintf(&b, w.StorySelf, d.names.Code(from), often, to)
		case i == 0:
			fmt.Fprintf(&b, w.StoryFirst, d.names.Code(from), often, to)
		case i == len(l.Nodes)-1:
			fmt.Fprintf(&b, w.StoryLast, often, to)
		default:
			fmt.Fprintf(&b, w.StoryNext, often, to)
		}
	}
	end := w.StoryFeeds
	switch {
	case l.Status == sequence.Pieces:
		end = w.StoryPieces
	case l.Status == sequence.Side && l.Known != nil:
		end = w.StoryPerhaps
	case l.Status == sequence.Side:
		end = w.StorySide
	case l.Kind == sequence.Balancing:
		end = w.StorySteadies
	case l.KeepsApart():
		end = w.StoryApart
	}
	return b.String() + " " + end
}

// often says what the sign of a link means.
func (d *drawing) often(s sequence.Sign) string {
	if s == sequence.Negative {
		return d.texts.Seldom
	}
	return d.texts.Often
}

// sureOf writes how sure a loop is, and whether it was looked for by name.
func (d *drawing) sureOf(l sequence.ToldLoop) string {
	w := d.texts
	if l.Known == nil {
		return map[sequence.Status]string{sequence.Whole: w.StatusWhole, sequence.Side: w.Side, sequence.Pieces: w.Pieces}[l.Status]
	}
	source := w.KnownLoop
	if l.Known.Source == sequence.FromTeam {
		source = w.TeamLoop
	}
	if l.Known.Is(sequence.ClearLoop) {
		return source + w.SureClear
	}
	return source + w.SurePerhaps
}

// kindOf writes whether a loop feeds itself, steadies, or keeps its codes apart.
func (d *drawing) kindOf(l sequence.Loop) string {
	switch {
	case l.Kind == sequence.Balancing:
		return d.texts.Balancing
	case l.KeepsApart():
		return d.texts.KeepsApart
	}
	return d.texts.Reinforcing
}

// loopMoments lists the turns behind the steps, the words and the whole of the loop
// that is drawn, which is in this row of the table. A step of a known loop that is
// nothing by itself has the moments of its loop.
func (d *drawing) loopMoments(l sequence.ToldLoop, row int) {
	byCode := d.byCode()
	for i, from := range l.Nodes {
		to := l.Nodes[(i+1)%len(l.Nodes)]
		label := d.texts.LinkMore
		if l.Signs[i] == sequence.Negative {
			label = d.texts.LinkLess
		}
		label = fmt.Sprintf(label, d.names.Code(from), d.names.Code(to))
		behind, total := l.Evidence, l.EvidenceTotal
		if k := slices.IndexFunc(d.Links, func(o sequence.Link) bool { return o.From == from && o.To == to }); k >= 0 {
			behind, total = d.Links[k].Evidence, d.Links[k].EvidenceTotal
		} else {
			label = d.names.Loop(l.Nodes, l.Signs)
		}
		d.behind.Add(moments.Named(stepName(i)), label, d.behind.Evidence(behind, total))
		d.momentsOfCode(moments.Named(wordName(i)), from, byCode[from])
	}
	d.behind.Add(moments.Named(wholeName), d.names.Loop(l.Nodes, l.Signs), d.behind.Evidence(l.Evidence, l.EvidenceTotal)).InRow(row)
}

// Names of the graphic elements of a step of the loop, of a word, and of the whole.
// Events of ECharts give that name.
func stepName(i int) string { return "link-" + strconv.Itoa(i) }
func wordName(i int) string { return "node-" + strconv.Itoa(i) }

const wholeName = "loop"
