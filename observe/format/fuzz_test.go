package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
	"kompas/observe/format"
)

// FuzzReadCSV checks that nothing panics, that a refusal is one line that names the
// place, and that what is accepted is valid and stays the same after its first
// export.
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
		// An export may be refused if several notes on one turn together, or a name
		// with its number, are too long. One row alone cannot cause that.
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

// FuzzReadLog checks that nothing panics, and that what is accepted is written the
// same each time.
func FuzzReadLog(f *testing.F) {
	f.Add(testdata(f, "every-type.jsonl"))
	f.Add(testdata(f, "every-type.anonymous.jsonl"))
	f.Add([]byte(short))
	f.Add([]byte(strings.ReplaceAll(short, "}\n", "}\r\n\n")))
	f.Add([]byte(strings.Replace(short, `"tags"`, `"known_loops":[{"id":"l","nodes":["x"],"signs":["+"]}],"tags"`, 1)))
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

// checkRecording checks a recording by the rules of the domain, and writes and reads
// it again.
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
