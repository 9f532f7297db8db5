package observetest

import (
	"fmt"
	"strings"

	"kompas/observe"
)

// ids lists all sessions in pages of the given size and returns their ids.
func (t *logTest) ids(size int) []observe.SessionID { return t.idsOf("", size) }

// idsOf lists the sessions of a team in pages of the given size and returns their ids.
func (t *logTest) idsOf(team observe.TeamID, size int) (out []observe.SessionID) {
	t.Helper()
	for f := (observe.Filter{Team: team}); ; {
		items, more, err := t.log.List(t.ctx, f, size)
		t.must(err)
		if len(items) > size || len(items) == 0 && more {
			t.Errorf("a page of %d has %d items", size, len(items))
		}
		for _, it := range items {
			out = append(out, it.Header.ID)
			f.After = it.Header.Place()
		}
		if !more {
			return out
		}
	}
}

func (t *logTest) list() {
	t.same(len(t.ids(3)), 0)
	// Newest first, then by id, in whatever form the time is written.
	moments := []observe.Timestamp{
		"2026-11-22T12:00:00.000000001Z", "2026-11-22T13:00:00+01:00", "2026-11-22T12:00:00Z",
		"2026-11-22T11:59:59.999Z", "1969-12-31T23:59:59.5Z", "0001-01-01T00:00:00.1Z", "",
	}
	var want []observe.SessionID
	for n := range moments {
		want = append(want, Header(n).ID)
	}
	for n := len(moments) - 1; n >= 0; n-- {
		h := Header(n)
		h.CreatedAt = moments[n]
		_, err := t.log.Create(t.ctx, h, Entries(1, observe.Seq(n)))
		t.must(err)
	}
	for size := 1; size <= len(moments)+1; size++ {
		t.same(t.ids(size), want)
	}
	items, more, err := t.log.List(t.ctx, observe.Filter{}, len(moments))
	t.must(err)
	t.same(more, false)
	for n, it := range items {
		info, err := t.log.Get(t.ctx, Header(n).ID)
		t.must(err)
		info.Header = info.Header.Listed()
		t.same(it, info)
	}
	// A new time of creation gives the session a new place.
	h := Header(6)
	h.CreatedAt = "2027-01-01T00:00:00Z"
	_, err = t.log.PutHeader(t.ctx, h.ID, observe.Position{Head: 6, Revision: 1}, h)
	t.must(err)
	t.same(t.ids(2), append([]observe.SessionID{h.ID}, want[:6]...))

	_, _, err = t.log.List(t.ctx, observe.Filter{}, 0)
	t.code(err, observe.Invalid)
}

// listBig lists sessions with big headers: they come in smaller pages.
func (t *logTest) listBig() {
	const n = 6
	for i := range n {
		h := Header(i)
		for o := range observe.ListBytes / 2 / 480 {
			h.Observers = append(h.Observers, observe.Observer{
				ID: observe.ObserverID(fmt.Sprint("o", o)), Name: strings.Repeat("\U0001F9ED", 120), Role: observe.RoleObserver,
			})
		}
		_, err := t.log.Create(t.ctx, h, nil)
		t.must(err)
	}
	f, parts, seen := observe.Filter{}, 0, 0
	for more := true; more; parts++ {
		var items []observe.SessionInfo
		var err error
		items, more, err = t.log.List(t.ctx, f, n)
		t.must(err)
		seen += len(items)
		f.After = items[len(items)-1].Header.Place()
	}
	if seen != n || parts != n/2 {
		t.Errorf("%d sessions came in %d parts", seen, parts)
	}
}

