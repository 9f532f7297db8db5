package findings

import (
	"reflect"
	"strings"
	"testing"
)

// textsIn returns every text of a table by its name.
func textsIn(s any) map[string]string {
	out := map[string]string{}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		if f.Kind() == reflect.Pointer { // the shared texts are tested in package wording
			continue
		}
		if f.Kind() == reflect.String {
			out[name] = f.String()
			continue
		}
		for _, k := range f.MapKeys() {
			out[name+" "+k.String()] = f.MapIndex(k).String()
		}
	}
	return out
}

// Both languages have every text, with the same number of figures in it, and none
// has words that judge people or claim causes.
func TestTextsAreCompleteAndKind(t *testing.T) {
	banned := map[string][]string{
		"nl": {"dominant", "passief", "weerstand", "moeilijk", "dader", "slachtoffer", "drama", "toxisch", "score", "prestatie", "gemiddelde persoon", "oorzaak", "veroorzaakt"},
		"en": {"dominant", "passive", "resistance", "difficult", "silent one", "offender", "victim", "performance", "score", "causes", "caused"},
	}
	all := languages()
	for lang, words := range banned {
		said := textsIn(all[lang])
		for name, text := range said {
			if text == "" {
				t.Errorf("%s: %s is empty", lang, name)
			}
			for _, w := range words {
				if strings.Contains(strings.ToLower(text), w) {
					t.Errorf("%s: %s says %q", lang, name, w)
				}
			}
		}
		for name, text := range textsIn(all["en"]) {
			other, ok := said[name]
			if !ok {
				t.Errorf("%s lacks %s", lang, name)
			}
			verbs := func(s string) int { return strings.Count(strings.ReplaceAll(s, "%%", ""), "%") }
			if verbs(other) != verbs(text) && !strings.Contains(text+other, "%[") {
				t.Errorf("%s: %q and %q take other figures", name, text, other)
			}
		}
	}
	if len(textsIn(all["nl"])) != len(textsIn(all["en"])) {
		t.Error("one language has more to say")
	}
}

// Codes of a file may contain the sign between two of them. No two steps have the
// same name.
func TestStepsHaveNamesOfTheirOwn(t *testing.T) {
	steps := [][2]string{{"a", "b"}, {"a>b", "c"}, {"a", "b>c"}, {`a\`, ">b"}, {`a\>`, "b"}, {`a\`, "b"}}
	seen := map[string][2]string{}
	for _, s := range steps {
		id := arrowID(s[0], s[1])
		if other, known := seen[id]; known {
			t.Errorf("%q and %q are both %q", s, other, id)
		}
		seen[id] = s
	}
	if arrowID("asking", "steering") != "asking>steering" {
		t.Error("ordinary codes do not stand as they are")
	}
}
