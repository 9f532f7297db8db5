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
	// Habit says once, of all patterns, what they are not.
	Habit string `json:"habit"`
	// SecondQuestion goes with every pattern that hinders.
	SecondQuestion string `json:"second_question"`
	// Proposed is the warning of patterns about addressees that nobody chose.
	Proposed string              `json:"proposed"`
	Patterns map[string]Text     `json:"patterns"` // by id
	Loops    map[string]LoopText `json:"loops"`    // by name in a codebook; "*" is of any other
}

// Text is the words of one pattern.
type Text struct {
	Name string `json:"name"`
	// Seen takes the place of [Texts.Seen] where a number of times would say little;
	// {turns} is how many turns. SeenOften is for more than one.
	Seen      string `json:"seen,omitempty"`
	SeenOften string `json:"seen_often,omitempty"`
	Question  string `json:"question"`
	// Circular asks about the sequence, a difference, a view from outside, the future
	// or an exception.
	Circular    string `json:"circular"`
	MistakenFor string `json:"mistaken_for"` // what it is not, or need not be
}

// LoopText is the questions of one loop; Circular is as in [Text].
type LoopText struct {
	Question string `json:"question"`
	Circular string `json:"circular"`
}

// Loop gives the questions of a loop that has this name in a codebook, or those of any
// loop.
func (t *Texts) Loop(name string) LoopText {
	if l, ok := t.Loops[name]; ok {
		return l
	}
	return t.Loops["*"]
}

// Sentence gives the sentence of a pattern that was seen this often in one meeting.
func (t *Texts) Sentence(id string, times int) string {
	switch p := t.Patterns[id]; {
	case times > 1 && p.SeenOften != "":
		return p.SeenOften
	case p.Seen != "":
		return p.Seen
	}
	return t.Seen
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
