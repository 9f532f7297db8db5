package patterns

import (
	"embed"
	"encoding/json"
)

//go:embed nl.json en.json
var files embed.FS

// Texts are the words of the catalogue in one language.
type Texts struct {
	// Seen says how many {times} the pattern {name} was seen in one meeting. {places}
	// is SeenPlaces or nothing.
	Seen string `json:"seen"`
	// SeenPlaces says over how many {moments} of the meeting that was spread.
	SeenPlaces string `json:"seen_places"`
	// SeenOver says over how many {meetings} the pattern was seen.
	SeenOver string `json:"seen_over"`
	// SecondQuestion goes with every pattern that hinders.
	SecondQuestion string `json:"second_question"`
	// Proposed is the warning of patterns about addressees that nobody chose.
	Proposed string          `json:"proposed"`
	Patterns map[string]Text `json:"patterns"` // by id
}

// Text is the words of one pattern.
type Text struct {
	Name        string `json:"name"`
	Question    string `json:"question"`
	MistakenFor string `json:"mistaken_for"` // what it is not, or need not be
}

// In gives the texts in a language, English where there are none in it.
func In(lang string) Texts {
	data, err := files.ReadFile(lang + ".json")
	if err != nil {
		data, _ = files.ReadFile("en.json")
	}
	var out Texts
	if err := json.Unmarshal(data, &out); err != nil {
		panic("patterns: " + lang + ".json: " + err.Error()) // embedded, and tested
	}
	return out
}
