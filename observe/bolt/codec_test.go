package bolt

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"kompas/observe"
)

// The check value of CRC-32C (Castagnoli) of the CRC catalogue,
// https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iscsi.
func TestChecksum(t *testing.T) {
	if got := checksum(nil, []byte("123456789")); got != 0xE3069283 {
		t.Errorf("got %#x", got)
	}
}

// Keys are ordered as the values that they encode.
func TestKeyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]observe.SessionID{"a", "b", "ab"})
		seq := rapid.Uint64Range(1, 1<<40)
		a, b := seq.Draw(t, "a"), seq.Draw(t, "b")
		if got := bytes.Compare(number(a), number(b)); got < 0 != (a < b) || got == 0 != (a == b) {
			t.Errorf("keys of %d and %d compare as %d", a, b, got)
		}
		one, generation := id.Draw(t, "id"), seq.Draw(t, "generation")
		if gotID, got, ok := parseLogName(logName(one, generation)); gotID != one || got != generation || !ok {
			t.Errorf("the name of log %s %d is of %s %d", one, generation, gotID, got)
		}
		moment := rapid.SampledFrom([]observe.Timestamp{
			"", "0000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z",
			"2026-11-22T10:00:00.1Z", "2026-11-22T12:00:00.1+02:00", "2026-11-22T10:00:00.100000001Z", "9999-12-31T23:59:59Z",
		})
		two, m1, m2 := id.Draw(t, "other id"), moment.Draw(t, "moment"), moment.Draw(t, "other moment")
		want := m2.Time().Compare(m1.Time()) // the newer is first
		if want == 0 {
			want = bytes.Compare([]byte(one), []byte(two))
		}
		p1, p2 := observe.Place{Created: m1, ID: one}, observe.Place{Created: m2, ID: two}
		if got := bytes.Compare(placeKey(p1), placeKey(p2)); got != want || p1.Compare(p2) != want {
			t.Errorf("the keys of %v and %v compare as %d, they as %d, want %d", p1, p2, got, p1.Compare(p2), want)
		}
		if got := placeID(placeKey(p1)); got != one {
			t.Errorf("the place of %s is of %s", one, got)
		}
	})
}
