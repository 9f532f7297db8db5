package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/observe/record"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/origin"
	"kompas/server/problem"
)

// stage is a server of live connections over real sockets, with a store. Clients
// show a name as their bearer token.
type stage struct {
	testing.TB
	store    *failingLog
	docs     observe.Docs
	recorder *record.Recorder
	live     *Connections
	running  *access.Running
	web      *httptest.Server
	lag      int // bytes a client may be behind; 0: as in production

	mu    sync.Mutex
	names map[string]*access.Principal
}

// noMetrics counts nothing.
type noMetrics struct{}

func (noMetrics) Opened()                                  {}
func (noMetrics) Closed(bool)                              {}
func (noMetrics) Answered([]observe.Result, time.Duration) {}

// failingLog is a log whose appends can be made to fail.
type failingLog struct {
	observe.Log
	failure atomic.Pointer[observe.Error]
	gate    atomic.Pointer[chan struct{}] // appends wait until it is closed; nil: they do not
	reads   atomic.Pointer[chan struct{}] // reads wait until it is closed; nil: they do not
}

func (l *failingLog) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	if held := l.reads.Load(); held != nil {
		select {
		case <-*held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return l.Log.Read(ctx, id, after, limit)
}

func (l *failingLog) Append(ctx context.Context, id observe.SessionID, at observe.Position, e []observe.Entry, f *observe.Facts) (observe.Seq, error) {
	if gate := l.gate.Load(); gate != nil {
		<-*gate
	}
	if err := l.failure.Load(); err != nil {
		return 0, err
	}
	return l.Log.Append(ctx, id, at, e, f)
}

const (
	meetingID observe.SessionID = "0199f5c2-0000-7000-8000-000000000001"
	teamID    observe.TeamID    = "t1"
)

// meeting is a session with three persons, and observers o1 and o2.
func meeting() observe.Header {
	person := func(id observe.PersonID, name string) observe.Person {
		return observe.Person{ID: id, Name: name, Role: observe.Member, Seat: &observe.Seat{X: .5, Y: .5}}
	}
	label := map[string]string{"en": "Curiosity"}
	return observe.Header{
		ID: meetingID, Title: "Monday", Team: teamID, CreatedAt: "2026-11-22T10:00:00.000Z", Coding: observe.Shared,
		Participants: []observe.Person{person("p1", "An"), person("p2", "Bo"), person("p3", "Cy")},
		Phases:       []observe.PlannedPhase{{Name: "Opening"}},
		Observers: []observe.Observer{
			{ID: observe.Owner, Role: observe.RoleOwner},
			{ID: "o1", Name: "Dee", Role: observe.RoleObserver}, {ID: "o2", Name: "Eve", Role: observe.RoleObserver},
			{ID: "o3", Name: "Lee", Role: observe.RoleLeader}, {ID: "o5", Name: "Pat", Role: observe.RoleParticipant},
		},
		Codebook: observe.Codebook{ID: "test", Labels: label,
			Dimensions: []observe.Dimension{{ID: "open", Labels: label}, {ID: "closed", Labels: label}},
			Tags: []observe.Tag{
				{ID: "curiosity", Labels: label, Weights: map[string]float64{"open": 1}},
				{ID: "control", Labels: label, Weights: map[string]float64{"closed": 1}},
			}},
	}
}

func invited(role observe.Role, observer observe.ObserverID, name string, person observe.PersonID) *access.Principal {
	return &access.Principal{Grants: []access.Grant{{
		Invitation: "invitation of " + name, Role: role, Scope: api.ScopeSession, Session: meetingID,
		Person: person, Observer: observer, Name: name,
	}}}
}

// newStage makes a stage with the usual people. The times are those of the contract
// unless change sets others; change may be nil.
func newStage(t testing.TB, change func(*Options)) *stage {
	anonymous := invited(observe.RoleViewer, "o6", "anonymous", "")
	anonymous.Grants[0].Anonymous = true
	inTeam := invited(observe.RoleObserver, "o-team", "team", "")
	inTeam.Grants[0].Scope, inTeam.Grants[0].Team, inTeam.Grants[0].Session = api.ScopeTeam, teamID, ""
	elsewhere := invited(observe.RoleObserver, "o9", "elsewhere", "")
	elsewhere.Grants[0].Session = "0199f5c2-0000-7000-8000-000000000009"
	s := &stage{TB: t, names: map[string]*access.Principal{
		"owner":       {Owner: true},
		"dee":         invited(observe.RoleObserver, "o1", "Dee", ""),
		"eve":         invited(observe.RoleObserver, "o2", "Eve", ""),
		"leader":      invited(observe.RoleLeader, "o3", "Lee", "p3"),
		"viewer":      invited(observe.RoleViewer, "o4", "Vic", ""),
		"participant": invited(observe.RoleParticipant, "o5", "Pat", "p1"),
		"anonymous":   anonymous, "team": inTeam, "elsewhere": elsewhere,
	}}
	memory := observetest.NewMemory()
	s.store, s.docs = &failingLog{Log: memory.Log("default")}, memory.Docs("default")
	if _, err := s.store.Create(context.Background(), meeting(), nil); err != nil {
		t.Fatal(err)
	}
	s.open("first", change)
	return s
}

// open starts the live connections, as after a restart of the server.
func (s *stage) open(incarnation string, change func(*Options)) {
	addresses, err := origin.New(origin.Options{})
	if err != nil {
		s.Fatal(err)
	}
	opts := Options{
		Addresses: addresses, Senders: allowance.NewSenders(0), Memory: allowance.NewMemory(),
		Metrics: noMetrics{}, Logger: slog.New(slog.DiscardHandler), Steady: time.Now, timing: defaultTiming(),
	}
	s.running = access.NewRunning(func() time.Time { return opts.Steady() }, nil)
	opts.Begin = func(r *http.Request, stop func(*access.Ending)) (*access.Activity, error) {
		return s.running.BeginLive(func() (*access.Principal, error) { return s.authenticate(r) }, stop)
	}
	if change != nil {
		change(&opts)
	}
	s.recorder = record.New(s.store, record.Options{
		Now: opts.Steady, Incarnation: incarnation, Secret: []byte("0123456789abcdef"), Render: Renderer{}, MaxLag: s.lag,
	})
	opts.Recorder = s.recorder
	opts.Docs = s.docs
	live, err := New(opts)
	if err != nil {
		s.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/sessions/{id}/live", func(w http.ResponseWriter, r *http.Request) {
		live.Serve(w, r, observe.SessionID(r.PathValue("id")))
	})
	s.live, s.web = live, httptest.NewServer(mux)
	web := s.web
	s.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		live.Close(ctx)
		web.Close()
	})
}

