package observe

import (
	"maps"
	"math"
	"slices"
	"strconv"
)

// Labels is a short text in the languages of Kompas, by language code ("nl",
// "en"). Where a language is missing, another one is shown.
type Labels map[string]string

// Effect is what a tag is assumed to do to the conversation. It is an assumption of
// the codebook and never a finding.
type Effect string

// Effects of a tag.
const (
	Opens   Effect = "opens"
	Closes  Effect = "closes"
	Neutral Effect = "neutral"
)

// Effects lists the effects of a tag.
var Effects = []Effect{Opens, Closes, Neutral}

// Codebook is the set of words that a meeting is coded with.
type Codebook struct {
	ID          string      `json:"id" minLength:"1" maxLength:"64"`
	Version     int         `json:"version" minimum:"0"`
	Labels      Labels      `json:"labels,omitempty"`
	About       Labels      `json:"about,omitempty"`    // who it is for, and how long it takes to learn
	Source      Labels      `json:"source,omitempty"`   // where it comes from
	Weakness    Labels      `json:"weakness,omitempty"` // what is known to be weak about it
	Rules       []Labels    `json:"rules,omitempty"`    // rules of coding, in order
	Languages   []string    `json:"languages,omitempty"`
	Dimensions  []Dimension `json:"dimensions,omitempty"` // 0, 2 or 3
	Families    []Tag       `json:"families,omitempty"`   // a coarser set of codes; their family is empty
	Tags        []Tag       `json:"tags"`
	Steps       []Step      `json:"steps,omitempty"` // from a few buttons to all of them
	DefaultStep string      `json:"default_step,omitempty" maxLength:"64" doc:"The step that the page begins with; absent: the one called six, or else the last one"`
	KnownLoops  []KnownLoop `json:"known_loops,omitempty" maxItems:"16" doc:"Loops that are looked for by name, at most 8 of tags and 8 of families; absent: none, but for a codebook with the id and version of one of Kompas those of that one"`
}

// KnownLoop is a feedback loop that the literature knows, written in the tags of the
// codebook, or in its families. Each of its nodes is followed by the next one, the last
// by the first, more often ("+") or less often ("-") than by chance. All signs are
// "+", or there are two nodes with "+" and "-".
type KnownLoop struct {
	ID    string     `json:"id" minLength:"1" maxLength:"64"`
	Nodes []TagID    `json:"nodes" minItems:"1" maxItems:"4" doc:"All tags or all families, each once, and never other"`
	Signs []LoopSign `json:"signs" minItems:"1" maxItems:"4" doc:"Of what leaves each node: all +, or + and - of two nodes"`
}

// LoopSign is "+" or "-".
type LoopSign string

// Other is the tag for turns that no other tag of its codebook fits. Since it stands
// for anything, it is never part of a link or loop.
const Other TagID = "other"

// Dimension is one of the axes that tags have weights on.
type Dimension struct {
	ID     string `json:"id" minLength:"1" maxLength:"64"`
	Labels Labels `json:"labels,omitempty"`
	Colour string `json:"colour,omitempty" maxLength:"32"`
}

// Tag is one word of a codebook, or a family of words.
type Tag struct {
	ID         TagID              `json:"id" minLength:"1" maxLength:"64"`
	Family     TagID              `json:"family,omitempty" maxLength:"64"`
	Labels     Labels             `json:"labels,omitempty"`
	Definition Labels             `json:"definition,omitempty"`
	Example    Labels             `json:"example,omitempty"`
	NearMiss   Labels             `json:"near_miss,omitempty"`
	Colour     string             `json:"colour,omitempty" maxLength:"32"`
	Sign       string             `json:"sign,omitempty" maxLength:"8"` // shown with the colour, so that nobody depends on the colour alone
	Key        string             `json:"key,omitempty" maxLength:"8"`
	Keys       Labels             `json:"keys,omitempty" doc:"Keys by language, each a letter of the word in it; key where a language has none"`
	Effect     Effect             `json:"effect,omitempty" enum:"opens,closes,neutral"`
	Weights    map[string]float64 `json:"weights,omitempty"` // by dimension
}

// Step is a set of buttons that are shown together. Observers go from the first step
// to the last as they learn the codebook.
type Step struct {
	ID     string  `json:"id" minLength:"1" maxLength:"64"`
	Labels Labels  `json:"labels,omitempty"`
	About  Labels  `json:"about,omitempty"` // who it is for
	Codes  []TagID `json:"codes"`
}

// Limits on what a codebook holds.
const (
	MaxTags  = 2000 // tags and families together
	maxSteps = 20
	maxLangs = 50
	maxRules = 50
	maxLoops = 8 // known ones of tags, and of families
	maxNodes = 4 // of a known loop

	maxColour = 32 // characters
	maxSign   = 8  // characters, of a sign or key
)

