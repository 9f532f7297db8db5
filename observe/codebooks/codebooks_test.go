package codebooks_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
	"kompas/observe/codebooks"
)

func TestEveryCodebookIsComplete(t *testing.T) {
	all := codebooks.All()
	if len(all) == 0 || all[0].ID != codebooks.Default {
		t.Fatalf("the first codebook must be %q", codebooks.Default)
	}
	for _, c := range all {
		t.Run(c.ID, func(t *testing.T) {
			if err := c.Validate(""); err != nil {
				t.Fatal(err)
			}
			both := func(what string, l observe.Labels) {
				t.Helper()
				for _, lang := range []string{"nl", "en"} {
					if l[lang] == "" {
						t.Errorf("%s: no text in %q", what, lang)
					}
				}
			}
			both("labels", c.Labels)
			both("about", c.About)
			both("source", c.Source)
			both("weakness", c.Weakness)
			for _, r := range c.Rules {
				both("rule", r)
			}
			for _, d := range c.Dimensions {
				both("dimension "+d.ID, d.Labels)
			}
			for _, s := range c.Steps {
				both("step "+s.ID, s.Labels)
				for _, id := range s.Codes { // what a button covers can be read
					if code := c.Find(id); id != "other" {
						both(string(id)+" definition", code.Definition)
						both(string(id)+" example", code.Example)
						both(string(id)+" near_miss", code.NearMiss)
					}
				}
			}
			for _, f := range c.Families {
				both("family "+string(f.ID), f.Labels)
			}
			colours := map[string]observe.TagID{}
			for _, tag := range c.Tags {
				id := string(tag.ID)
				both(id+" labels", tag.Labels)
				both(id+" definition", tag.Definition)
				family := c.Find(tag.Family)
				if tag.Family == "" || family == nil {
					t.Errorf("%s: family %q is not in the codebook", id, tag.Family)
				} else if tag.Sign != family.Sign || tag.Sign == "" {
					t.Errorf("%s: sign %q is not that of its family, %q", id, tag.Sign, family.Sign)
				}
				if other := colours[tag.Colour]; other != "" {
					t.Errorf("%s has the colour of %s", id, other)
				}
				colours[tag.Colour] = tag.ID
			}
		})
	}
}

// The codebook is copied into every session, so decoding and encoding must lose
// nothing.
func TestNoFieldIsUnknown(t *testing.T) {
	for _, c := range codebooks.All() {
		data, err := os.ReadFile(c.ID + ".json")
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(new(observe.Codebook)); err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
	}
}

func TestUnknownCodebook(t *testing.T) {
	for _, id := range []string{"", "nothing", "../codebooks"} {
		if _, ok := codebooks.Get(id); ok {
			t.Errorf("Get(%q) found something", id)
		}
	}
}

func TestCallerMayChangeWhatItGets(t *testing.T) {
	a, _ := codebooks.Get(codebooks.Default)
	a.Tags[0].Labels["en"] = "changed"
	b, _ := codebooks.Get(codebooks.Default)
	if b.Tags[0].Labels["en"] == "changed" {
		t.Error("two callers share one codebook")
	}
}

