package observe_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
)

// Every drawn header is valid, and so is the one of the tests. Each invalid one below
// differs from that in one place.
func TestHeaderValidate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := observetest.DrawHeader(t)
		if err := h.Validate(); err != nil {
			t.Fatal(err)
		}
	})
	long := strings.Repeat(compass, observe.MaxName+1)
	persons := func(n int) []observe.Person {
		out := make([]observe.Person, n)
		for i := range out {
			out[i].Name = "N"
		}
		observe.FillPersons(out, nil)
		return out
	}
	tags := func(n int) []observe.Tag {
		out := make([]observe.Tag, n)
		for i := range out {
			out[i].ID = observe.TagID(fmt.Sprint(i))
		}
		return out
	}
	for _, tt := range []struct {
		want   string // field of the error; "" if it is valid
		change func(*observe.Header)
	}{
		{"", func(h *observe.Header) {}},
		{"", func(h *observe.Header) { h.Title = strings.Repeat(compass, observe.MaxName) }},
		{"", func(h *observe.Header) { h.Title, h.Anonymous = "", true }},
		{"", func(h *observe.Header) { h.Participants = persons(observe.MaxParticipants) }},
		{"", func(h *observe.Header) { h.Codebook.Tags = tags(observe.MaxTags - 1) }}, // and one family
		{"", func(h *observe.Header) { h.CreatedAt, h.Intention = "", strings.Repeat(compass, observe.MaxText) }},
		{"/id", func(h *observe.Header) { h.ID = "" }},
		{"/id", func(h *observe.Header) { h.ID = "x" }},
		{"/title", func(h *observe.Header) { h.Title = "" }},
		{"/title", func(h *observe.Header) { h.Title = long }},
		{"/title", func(h *observe.Header) { h.Title = "a\x7f" }},
		{"/title", func(h *observe.Header) { h.Title = "a\xff" }},
		{"/team", func(h *observe.Header) { h.Team = "*" }},
		{"/created_at", func(h *observe.Header) { h.CreatedAt = "today" }},
		{"/participants", func(h *observe.Header) { h.Participants = persons(observe.MaxParticipants + 1) }},
		{"/participants/1/id", func(h *observe.Header) { h.Participants[1].ID = "p1" }},
		{"/participants/1/id", func(h *observe.Header) { h.Participants[1].ID = "" }},
		{"/participants/1/id", func(h *observe.Header) { h.Participants[1].ID = "*" }},
		{"/participants/2/name", func(h *observe.Header) { h.Participants[2].Name = long }},
		{"/participants/2/role", func(h *observe.Header) { h.Participants[2].Role = "boss" }},
		{"/participants/0/seat/x", func(h *observe.Header) { h.Participants[0].Seat = &observe.Seat{X: math.NaN()} }},
		{"/participants/0/seat/y", func(h *observe.Header) { h.Participants[0].Seat = &observe.Seat{Y: 1.01} }},
		{"/phases", func(h *observe.Header) { h.Phases = make([]observe.PlannedPhase, observe.MaxPhases+1) }},
		{"/phases/0/name", func(h *observe.Header) { h.Phases = []observe.PlannedPhase{{}} }},
		{"/phases/0/purpose", func(h *observe.Header) { h.Phases = []observe.PlannedPhase{{Name: "n", Purpose: "party"}} }},
		{"/intention", func(h *observe.Header) { h.Intention = strings.Repeat("é", observe.MaxText+1) }},
		{"/intention", func(h *observe.Header) { h.Intention = "a\rb" }},
		{"/template", func(h *observe.Header) { h.Template = "*" }},
		{"/coding", func(h *observe.Header) { h.Coding = "" }},
		{"/coding", func(h *observe.Header) { h.Coding = "both" }},
		{"/observers/1/id", func(h *observe.Header) { h.Observers[1].ID = "owner" }},
		{"/observers/1/id", func(h *observe.Header) { h.Observers[1].ID = "" }},
		{"/observers/1/name", func(h *observe.Header) { h.Observers[1].Name = long }},
		{"/observers/1/role", func(h *observe.Header) { h.Observers[1].Role = "boss" }},
		{"/codebook/id", func(h *observe.Header) { h.Codebook.ID = "" }},
		{"/codebook/version", func(h *observe.Header) { h.Codebook.Version = -1 }},
		{"/codebook/labels", func(h *observe.Header) { h.Codebook.Labels = observe.Labels{"": "x"} }},
		{"/codebook/about/en", func(h *observe.Header) { h.Codebook.About = observe.Labels{"en": "\x00"} }},
		{"/codebook/rules/0/nl", func(h *observe.Header) { h.Codebook.Rules = []observe.Labels{{"nl": "\x00", "zz": "\x00"}} }},
		{"/codebook/rules", func(h *observe.Header) { h.Codebook.Rules = make([]observe.Labels, 51) }},
		{"/codebook/languages/0", func(h *observe.Header) { h.Codebook.Languages = []string{""} }},
		{"/codebook/dimensions", func(h *observe.Header) { h.Codebook.Dimensions = h.Codebook.Dimensions[:1] }},
		{"/codebook/dimensions/1/id", func(h *observe.Header) { h.Codebook.Dimensions[1].ID = "north" }},
		{"/codebook/dimensions/1/colour", func(h *observe.Header) { h.Codebook.Dimensions[1].Colour = strings.Repeat("x", 33) }},
		{"/codebook/tags", func(h *observe.Header) { h.Codebook.Tags = tags(observe.MaxTags) }},
		{"/codebook/families/0/family", func(h *observe.Header) { h.Codebook.Families[0].Family = "asking" }},
		{"/codebook/tags/0/family", func(h *observe.Header) { h.Codebook.Tags[0].Family = "x" }},
		{"/codebook/tags/1/id", func(h *observe.Header) { h.Codebook.Tags[1].ID = "asking" }},
		{"/codebook/tags/1/id", func(h *observe.Header) { h.Codebook.Tags[1].ID = "*" }},
		{"/codebook/tags/0/near_miss/nl", func(h *observe.Header) { h.Codebook.Tags[0].NearMiss = observe.Labels{"nl": "\x01"} }},
		{"/codebook/tags/0/colour", func(h *observe.Header) { h.Codebook.Tags[0].Colour = strings.Repeat("x", 33) }},
		{"/codebook/tags/0/sign", func(h *observe.Header) { h.Codebook.Tags[0].Sign = strings.Repeat("x", 9) }},
		{"/codebook/tags/0/key", func(h *observe.Header) { h.Codebook.Tags[0].Key = "\n" }},
		{"/codebook/tags/0/effect", func(h *observe.Header) { h.Codebook.Tags[0].Effect = "good" }},
		{"/codebook/tags/0/weights", func(h *observe.Header) { h.Codebook.Tags[0].Weights = map[string]float64{"up": 1} }},
		{"/codebook/tags/0/weights/north", func(h *observe.Header) {
			h.Codebook.Tags[0].Weights = map[string]float64{"south": 2, "north": math.NaN()}
		}},
		{"/codebook/steps", func(h *observe.Header) { h.Codebook.Steps = make([]observe.Step, 21) }},
		{"/codebook/steps/0/id", func(h *observe.Header) { h.Codebook.Steps = []observe.Step{{}} }},
		{"/codebook/steps/0/codes/1", func(h *observe.Header) {
			h.Codebook.Steps = []observe.Step{{ID: "core", Codes: []observe.TagID{"x", "y"}}}
		}},
	} {
		h := header(observe.Shared)
		tt.change(&h)
		err := h.Validate()
		switch bad, _ := err.(*observe.Error); {
		case tt.want == "" && err != nil:
			t.Errorf("refused: %v", err)
		case tt.want != "" && (bad == nil || bad.Code != observe.Invalid || bad.Field != tt.want):
			t.Errorf("got %v, want invalid at %s", err, tt.want)
		}
	}
}

