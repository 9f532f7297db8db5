package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
	"kompas/observe/format"
)

// FuzzReadCSV: nothing panics; what is refused is refused in one line with a
// place; what is accepted is right, and stays as it is from its first export
// on.
func FuzzReadCSV(f *testing.F) {
	f.Add(testdata(f, "every-type.csv"))
	f.Add([]byte("time;from;to\r\n1:02,A,\"B\r\n\"\"x\"\"\"\r\n\r\n"))
	f.Add([]byte("\ufefftime_ms,from,to,tag,note,phase,observer\n0,'=A,*,x|y,\"n\n\",P,O\n0,*,A,,,,\n"))
	f.Add([]byte("time_ms,from\nx,A\n0,\n\"0,A\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := format.ReadCSV(data, options())
		if err != nil {
			checkRefusal(t, err)
			return
		}
		checkRecording(t, r)
		// An export may be refused where several notes on one turn, or a name
		// with a number, have become too long; from one row neither can come.
		first := csvBytes(t, r.State())
		again, err := format.ReadCSV(first, options())
		if err != nil {
			t.Fatalf("an export is refused: %v\n%s", err, first)
		}
		if second := csvBytes(t, again.State()); !bytes.Equal(first, second) {
			t.Fatal(cmp.Diff(string(first), string(second)))
		}
	})
}

// FuzzReadLog: nothing panics; what is accepted is written the same each time.
func FuzzReadLog(f *testing.F) {
	f.Add(testdata(f, "every-type.jsonl"))
	f.Add(testdata(f, "every-type.anonymous.jsonl"))
	f.Add([]byte(short))
	f.Add([]byte(strings.ReplaceAll(short, "}\n", "}\r\n\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := format.ReadLog(data, options())
		if err != nil {
			checkRefusal(t, err)
			return
		}
		checkRecording(t, r)
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	bad, ok := err.(*format.Error)
	if !ok {
		t.Fatalf("an error of type %T: %v", err, err)
	}
	if len(bad.Problems) == 0 || len(bad.Problems) > format.MaxProblems {
		t.Fatalf("%d problems", len(bad.Problems))
	}
	if strings.ContainsAny(err.Error(), "\r\n") || strings.ToValidUTF8(err.Error(), "") != err.Error() {
		t.Fatalf("no line of text: %q", err.Error())
	}
	for _, p := range bad.Problems {
		if p.Message == "" {
			t.Fatalf("nothing is said: %+v", p)
		}
	}
}

// checkRecording holds a recording against the rules of the domain and writes
// and reads it again.
func checkRecording(t *testing.T, r *format.Recording) {
	t.Helper()
	if err := r.Header.Validate(); err != nil {
		t.Fatal(err)
	}
	s := observe.NewState(r.Header)
	for e := range r.Entries() {
		if err := e.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := s.CheckStored(&e); err != nil {
			t.Fatal(err)
		}
		s.Apply(e)
	}
	if s.Head() != r.Head {
		t.Fatalf("%d entries, head %d", s.Head(), r.Head)
	}
	first := recordingBytes(t, r)
	again, err := format.ReadLog(first, options())
	if err != nil {
		t.Fatalf("%v\n%s", err, first)
	}
	if second := recordingBytes(t, again); !bytes.Equal(first, second) {
		t.Fatal(cmp.Diff(string(first), string(second)))
	}
	if same, err := r.BeginsLog(withErrors(again.Entries())); !same || err != nil {
		t.Fatalf("does not begin its own export: %v", err)
	}
}
