//go:build unix

package main

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
)

const (
	rounds  = 20 // of kill -9
	writers = 8
	pads    = 4 // sessions that are written to; two writers share one
)

// promises is what a server has acknowledged, and what it was sent besides.
type promises struct {
	mu   sync.Mutex
	acks map[observe.EntryID]observe.Seq
	sent map[observe.EntryID]observe.Entry
}

// Kill -9 under load, again and again on the same data: every entry that was
// acknowledged is there, once, unchanged, at its number. What was sent and not
// acknowledged is sent again, as a pad does, and is there once as well.
func TestKillUnderLoad(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data, "--rate", "0")
	var ids []observe.SessionID
	var kept []*promises
	for range pads {
		ids = append(ids, p.newSession(t))
		kept = append(kept, &promises{acks: map[observe.EntryID]observe.Seq{}, sent: map[observe.EntryID]observe.Entry{}})
	}
	total := 0
	for round := range rounds {
		enough := make(chan struct{})
		var all sync.WaitGroup
		var acks counter
		acks.limit, acks.reached = rand.IntN(800)+1, enough
		for w := range writers {
			all.Go(func() { load(t, p, ids[w%pads], kept[w%pads], w < pads, &acks) })
		}
		<-enough
		p.kill()
		all.Wait()
		p = serve(t, data, "--rate", "0")
		for i, id := range ids {
			verify(t, round, p.log(t, id), kept[i])
		}
		total += acks.count()
	}
	if total < rounds*50 {
		t.Errorf("%d entries were acknowledged only; that is no load", total)
	}
	p.stop(t)
	done(t, "check", "--data", data)
}

// load sends entries, 16 under way, until the connection breaks. The first of
// those who write to a session sends what is owed first.
func load(t *testing.T, p *process, id observe.SessionID, kept *promises, first bool, acks *counter) {
	l, err := tryDial(p, id, "")
	if err != nil {
		return // killed meanwhile
	}
	defer l.conn.Close()
	under := make(chan struct{}, 16)
	go func() {
		defer close(under)
		for _, e := range kept.owed(first) {
			under <- struct{}{}
			if l.append(e) != nil {
				return
			}
		}
		for n := 0; ; n++ {
			e := turn(n)
			kept.mu.Lock()
			kept.sent[e.ID] = e
			kept.mu.Unlock()
			under <- struct{}{}
			if l.append(e) != nil {
				return
			}
		}
	}()
	for {
		m, err := l.next()
		if err != nil {
			l.conn.Close()
			for range under { // let the sender see the end
			}
			return
		}
		switch m.Type {
		case "ack":
			kept.mu.Lock()
			if seq, ok := kept.acks[m.ID]; ok && seq != m.Seq {
				t.Errorf("entry %s is acknowledged as %d, and before as %d", m.ID, m.Seq, seq)
			}
			kept.acks[m.ID] = m.Seq
			kept.mu.Unlock()
			<-under
			acks.add()
		case "reject":
			t.Errorf("entry %s is rejected: %v %s", m.ID, m.Code, m.Message)
			<-under
		}
	}
}

// owed returns what was sent and not acknowledged.
func (k *promises) owed(all bool) []observe.Entry {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []observe.Entry
	for id, e := range k.sent {
		if all && k.acks[id] == 0 {
			out = append(out, e)
		}
	}
	return out
}

func verify(t *testing.T, round int, log []observe.Entry, kept *promises) {
	t.Helper()
	kept.mu.Lock()
	defer kept.mu.Unlock()
	seen := map[observe.EntryID]bool{}
	for i, e := range log {
		if e.Seq != observe.Seq(i+1) {
			t.Fatalf("round %d: entry %d of the log has seq %d", round, i+1, e.Seq)
		}
		if seen[e.ID] {
			t.Fatalf("round %d: entry %s is there twice", round, e.ID)
		}
		seen[e.ID] = true
		sent, ok := kept.sent[e.ID]
		if !ok {
			t.Fatalf("round %d: nobody sent entry %s", round, e.ID)
		}
		e.Seq, e.Observer, e.RecordedAt = 0, "", ""
		if diff := cmp.Diff(sent, e); diff != "" {
			t.Fatalf("round %d: entry %s is not what was sent: %s", round, e.ID, diff)
		}
	}
	for id, seq := range kept.acks {
		if int(seq) > len(log) || log[seq-1].ID != id {
			t.Fatalf("round %d: entry %s was acknowledged as %d and is not there; the log has %d entries", round, id, seq, len(log))
		}
	}
}

// counter closes reached when it comes to limit.
type counter struct {
	mu       sync.Mutex
	n, limit int
	reached  chan struct{}
}

func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if c.n == c.limit {
		close(c.reached)
	}
}

func (c *counter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