// New ids never repeat an existing one, and seats are on a circle, clockwise from the
// top.
func TestFillPersons(t *testing.T) {
	persons := []observe.Person{{Name: "A"}, {ID: "p2", Name: "B", Role: observe.Leader}, {Name: "C", Seat: &observe.Seat{X: 0.1, Y: 0.2}}, {Name: "D"}}
	observe.FillPersons(persons, func(id observe.PersonID) bool { return id == "p3" })
	want := []observe.Person{
		{ID: "p1", Name: "A", Role: observe.Member, Seat: &observe.Seat{X: 0.5, Y: 0}},
		{ID: "p2", Name: "B", Role: observe.Leader, Seat: &observe.Seat{X: 1, Y: 0.5}},
		{ID: "p4", Name: "C", Role: observe.Member, Seat: &observe.Seat{X: 0.1, Y: 0.2}},
		{ID: "p5", Name: "D", Role: observe.Member, Seat: &observe.Seat{X: 0, Y: 0.5}},
	}
	if diff := cmp.Diff(want, persons); diff != "" {
		t.Error(diff)
	}
	for n := range 30 {
		many := make([]observe.Person, n)
		for i := range many {
			many[i].Name = "N"
		}
		observe.FillPersons(many, nil)
		if err := observe.CheckPersons("", many); err != nil {
			t.Errorf("of %d: %v", n, err)
		}
	}
}

