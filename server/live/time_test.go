package live

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server/allowance"
)

func TestLiveTicksInSilence(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s := newStage(t, func(o *Options) {
		o.timing.tick, o.Steady = 5*time.Millisecond, func() time.Time { return now }
	})
	c := s.join("dee", "")
	c.add("1", turn(newEntryID(), "p1", "p2"))
	before := len(c.ticks)
	c.until(func() bool { return len(c.ticks) >= before+3 })
	if got := c.ticks[before+2]; got.ServerTime != "2026-11-22T10:00:00.000Z" || got.Head != 1 {
		t.Errorf("%+v", got)
	}
}

// TestLiveTimeIsSetWhenNobodyWasThere: the time is set for the first client, and
// for one who comes when nobody was there for an hour. It steps for nobody else.
func TestLiveTimeIsSetWhenNobodyWasThere(t *testing.T) {
	var minutes, sets atomic.Int64
	s := newStage(t, func(o *Options) {
		o.Steady = func() time.Time {
			return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC).Add(time.Duration(minutes.Load()) * time.Minute)
		}
		o.SetSteady = func() { sets.Add(1) }
	})
	until := func(n int) {
		t.Helper()
		for len(s.live.all()) != n {
			time.Sleep(time.Millisecond)
		}
	}
	var first, other *client
	for _, step := range []struct {
		name string
		do   func()
		want int64
	}{
		{"the first", func() { first = s.join("dee", "") }, 1},
		{"a second beside the first, hours later", func() { minutes.Add(300); other = s.join("eve", "") }, 1},
		{"one who comes back to the other", func() { first.Close(); until(1); minutes.Add(300); first = s.join("dee", "") }, 1},
		{"the only one, away for 59 minutes", func() {
			first.Close()
			minutes.Add(100)
			until(1)
			other.Close()
			until(0)
			minutes.Add(59)
			first = s.join("dee", "")
		}, 1},
		{"the only one, away for 60", func() { first.Close(); until(0); minutes.Add(60); s.join("dee", "") }, 2},
	} {
		if step.do(); sets.Load() != step.want {
			t.Fatalf("%s: the time was set %d times, not %d", step.name, sets.Load(), step.want)
		}
	}
}

