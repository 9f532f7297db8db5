// Package codebooks holds the codebooks that ship with Kompas, as data.
package codebooks

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"

	"kompas/observe"
)

// Default is the id of the codebook of sessions that do not choose one.
const Default = "three-k"

//go:embed *.json
var files embed.FS

// ids are the codebooks in the order in which they are offered.
func ids() []string { return []string{Default, "compassion-cycle"} }

// All returns every codebook, the default one first, always in the same order.
// The caller may change the result.
func All() []observe.Codebook {
	var all []observe.Codebook
	for _, id := range ids() {
		c, _ := Get(id)
		all = append(all, c)
	}
	return all
}

// Get returns the codebook with this id; ok is false if there is none. The caller
// may change the result.
func Get(id string) (c observe.Codebook, ok bool) {
	data, err := files.ReadFile(id + ".json")
	if err != nil {
		return c, false
	}
	if err := json.Unmarshal(data, &c); err != nil {
		panic("codebooks: " + id + ".json: " + err.Error()) // embedded, and tested
	}
	return c, true
}

// KnownLoops returns the loops that are looked for by name in a meeting that was coded
// with c: its own list. Without one it is the list of the codebook of Kompas with the
// same id and version, since meetings were coded with it before it had a list; loops
// of tags or families that c has not are left out. The caller must not change the result.
func KnownLoops(c *observe.Codebook) []observe.KnownLoop {
	if len(c.KnownLoops) > 0 {
		return c.KnownLoops
	}
	ours, ok := Get(c.ID)
	if ok && c.ID == Default && c.Version == 1 {
		ours = first(ours)
	}
	if !ok || ours.Version != c.Version {
		return nil
	}
	all := func(nodes []observe.TagID, of []observe.Tag) bool {
		return !slices.ContainsFunc(nodes, func(id observe.TagID) bool {
			return !slices.ContainsFunc(of, func(t observe.Tag) bool { return t.ID == id })
		})
	}
	return slices.DeleteFunc(ours.KnownLoops, func(l observe.KnownLoop) bool {
		if all(l.Nodes, ours.Tags) {
			return !all(l.Nodes, c.Tags)
		}
		return !all(l.Nodes, c.Families)
	})
}

// Compared returns the codebook by which a meeting that was coded with c is compared
// with other meetings. For version 1 of three-k it is c with the tags and families of
// the present version in place of its own; its family directing is then one that no tag
// belongs to. Any other is c itself. The caller must not change the result.
func Compared(c *observe.Codebook) *observe.Codebook {
	if c.ID != Default || c.Version != 1 {
		return c
	}
	out := *c
	ours, _ := Get(Default)
	with := func(own, list []observe.Tag) []observe.Tag {
		other := slices.DeleteFunc(slices.Clone(own), func(t observe.Tag) bool { return ours.Find(t.ID) != nil })
		return append(list, other...)
	}
	out.Families, out.Tags = with(c.Families, ours.Families), with(c.Tags, ours.Tags)
	return &out
}

// first gives three-k the known loops of its version 1, whose one family directing is
// settling and pushing now.
func first(c observe.Codebook) observe.Codebook {
	c.Version = 1
	for i := range c.KnownLoops {
		l := &c.KnownLoops[i]
		l.ID = strings.ReplaceAll(l.ID, "pushing", "directing")
		for k, id := range l.Nodes {
			if id == "pushing" {
				l.Nodes[k] = "directing"
			}
		}
	}
	return c
}
