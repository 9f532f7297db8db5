package analysistest

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kompas/observe/codebooks"
)

// A word is found as a whole, in whatever case, and not within another one.
func TestUnwantedWordsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"Hij is DOMINANT.": "DOMINANT", "de stille deelnemer": "stille", "Score: 3": "Score", "een gemiddelde\npersoon": "gemiddelde\npersoon",
		"who is the silent one?": "silent one", "dominantie": "", "underscore": "", "stilte, en stil": "", "het werd moeilijker": "",
	} {
		if got := unwanted(text); got != want {
			t.Errorf("in %q it finds %q, want %q", text, got, want)
		}
	}
}

// What texts take is compared by argument, in whatever order they write them.
func TestFiguresOfTexts(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"%s kwam %d keer", "%[2]d times %[1]s", true}, {"%s %d", "%d %s", false}, {"%d%%", "%d percent", true}, {"%s", "%s %s", false},
		{"{name}: {times}", "{times} {name}", true}, {"{name}", "{names}", false},
	} {
		if got := maps.Equal(figures(c.a), figures(c.b)); got != c.same {
			t.Errorf("%q and %q take the same: %t", c.a, c.b, got)
		}
	}
}

// The shipped codebooks say the same in both languages, in words that are kind. A
// near-miss is an example of what is not.
func TestTextsOfCodebooks(t *testing.T) {
	alike := strings.Fields("")
	for _, book := range codebooks.All() {
		data, err := json.Marshal(book)
		if err != nil {
			t.Fatal(err)
		}
		var all any
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		n := 0
		eachLabel(book.ID, all, func(where string, labels map[string]any) {
			n++
			nl, en := labels["nl"].(string), labels["en"].(string)
			if nl == "" || en == "" {
				t.Errorf("%s is %q and %q", where, nl, en)
			}
			if strings.HasSuffix(where, "/keys") {
				return
			}
			if nl == en && !slices.Contains(alike, nl) {
				t.Errorf("%s is %q in both languages", where, nl)
			}
			if !strings.HasSuffix(where, "/near_miss") {
				CheckWords(t, where, nl)
				CheckWords(t, where, en)
			}
		})
		if n < 20 {
			t.Errorf("%s has %d texts", book.ID, n)
		}
	}
}

// eachLabel calls do for everything within v that has texts by language.
func eachLabel(where string, v any, do func(where string, labels map[string]any)) {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			eachLabel(where+"/"+strconv.Itoa(i), x, do)
		}
	case map[string]any:
		if v["nl"] != nil && v["en"] != nil {
			do(where, v)
			return
		}
		for k, x := range v {
			eachLabel(where+"/"+k, x, do)
		}
	}
}

// The report in words has its texts in its code.
func TestTextsOfTheReport(t *testing.T) {
	files, err := filepath.Glob("../text/*.go")
	if err != nil || len(files) < 3 {
		t.Fatalf("the files of the report are %q, %v", files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				CheckWords(t, filepath.Base(name), text)
			}
			return true
		})
	}
}

// Some sentences are those that people knew again, and stay.
func TestSentencesThatStay(t *testing.T) {
	for file, sentences := range map[string][]string{
		"../charts/words/nl.go":   {"Het is wat erna kwam, niet wat erdoor kwam.", "Beurten, geen spreektijd."},
		"../findings/texts_nl.go": {"Niet te verwarren met: %s."},
		"../patterns/nl.json":     {"Herkennen we dit, en willen we er meer van of minder?", "Een gewoonte, geen eigenschap."},
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sentences {
			if !strings.Contains(string(data), s) {
				t.Errorf("%s has lost %q", file, s)
			}
		}
	}
}