func TestLivePings(t *testing.T) {
	s := newStage(t, func(o *Options) {
		o.timing.ping, o.timing.pong, o.timing.tick = 5*time.Millisecond, 300*time.Millisecond, 20*time.Millisecond
	})
	deaf := s.join("eve", "")
	deaf.SetPingHandler(func(string) error { return nil })
	deaf.end(-1) // cut off: it would not read why
	answering := s.join("dee", "")
	pings := 0
	answer := answering.PingHandler()
	answering.SetPingHandler(func(data string) error { pings++; return answer(data) })
	answering.until(func() bool { return pings >= 100 }) // longer than a pong may take
	if answering.closed != 0 {
		t.Errorf("who answers was closed with %d", answering.closed)
	}
	got := ""
	answering.SetPongHandler(func(data string) error { got = data; return nil })
	if err := answering.WriteControl(websocket.PingMessage, []byte("hello"), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	answering.until(func() bool { return got != "" })
	if got != "hello" {
		t.Errorf("a ping of the client is answered with %q", got)
	}
}

// TestLiveSlowedReaderIsNotCut has a client whose pong waits behind messages
// which the server reads slowly on purpose.
func TestLiveSlowedReaderIsNotCut(t *testing.T) {
	s := newStage(t, func(o *Options) {
		o.Senders, o.timing.ping, o.timing.pong = allowance.NewSenders(100), 5*time.Millisecond, 10*time.Millisecond
	})
	c := s.join("dee", "")
	var entries []string
	for range 256 {
		entries = append(entries, turn(newEntryID(), "p1", "p2"))
	}
	for range 4 { // 1 024 entries: 24 more than the burst, so the reader waits for a quarter of a second
		c.append(entries...)
	}
	c.append(turn(newEntryID(), "p1", "p2"))
	c.until(func() bool { return len(c.answers) == 4*256+1 })
	if c.closed != 0 {
		t.Errorf("closed with %d", c.closed)
	}
}

func TestLiveSummariesAreSpaced(t *testing.T) {
	s := newStage(t, func(o *Options) { o.timing.summary, o.timing.tick = time.Hour, 20*time.Millisecond })
	c := s.join("dee", "")
	for i := range 20 {
		c.append(turn(newEntryID(), "p1", "p2"))
		c.upTo(observe.Seq(i + 1))
	}
	c.until(func() bool { return len(c.ticks) >= 2 })
	if len(c.figures) != 1 {
		t.Errorf("%d summaries in the time of one", len(c.figures))
	}
	s = newStage(t, func(o *Options) { o.timing.summary = time.Millisecond })
	c = s.join("dee", "")
	for i := range 20 {
		c.append(turn(newEntryID(), "p1", "p2"))
		c.upTo(observe.Seq(i + 1))
	}
	c.until(func() bool { return len(c.figures) > 0 && c.figures[len(c.figures)-1].Seq == 20 })
	for i, f := range c.figures {
		if i > 0 && f.Seq <= c.figures[i-1].Seq {
			t.Errorf("summary of %d after that of %d", f.Seq, c.figures[i-1].Seq)
		}
	}
}

// TestLiveSlowReader floods a session that two clients do not read. The one that
// reads on is told why it was closed; all other clients get everything.
func TestLiveSlowReader(t *testing.T) {
	s := newStage(t, nil)
	s.lag = 64 << 10
	s.open("first", func(o *Options) { o.timing.write = time.Minute })
	stuck, lazy := s.join("viewer", ""), s.join("viewer", "")
	for _, c := range []*client{stuck, lazy} {
		if err := c.NetConn().(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
			t.Fatal(err)
		}
	}
	quick, writer := s.join("eve", ""), s.join("dee", "")
	quick.raw, writer.raw = true, true
	const messages, each = 60, 15
	for n := range messages {
		notes := make([]string, each)
		for i := range notes {
			notes[i] = entry(newEntryID(), "note", `"at":1,"visibility":"shared","text":"`+strings.Repeat("x", 3000)+`"`)
		}
		writer.append(notes...)
		writer.until(func() bool { return len(writer.answers) == each*(n+1) })
		quick.upTo(observe.Seq(each * (n + 1)))
	}
	lazy.end(4408)
	if len(lazy.log) == messages*each {
		t.Error("the lazy one got everything")
	}
	if quick.closed != 0 || writer.closed != 0 {
		t.Error("others were closed as well")
	}
	s.join("viewer", fmt.Sprintf("?since=%d", len(lazy.log))).upTo(messages * each)
}

// TestLiveBacklogAtTheClientsPace has a client that reads a long backlog while
// much more is added than may be queued for a live one.
func TestLiveBacklogAtTheClientsPace(t *testing.T) {
	s := newStage(t, nil)
	s.lag = 32 << 10
	s.open("first", nil)
	writer := s.join("dee", "")
	writer.raw = true
	text := strings.Repeat("x", 3000)
	add := func(n int) {
		for k := len(writer.answers) + 10; n > 0; k, n = k+10, n-10 {
			notes := make([]string, 10)
			for i := range notes {
				notes[i] = entry(newEntryID(), "note", `"at":1,"visibility":"shared","text":"`+text+`"`)
			}
			writer.append(notes...)
			writer.until(func() bool { return len(writer.answers) == k })
		}
	}
	add(400)
	c := s.dial("viewer", "")
	if err := c.NetConn().(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
		t.Fatal(err)
	}
	c.upTo(10)
	add(50)
	c.upTo(100)
	add(50)
	c.upTo(500)
}

func TestLiveClientThatDoesNotReadItsAnswers(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("dee", "")
	c.raw = true
	const n = 60
	var batch []string
	for range observe.MaxBatch {
		batch = append(batch, turn(newEntryID(), "p1", "px")) // rejected, so that only answers to the client itself pile up
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for range n {
			c.append(batch...)
		}
	}()
	c.until(func() bool { return len(c.answers) == n*observe.MaxBatch })
	<-sent
}

// While the store is slow, the server reads no more from a connection than it may
// keep, be that few long entries or many short ones. In the end all of it is
// answered.
func TestLiveUnanswered(t *testing.T) {
	long := func() string {
		return entry(newEntryID(), "note", `"at":0,"text":"`+strings.Repeat("x", 4000)+`"`)
	}
	short := func() string { return entry(newEntryID(), "mark", `"at":0,"kind":"moment"`) }
	for name, c := range map[string]struct {
		n, each int
		entry   func() string
		full    func(load) bool
	}{
		"long":  {60, 15, long, func(l load) bool { return l.bytes >= maxUnansweredBytes }},
		"short": {30, observe.MaxBatch, short, func(l load) bool { return l.entries >= maxUnanswered }},
	} {
		t.Run(name, func(t *testing.T) { testLiveUnanswered(t, c.n, c.each, c.entry, c.full) })
	}
}

func testLiveUnanswered(t *testing.T, n, each int, make1 func() string, full func(load) bool) {
	s := newStage(t, nil)
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	defer open()
	s.store.gate.Store(&gate)
	c := s.join("dee", "")
	c.raw = true
	go func() {
		for range n {
			var list []string
			for range each {
				list = append(list, make1())
			}
			if c.WriteMessage(websocket.TextMessage, []byte(`{"type":"append","entries":[`+strings.Join(list, ",")+`]}`)) != nil {
				return // the test has failed
			}
		}
	}()
	conn := s.live.all()[0]
	for {
		conn.mu.Lock()
		unanswered := conn.unanswered
		conn.mu.Unlock()
		if unanswered.bytes > maxUnansweredBytes+maxMessage || unanswered.entries > maxUnanswered+observe.MaxBatch {
			t.Fatalf("%+v wait for an answer, at most %d entries and %d bytes and one message may", unanswered, maxUnanswered, maxUnansweredBytes)
		}
		if full(unanswered) && conn.paused.Load() {
			break
		}
		time.Sleep(time.Millisecond)
	}
	open()
	c.until(func() bool { return len(c.answers) == n*each })
	for i, a := range c.answers {
		if a.Code != "" {
			t.Fatalf("answer %d: %s", i, a)
		}
	}
}

// A reject quotes only the beginning of what a client sent, so that it is not
// larger than that.
func TestLiveRejectsAreShort(t *testing.T) {
	s := newStage(t, nil)
	long := strings.Repeat("\x7f", 60_000) // each becomes four characters in a quote
	for _, e := range []string{
		`{"id":"` + newEntryID() + `","type":"` + long + `"}`,
		entry(newEntryID(), "phase", `"at":0,"name":"A","purpose":"`+long+`"`),
	} {
		c := s.join("dee", "")
		c.add("invalid", e) // checks the size of each message
	}
}

func TestLiveShutdownLeavesNothingRunning(t *testing.T) {
	s := newStage(t, nil)
	for _, name := range []string{"owner", "dee", "viewer", "leader"} {
		c := s.join(name, "")
		if name == "dee" {
			c.add("1", turn(newEntryID(), "p1", "p2"))
		}
		defer c.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.live.Close(ctx)
	stacks := func() []byte {
		b := make([]byte, 1<<20)
		return b[:runtime.Stack(b, true)]
	}
	for _, mine := range []string{"(*conn)", "(*frameWriter)", "(*room).drain"} {
		for i := 0; bytes.Contains(stacks(), []byte(mine)); i++ { // the drain ends on its own
			if i > 1000 {
				t.Fatalf("%s still runs:\n%s", mine, stacks())
			}
			runtime.Gosched()
		}
	}
}
