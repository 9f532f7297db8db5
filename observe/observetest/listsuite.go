package observetest

import "kompas/observe"

// ids gives the ids of all sessions in pages of a size.
func (t *logTest) ids(size int) (out []observe.SessionID) {
	t.Helper()
	for cursor := ""; ; {
		items, next, err := t.log.List(t.ctx, cursor, size)
		t.must(err)
		if len(items) > size || len(items) == 0 && cursor != "" {
			t.Errorf("a page of %d has %d items", size, len(items))
		}
		for _, it := range items {
			out = append(out, it.Header.ID)
		}
		if cursor = next; next == "" {
			return out
		}
	}
}

func (t *logTest) list() {
	t.same(len(t.ids(3)), 0)
	// Newest first, then by id, whatever way the moment is written.
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
	items, next, err := t.log.List(t.ctx, "", len(moments))
	t.must(err)
	t.same(next, "")
	for n, it := range items {
		info, err := t.log.Get(t.ctx, Header(n).ID)
		t.must(err)
		t.same(it, info)
	}
	// A new moment of creation is a new place.
	h := Header(6)
	h.CreatedAt = "2027-01-01T00:00:00Z"
	_, err = t.log.PutHeader(t.ctx, h.ID, observe.Position{Head: 6, Revision: 1}, h)
	t.must(err)
	t.same(t.ids(2), append([]observe.SessionID{h.ID}, want[:6]...))

	_, _, err = t.log.List(t.ctx, "no cursor", 3)
	t.code(err, observe.Invalid)
	_, _, err = t.log.List(t.ctx, "", 0)
	t.code(err, observe.Invalid)
}

func (t *logTest) cursor() {
	for n := range 6 {
		t.made(n, 1)
	}
	_, next, err := t.log.List(t.ctx, "", 3) // 5 4 3
	t.must(err)
	for _, gone := range []int{3, 2} {
		t.must(t.log.Delete(t.ctx, Header(gone).ID))
	}
	t.made(9, 0)
	items, next, err := t.log.List(t.ctx, next, 3)
	t.must(err)
	t.same(next, "")
	if len(items) != 2 || items[0].Header.ID != Header(1).ID || items[1].Header.ID != Header(0).ID {
		t.Errorf("after the deleted session come %v", asJSON(items))
	}
}
