package findings

import "testing"

// A pattern is told with how often it was seen and in how many places, with the
// singular for one, and without the places where they are not known.
func TestPatternsAreToldWithTimesAndPlaces(t *testing.T) {
	for _, c := range []struct {
		lang          string
		times, places int
		want          string
	}{
		{"en", 3, 2, "In this meeting we saw 3 times: “Yes, but”; spread over 2 moments. A habit, not a trait."},
		{"en", 1, 1, "In this meeting we saw once: “Yes, but”; spread over 1 moment. A habit, not a trait."},
		{"en", 300, 0, "In this meeting we saw 300 times: “Yes, but”. A habit, not a trait."},
		{"nl", 2, 1, "In dit overleg zagen we 2 keer: ‘Yes, but’; verspreid over 1 moment. Een gewoonte, geen eigenschap."},
		{"nl", 1, 1, "In dit overleg zagen we één keer: ‘Yes, but’; verspreid over 1 moment. Een gewoonte, geen eigenschap."},
	} {
		tell, err := newTeller(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := tell.seen("Yes, but", c.times, c.places); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.lang, got, c.want)
		}
	}
}
