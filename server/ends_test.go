package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server"
)

// guest is a browser that has joined as an observer of a session or of its team,
// with what the owner needs to end that.
type guest struct {
	*caller
	session, invitation string
}

// ends are the ways in which a right to a session ends, each with the status of a
// running request and the code that a live connection is closed with.
var ends = []struct {
	name   string
	scope  string
	status int
	code   int
	end    func(*guest)
}{
	{"revoked", "session", 401, 4401, func(g *guest) {
		g.owner().want(204, "DELETE", "/sessions/"+g.session+"/invitations/"+g.invitation, nil)
	}},
	{"revoked for the team", "team", 401, 4401, func(g *guest) {
		g.owner().want(204, "DELETE", "/sessions/"+g.session+"/invitations/"+g.invitation, nil)
	}},
	{"expired", "session", 401, 4401, func(g *guest) { g.clock.pass(30 * 24 * time.Hour) }},
	{"signed out", "session", 401, 4401, func(g *guest) { g.want(204, "POST", "/signout", nil) }},
	{"another role", "session", 401, 1012, func(g *guest) {
		g.want(204, "POST", "/signin", object{"token": g.signinToken()})
	}},
	{"another team", "team", 401, 4401, func(g *guest) {
		g.owner().want(200, "PATCH", "/sessions/"+g.session, object{"team": nil})
	}},
	{"team deleted", "team", 401, 4401, func(g *guest) {
		team := g.owner().want(200, "GET", "/sessions/"+g.session, nil).text("team")
		g.owner().want(204, "DELETE", "/teams/"+team, nil)
	}},
	{"session deleted", "session", 404, 4409, func(g *guest) {
		g.owner().want(204, "DELETE", "/sessions/"+g.session, nil)
	}},
}

// eachEnd runs a test for each way in which a right ends.
func eachEnd(t *testing.T, test func(t *testing.T, r *rig, g *guest, end func(), status, code int), change func(*server.Options)) {
	for _, e := range ends {
		t.Run(e.name, func(t *testing.T) {
			r := newRig(t, change)
			team := r.owner().want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "An"}, {"name": "Bo"}}}).text("id")
			g := &guest{caller: r.browser(), session: r.owner().makeSession(object{"team": team, "participants": nil})}
			made := r.owner().want(201, "POST", "/sessions/"+g.session+"/invitations", object{"role": "observer", "scope": e.scope, "expires_in_s": 3600})
			g.invitation = made.text("id")
			_, token, _ := strings.Cut(made.text("url"), "#")
			g.want(200, "POST", "/join", object{"token": token, "name": "Dee"})
			test(t, r, g, func() { e.end(g) }, e.status, e.code)
		})
	}
}

func (g *guest) entries() string { return "/sessions/" + g.session + "/entries" }

// wire is a connection that a request is written to by hand.
type wire struct {
	testing.TB
	net.Conn
	in *bufio.Reader
}

func (r *rig) wire(cookie *http.Cookie, head string) *wire {
	r.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.web.URL, "http://"))
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { conn.Close() })
	conn.(*net.TCPConn).SetReadBuffer(64 << 10) // so that the network holds little
	conn.SetDeadline(time.Now().Add(time.Minute))
	u, _ := url.Parse(r.web.URL)
	method, rest, _ := strings.Cut(head, "\r\n")
	fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s=%s\r\n%s\r\n", method, u.Host, r.web.URL, cookie.Name, cookie.Value, rest)
	return &wire{r.TB, conn, bufio.NewReader(conn)}
}

// held sends a request except for the last byte of its body, and returns when the
// server waits for that byte.
func (r *rig) held(cookie *http.Cookie, method, path string, body any) (w *wire, last []byte) {
	r.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		r.Fatal(err)
	}
	w = r.wire(cookie, method+" /api/v1"+path+"\r\nExpect: 100-continue\r\nContent-Length: "+strconv.Itoa(len(b))+"\r\n")
	line, err := w.in.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 100") {
		r.Fatalf("%q %v", line, err)
	}
	w.in.ReadString('\n')
	w.Write(b[:len(b)-1])
	return w, b[len(b)-1:]
}

// answered reads the answer of a request.
func (w *wire) answered() answer {
	w.Helper()
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		w.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.Fatal(err)
	}
	return answer{w.TB, res.StatusCode, res.Header, b}
}

// When a right ends while a body is being read, the body is read no further, and
// nothing of it is stored.
func TestEndWhileABodyIsRead(t *testing.T) {
	eachEnd(t, func(t *testing.T, r *rig, g *guest, end func(), status, _ int) {
		before := g.want(200, "GET", "/sessions/"+g.session, nil).at("head")
		w, _ := r.held(g.cookie(), "POST", g.entries(), entries(object{"id": uuid.NewString(), "type": "mark", "at": 1, "kind": "moment"}))
		end()
		if a := w.answered(); a.status != status { // without another byte of the body
			t.Errorf("answered %d %s, want %d", a.status, a.body, status)
		}
		if status != 404 {
			if after := r.owner().want(200, "GET", "/sessions/"+g.session, nil).at("head"); after != before {
				t.Errorf("head was %v, is %v", before, after)
			}
		}
	}, nil)
}

