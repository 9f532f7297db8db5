package server_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"kompas/server"
)

// A file of entries may have only so many lines, and is taken when it has as many as
// the file of a long day.
func TestFileOfEntriesHasABound(t *testing.T) {
	r := newRig(t, nil)
	id := r.owner().makeSession(nil)
	viewer := r.joined(id, "viewer", nil)
	post := func(lines int) answer {
		return viewer.send("POST", "/sessions/"+id+"/entries", strings.Repeat("{}\n", lines), "Content-Type", "application/x-ndjson")
	}
	if a := post(349_000); a.status != 422 || !strings.Contains(a.text("detail"), "in parts") || len(a.body) > 4096 {
		t.Errorf("349 000 lines: %d, %d bytes, %.300s", a.status, len(a.body), a.body)
	}
	if a := post(9_000); a.status != 200 || len(a.at("results").([]any)) != 9_000 {
		t.Errorf("9 000 lines: %d %.300s", a.status, a.body)
	}
}

// People who are not signed in may send only short bodies.
func TestBodiesOfStrangersAreShort(t *testing.T) {
	r := newRig(t, nil)
	for _, path := range []string{"/join", "/signin"} {
		r.with("").want(413, "POST", path, `{"token":"`+strings.Repeat("a", 16<<10)+`"}`)
		r.with("").want(404, "POST", path, map[string]string{"/join": `{"token":"no","name":"Dee"}`, "/signin": `{"token":"no"}`}[path])
	}
}

// Bodies that clients do not finish, and answers that they do not read, are counted
// for the person. Beyond their allowance they are refused, and nobody else is.
func TestWhatIsHeldForSomebodyIsCounted(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	viewer, other := r.joined(id, "viewer", nil), r.joined(id, "viewer", nil)
	const size = 1 << 20
	head := fmt.Sprintf("POST /api/v1/sessions/%s/entries HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n", id, viewer.token, size)
	body := head + strings.Repeat(" ", size-1)
	var conns []net.Conn
	refused := make(chan string, 100)
	for range 60 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.web.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		go func() {
			io.WriteString(conn, body) // fails when it is refused meanwhile
			b := make([]byte, 16)
			n, _ := io.ReadFull(conn, b)
			refused <- string(b[:n])
		}()
	}
	for range 60 - 40 {
		if a := <-refused; !strings.HasPrefix(a, "HTTP/1.1 503") && a != "" { // empty: cut off while it was sending
			t.Errorf("beyond the share: %q", a)
		}
	}
	if n := r.server.Held(); n > server.MemoryOfOne || n < server.MemoryOfOne/2 {
		t.Errorf("%d bytes are held for a viewer, of whom %d may be", n, server.MemoryOfOne)
	}
	other.want(200, "POST", "/sessions/"+id+"/entries", entries(many(20, newTurn)...))
	owner.want(200, "GET", "/sessions/"+id, nil)
	for _, conn := range conns {
		conn.Close()
	}
	for r.server.Held() != 0 {
		time.Sleep(time.Millisecond)
	}
}
