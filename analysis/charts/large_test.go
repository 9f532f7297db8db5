package charts_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/observe"
)

// large is a meeting of so many people, with a codebook of so many tags, four in
// each family, all of which occur.
func large(t testing.TB, people, words int, o analysis.Options) *analysis.Reading {
	t.Helper()
	book := observe.Codebook{ID: "large", Version: 1}
	for i := range words {
		tag := observe.Tag{ID: observe.TagID(fmt.Sprintf("word%d", i))}
		if i%4 == 0 {
			book.Families = append(book.Families, tag)
			continue
		}
		tag.Family = book.Families[i/4].ID
		book.Tags = append(book.Tags, tag)
	}
	b := analysis.NewBuilder("large", &book)
	for i := range 2000 {
		from, to := i%people, (i*7+1)%people
		if from == to {
			to = (to + 1) % people
		}
		b.Add(int64(i)*2000, fmt.Sprintf("Person %d", from), fmt.Sprintf("Person %d", to), fmt.Sprintf("word%d", i%words), "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The size of a chart, and the memory that it takes, grow in proportion to people
// and tags, not to their square.
func TestLargeMeetings(t *testing.T) {
	o := analysis.DefaultOptions()
	o.Permutations = 0
	type cost struct {
		size int
		made uint64
	}
	costOf := func(name string, r *analysis.Reading) cost {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b := build(t, name, r, english())
		runtime.ReadMemStats(&after)
		return cost{len(b), after.TotalAlloc - before.TotalAlloc}
	}
	for what, of := range map[string]func(n int) *analysis.Reading{
		"people": func(n int) *analysis.Reading { return large(t, n, 12, o) },
		"words":  func(n int) *analysis.Reading { return large(t, 6, n, o) },
		"both": func(n int) *analysis.Reading {
			by := o
			by.Codes = analysis.ByPersonTag
			return large(t, n, n, by)
		},
	} {
		few, many := of(250), of(1000)
		for _, name := range charts.Names() {
			// Growing with the square, it would be 16 times as much.
			a, b := costOf(name, few), costOf(name, many)
			if b.size > 8*a.size || b.made > 8*a.made {
				t.Errorf("%s of four times as many %s: it takes %+v, and took %+v", name, what, b, a)
			}
		}
	}
}

// A table of too many people says so, in both languages.
func TestTooManyPeopleForATable(t *testing.T) {
	o := analysis.DefaultOptions()
	o.Permutations = 0
	for people, empty := range map[int]bool{60: false, 61: true} {
		r := large(t, people, 12, o)
		for lang, want := range map[string]string{"en": "61 people are too many", "nl": "61 mensen zijn te veel"} {
			f, err := charts.CaptionOf(t.Context(), "matrix", r, charts.Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			if f.Empty != empty || strings.HasPrefix(f.Note, want) != empty {
				t.Errorf("of %d people: empty is %t, note %q", people, f.Empty, f.Note)
			}
		}
	}
}