// The same for what only the owner may do, and for a request that is about no
// session.
func TestEndWhileTheOwnerChanges(t *testing.T) {
	for name, end := range map[string]func(*caller){
		"signed out": func(c *caller) { c.want(204, "POST", "/signout", nil) },
		"expired":    func(c *caller) { c.clock.pass(30 * 24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			session := r.owner().makeSession(nil)
			for method, path := range map[string]string{"PATCH": "/sessions/" + session, "POST": "/sessions"} {
				b := r.signedIn()
				w, _ := r.held(b.cookie(), method, path, object{"title": "Changed"})
				end(b)
				if a := w.answered(); a.status != 401 {
					t.Errorf("%s: %d %s", path, a.status, a.body)
				}
			}
			if list := r.owner().want(200, "GET", "/sessions", nil); list.text("items", 0, "title") != "Monday" || list.at("items", 1) != nil {
				t.Errorf("sessions: %s", list.body)
			}
		})
	}
}

// What has not ended goes on: other sessions, other browsers, and a browser that
// gains a right to something else.
func TestEndOfOthersEndsNothing(t *testing.T) {
	r := newRig(t, nil)
	session, other := r.owner().makeSession(nil), r.owner().makeSession(nil)
	b := r.browser()
	b.want(200, "POST", "/join", object{"token": r.owner().invite(session, object{"role": "observer"}), "name": "Dee"})
	w, last := r.held(b.cookie(), "POST", "/sessions/"+session+"/entries", entries(newTurn()))
	live := b.connect(session)

	made := r.owner().want(201, "POST", "/sessions/"+session+"/invitations", object{"role": "observer", "expires_in_s": 60})
	_, token, _ := strings.Cut(made.text("url"), "#")
	r.browser().want(200, "POST", "/join", object{"token": token, "name": "Eve"})
	r.owner().want(204, "DELETE", "/sessions/"+session+"/invitations/"+made.text("id"), nil)
	r.signedIn().want(204, "POST", "/signout", nil)
	b.want(200, "POST", "/join", object{"token": r.owner().invite(other, object{"role": "observer"}), "name": "Dee"})
	b.want(200, "POST", "/join", object{"token": r.owner().invite(session, object{"role": "viewer"}), "name": "Dee"}) // a role that allows less than it has
	r.owner().want(204, "DELETE", "/sessions/"+other, nil)

	w.Write(last)
	if a := w.answered(); a.status != 200 || a.at("results", 0, "seq") != 1.0 {
		t.Errorf("%d %s", a.status, a.body)
	}
	live.until(func(m object) bool { return m["type"] == "entries" })
}

// Somebody who joins again before their thirty days are over may go on.
func TestJoinedAgainGoesOn(t *testing.T) {
	r := newRig(t, nil)
	session := r.owner().makeSession(nil)
	token := r.owner().invite(session, object{"role": "observer", "expires_in_s": 40 * 24 * 3600})
	b := r.browser()
	b.want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	live := b.connect(session)
	r.clock.pass(20 * 24 * time.Hour)
	b.want(200, "POST", "/join", object{"token": token, "name": "Dee"})
	r.clock.pass(20 * 24 * time.Hour)
	r.owner().want(200, "POST", "/sessions/"+session+"/entries", entries(newTurn()))
	live.until(func(m object) bool { return m["type"] == "entries" })
	r.clock.pass(20 * 24 * time.Hour)
	live.ended(4401)
}

// liveWire is a live connection.
type liveWire struct {
	testing.TB
	*websocket.Conn
}

func (c *caller) dial(session string) *liveWire {
	c.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}}
	header := http.Header{}
	if c.token != "" {
		header.Set("Authorization", "Bearer "+c.token)
	} else {
		dialer.Jar = c.client.Jar
		header.Set("Origin", c.origin)
	}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(c.web.URL, "http")+"/api/v1/sessions/"+session+"/live", header)
	if err != nil {
		c.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	c.Cleanup(func() { conn.Close() })
	return &liveWire{c.TB, conn}
}

// connect opens a live connection and waits until it is live.
func (c *caller) connect(session string) *liveWire {
	c.Helper()
	l := c.dial(session)
	l.until(func(m object) bool { return m["type"] == "presence" })
	return l
}

func (l *liveWire) until(so func(object) bool) {
	l.Helper()
	for {
		var m object
		if err := l.ReadJSON(&m); err != nil {
			l.Fatal(err)
		}
		if so(m) {
			return
		}
	}
}

// ended reads until the connection is closed, and wants this code.
func (l *liveWire) ended(code int) (before []object) {
	l.Helper()
	for {
		var m object
		err := l.ReadJSON(&m)
		if websocket.IsCloseError(err, code) {
			return before
		}
		if err != nil {
			l.Fatalf("%v, want %d", err, code)
		}
		before = append(before, m)
	}
}

