package format_test

import (
	"bytes"
	"fmt"
	"iter"
	"testing"

	"kompas/observe"
	"kompas/observe/format"
)

const now observe.Timestamp = "2026-11-22T10:01:02.345Z"

// codebook is small: one family and two tags.
func codebook() observe.Codebook {
	return observe.Codebook{
		ID: "small", Version: 3,
		Families: []observe.Tag{{ID: "asking"}},
		Tags:     []observe.Tag{{ID: "curiosity", Family: "asking", Effect: observe.Opens}, {ID: "judgement", Effect: observe.Closes}},
	}
}

func options() format.Options {
	return format.Options{Codebook: codebook(), Now: now, NewID: counter()}
}

// counter returns UUIDs that count up.
func counter() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012x", n)
	}
}

func withErrors(entries iter.Seq[observe.Entry]) iter.Seq2[observe.Entry, error] {
	return func(yield func(observe.Entry, error) bool) {
		for e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func logBytes(tb testing.TB, h observe.Header, entries iter.Seq2[observe.Entry, error]) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := format.WriteLog(&b, h, nil, entries); err != nil {
		tb.Fatalf("WriteLog: %v", err)
	}
	return b.Bytes()
}

func recordingBytes(tb testing.TB, r *format.Recording) []byte {
	tb.Helper()
	return logBytes(tb, r.Header, withErrors(r.Entries()))
}

func csvBytes(tb testing.TB, s *observe.State) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := format.WriteCSV(&b, s); err != nil {
		tb.Fatalf("WriteCSV: %v", err)
	}
	return b.Bytes()
}

func mustReadCSV(tb testing.TB, data []byte) *format.Recording {
	tb.Helper()
	r, err := format.ReadCSV(data, options())
	if err != nil {
		tb.Fatalf("ReadCSV: %v\n%s", err, data)
	}
	return r
}

func mustReadLog(tb testing.TB, data []byte) *format.Recording {
	tb.Helper()
	r, err := format.ReadLog(data, options())
	if err != nil {
		tb.Fatalf("ReadLog: %v\n%s", err, data)
	}
	return r
}

func collect(r *format.Recording) []observe.Entry {
	var out []observe.Entry
	for e := range r.Entries() {
		out = append(out, e)
	}
	return out
}
