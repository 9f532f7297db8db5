// Package codebooks holds the codebooks that ship with Kompas, as data.
package codebooks

import (
	"embed"
	"encoding/json"

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