func (s *stage) authenticate(r *http.Request) (*access.Principal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.names[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]; p != nil {
		return p, nil
	}
	return nil, problem.New(problem.Unauthorized, "not signed in")
}

func (s *stage) change(f func(h *observe.Header)) {
	s.Helper()
	err := s.recorder.Update(context.Background(), meetingID, func(_ *observe.State, h *observe.Header) error { f(h); return nil })
	if err != nil {
		s.Fatal(err)
	}
}

// stored returns the log as the owner sees it.
func (s *stage) stored() []observe.Entry {
	s.Helper()
	var list []observe.Entry
	for {
		part, err := s.store.Read(context.Background(), meetingID, observe.Seq(len(list)), 1<<20)
		if err != nil {
			s.Fatal(err)
		}
		if len(part) == 0 {
			return list
		}
		list = append(list, part...)
	}
}

// client is one end of a live connection. It keeps what it was shown.
type client struct {
	testing.TB
	*websocket.Conn
	raw      bool // messages are not checked against the schema, which takes time
	hello    api.Welcome
	since    int
	log      []observe.Entry
	answers  []answerTo
	sessions []api.Session
	headers  []string // the messages with sessions, or with what changed in them
	presence []api.Presence
	figures  []api.Summary
	ticks    []api.Tick
	debriefs []int  // the steps that the messages about the debrief tell
	revision uint64 // that the last of them tells
	bye      *api.Bye
	closed   int // code of the close frame; 0 while open, -1 when cut
}

