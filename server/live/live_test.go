package live

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/server/access"
	"kompas/server/api"
)

func TestLiveOrigin(t *testing.T) {
	s := newStage(t, nil)
	bearer := "Bearer dee"
	own := "http://" + strings.TrimPrefix(s.web.URL, "http://")
	for _, c := range []struct {
		origin, authorization string
		want                  int
	}{
		{"", bearer, 101}, {own, bearer, 101}, {own, "", 101}, // the last one is closed with 4401
		{"", "", 403}, {"", "Basic eDp5", 403}, {"null", bearer, 403}, {"http://evil.example", bearer, 403}, {"http://evil.example", "", 403},
	} {
		h := http.Header{}
		if c.origin != "" {
			h.Set("Origin", c.origin)
		}
		if c.authorization != "" {
			h.Set("Authorization", c.authorization)
		}
		if got, body := s.refused(h); got != c.want || got == 403 && !strings.Contains(body, "Origin") {
			t.Errorf("origin %q, authorization %q: %d %s, want %d", c.origin, c.authorization, got, body, c.want)
		}
	}
	r, err := http.NewRequest("GET", strings.Replace(s.address(meetingID, ""), "ws", "http", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", bearer)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != 400 || answer.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a request that is no WebSocket: %d %s", answer.StatusCode, answer.Header.Get("Content-Type"))
	}
}

// TestLiveRefusals goes through the reasons why a connection is closed, in their
// order: each row has all faults of the later rows as well.
func TestLiveRefusals(t *testing.T) {
	s := newStage(t, nil)
	s.join("dee", "").add("1 2", turn(newEntryID(), "p1", "p2"), turn(newEntryID(), "p1", "p2"))
	const missing = "0199f5c2-0000-7000-8000-00000000000f"
	for _, c := range []struct {
		protocol, name string
		session        observe.SessionID
		query          string
		want           int
	}{
		{"", "nobody", missing, "?since=x", 4400},
		{"kompas.v2", "nobody", missing, "?since=x", 4400},
		{api.Subprotocol, "nobody", missing, "?since=x", 4401},
		{api.Subprotocol, "owner", missing, "?since=x", 4404},
		{api.Subprotocol, "elsewhere", meetingID, "?since=x", 4404},
		{api.Subprotocol, "dee", meetingID, "?since=x", 4400},
		{api.Subprotocol, "dee", meetingID, "?since=-1", 4400},
		{api.Subprotocol, "dee", meetingID, "?since=1.5", 4400},
		{api.Subprotocol, "dee", meetingID, "?since=", 4400},
		{api.Subprotocol, "dee", meetingID, "?since=3", 4400},
		{api.Subprotocol, "dee", meetingID, "?since=99999999999999999999999", 4400},
	} {
		d := websocket.Dialer{}
		if c.protocol != "" {
			d.Subprotocols = []string{c.protocol}
		}
		conn, _, err := d.Dial(s.address(c.session, c.query), http.Header{"Authorization": {"Bearer " + c.name}})
		if err != nil {
			t.Fatal(err)
		}
		cl := &client{TB: t, Conn: conn}
		cl.end(c.want)
		if cl.hello.Type != "" {
			t.Error("was welcomed first")
		}
		conn.Close()
	}
}

func TestLiveWelcome(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 5e6, time.UTC)
	s := newStage(t, func(o *Options) { o.Steady = func() time.Time { return now } })
	c := s.join("dee", "")
	h := c.hello
	if h.Head != 0 || h.View == "" || h.Role != observe.RoleObserver || h.Observer != "o1" || h.ServerTime != "2026-11-22T10:00:00.005Z" ||
		h.Limits != (api.Limits{MessageBytes: 65536, Batch: 256}) || h.Session.ID != meetingID || h.Session.Title != "Monday" {
		t.Errorf("%+v", h)
	}
	if o := s.join("owner", "").hello; o.Role != observe.RoleOwner || o.Observer != observe.Owner {
		t.Errorf("the owner is welcomed as %s %s", o.Role, o.Observer)
	}
}