func TestEndOfALiveConnection(t *testing.T) {
	eachEnd(t, func(t *testing.T, r *rig, g *guest, end func(), _, code int) {
		live := g.connect(g.session)
		end()
		mark := func() object { return object{"id": uuid.NewString(), "type": "mark", "at": 1, "kind": "moment"} }
		live.WriteJSON(object{"type": "append", "entries": []object{mark()}}) // the connection may be closed already
		if code != 4409 {
			r.owner().want(200, "POST", g.entries(), entries(mark()))
		}
		for _, m := range live.ended(code) {
			if m["type"] == "entries" || m["type"] == "ack" {
				t.Errorf("after the end came %v", m)
			}
		}
		if code != 4409 {
			if head := r.owner().want(200, "GET", "/sessions/"+g.session, nil).at("head"); head != 1.0 {
				t.Errorf("head is %v", head)
			}
		}
	}, nil)
}

// gatedDocs delays one reading of a document, after it was read.
type gatedDocs struct {
	observe.Docs
	hold func(key string)
}

func (d *gatedDocs) Get(ctx context.Context, key string) (observe.Doc, error) {
	doc, err := d.Docs.Get(ctx, key)
	d.hold(key)
	return doc, err
}

// A right that ends after it was looked up, and before the connection is admitted,
// ends the connection, which is told only why.
func TestEndWhileALiveConnectionIsMade(t *testing.T) {
	held, release := make(chan struct{}), make(chan struct{})
	armed := make(chan struct{}, 1)
	docs := &gatedDocs{hold: func(key string) {
		if !strings.HasPrefix(key, "invitation/") {
			return
		}
		select {
		case <-armed: // delays this reading, which is the last one of authenticating
			held <- struct{}{}
			<-release
		default:
		}
	}}
	eachEnd(t, func(t *testing.T, r *rig, g *guest, end func(), status, code int) {
		g.want(200, "POST", g.entries(), entries(object{"id": uuid.NewString(), "type": "mark", "at": 1, "kind": "moment"}))
		armed <- struct{}{}
		live := g.dial(g.session)
		<-held
		end()
		release <- struct{}{}
		var m struct {
			Type string
			Code int
		}
		if err := live.ReadJSON(&m); err != nil || m.Type != "bye" || m.Code != 4401 && m.Code != 4404 {
			t.Errorf("%+v %v", m, err)
		}
	}, func(o *server.Options) { docs.Docs = o.Docs; o.Docs = docs })
}

// stream sends a request and reads as little of its answer as possible. The answer
// is larger than what the network holds.
func (r *rig) stream(cookie *http.Cookie, path string) *wire {
	r.Helper()
	w := r.wire(cookie, "GET /api/v1"+path+"\r\n")
	line, err := w.in.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 200") {
		r.Fatalf("%q %v", line, err)
	}
	return w
}

// cut reads the rest of an answer that must break off.
func (w *wire) cut() string {
	w.Helper()
	b, err := io.ReadAll(w.in)
	if err == nil && strings.HasSuffix(string(b), "\r\n0\r\n\r\n") {
		w.Errorf("the answer came to its end, after %d bytes", len(b))
	}
	return string(b)
}

// longMeeting puts 8 MB of notes into a session.
func (g *guest) longMeeting() {
	g.Helper()
	for range 8 {
		var list []object
		for range 250 {
			list = append(list, object{"id": uuid.NewString(), "type": "note", "at": 1, "text": strings.Repeat("x", 4000), "visibility": "shared"})
		}
		g.owner().want(200, "POST", g.entries(), entries(list...))
	}
}

// An answer that is being written when the right to it ends breaks off, and holds
// nothing that was stored later.
func TestEndWhileAnAnswerIsWritten(t *testing.T) {
	eachEnd(t, func(t *testing.T, r *rig, g *guest, end func(), status, _ int) {
		g.longMeeting()
		for _, path := range []string{"/log", "/export?format=jsonl"} {
			w := r.stream(g.cookie(), "/sessions/"+g.session+path)
			defer func() {
				if got := w.cut(); strings.Contains(got, "LATER") {
					t.Errorf("%s told what came later", path)
				}
			}()
		}
		end()
		if status != 404 {
			r.owner().want(200, "POST", g.entries(), entries(object{"id": uuid.NewString(), "type": "note", "at": 1, "text": "LATER", "visibility": "shared"}))
		}
	}, nil)
}

// A copy of all data breaks off too, when its owner signs out.
func TestSignOutWhileABackupIsWritten(t *testing.T) {
	broke := make(chan error, 1)
	r := newRig(t, func(o *server.Options) {
		o.Backup = func(_ context.Context, w io.Writer) error {
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil { // without end
					broke <- err
					return err
				}
			}
		}
	})
	b := r.signedIn()
	w := r.stream(b.cookie(), "/backup")
	b.want(204, "POST", "/signout", nil)
	<-broke
	w.cut()
}