type answerTo struct {
	ID    observe.EntryID
	Seq   observe.Seq
	Code  observe.Code
	Field string
}

func (a answerTo) String() string {
	if a.Code == "" {
		return fmt.Sprint(a.Seq)
	}
	return string(a.Code)
}

func (s *stage) address(id observe.SessionID, query string) string {
	return "ws" + strings.TrimPrefix(s.web.URL, "http") + "/api/v1/sessions/" + string(id) + "/live" + query
}

// dial opens a connection and does not wait for any message.
func (s *stage) dial(name, query string) *client {
	s.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{api.Subprotocol}}
	conn, _, err := dialer.Dial(s.address(meetingID, query), http.Header{"Authorization": {"Bearer " + name}})
	if err != nil {
		s.Fatal(err)
	}
	c := &client{TB: s.TB, Conn: conn}
	s.Cleanup(func() { conn.Close() })
	return c
}

// join opens a connection and waits until it is live.
func (s *stage) join(name, query string) *client {
	s.Helper()
	c := s.dial(name, query)
	c.until(func() bool { return c.hello.Type != "" || c.closed != 0 })
	if c.closed != 0 {
		s.Fatal(name, "was closed:", c.bye)
	}
	if c.since = 0; query != "" {
		fmt.Sscanf(query, "?since=%d", &c.since)
	}
	c.upTo(c.hello.Head)
	return c
}