func TestLiveViewDecidesOnSince(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("dee", "")
	c.add("1 2 3", turn(newEntryID(), "p1", "p2"), turn(newEntryID(), "p1", "p2"), turn(newEntryID(), "p1", "p2"))
	same := s.join("dee", "?since=2&view="+c.hello.View)
	if same.upTo(3); len(same.log) != 1 || same.hello.View != c.hello.View {
		t.Errorf("with the same view since is 2, came %d", len(same.log))
	}
	for _, query := range []string{"?since=2&view=other", "?since=77&view=other"} {
		other := s.dial("dee", query)
		if other.upTo(3); len(other.log) != 3 {
			t.Errorf("%s: with another view came %d, want all", query, len(other.log))
		}
	}
	s.open("restored from a backup", nil)
	again := s.dial("dee", "?since=3&view="+c.hello.View)
	if again.upTo(3); len(again.log) != 3 || again.hello.View == c.hello.View {
		t.Errorf("after a backup was restored came %d entries, view changed %t", len(again.log), again.hello.View != c.hello.View)
	}
}

func TestLiveResumesAtAnyPoint(t *testing.T) {
	s := newStage(t, nil)
	writer := s.join("owner", "")
	head := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 1, 2, 3, 20}).Draw(t, "new before")
		var batch []string
		for range n {
			batch = append(batch, turn(newEntryID(), "p1", "p2"))
		}
		writer.append(batch...)
		head += n
		if rapid.Bool().Draw(t, "stored when the other comes") {
			writer.until(func() bool { return len(writer.answers) == head })
		}
		known := len(writer.answers)
		since := rapid.IntRange(max(0, known-300), known).Draw(t, "since")
		c := s.join("dee", fmt.Sprintf("?since=%d", since))
		writer.append(turn(newEntryID(), "p2", "p3"))
		head++
		c.upTo(observe.Seq(head)) // keep checks that there is no gap and no repeat
		c.Close()
	})
	writer.until(func() bool { return len(writer.answers) == head })
}

func TestLiveEverybodyConverges(t *testing.T) {
	const writers, watchers, each = 8, 5, 30
	s := newStage(t, nil)
	var wg sync.WaitGroup
	logs := make([][]observe.Entry, writers+watchers)
	names := []string{"owner", "dee", "eve"}
	const total = writers * each * 4
	for i := range writers {
		wg.Go(func() {
			c := s.join(names[i%3], "")
			for k := range each {
				if k == each/2 { // the network breaks
					c.Close()
					c = s.join(names[i%3], "")
				}
				c.raw = true
				id := newEntryID()
				c.append(turn(id, "p1", "p2"), turn(newEntryID(), "p2", "p3"), turn(id, "p1", "p2"), turn(newEntryID(), "p3", "p1"))
				c.append(turn(newEntryID(), "p1", "*"))
				c.until(func() bool { return len(c.answers) >= 5 })
				if c.answers[0].Seq != c.answers[2].Seq {
					t.Errorf("sent twice, acknowledged as %d and %d", c.answers[0].Seq, c.answers[2].Seq)
				}
				c.answers = nil
			}
			c.upTo(total)
			logs[i] = c.log
		})
	}
	for i := range watchers {
		wg.Go(func() {
			c := s.join([]string{"viewer", "owner", "dee"}[i%3], "")
			c.upTo(total)
			logs[writers+i] = c.log
		})
	}
	wg.Wait()
	want := s.stored()
	if len(want) != total {
		t.Fatalf("stored %d, want %d", len(want), total)
	}
	for i, log := range logs {
		for k := range log {
			a, _ := log[k].MarshalJSON()
			b, _ := want[k].MarshalJSON()
			if string(a) != string(b) {
				t.Fatalf("client %d has %s where the log has %s", i, a, b)
			}
		}
	}
}

func TestLiveAnswers(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("dee", "")
	id := newEntryID()
	rows := []struct{ entry, want, field string }{
		{turn(id, "p1", "p2"), "1", ""},
		{turn(id, "p1", "p2"), "1", ""},
		{strings.Replace(turn(id, "p1", "p2"), `"at"`, `"seq":7,"observer":"x","recorded_at":"y","replies_to":"","proposed":false,"at"`, 1), "1", ""},
		{turn(id, "p2", "p1"), "conflict", "/id"},
		{turn(newEntryID(), "p9", "p1"), "unknown-participant", "/from"},
		{turn(newEntryID(), "p1", "p9"), "unknown-participant", "/to"},
		{turn(newEntryID(), "p1", "p1"), "invalid", "/to"},
		{strings.Replace(turn(newEntryID(), "p1", "p2"), "curiosity", "rage", 1), "unknown-tag", "/tags/0"},
		{entry(newEntryID(), "amend", `"target":"`+newEntryID()+`","set":{"at":1}`), "unknown-target", "/target"},
		{entry(newEntryID(), "interaction", `"at":1,"from":"p1","to":"p2","tag":"x"`), "invalid", "/tag"},
		{entry("p1", "interaction", `"at":1,"from":"p1","to":"p2"`), "invalid", "/id"},
		{entry(newEntryID(), "note", `"at":1,"text":"\ud800"`), "invalid", "/text"},
		{entry(newEntryID(), "note", `"at":1,"text":"x","text":"x"`), "invalid", "/text"},
		{entry(newEntryID(), "note", `"at":1,"text":"x","at":2`), "invalid", "/at"},
		{entry(newEntryID(), "redacted", ``), "invalid", "/type"},
		{`{"type":"void"}`, "invalid", "/id"},
		{turn(newEntryID(), "p2", "p1"), "2", ""},
	}
	var entries []string
	for _, r := range rows {
		entries = append(entries, r.entry)
	}
	c.append(entries...)
	c.until(func() bool { return len(c.answers) == len(rows) })
	for i, a := range c.answers {
		if a.String() != rows[i].want || a.Field != rows[i].field {
			t.Errorf("%s: %s %s, want %s %s", rows[i].entry, a, a.Field, rows[i].want, rows[i].field)
		}
	}
	s.join("eve", "").add("conflict", turn(id, "p1", "p2"))
	c.upTo(2)
	if c.log[0].Observer != "o1" || c.log[0].RecordedAt == "" {
		t.Errorf("stored by %s at %s", c.log[0].Observer, c.log[0].RecordedAt)
	}
}