// facts tests that lists show the facts of the log, by whichever method it was written.
func (t *logTest) facts() {
	is := func(id observe.SessionID, head observe.Seq) {
		t.Helper()
		info, err := t.log.Get(t.ctx, id)
		t.must(err)
		t.same(info.Facts, *FactsTo(head))
		items, _, err := t.log.List(t.ctx, observe.Filter{}, 1)
		t.must(err)
		t.same(items[0].Facts, *FactsTo(head))
		t.same(items[0].Head, head)
	}
	info := t.made(1, 0)
	id, at := info.Header.ID, info.Position
	t.same(info.Facts, observe.Facts{})
	var err error
	for _, to := range []observe.Seq{1, 2, 40} { // a state, a participant
		at.Head, err = t.log.Append(t.ctx, id, at, entries(at.Head+1, to), FactsTo(to))
		t.must(err)
		is(id, to)
	}
	at.Head, err = t.log.Append(t.ctx, id, at, entries(41, 42), nil)
	t.must(err)
	is(id, 42)
	h := Header(1)
	h.Title = "Renamed"
	at.Revision, err = t.log.PutHeader(t.ctx, id, at, h)
	t.must(err)
	is(id, 42)
	// A refused write changes nothing.
	_, err = t.log.Append(t.ctx, id, observe.Position{}, entries(1, 1), FactsTo(1))
	t.conflict(err, at)
	is(id, 42)
	for _, head := range []observe.Seq{1, 2_000, 0} {
		_, err = t.log.Rewrite(t.ctx, id, at, h, Entries(1, head))
		t.must(err)
		at = observe.Position{Head: head, Revision: at.Revision + 1}
		is(id, head)
	}
	t.made(2, 2_000)
	is(Header(2).ID, 2_000)
}

func (t *logTest) listTeam() {
	in := func(n int, team observe.TeamID) observe.Header {
		h := Header(n)
		h.Team = team
		return h
	}
	// Some ids of teams are prefixes of others.
	for n, team := range []observe.TeamID{"a", "b", "aa", "a", "", "\u00e9", "a"} {
		_, err := t.log.Create(t.ctx, in(n, team), Entries(1, 3))
		t.must(err)
	}
	of := func(team observe.TeamID, want ...int) {
		t.Helper()
		for size := 1; size <= 4; size++ {
			var ids []observe.SessionID
			for _, n := range want {
				ids = append(ids, Header(n).ID)
			}
			t.same(t.idsOf(team, size), ids)
		}
	}
	of("a", 6, 3, 0)
	of("aa", 2)
	of("\u00e9", 5)
	of("none")
	of("", 6, 5, 4, 3, 2, 1, 0)
	// Change the team, remove it, change the time, rewrite the log, delete.
	at := observe.Position{Head: 3, Revision: 1}
	_, err := t.log.PutHeader(t.ctx, Header(0).ID, at, in(0, "b"))
	t.must(err)
	_, err = t.log.PutHeader(t.ctx, Header(6).ID, at, in(6, ""))
	t.must(err)
	late := in(1, "b")
	late.CreatedAt = "2027-01-01T00:00:00Z"
	_, err = t.log.PutHeader(t.ctx, late.ID, at, late)
	t.must(err)
	_, err = t.log.Rewrite(t.ctx, Header(5).ID, at, in(5, "b"), nil)
	t.must(err)
	of("a", 3)
	of("b", 1, 5, 0)
	of("\u00e9")
	t.must(t.log.Delete(t.ctx, Header(5).ID))
	of("b", 1, 0)
	of("", 1, 6, 4, 3, 2, 0)
	items, _, err := t.log.List(t.ctx, observe.Filter{Team: "b"}, 1)
	t.must(err)
	info, err := t.log.Get(t.ctx, late.ID)
	t.must(err)
	info.Header = info.Header.Listed()
	t.same(items[0], info)
}

// deletedPlace tests that a list can go on from the place of a deleted session.
func (t *logTest) deletedPlace() {
	for n := range 6 {
		t.made(n, 1)
	}
	for _, gone := range []int{3, 2} {
		t.must(t.log.Delete(t.ctx, Header(gone).ID))
	}
	t.made(9, 0)
	h := Header(3)
	items, more, err := t.log.List(t.ctx, observe.Filter{After: h.Place()}, 3)
	t.must(err)
	t.same(more, false)
	if len(items) != 2 || items[0].Header.ID != Header(1).ID || items[1].Header.ID != Header(0).ID {
		t.Errorf("after the deleted session come %v", asJSON(items))
	}
}
