package trends

import (
	"slices"

	"kompas/analysis"
	"kompas/observe"
)

// LeftOut says why the figure of a meeting is not compared with those of others.
type LeftOut string

// Reasons to leave a meeting out of a figure.
const (
	SelfTapped LeftOut = "self-tapped" // all turns are those of one of three or more participants
	CoreOnly   LeftOut = "core"        // the few words of the step core cannot show the figure
	Coarser    LeftOut = "family"      // turns have a family in place of one of its tags that the figure is about
	Directing  LeftOut = "directing"   // turns have directing, which does not tell settling from pushing
)

// directing is a family of an earlier version of three-k, for what is two families now.
// In a meeting that is compared no tag belongs to it (see [Dated]).
const directing observe.TagID = "directing"

var notToldApart = []observe.TagID{"settling", "pushing"}

// codes is what figures of words need to know of a meeting and its codebook.
type codes struct {
	*analysis.Selection
	members map[observe.TagID][]observe.TagID // tags of each family
	coarse  []observe.TagID                   // families that turns have in place of a tag
}

func codesOf(s *analysis.Selection) *codes {
	c := &codes{Selection: s, members: map[observe.TagID][]observe.TagID{}}
	if s.Codebook == nil {
		return c
	}
	for _, t := range s.Codebook.Tags {
		c.members[t.Family] = append(c.members[t.Family], t.ID)
	}
	if len(c.members[directing]) == 0 {
		for _, f := range notToldApart {
			c.members[directing] = append(c.members[directing], c.members[f]...)
		}
	}
	for tag, n := range s.TagCounts() {
		if n > 0 && s.Tags[tag].Coarse {
			c.coarse = append(c.coarse, s.Tags[tag].ID)
		}
	}
	return c
}

// tags returns the tags that codes stand for: those of a family, or the code itself.
func (c *codes) tags(codes ...observe.TagID) (out []observe.TagID) {
	for _, id := range codes {
		if of := c.members[id]; len(of) > 0 {
			out = append(out, of...)
		} else {
			out = append(out, id)
		}
	}
	return out
}

// within reports whether a code stands only for some of these tags.
func (c *codes) within(code observe.TagID, tags []observe.TagID) bool {
	return !slices.ContainsFunc(c.tags(code), func(id observe.TagID) bool { return !slices.Contains(tags, id) })
}

// notToldApart reports whether turns have a family that stands for both settling and
// pushing.
func (c *codes) notToldApart() bool {
	return slices.Contains(c.coarse, directing) && len(c.members[notToldApart[0]]) > 0 &&
		!slices.ContainsFunc(c.Codebook.Tags, func(t observe.Tag) bool { return t.Family == directing })
}

// leftOut returns why the meeting is left out of a figure; empty when it is not.
func (m *Measure) leftOut(c *codes) LeftOut {
	core := c.Level() == analysis.LevelCore
	weighed := m.kind == measureOpening || m.kind == measureDimension
	switch {
	case c.SelfTapped():
		return SelfTapped
	case core && (weighed || m.kind == measureAsking):
		return CoreOnly
	case weighed && c.notToldApart():
		return Directing
	case m.kind != measureShare:
		return ""
	}
	about := c.tags(m.tags...)
	if few := c.Codebook.CodesOf(analysis.CoreStep); core && slices.ContainsFunc(about, func(id observe.TagID) bool { return !slices.Contains(few, id) }) {
		return CoreOnly
	}
	for _, f := range c.coarse {
		if c.within(f, about) || !slices.ContainsFunc(c.tags(f), func(id observe.TagID) bool { return slices.Contains(about, id) }) {
			continue
		}
		if f == directing {
			return Directing
		}
		return Coarser
	}
	return ""
}
