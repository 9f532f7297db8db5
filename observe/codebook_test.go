package observe_test

import (
	"strconv"
	"strings"
	"testing"

	"kompas/observe"
)

// known returns the known loops of a text: one for each part between commas, its id
// and then its nodes, each with its sign.
func known(text string) (list []observe.KnownLoop) {
	for part := range strings.SplitSeq(text, ",") {
		words := strings.Fields(part)
		l := observe.KnownLoop{ID: words[0]}
		for i := 1; i < len(words); i += 2 {
			l.Nodes = append(l.Nodes, observe.TagID(words[i]))
			l.Signs = append(l.Signs, observe.LoopSign(words[i+1]))
		}
		list = append(list, l)
	}
	return list
}

// A loop has one to four nodes, all tags or all families of the codebook, each once
// and none of them "other"; it is positive, or has two nodes and turns back at the
// second one. There are at most eight of tags and eight of families.
func TestKnownLoopsOfACodebook(t *testing.T) {
	book := observe.Codebook{ID: "book", Families: []observe.Tag{{ID: "F"}, {ID: "G"}}, Tags: []observe.Tag{{ID: "other"}}}
	for i := range 9 {
		n := strconv.Itoa(i)
		book.Tags = append(book.Tags, observe.Tag{ID: observe.TagID("t" + n), Family: "F"})
		book.Families = append(book.Families, observe.Tag{ID: observe.TagID("f" + n)})
	}
	eight := func(prefix string) string {
		var parts []string
		for i := range 8 {
			parts = append(parts, prefix+strconv.Itoa(i)+"-loop "+prefix+strconv.Itoa(i)+" +")
		}
		return strings.Join(parts, ",")
	}
	for text, want := range map[string]string{
		"a t0 +, b t0 + t1 +, c t0 + t1 -, d t1 + t0 -, e t0 + t1 + t2 + t3 +, f F + G +": "",
		"a t0 + t1 + t2 +, b t0 + t2 + t1 +":                                              "",
		eight("t") + "," + eight("f"):                                                     "",
		eight("t") + "," + eight("f") + ", a t8 +":                                        "/known_loops",
		eight("t") + "," + eight("f") + ", a f8 +":                                        "/known_loops",
		"* t0 +":                     "/known_loops/0/id",
		"a t0 +, a t1 +":             "/known_loops/1/id",
		"a":                          "/known_loops/0/nodes",
		"a t0 + t1 + t2 + t3 + t4 +": "/known_loops/0/nodes",
		"a t0 +, b t0 + nothing +":   "/known_loops/1/nodes/1",
		"a t0 + other +":             "/known_loops/0/nodes/1",
		"a t0 + F +":                 "/known_loops/0/nodes/1",
		"a F + t0 +":                 "/known_loops/0/nodes/1",
		"a t0 + t1 + t0 +":           "/known_loops/0/nodes/2",
		"a t0 -":                     "/known_loops/0/signs",
		"a t0 - t1 +":                "/known_loops/0/signs",
		"a t0 - t1 -":                "/known_loops/0/signs",
		"a t0 + t1 + t2 -":           "/known_loops/0/signs",
		"a t0 + t1 plus":             "/known_loops/0/signs",
	} {
		c := book
		c.KnownLoops = known(text)
		err := c.Validate("")
		switch bad, _ := err.(*observe.Error); {
		case want == "" && err != nil:
			t.Errorf("%s: refused: %v", text, err)
		case want != "" && (bad == nil || bad.Code != observe.Invalid || bad.Field != want):
			t.Errorf("%s: got %v, want invalid at %s", text, err, want)
		}
	}
	book.KnownLoops = []observe.KnownLoop{{ID: "a", Nodes: []observe.TagID{"t0"}, Signs: []observe.LoopSign{"+", "-"}}}
	if err, _ := book.Validate("/codebook").(*observe.Error); err == nil || err.Field != "/codebook/known_loops/0/signs" {
		t.Errorf("two signs for one node: %v", err)
	}
}

// The step that is shown first is one of the codebook; a key of a language is as short
// as any other.
func TestStepAndKeysOfACodebook(t *testing.T) {
	book := func(step string, keys observe.Labels) *observe.Codebook {
		return &observe.Codebook{ID: "book", DefaultStep: step, Tags: []observe.Tag{{ID: "a"}, {ID: "b", Keys: keys}},
			Steps: []observe.Step{{ID: "few", Codes: []observe.TagID{"a"}}}}
	}
	for name, tt := range map[string]struct {
		book *observe.Codebook
		want string
	}{
		"both":                 {book("few", observe.Labels{"nl": "a", "en": "b"}), ""},
		"neither":              {book("", nil), ""},
		"another step":         {book("many", nil), "/default_step"},
		"a tag as step":        {book("a", nil), "/default_step"},
		"a long key":           {book("few", observe.Labels{"nl": "a", "en": "nine keys"}), "/tags/1/keys/en"},
		"a key of control":     {book("few", observe.Labels{"nl": "\t"}), "/tags/1/keys/nl"},
		"a step about nothing": {&observe.Codebook{ID: "book", Steps: []observe.Step{{ID: "few", About: observe.Labels{"": "a"}}}}, "/steps/0/about"},
		"no language":          {book("few", observe.Labels{"": "a"}), "/tags/1/keys"},
	} {
		err := tt.book.Validate("")
		switch bad, _ := err.(*observe.Error); {
		case tt.want == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case tt.want != "" && (bad == nil || bad.Code != observe.Invalid || bad.Field != tt.want):
			t.Errorf("%s: got %v, want invalid at %s", name, err, tt.want)
		}
	}
}