// Weights and effects are those of the design, which was copied by hand.
func TestThreeKEffectsAndWeights(t *testing.T) {
	type row struct {
		family                           observe.TagID
		effect                           observe.Effect
		compassion, vulnerable, strength float64
	}
	want := map[observe.TagID]row{
		"curiosity":   {"asking", "opens", 1, 0, 0},
		"connecting":  {"tuning-in", "opens", 1, 0, 0},
		"not-knowing": {"showing", "opens", 0, 1, 0},
		"sharing":     {"showing", "opens", 0, 1, 0},
		"naming":      {"showing", "opens", 0, 1, 0},
		"informing":   {"contributing", "neutral", 0, 0, 0},
		"differing":   {"contributing", "neutral", 0, 0, 0},
		"ordering":    {"contributing", "neutral", 0, 0, 0},
		"other":       {"contributing", "neutral", 0, 0, 0},
		"deciding":    {"settling", "neutral", 0, 0, 1},
		"accountable": {"settling", "neutral", 0, 0, 1},
		"steering":    {"pushing", "closes", 0, 0, 0},
		"forcing":     {"pushing", "closes", 0, 0, 0},
		"judgement":   {"holding-off", "closes", 0, 0, 0},
		"defending":   {"holding-off", "closes", 0, 0, 0},
		"withdrawing": {"holding-off", "closes", 0, 0, 0},

		"asking":       {"", "opens", 1, 0, 0},
		"contributing": {"", "neutral", 0, 0, 0},
		"tuning-in":    {"", "opens", 1, 0, 0},
		"showing":      {"", "opens", 0, 1, 0},
		"settling":     {"", "neutral", 0, 0, 1},
		"pushing":      {"", "closes", 0, 0, 0},
		"holding-off":  {"", "closes", 0, 0, 0},
		"directing":    {"", "neutral", 0, 0, 0},
	}
	c := threeK(t)
	got := map[observe.TagID]row{}
	for _, code := range slices.Concat(c.Tags, c.Families) {
		got[code.ID] = row{code.Family, code.Effect, code.Weights["compassion"], code.Weights["vulnerability"], code.Weights["strength"]}
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
}

// Whoever knows four words, seven or sixteen sees a word of version 1 as it was, and
// finds no button for it.
func TestThreeKLadder(t *testing.T) {
	c := threeK(t)
	got := map[string][]observe.TagID{}
	for _, s := range c.Steps {
		got[s.ID] = s.Codes
	}
	want := map[string][]observe.TagID{
		"core":  {"curiosity", "judgement", "steering", "other"},
		"seven": {"asking", "contributing", "tuning-in", "showing", "settling", "pushing", "holding-off"},
	}
	for _, tag := range c.Tags {
		want["full"] = append(want["full"], tag.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(want["full"]) != 16 {
		t.Errorf("there are %d tags; there must be sixteen", len(want["full"]))
	}
	if c.Version != 2 || c.DefaultStep != "seven" {
		t.Errorf("version %d begins with %q; want version 2 and seven", c.Version, c.DefaultStep)
	}
}

// A key is one lower-case letter of the word in the language that is shown. No two
// buttons of a step share it, and the pad does not use it for itself. A letter that
// occurs in two steps belongs to a tag and its family, so that observers who change
// the step need not learn new keys. Where the page has another language, key holds.
func TestKeys(t *testing.T) {
	for _, c := range codebooks.All() {
		for _, lang := range []string{"nl", "en", ""} {
			key := func(code *observe.Tag) string {
				if k, ok := code.Keys[lang]; ok {
					return k
				}
				return code.Key
			}
			byKey := map[string]*observe.Tag{}
			for _, s := range c.Steps {
				seen := map[string]observe.TagID{}
				for _, id := range s.Codes {
					code := c.Find(id)
					k := key(code)
					if len(k) != 1 || k < "a" || k > "z" || k == "w" || lang != "" && !strings.Contains(code.Labels[lang], k) {
						t.Errorf("%s, %q: %s (%s) has the key %q", c.ID, lang, id, code.Labels[lang], k)
					}
					if other, ok := seen[k]; ok {
						t.Errorf("%s, %q, step %s: %s and %s share the key %q", c.ID, lang, s.ID, other, id, k)
					}
					seen[k] = id
					if other, ok := byKey[k]; ok && other.ID != id && other.ID != code.Family && other.Family != id {
						t.Errorf("%s, %q: %s and %s share the key %q", c.ID, lang, other.ID, id, k)
					}
					byKey[k] = code
				}
				if len(seen) == 0 {
					t.Errorf("%s: step %s has no codes", c.ID, s.ID)
				}
			}
		}
	}
}

// No two families have the same sign, so that nobody depends on their colours.
func TestSigns(t *testing.T) {
	for _, c := range codebooks.All() {
		signs := map[string]observe.TagID{}
		for _, f := range c.Families {
			if other, ok := signs[f.Sign]; ok || f.Sign == "" {
				t.Errorf("%s: %s has the sign %q, as %s", c.ID, f.ID, f.Sign, other)
			}
			signs[f.Sign] = f.ID
		}
	}
}

func threeK(t *testing.T) observe.Codebook {
	t.Helper()
	c, ok := codebooks.Get("three-k")
	if !ok {
		t.Fatal("there is no codebook three-k")
	}
	return c
}

// The three steps of the cycle and their shadows exist, since patterns look for them.
func TestCompassionCycle(t *testing.T) {
	c, ok := codebooks.Get("compassion-cycle")
	if !ok {
		t.Fatal("there is no codebook compassion-cycle")
	}
	var got []observe.TagID
	for _, tag := range c.Tags {
		got = append(got, tag.ID)
		weights := tag.Weights["compassion"] + tag.Weights["accountability"]
		if shadow := tag.Family == "shadow"; shadow != (tag.Effect == observe.Closes) || shadow != (weights == 0) {
			t.Errorf("%s of %s: effect %s, weights %v", tag.ID, tag.Family, tag.Effect, tag.Weights)
		}
	}
	want := []observe.TagID{"openness", "resourcefulness", "persistence", "attacking", "rescuing", "giving-in"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The known loops are those of section 3.5 of the design, as a reader would write them.
func TestKnownLoopsOfThreeK(t *testing.T) {
	want := []string{
		"judgement-defending: judgement + defending +", "steering-silence: steering + withdrawing +", "curiosity-sharing: curiosity + sharing +",
		"steering-steering: steering +", "judgement-judgement: judgement +", "sharing-sharing: sharing +",
		"inquiry-calms-judgement: judgement + curiosity -",
		"holding-off-holding-off: holding-off +", "pushing-holding-off: pushing + holding-off +", "pushing-pushing: pushing +",
		"asking-showing: asking + showing +", "showing-showing: showing +", "asking-calms-holding-off: holding-off + asking -",
	}
	book := threeK(t)
	if diff := cmp.Diff(want, loops(book.KnownLoops)); diff != "" {
		t.Error(diff)
	}
}

// firstThreeK is version 1 as it is in meetings of that time.
func firstThreeK(t *testing.T) (c observe.Codebook) {
	t.Helper()
	data, err := os.ReadFile("testdata/three-k-1.json")
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func loops(list []observe.KnownLoop) (out []string) {
	for _, l := range list {
		text := l.ID + ":"
		for i, node := range l.Nodes {
			text += " " + string(node) + " " + string(l.Signs[i])
		}
		out = append(out, text)
	}
	return out
}

// Meetings keep the codebook as it was when they were made, so those from before the
// list have three-k without it. They get the list, unless their three-k is another
// one. What they keep is not changed.
func TestKnownLoopsOfASnapshot(t *testing.T) {
	before := func(change func(*observe.Codebook)) *observe.Codebook {
		c := firstThreeK(t)
		c.KnownLoops = nil
		change(&c)
		return &c
	}
	all := loops(firstThreeK(t).KnownLoops)
	own := []observe.KnownLoop{{ID: "mine", Nodes: []observe.TagID{"naming"}, Signs: []observe.LoopSign{"+"}}}
	for name, tt := range map[string]struct {
		book *observe.Codebook
		want []string
	}{
		"three-k without a list": {before(func(c *observe.Codebook) {}), all},
		"with tags of a file":    {before(func(c *observe.Codebook) { c.Tags = append(c.Tags, observe.Tag{ID: "laughter"}) }), all},
		"with a list of its own": {before(func(c *observe.Codebook) { c.KnownLoops = own }), []string{"mine: naming +"}},
		"version 2 without": {func() *observe.Codebook {
			c := threeK(t)
			c.KnownLoops = nil
			return &c
		}(), loops(threeK(t).KnownLoops)},
		"another version":    {before(func(c *observe.Codebook) { c.Version = 7 }), nil},
		"another id":         {before(func(c *observe.Codebook) { c.ID = "mine" }), nil},
		"a codebook without": {before(func(c *observe.Codebook) { c.ID = "compassion-cycle" }), nil},
		"other words by the same name": {before(func(c *observe.Codebook) {
			c.Families = []observe.Tag{{ID: "asking"}, {ID: "judgement"}}
			c.Tags = []observe.Tag{{ID: "steering"}, {ID: "showing"}, {ID: "curiosity"}}
			c.Steps = nil
		}), []string{"steering-steering: steering +"}},
	} {
		saved, err := json.Marshal(tt.book)
		if err != nil {
			t.Fatal(err)
		}
		got := codebooks.KnownLoops(tt.book)
		if diff := cmp.Diff(tt.want, loops(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		with := *tt.book
		with.KnownLoops = got
		if err := with.Validate(""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := json.Marshal(tt.book); !bytes.Equal(saved, now) {
			t.Errorf("%s: the codebook of the meeting has changed", name)
		}
	}
}