// schemaOfMessages returns the schema that every message of the server must follow.
var schemaOfMessages = sync.OnceValues(func() (*jsonschema.Schema, error) {
	b, err := (&describe.API{Types: []any{api.ServerMessage{}}}).OpenAPI()
	if err != nil {
		return nil, err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("kompas:api", v); err != nil {
		return nil, err
	}
	return compiler.Compile("kompas:api#/components/schemas/ServerMessage")
})

// next takes one message.
func (c *client) next() {
	c.Helper()
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	kind, b, err := c.ReadMessage()
	if err != nil {
		c.closed = -1
		if e, ok := errors.AsType[*websocket.CloseError](err); ok && e.Code != websocket.CloseAbnormalClosure {
			c.closed = e.Code
			if len(e.Text) > 123 {
				c.Errorf("the reason has %d bytes", len(e.Text))
			}
		}
		return
	}
	if kind != websocket.TextMessage {
		c.Fatal("a message that is no text")
	}
	if c.bye != nil {
		c.Fatalf("after the goodbye came %s", b)
	}
	if !c.raw {
		c.check(b)
	}
	c.keep(b)
}

func (c *client) check(b []byte) {
	c.Helper()
	if len(b) > maxMessage {
		c.Errorf("a message of %d bytes", len(b))
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		c.Fatal(err)
	}
	s, err := schemaOfMessages()
	if err != nil {
		c.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		c.Fatalf("%s: %v", b, err)
	}
}

func (c *client) keep(b []byte) {
	c.Helper()
	var m struct {
		Type    string
		Entries []json.RawMessage
		Session api.Session
		ID      observe.EntryID
		Seq     observe.Seq
		Code    json.RawMessage
		Field   string
	}
	read := func(v any) {
		if err := json.Unmarshal(b, v); err != nil {
			c.Fatalf("%s: %v", b, err)
		}
	}
	read(&m)
	if (m.Type == "welcome") != (c.hello.Type == "") && m.Type != "bye" {
		c.Fatalf("the welcome must come first, and once; came %s", m.Type)
	}
	switch m.Type {
	case "welcome":
		read(&c.hello)
	case "entries":
		if len(m.Entries) > observe.MaxBatch {
			c.Errorf("%d entries in a message", len(m.Entries))
		}
		for _, raw := range m.Entries {
			e, err := observe.ParseStoredEntry(raw)
			if err != nil {
				c.Fatalf("%s: %v", raw, err)
			}
			if want := c.since + len(c.log) + 1; int(e.Seq) != want {
				c.Fatalf("entry %d came where %d comes next", e.Seq, want)
			}
			c.log = append(c.log, e)
		}
	case "ack":
		c.answers = append(c.answers, answerTo{ID: m.ID, Seq: m.Seq})
	case "reject":
		var code observe.Code
		if err := json.Unmarshal(m.Code, &code); err != nil {
			c.Fatal(err)
		}
		c.answers = append(c.answers, answerTo{ID: m.ID, Code: code, Field: m.Field})
	case "session":
		c.sessions = append(c.sessions, m.Session)
		c.headers = append(c.headers, string(b))
	case "presence":
		var p api.Presence
		read(&p)
		c.presence = append(c.presence, p)
	case "summary":
		var f api.Summary
		read(&f)
		c.figures = append(c.figures, f)
	case "debrief":
		var d api.DebriefStands
		read(&d)
		if len(c.debriefs) > 0 && d.Revision != c.revision+1 {
			c.Errorf("a change of the debrief takes its revision from %d to %d: other changes show in it", c.revision, d.Revision)
		}
		c.debriefs, c.revision = append(c.debriefs, d.Step), d.Revision
	case "tick":
		var t api.Tick
		read(&t)
		c.ticks = append(c.ticks, t)
	case "bye":
		c.bye = &api.Bye{}
		read(c.bye)
	default:
		c.Fatalf("unknown message %s", b)
	}
}

// until takes messages until so returns true, or the connection ends. After a
// minute the test fails.
func (c *client) until(so func() bool) {
	c.Helper()
	for began := time.Now(); !so() && c.closed == 0; c.next() {
		if time.Since(began) > time.Minute {
			c.Fatal("what was waited for did not come in a minute")
		}
	}
}

// upTo takes messages until the entry with this seq came.
func (c *client) upTo(head observe.Seq) {
	c.Helper()
	c.until(func() bool { return c.since+len(c.log) >= int(head) })
	if c.since+len(c.log) < int(head) {
		c.Fatalf("came to %d of %d; closed %d, %+v", c.since+len(c.log), head, c.closed, c.bye)
	}
}

// end takes messages until the connection is closed, and wants this code.
func (c *client) end(code int) {
	c.Helper()
	c.until(func() bool { return false })
	if c.closed != code || code > 0 && (c.bye == nil || c.bye.Code != code || c.bye.Message == "") {
		c.Fatalf("closed with %d after %+v; want %d", c.closed, c.bye, code)
	}
}

func (c *client) send(kind int, message string) {
	c.Helper()
	if err := c.WriteMessage(kind, []byte(message)); err != nil {
		c.Fatal(err)
	}
}

// append sends entries in one message.
func (c *client) append(entries ...string) {
	c.Helper()
	c.send(websocket.TextMessage, `{"type":"append","entries":[`+strings.Join(entries, ",")+`]}`)
}

// add sends entries and wants these answers.
func (c *client) add(want string, entries ...string) {
	c.Helper()
	before := len(c.answers)
	c.append(entries...)
	c.until(func() bool { return len(c.answers) == before+len(entries) })
	if got := strings.Trim(fmt.Sprint(c.answers[before:]), "[]"); got != want {
		c.Fatalf("answered %q, want %q", got, want)
	}
}

func newEntryID() string { return uuid.NewString() }

func turn(id, from, to string) string {
	return fmt.Sprintf(`{"id":%q,"type":"interaction","at":5,"from":%q,"to":%q,"tags":["curiosity"]}`, id, from, to)
}

func entry(id, kind, rest string) string {
	if rest != "" {
		rest = "," + rest
	}
	return fmt.Sprintf(`{"id":%q,"type":%q%s}`, id, kind, rest)
}

// refused sends a request for a live connection, and returns the status and body of
// the answer.
func (s *stage) refused(header http.Header) (int, string) {
	s.Helper()
	conn, answer, err := (&websocket.Dialer{Subprotocols: []string{api.Subprotocol}}).Dial(s.address(meetingID, ""), header)
	if err == nil {
		conn.Close()
		return http.StatusSwitchingProtocols, ""
	}
	if answer == nil {
		s.Fatal(err)
	}
	b, _ := io.ReadAll(answer.Body) // the library keeps the first bytes only
	return answer.StatusCode, string(b)
}
