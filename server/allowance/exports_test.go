package allowance

import (
	"strconv"
	"testing"

	"kompas/observe"
)

// Exports that fold logs are bounded by the number of entries of all of them together;
// the owner's are counted separately. A log longer than that is folded alone.
func TestExportsFoldSoMuchAtATime(t *testing.T) {
	e := NewExports()
	take := func(holder string, entries int, refused bool) func() {
		t.Helper()
		giveBack, err := e.Take(holder, entries)
		if (err != nil) != refused || refused && observe.CodeOf(err) != observe.Unavailable {
			t.Fatalf("%q, %d entries: %v", holder, entries, err)
		}
		return giveBack
	}
	first, second := take("a", mostFolded/2, false), take("b", mostFolded/2, false)
	take("c", 1, true)
	take("c", 0, false)()
	own := take(Owner, 5*mostFolded, false)
	take(Owner, 1, true)
	first()
	take("c", mostFolded, true)
	second()
	take("c", 5*mostFolded, false)()
	own()
	take(Owner, 1, false)()
	if len(e.by) != 0 || e.others != 0 || e.folded[true] != 0 || e.folded[false] != 0 {
		t.Errorf("it still counts %+v", e)
	}
}

// Exports to all others together are limited too, and do not keep the owner waiting.
func TestExportsToManyHolders(t *testing.T) {
	e := NewExports()
	for i := range mostExportsOfOthers {
		if _, err := e.Take(strconv.Itoa(i), 0); err != nil {
			t.Fatalf("export %d: %v", i, err)
		}
	}
	if _, err := e.Take("one more", 0); err == nil || observe.CodeOf(err) != observe.Unavailable {
		t.Errorf("one more: %v", err)
	}
	if _, err := e.Take(Owner, 0); err != nil {
		t.Errorf("the owner waits for others: %v", err)
	}
}
