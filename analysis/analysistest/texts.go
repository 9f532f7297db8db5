package analysistest

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// judging are words that judge people or claim causes, by language: no text for a
// team may have them.
var judging = map[string][]string{
	"nl": {"dominant", "passief", "weerstand", "moeilijk", "dader", "slachtoffer", "drama", "toxisch", "score", "prestatie", "gemiddelde persoon", "oorzaak", "veroorzaakt"},
	"en": {"dominant", "passive", "resistance", "difficult", "silent one", "offender", "victim", "performance", "score", "causes", "caused"},
}

// CheckTexts checks that two tables of texts, pointers to structs of one type with
// texts and maps of texts, have every text, with the same number of verbs of
// package fmt in it, and none of the words in judging. Pointers in a table are left
// out: they lead to other tables. The texts named denying may have such a word:
// they deny it.
func CheckTexts(t *testing.T, en, nl any, denying ...string) {
	t.Helper()
	all := map[string]map[string]string{"en": textsIn(en), "nl": textsIn(nl)}
	if len(all["en"]) == 0 || len(all["en"]) != len(all["nl"]) {
		t.Errorf("%d texts in English, %d in Dutch", len(all["en"]), len(all["nl"]))
	}
	for lang, texts := range all {
		for name, text := range texts {
			if text == "" {
				t.Errorf("%s: %s is empty", lang, name)
			}
			for _, w := range judging[lang] {
				if strings.Contains(strings.ToLower(text), w) && !slices.Contains(denying, name) {
					t.Errorf("%s: %s says %q", lang, name, w)
				}
			}
		}
	}
	for name, text := range all["en"] {
		other, ok := all["nl"][name]
		if !ok {
			t.Errorf("nl lacks %s", name)
		}
		if verbs(other) != verbs(text) && !strings.Contains(text+other, "%[") {
			t.Errorf("%s: %q and %q take other figures", name, text, other)
		}
	}
}

func verbs(s string) int { return strings.Count(strings.ReplaceAll(s, "%%", ""), "%") }

// textsIn returns every text of a table by its name.
func textsIn(table any) map[string]string {
	out := map[string]string{}
	v := reflect.ValueOf(table).Elem()
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch f.Kind() {
		case reflect.String:
			out[name] = f.String()
		case reflect.Map:
			for _, k := range f.MapKeys() {
				if text := f.MapIndex(k); text.Kind() == reflect.String {
					out[name+" "+k.String()] = text.String()
				}
			}
		}
	}
	return out
}
