package charts

import (
	"fmt"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/observe"
)

// pair is a code and the code that came next.
type pair [2]string

// byPerson groups the turns by who acted.
func (d *drawing) byPerson() moments.Groups[observe.PersonID] {
	return moments.By(d.behind, func(_ int, t *analysis.Turn) (observe.PersonID, bool) { return t.From, true })
}

// byCode groups the turns by their code in the sequence.
func (d *drawing) byCode() moments.Groups[string] {
	codes := d.Selection.TurnCodes()
	return moments.By(d.behind, func(i int, _ *analysis.Turn) (string, bool) { return codes[i], codes[i] != "" })
}

// momentsOfCode lists a group as the moments of a part that stands for a code.
// Where that is a tag or a person, the moment says so.
func (d *drawing) momentsOfCode(at moments.Part, code string, g *moments.Group) {
	var who observe.PersonID
	var tag observe.TagID
	label := d.names.Code(code)
	if _, ok := d.tagOf(code); ok {
		tag = observe.TagID(code)
	} else if _, ok := d.personOf(code); ok {
		who = observe.PersonID(code)
		label = d.turnsOf(who)
	}
	d.behind.AddFor(at, label, g, who, tag)
}

// turnsOf labels the turns of a person.
func (d *drawing) turnsOf(id observe.PersonID) string {
	return fmt.Sprintf(d.texts.TurnsOf, d.names.Person(id))
}

// byArc groups the turns by who acted and to whom.
func (d *drawing) byArc() moments.Groups[[2]observe.PersonID] {
	return moments.By(d.behind, func(_ int, t *analysis.Turn) ([2]observe.PersonID, bool) {
		return [2]observe.PersonID{t.From, t.To}, true
	})
}