// Validate checks the codebook. At is the JSON Pointer of the codebook, for errors.
func (c *Codebook) Validate(at string) error {
	if err := CheckID(at+"/id", c.ID); err != nil {
		return err
	}
	if c.Version < 0 {
		return FieldError(Invalid, at+"/version", "must be 0 or more; it is %d", c.Version)
	}
	for _, l := range []struct {
		name   string
		labels Labels
	}{{"labels", c.Labels}, {"about", c.About}, {"source", c.Source}, {"weakness", c.Weakness}} {
		if err := checkLabels(at+"/"+l.name, l.labels); err != nil {
			return err
		}
	}
	if len(c.Rules) > maxRules {
		return FieldError(Invalid, at+"/rules", "must be at most %d; there are %d", maxRules, len(c.Rules))
	}
	for i, l := range c.Rules {
		if err := checkLabels(at+"/rules/"+strconv.Itoa(i), l); err != nil {
			return err
		}
	}
	if n := len(c.Languages); n > maxLangs {
		return FieldError(Invalid, at+"/languages", "must be at most %d; there are %d", maxLangs, n)
	}
	for i, l := range c.Languages {
		if err := CheckID(at+"/languages/"+strconv.Itoa(i), l); err != nil {
			return err
		}
	}
	if n := len(c.Dimensions); n != 0 && n != 2 && n != 3 {
		return FieldError(Invalid, at+"/dimensions", "must be 0, 2 or 3; there are %d", n)
	}
	dims := map[string]bool{}
	for i, d := range c.Dimensions {
		field := at + "/dimensions/" + strconv.Itoa(i)
		if err := CheckID(field+"/id", d.ID); err != nil {
			return err
		}
		if dims[d.ID] {
			return FieldError(Invalid, field+"/id", "is there twice: %q", d.ID)
		}
		dims[d.ID] = true
		if err := checkLabels(field+"/labels", d.Labels); err != nil {
			return err
		}
		if d.Colour != "" {
			if err := checkLine(field+"/colour", d.Colour, maxColour); err != nil {
				return err
			}
		}
	}
	if n := len(c.Tags) + len(c.Families); n > MaxTags {
		return FieldError(Invalid, at+"/tags", "must be at most %d, families included; there are %d", MaxTags, n)
	}
	ids, families := map[TagID]bool{}, map[TagID]bool{}
	for i, f := range c.Families {
		field := at + "/families/" + strconv.Itoa(i)
		if f.Family != "" {
			return FieldError(Invalid, field+"/family", "must be absent: a family is in no family")
		}
		if err := f.validate(field, ids, dims); err != nil {
			return err
		}
		families[f.ID] = true
	}
	for i, t := range c.Tags {
		field := at + "/tags/" + strconv.Itoa(i)
		if t.Family != "" && !families[t.Family] {
			return FieldError(Invalid, field+"/family", "must be one of the codebook's families; it is %q", t.Family)
		}
		if err := t.validate(field, ids, dims); err != nil {
			return err
		}
	}
	if len(c.Steps) > maxSteps {
		return FieldError(Invalid, at+"/steps", "must be at most %d; there are %d", maxSteps, len(c.Steps))
	}
	for i, s := range c.Steps {
		field := at + "/steps/" + strconv.Itoa(i)
		if err := CheckID(field+"/id", s.ID); err != nil {
			return err
		}
		if err := checkLabels(field+"/labels", s.Labels); err != nil {
			return err
		}
		if err := checkLabels(field+"/about", s.About); err != nil {
			return err
		}
		for j, id := range s.Codes {
			if j >= MaxTags {
				return FieldError(Invalid, field+"/codes", "must be at most %d; there are %d", MaxTags, len(s.Codes))
			}
			if !ids[id] {
				return FieldError(Invalid, field+"/codes/"+strconv.Itoa(j), "must be a tag or family of the codebook; it is %q", id)
			}
		}
	}
	if c.DefaultStep != "" && !slices.ContainsFunc(c.Steps, func(s Step) bool { return s.ID == c.DefaultStep }) {
		return FieldError(Invalid, at+"/default_step", "must be a step of the codebook; it is %q", c.DefaultStep)
	}
	loops, number := map[string]bool{}, map[bool]int{} // how many are of families, and of tags
	for i, l := range c.KnownLoops {
		field := at + "/known_loops/" + strconv.Itoa(i)
		if err := l.validate(field, ids, families); err != nil {
			return err
		}
		if loops[l.ID] {
			return FieldError(Invalid, field+"/id", "is there twice: %q", l.ID)
		}
		loops[l.ID] = true
		ofFamilies := families[l.Nodes[0]]
		if number[ofFamilies]++; number[ofFamilies] > maxLoops {
			return FieldError(Invalid, at+"/known_loops", "must be at most %d of tags and %d of families", maxLoops, maxLoops)
		}
	}
	return nil
}

