//go:build unix

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
)

// what is compared of a turn.
type what struct {
	At       observe.Millis
	From, To string
	Tags     string
}

func turns(entries []observe.Entry) []what {
	var out []what
	for _, e := range entries {
		if e.Type == observe.TypeInteraction {
			out = append(out, what{e.At, e.From, e.To, fmt.Sprint(e.Tags)})
		}
	}
	return out
}

// A meeting that is played live is stored as it is in the file, even at a thousand
// times its speed.
func TestReplay(t *testing.T) {
	p := serve(t, t.TempDir())
	token := writeText(t, t.TempDir(), "token", ownerToken+"\n")
	data := t.TempDir()
	files := meetingFiles(t)
	ids := strings.Fields(done(t, append([]string{"import", "--data", data}, files...)...))
	var all sync.WaitGroup
	for i, file := range files {
		all.Go(func() {
			name := filepath.Base(file)
			out := done(t, "replay", "--to", p.url, "--token-file", token, "--speed", "1000", file)
			played := p.log(t, observe.SessionID(strings.TrimSpace(out)))
			_, log, _ := strings.Cut(done(t, "export", "--data", data, "--format", "jsonl", ids[i]), "\n")
			original := parseEntries(t, []byte(log))
			if diff := cmp.Diff(turns(original), turns(played)); diff != "" || len(turns(played)) == 0 {
				t.Errorf("%s: played otherwise than it is: %.2000s", name, diff)
			}
			first, last := played[0], played[len(played)-1]
			if first.State != observe.StateLive || last.State != observe.StateEnded {
				t.Errorf("%s: it plays from %q to %q", name, first.State, last.State)
			}
		})
	}
	all.Wait()
}

// A log that says when the meeting was live is played unchanged, with all types of
// entries.
func TestReplayOfALog(t *testing.T) {
	p := serve(t, t.TempDir())
	id := p.newSession(t)
	l := dial(t, p, id, "")
	state := func(at observe.Millis, s string) observe.Entry {
		e := turn(int(at))
		return observe.Entry{ID: e.ID, Type: observe.TypeState, At: at, State: s, Time: "2026-11-22T10:00:00.000Z"}
	}
	note := turn(30)
	note = observe.Entry{ID: note.ID, Type: observe.TypeNote, At: 30, Text: "a note", Visibility: observe.VisibilityPrivate}
	a, b := turn(10), turn(20)
	void := observe.Entry{ID: turn(0).ID, Type: observe.TypeVoid, Target: a.ID}
	join := observe.Entry{ID: turn(0).ID, Type: observe.TypeParticipant, At: 15, Present: true,
		Person: &observe.Person{ID: "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e", Name: "Dee"}}
	b.From = string(join.Person.ID)
	entries := []observe.Entry{state(0, observe.StateLive), a, join, b, void, note, state(40, observe.StateEnded)}
	if err := l.append(entries...); err != nil {
		t.Fatal(err)
	}
	for range entries {
		l.until(t, "ack")
	}
	_, log := p.request(t, "GET", "/api/v1/sessions/"+string(id)+"/export?format=jsonl", nil)
	file := writeText(t, t.TempDir(), "meeting.jsonl", string(log))
	o := commandWith(t, []string{tokenVariable + "=" + ownerToken}, "replay", "--to", p.url+"/", "--speed", "10", file)
	if o.code != exitDone {
		t.Fatalf("exit code %d: %s", o.code, o.stderr)
	}
	played, original := p.log(t, observe.SessionID(strings.TrimSpace(o.stdout))), p.log(t, id)
	for _, list := range [][]observe.Entry{played, original} {
		for i := range list {
			list[i].RecordedAt, list[i].Time = "", ""
		}
	}
	if diff := cmp.Diff(original, played); diff != "" {
		t.Error(diff)
	}
}