func TestLivePassingRejects(t *testing.T) {
	s := newStage(t, nil)
	c, other := s.join("dee", ""), s.join("viewer", "")
	id, next := newEntryID(), newEntryID()
	c.add("1", turn(id, "p1", "p2"))
	for _, code := range []observe.Code{observe.Full, observe.Unavailable} {
		s.store.failure.Store(observe.Errorf(code, "the disk says no"))
		c.add(fmt.Sprintf("1 %s %s", code, code), turn(id, "p1", "p2"), turn(next, "p2", "p1"), turn(newEntryID(), "p2", "p1"))
	}
	s.store.failure.Store(nil)
	s.change(func(h *observe.Header) { h.Locked = true })
	journal := entry(newEntryID(), "journal", `"at":1,"text":"x"`)
	c.add("1 locked locked", turn(id, "p1", "p2"), turn(next, "p2", "p1"), journal)
	c.add("2", journal)
	s.change(func(h *observe.Header) { h.Locked = false })
	c.add("3", turn(next, "p2", "p1"))
	if other.upTo(3); string(other.log[2].ID) != next {
		t.Error("the other was not shown what was stored at last")
	}
}

func TestLiveMessagesThatAreNotUnderstood(t *testing.T) {
	s := newStage(t, nil)
	many := strings.TrimSuffix(strings.Repeat(`{},`, 257), ",")
	cases := map[string]func(c *client){
		"binary":           func(c *client) { c.send(websocket.BinaryMessage, `{}`) },
		"invalid UTF-8":    func(c *client) { c.append("{\"id\":\"\xff\"}") },
		"no JSON":          func(c *client) { c.send(websocket.TextMessage, `{`) },
		"empty":            func(c *client) { c.send(websocket.TextMessage, ``) },
		"two values":       func(c *client) { c.send(websocket.TextMessage, `{"type":"append","entries":[{}]}{}`) },
		"null":             func(c *client) { c.send(websocket.TextMessage, `null`) },
		"list":             func(c *client) { c.send(websocket.TextMessage, `[]`) },
		"no type":          func(c *client) { c.send(websocket.TextMessage, `{"entries":[{}]}`) },
		"unknown type":     func(c *client) { c.send(websocket.TextMessage, `{"type":"hello","entries":[{}]}`) },
		"a member twice":   func(c *client) { c.send(websocket.TextMessage, `{"type":"append","type":"append","entries":[{}]}`) },
		"other case":       func(c *client) { c.send(websocket.TextMessage, `{"Type":"append","entries":[{}]}`) },
		"no entries":       func(c *client) { c.send(websocket.TextMessage, `{"type":"append"}`) },
		"null entries":     func(c *client) { c.send(websocket.TextMessage, `{"type":"append","entries":null}`) },
		"0 entries":        func(c *client) { c.append() },
		"257 entries":      func(c *client) { c.append(many) },
		"a number":         func(c *client) { c.append(turn(newEntryID(), "p1", "p2"), `1`) },
		"a null":           func(c *client) { c.append(`null`) },
		"no frame":         func(c *client) { c.NetConn().Write([]byte{0x8f, 0x80, 0, 0, 0, 0}) },
		"frame not masked": func(c *client) { c.NetConn().Write([]byte("\x81\x02{}")) },
	}
	for name, do := range cases {
		t.Run(name, func(t *testing.T) {
			c := s.join("dee", "")
			c.TB = t
			good := turn(newEntryID(), "p1", "p2")
			c.append(good, good)
			do(c)
			c.end(4400)
			if len(c.answers) != 2 {
				t.Errorf("%d of 2 entries were answered that came before", len(c.answers))
			}
		})
	}
}

