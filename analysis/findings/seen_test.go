package findings

import "testing"

// A pattern is told with how often it was seen and in how many places, with the
// singular for one, and without the places where they are not known. What it counts are
// turns where that says more, and a voice that was heard little is not counted.
func TestPatternsAreToldWithTimesAndPlaces(t *testing.T) {
	for _, c := range []struct {
		lang, id      string
		times, places int
		want          string
	}{
		{"en", "yes-but", 3, 2, "Yes, but: 3 times, at 2 moments."},
		{"en", "yes-but", 1, 1, "Yes, but: once, at 1 moment."},
		{"en", "yes-but", 300, 0, "Yes, but: 300 times."},
		{"nl", "yes-but", 2, 1, "Ja, maar: 2 keer, op 1 moment."},
		{"nl", "yes-but", 1, 1, "Ja, maar: één keer, op 1 moment."},
		{"nl", "through-one", 83, 13, "De lijnen komen op één plek samen: 83 beurten, op 13 momenten."},
		{"en", "through-one", 83, 13, "Lines meet in one place: 83 turns, at 13 moments."},
		{"nl", "silent-third", 1, 1, "Er was een stem die we weinig hoorden."},
		{"en", "silent-third", 1, 1, "One voice was heard little."},
		{"nl", "silent-third", 2, 2, "Er waren stemmen die we weinig hoorden."},
		{"en", "silent-third", 2, 2, "Some voices were heard little."},
	} {
		tell, err := newTeller(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := tell.seen(c.id, c.times, c.places); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.lang, got, c.want)
		}
	}
}