func (l *KnownLoop) validate(field string, ids, families map[TagID]bool) error {
	if err := CheckID(field+"/id", l.ID); err != nil {
		return err
	}
	if n := len(l.Nodes); n < 1 || n > maxNodes {
		return FieldError(Invalid, field+"/nodes", "must be from 1 to %d; there are %d", maxNodes, n)
	}
	for i, id := range l.Nodes {
		if !ids[id] || id == Other || families[id] != families[l.Nodes[0]] || slices.Contains(l.Nodes[:i], id) {
			return FieldError(Invalid, field+"/nodes/"+strconv.Itoa(i),
				"must be a tag of the codebook where the first is one, or a family where that is one, each once and not %q; it is %q", Other, id)
		}
	}
	if !slices.Equal(l.Signs, slices.Repeat([]LoopSign{"+"}, len(l.Nodes))) && !(len(l.Nodes) == 2 && slices.Equal(l.Signs, []LoopSign{"+", "-"})) {
		return FieldError(Invalid, field+"/signs", `must be "+" for each node, or "+" and "-" for two nodes`)
	}
	return nil
}

func (t *Tag) validate(field string, ids map[TagID]bool, dims map[string]bool) error {
	if err := CheckID(field+"/id", string(t.ID)); err != nil {
		return err
	}
	if ids[t.ID] {
		return FieldError(Invalid, field+"/id", "is there twice among tags and families: %q", t.ID)
	}
	ids[t.ID] = true
	for _, l := range []struct {
		name   string
		labels Labels
	}{{"labels", t.Labels}, {"definition", t.Definition}, {"example", t.Example}, {"near_miss", t.NearMiss}} {
		if err := checkLabels(field+"/"+l.name, l.labels); err != nil {
			return err
		}
	}
	if err := checkLabels(field+"/keys", t.Keys); err != nil {
		return err
	}
	type short struct {
		name, text string
		most       int
	}
	shorts := []short{{"colour", t.Colour, maxColour}, {"sign", t.Sign, maxSign}, {"key", t.Key, maxSign}}
	for _, lang := range slices.Sorted(maps.Keys(t.Keys)) {
		shorts = append(shorts, short{"keys/" + lang, t.Keys[lang], maxSign})
	}
	for _, s := range shorts {
		if s.text != "" {
			if err := checkLine(field+"/"+s.name, s.text, s.most); err != nil {
				return err
			}
		}
	}
	if t.Effect != "" {
		if err := oneOf(field+"/effect", t.Effect, Effects...); err != nil {
			return err
		}
	}
	for _, d := range slices.Sorted(maps.Keys(t.Weights)) {
		w := t.Weights[d]
		if !dims[d] {
			return FieldError(Invalid, field+"/weights", "must name dimensions of the codebook; %q is none", d)
		}
		if !(w >= 0 && w <= 1) {
			return FieldError(Invalid, field+"/weights/"+d, "must be a number from 0 to 1")
		}
	}
	return nil
}

func checkLabels(field string, l Labels) error {
	if n := len(l); n > maxLangs {
		return FieldError(Invalid, field, "must be in at most %d languages; there are %d", maxLangs, n)
	}
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		if err := CheckID(field, lang); err != nil {
			return err
		}
		if err := CheckText(field+"/"+lang, l[lang]); err != nil {
			return err
		}
	}
	return nil
}

// Complete fills in what may be left out: labels are the ids, effects neutral.
func (c *Codebook) Complete() {
	for _, list := range [][]Tag{c.Families, c.Tags} {
		for i := range list {
			t := &list[i]
			if len(t.Labels) == 0 {
				t.Labels = Labels{"nl": string(t.ID), "en": string(t.ID)}
			}
			if t.Effect == "" {
				t.Effect = Neutral
			}
		}
	}
}

// Find returns the tag or family with this id, nil if there is none. It searches
// the lists; [State.Code] is faster.
func (c *Codebook) Find(id TagID) *Tag {
	for _, list := range [][]Tag{c.Tags, c.Families} {
		if i := slices.IndexFunc(list, func(t Tag) bool { return t.ID == id }); i >= 0 {
			return &list[i]
		}
	}
	return nil
}

// CodesOf returns the codes of a step, nil if there is none with this id.
func (c *Codebook) CodesOf(step string) []TagID {
	if i := slices.IndexFunc(c.Steps, func(s Step) bool { return s.ID == step }); i >= 0 {
		return c.Steps[i].Codes
	}
	return nil
}

// Text returns the label in lang or, if there is none, in English, Dutch or any
// other language, in that order.
func (l Labels) Text(lang string) string {
	for _, k := range []string{lang, "en", "nl"} {
		if s, ok := l[k]; ok {
			return s
		}
	}
	best := ""
	for k := range l {
		if best == "" || k < best {
			best = k
		}
	}
	return l[best]
}

// Shares turns sums by dimension into shares of their total. The result has every
// dimension; all are nil if the total is 0.
func (c *Codebook) Shares(sums map[string]float64) map[string]*float64 {
	total := 0.0
	for _, d := range c.Dimensions {
		total += sums[d.ID]
	}
	out := make(map[string]*float64, len(c.Dimensions))
	for _, d := range c.Dimensions {
		out[d.ID] = nil
		if total > 0 && !math.IsInf(total, 0) {
			v := sums[d.ID] / total
			out[d.ID] = &v
		}
	}
	return out
}