func TestLiveLargeMessages(t *testing.T) {
	s := newStage(t, nil)
	sized := func(n int) string {
		m := `{"type":"append","entries":[` + turn(newEntryID(), "p1", "p2") + `]}`
		return m + strings.Repeat(" ", n-len(m))
	}
	c := s.join("dee", "")
	c.send(websocket.TextMessage, sized(maxMessage))
	c.until(func() bool { return len(c.answers) == 1 })
	c.send(websocket.TextMessage, sized(maxMessage+1))
	c.end(4413)
	c = s.join("dee", "")
	c.WriteMessage(websocket.TextMessage, []byte(sized(30*maxMessage))) // the server may have closed before the end
	c.end(4413)
}

func TestLiveLongEntriesGoInSeveralMessages(t *testing.T) {
	s := newStage(t, nil)
	c, watcher := s.join("dee", ""), s.join("eve", "")
	note := func() string {
		return entry(newEntryID(), "note", `"at":1,"visibility":"shared","text":"`+strings.Repeat("é", 4000)+`"`)
	}
	for k := range 20 {
		c.append(note(), note(), note(), note(), note())
		c.until(func() bool { return len(c.answers) == 5*(k+1) })
	}
	watcher.upTo(100) // check looks at the size of each message
	s.join("viewer", "").upTo(100)
}

func TestLiveEnds(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("leader", "")
	other := s.join("dee", "")
	id := newEntryID()
	other.add("1", turn(id, "p1", "p2"))
	other.add("2", entry(newEntryID(), "amend", `"target":"`+id+`","set":{"to":"p3"}`))
	c.end(1012)
	view := c.hello.View
	again := s.dial("leader", "?since=2&view="+view)
	if again.upTo(2); again.hello.View == view || again.log[0].Type != observe.TypeInteraction {
		t.Errorf("the turn that is now the leader's own comes as %s", again.log[0].Type)
	}

	s.mu.Lock()
	s.names["eve"].Grants[0].Expires = time.Now().Add(2 * time.Second) // long enough to connect on a busy machine
	s.mu.Unlock()
	s.dial("eve", "").end(4401)

	if err := s.recorder.Delete(t.Context(), meetingID); err != nil {
		t.Fatal(err)
	}
	again.end(4409)
	gone := s.dial("owner", "")
	gone.end(4404)
}

func TestLiveRevealedBeginsAnew(t *testing.T) {
	s := newStage(t, nil)
	s.change(func(h *observe.Header) { h.Coding = observe.Independent })
	dee, eve, owner, viewer := s.join("dee", ""), s.join("eve", ""), s.join("owner", ""), s.join("viewer", "")
	dee.add("1", turn(newEntryID(), "p1", "p2"))
	eve.add("2", turn(newEntryID(), "p2", "p3"))
	owner.add("3 4", turn(newEntryID(), "p3", "p1"), entry(newEntryID(), "belief", `"at":1,"text":"x","direction":"helping"`))
	types := func(c *client) (out []observe.EntryType) {
		c.Helper()
		c.upTo(4)
		for _, e := range c.log {
			out = append(out, e.Type)
		}
		return out
	}
	const see, not, belief = observe.TypeInteraction, observe.TypeRedacted, observe.TypeBelief
	for c, want := range map[*client][]observe.EntryType{
		dee: {see, not, not, belief}, eve: {not, see, not, belief}, owner: {see, see, see, belief}, viewer: {not, not, not, belief},
	} {
		if got := types(c); !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", c.hello.Observer, got, want)
		}
	}
	dee.until(func() bool { return len(dee.figures) > 0 && dee.figures[len(dee.figures)-1].Seq == 4 })
	if f := dee.figures[len(dee.figures)-1]; f.Participation["p1"] != 1 || f.Participation["p2"] != 0 || f.Tags["curiosity"] != 1 {
		t.Errorf("before it is revealed dee counts %+v", f)
	}
	s.change(func(h *observe.Header) { h.Revealed = true })
	dee.end(1012)
	eve.end(1012)
	viewer.end(1012)
	owner.until(func() bool { return len(owner.sessions) == 1 })
	if !owner.sessions[0].Revealed {
		t.Error("the owner is not told")
	}
	for _, name := range []string{"dee", "eve", "viewer"} {
		if got := types(s.join(name, "")); !slices.Equal(got, []observe.EntryType{see, see, see, belief}) {
			t.Errorf("revealed, %s sees %v", name, got)
		}
	}
}