func TestTimestamp(t *testing.T) {
	moment := time.Date(2026, 11, 22, 11, 1, 2, 345_678_901, time.FixedZone("", 3600))
	if got := observe.NewTimestamp(moment); got != "2026-11-22T10:01:02.345Z" {
		t.Errorf("got %s", got)
	}
	if got := observe.Timestamp("2026-11-22T11:01:02.345678901+01:00").Time(); !got.Equal(moment) {
		t.Errorf("got %v", got)
	}
	if !observe.Timestamp("").Time().IsZero() {
		t.Error("no moment is one")
	}
}

func TestCodebook(t *testing.T) {
	c := header(observe.Shared).Codebook
	c.Complete()
	for _, list := range [][]observe.Tag{c.Families, c.Tags} {
		for _, tag := range list {
			if tag.Effect != observe.Neutral || tag.Labels.Text("en") != string(tag.ID) || tag.Labels.Text("nl") != string(tag.ID) {
				t.Errorf("completed to %+v", tag)
			}
		}
	}
	c.Tags[0].Labels, c.Tags[0].Effect = observe.Labels{"fr": "curieux"}, observe.Opens
	c.Complete()
	if c.Tags[0].Labels.Text("en") != "curieux" || c.Tags[0].Effect != observe.Opens {
		t.Errorf("what is there was changed: %+v", c.Tags[0])
	}
	if c.Find("asking") != &c.Families[0] || c.Find("x") != &c.Tags[2] || c.Find("y") != nil {
		t.Error("codes are not found")
	}
	s := session(t, observe.Shared)
	if s.Code("asking") == nil || s.Code("x") == nil || s.Code("y") != nil {
		t.Error("codes are not found in the state")
	}
	for _, tt := range []struct {
		labels     observe.Labels
		lang, want string
	}{
		{observe.Labels{"nl": "een", "en": "one"}, "nl", "een"},
		{observe.Labels{"nl": "een", "en": "one"}, "de", "one"},
		{observe.Labels{"nl": "een", "fr": "un"}, "de", "een"},
		{observe.Labels{"fr": "un", "es": "uno"}, "en", "uno"},
		{nil, "en", ""},
	} {
		if got := tt.labels.Text(tt.lang); got != tt.want {
			t.Errorf("%v in %s: %q, want %q", tt.labels, tt.lang, got, tt.want)
		}
	}
}
