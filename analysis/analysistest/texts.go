package analysistest

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// banned are words that label people or make a trial of a meeting. No text for a team
// may have them.
var banned = words(`dominante?|passie(?:f|ve)|weerstand|moeilijke?|stille|daders?|slachtoffers?|drama|toxische?|scores?|prestaties?|gemiddelde persoon|
	resistance|difficult|silent ones?|offenders?|performances?|passive|victims?|toxic`)

// claiming are words that claim a cause. Only a text that denies one may have them.
var claiming = words(`oorzaak|veroorzaakt|causes|caused`)

// gone are words that a coach would not say, and that were replaced.
var gone = words(`kringloop|kringlopen|geschudde|dan bij toeval|langste stilte|vastzet(?:ten)?|steekt af|steken af|het bewoog|afhouden|
	shuffled|than by chance|longest silence|usually fix(?:es)?|that fixes|it moved|holding off`)

// words finds the first of these words that a text has as a whole word, in whatever case.
func words(list string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(strings.Fields(strings.ReplaceAll(list, " ", `\s+`)), "") + `)(?:$|[^\pL])`)
}

// alike are texts that are the same in both languages. Those without a word need not be
// listed.
var alike = []string{"1 moment", "Open", "%s in %s", "%s: %s, in %s.", "{name}: {times}, in {meetings}."}

// CheckWords checks that a text has none of the words that are banned, or were replaced.
func CheckWords(t *testing.T, where, text string) {
	t.Helper()
	if w := unwanted(text); w != "" {
		t.Errorf("%s says %q: %s", where, w, text)
	}
}

// unwanted returns a word of a text that is banned, or was replaced; an empty text when
// there is none.
func unwanted(text string) string {
	for _, list := range []*regexp.Regexp{banned, gone} {
		if found := list.FindStringSubmatch(text); found != nil {
			return found[1]
		}
	}
	return ""
}

// CheckTexts checks that two tables of texts, structs of one type or pointers to them,
// have the same texts, none of them empty, with the same figures in them (verbs of
// package fmt, or names in braces), in words that are not the same in both languages
// and of which none is banned. Pointers in a table are left out: they lead to other
// tables. The texts whose names end in one of denying may have a word that claims a
// cause: they deny it.
func CheckTexts(t *testing.T, en, nl any, denying ...string) {
	t.Helper()
	english, dutch := textsIn(en), textsIn(nl)
	if len(english) == 0 {
		t.Error("there are no texts")
	}
	for name := range dutch {
		if _, ok := english[name]; !ok {
			t.Errorf("en lacks %s", name)
		}
	}
	for name, text := range english {
		other, ok := dutch[name]
		if !ok {
			t.Errorf("nl lacks %s", name)
			continue
		}
		if text == other && letter.MatchString(figure.ReplaceAllString(text, "")) && !slices.Contains(alike, text) {
			t.Errorf("%s is %q in both languages", name, text)
		}
		if a, b := figures(text), figures(other); !maps.Equal(a, b) {
			t.Errorf("%s: %q and %q take other figures", name, text, other)
		}
		for lang, text := range map[string]string{"en": text, "nl": other} {
			where := lang + ": " + name
			if text == "" {
				t.Errorf("%s is empty", where)
			}
			CheckWords(t, where, text)
			denies := slices.ContainsFunc(denying, func(end string) bool { return strings.HasSuffix(name, end) })
			if !denies && claiming.MatchString(text) {
				t.Errorf("%s claims a cause: %s", where, text)
			}
		}
	}
}

var letter = regexp.MustCompile(`\pL`)

var figure = regexp.MustCompile(`%(?:\[(\d+)\])?[-+ 0#]*[.\d]*([a-zA-Z%])|\{[a-z]+\}`)

// figures returns what a text takes: how often a name in braces stands there, and which
// verb writes each argument of fmt.
func figures(text string) map[string]int {
	out := map[string]int{}
	next := 1
	for _, m := range figure.FindAllStringSubmatch(text, -1) {
		switch {
		case m[2] == "%":
		case m[2] == "":
			out[m[0]]++
		default:
			if m[1] != "" {
				fmt.Sscan(m[1], &next)
			}
			out[fmt.Sprint(next, m[2])] = 1
			next++
		}
	}
	return out
}

// textsIn returns every text of a table by its name.
func textsIn(table any) map[string]string {
	out := map[string]string{}
	v := reflect.ValueOf(table)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	addTexts(out, "", v)
	return out
}

func addTexts(out map[string]string, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		out[strings.TrimSpace(name)] = v.String()
	case reflect.Struct:
		for i := range v.NumField() {
			f, field := v.Field(i), v.Type().Field(i)
			leftOut := f.IsZero() && strings.Contains(field.Tag.Get("json"), "omitempty")
			if f.Kind() != reflect.Pointer && !leftOut {
				addTexts(out, name+" "+field.Name, f)
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			addTexts(out, fmt.Sprint(name, " ", k), v.MapIndex(k))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			addTexts(out, fmt.Sprint(name, " ", i), v.Index(i))
		}
	}
}