func TestLiveShutdown(t *testing.T) {
	s := newStage(t, func(o *Options) { o.timing.retry = 1234 * time.Millisecond })
	var clients []*client
	for _, name := range []string{"owner", "dee", "viewer"} {
		clients = append(clients, s.join(name, ""))
	}
	silent := s.join("eve", "") // reads nothing, closes nothing
	const n = 100
	for range n {
		clients[1].append(turn(newEntryID(), "p1", "p2"))
	}
	clients[1].until(func() bool { return len(clients[1].answers) > 0 }) // the answers to the others are to come
	ctx, cancel := context.WithCancel(t.Context())
	closed := make(chan struct{})
	go func() { s.live.Close(ctx); close(closed) }()
	for _, c := range clients {
		c.end(1001)
		if c.bye.RetryAfterMs != 1234 {
			t.Errorf("retry after %d ms", c.bye.RetryAfterMs)
		}
		c.Close()
	}
	late := s.dial("owner", "")
	late.end(1001)
	cancel()
	<-closed
	if stored := len(s.stored()); len(clients[1].answers) > stored {
		t.Errorf("%d acknowledged, %d stored", len(clients[1].answers), stored)
	}
	for i, a := range clients[1].answers {
		if int(a.Seq) != i+1 {
			t.Fatalf("answer %d is %s", i, a)
		}
	}
	s.live.mu.Lock()
	left := len(s.live.sessions)
	s.live.mu.Unlock()
	if left != 0 {
		t.Errorf("%d sessions are left", left)
	}
	silent.Close()
}

// A client that waits for a log to be read, or for something that nothing ends,
// delays the end of the server no more than others do.
func TestLiveShutdownWaitsForNoLog(t *testing.T) {
	for _, at := range []string{"coming", "reading the backlog", "signing in"} {
		t.Run(at, func(t *testing.T) {
			s := newStage(t, nil)
			s.join("dee", "").add("1", turn(newEntryID(), "p1", "p2"))
			gate := make(chan struct{})
			open := sync.OnceFunc(func() { close(gate) })
			t.Cleanup(open)
			asked := make(chan struct{})
			s.open("first", func(o *Options) {
				begin := o.Begin
				o.Begin = func(r *http.Request, stop func(*access.Ending)) (*access.Activity, error) {
					close(asked)
					if at == "signing in" {
						<-gate
					}
					return begin(r, stop)
				}
			})
			if at == "reading the backlog" { // the session is in memory
				if _, err := s.recorder.Entries(t.Context(), meetingID, observe.OwnerViewer, 0, 1); err != nil {
					t.Fatal(err)
				}
			}
			if at != "signing in" {
				s.store.reads.Store(&gate)
			}
			c := s.dial("dee", "")
			<-asked
			if at == "reading the backlog" {
				c.until(func() bool { return c.hello.Type != "" })
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			closed := make(chan struct{})
			go func() { s.live.Close(ctx); close(closed) }()
			select {
			case <-closed:
			case <-time.After(20 * time.Second):
				t.Error("it waits for what is not read")
				open()
			}
		})
	}
}

func TestLiveClientCloses(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("dee", "")
	if err := c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, "done"), time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if c.until(func() bool { return false }); c.closed != websocket.CloseNormalClosure || c.bye != nil {
		t.Errorf("closed with %d, %+v", c.closed, c.bye)
	}
}

// Beyond a number of live connections of one grant, or from one address, the next
// one is told to come again later; when one is closed there is room again.
func TestLiveConnectionsAreBounded(t *testing.T) {
	s := newStage(t, func(o *Options) { o.PerGrant, o.PerAddress = 2, 4 })
	s.join("dee", "")
	first := s.join("dee", "")
	settle := func(n int) { // until the server has noticed those that are gone
		for len(s.live.all()) > n {
			runtime.Gosched()
		}
	}
	full := func(name string) {
		t.Helper()
		there := len(s.live.all())
		defer settle(there)
		c := s.dial(name, "")
		c.end(api.CloseTryLater)
		if c.bye.RetryAfterMs <= 0 {
			t.Errorf("%+v", c.bye)
		}
	}
	full("dee")
	s.join("eve", "")
	s.join("owner", "")
	full("viewer") // the fifth from this address
	first.Close()
	settle(3)
	s.join("dee", "")
	full("viewer")
}
