package wording

import (
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Names says what the persons, tags and codes of one meeting are called.
type Names struct {
	texts   *Texts
	persons map[observe.PersonID]string
	tags    map[observe.TagID]string
}

// NamesOf collects the names of participants, and the labels of the tags and
// families of a codebook, which may be nil. Used are the tags that occur; those
// that are not in the codebook are called by their id.
func (t *Texts) NamesOf(participants []analysis.PersonRef, book *observe.Codebook, used []observe.TagID) *Names {
	n := &Names{texts: t, persons: map[observe.PersonID]string{}, tags: map[observe.TagID]string{}}
	for _, p := range participants {
		n.persons[p.ID] = p.Name
	}
	if book == nil {
		return n
	}
	for _, list := range [2][]observe.Tag{book.Families, book.Tags} {
		for _, tag := range list {
			if _, ok := n.tags[tag.ID]; !ok {
				n.tags[tag.ID] = t.Label(tag.Labels, string(tag.ID))
			}
		}
	}
	for _, id := range used {
		if _, ok := n.tags[id]; !ok {
			n.tags[id] = string(id)
		}
	}
	return n
}

// Label returns the label in the language, or the id where there is none.
func (t *Texts) Label(labels observe.Labels, id string) string {
	if s := labels.Text(t.Lang); s != "" {
		return s
	}
	return id
}

// Person returns what somebody is called. It is "somebody" for a person about
// whom the reader may not read.
func (n *Names) Person(id observe.PersonID) string {
	if id == observe.Everybody {
		return n.texts.Group
	}
	if name, ok := n.persons[id]; ok {
		return name
	}
	return n.texts.Somebody
}

// Tag returns the label of a tag or family, and whether it is one.
func (n *Names) Tag(id observe.TagID) (string, bool) {
	label, ok := n.tags[id]
	return label, ok
}

// Code returns what a code of a sequence is called: a tag, family, effect or
// person, or who and tag, as the ways of coding in [analysis.Options] have them.
func (n *Names) Code(code string) string {
	if label, ok := n.tags[observe.TagID(code)]; ok {
		return label
	}
	if s, ok := n.texts.Codes[code]; ok {
		return s
	}
	if name, ok := n.persons[observe.PersonID(code)]; ok {
		return name
	}
	for i, c := range code { // from the left, so that the longest tag at the end is taken
		if c != ':' {
			continue
		}
		label, ok := n.tags[observe.TagID(code[i+1:])]
		if !ok {
			continue
		}
		who := code[:i]
		if name, ok := n.persons[observe.PersonID(who)]; ok {
			return name + ": " + label
		}
		if role, ok := n.texts.Codes[who]; ok {
			return role + ": " + label
		}
	}
	return code
}

// Loop writes a loop as its codes and the signs of the links that leave them.
func (n *Names) Loop(nodes []string, signs []sequence.Sign) string {
	var b strings.Builder
	for i, node := range nodes {
		b.WriteString(n.Code(node) + " " + Sign(signs[i]) + "→ ")
	}
	return b.String() + n.Code(nodes[0])
}

// Sign writes the sign of a link as plus or minus.
func Sign(s sequence.Sign) string {
	if s == sequence.Negative {
		return "−"
	}
	return "+"
}
