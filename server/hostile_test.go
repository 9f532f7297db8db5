package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kompas/server"
)

// codedBy makes a meeting of so many turns, in which all pairs of person and tag
// occur.
func codedBy(persons, tags, turns int) []byte {
	var b bytes.Buffer
	b.WriteString("time_ms,from,to,tag\n")
	for i := range turns {
		fmt.Fprintf(&b, "%d,Person %d,,word%d\n", i*3000, i%persons, i/persons*7%tags)
	}
	return b.Bytes()
}

func (c *caller) imports(csv []byte) (id string) {
	c.Helper()
	return c.want(201, "POST", "/sessions/import?format=csv", csv).text("sessions", 0, "id")
}

// invited makes a viewer, and further tokens which they get by joining again with
// the one that they hold.
func (r *rig) invited(id string, tokens int) []string {
	r.Helper()
	invitation := r.owner().want(201, "POST", "/sessions/"+id+"/invitations", object{"role": "viewer", "expires_in_s": 3600, "max_uses": 1})
	_, secret, _ := strings.Cut(invitation.text("url"), "#")
	out := []string{r.with("").want(200, "POST", "/join", object{"token": secret, "name": "Guest"}).text("token")}
	for len(out) < tokens {
		out = append(out, r.with(out[0]).want(200, "POST", "/join", object{"token": secret, "name": "Guest"}).text("token"))
	}
	return out
}

// idle is a client that reads the head of an answer, but not its body until it is
// told to.
type idle struct {
	net.Conn
	in  *bufio.Reader
	res *http.Response
}

// ask sends a request and reads the head of the answer; nil when no answer comes in
// time.
func (r *rig) ask(token, path string, within time.Duration) *idle {
	conn, err := net.Dial("tcp", r.web.Listener.Addr().String())
	if err != nil {
		r.Error(err)
		return nil
	}
	conn.(*net.TCPConn).SetReadBuffer(32 << 10) // so that the server soon waits for a client that does not read
	conn.SetDeadline(time.Now().Add(within))
	fmt.Fprintf(conn, "GET /api/v1%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, conn.RemoteAddr(), token)
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		conn.Close()
		return nil
	}
	conn.SetDeadline(time.Time{})
	return &idle{conn, in, res}
}

// TestTooLargeAnAnswerIsRefused: it is refused before it is made, and the refusal
// names the part of the query that makes it smaller.
func TestTooLargeAnAnswerIsRefused(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.imports(codedBy(40, 15, 600))
	for _, path := range []string{"analysis?", "charts/transitions?lang=en&", "charts?", "findings?"} {
		p := owner.wrong("GET", "/sessions/"+id+"/"+path+"permutations=0&codes=person:tag", nil, "/codes")
		if !strings.Contains(string(p.body), "at most 200 codes") {
			t.Errorf("%s: %s", path, p.body)
		}
		owner.want(200, "GET", "/sessions/"+id+"/"+path+"permutations=0&codes=person", nil)
	}
}

// TestAnswersUnderWayAreBounded: a person who does not read answers gets no more of
// them, however many tokens they hold; the owner gets all.
func TestAnswersUnderWayAreBounded(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.imports(codedBy(12, 15, 180))
	tokens := r.invited(id, 9)
	path := "/sessions/" + id + "/analysis?permutations=0&codes=person:tag"
	size := len(owner.want(200, "GET", path, nil).body)
	var held []*idle
	refused := 0
	for i := range 27 {
		c := r.ask(tokens[i%len(tokens)], path, time.Minute)
		switch {
		case c == nil:
			t.Fatal("no answer")
		case c.res.StatusCode == 200:
			held = append(held, c)
			defer c.Close()
		case c.res.StatusCode == 503 && c.res.Header.Get("Retry-After") != "":
			refused++
			c.Close()
		default:
			t.Fatalf("%s", c.res.Status)
		}
	}
	if most := (40 << 20) / size; len(held) > most || len(held) == 0 || refused == 0 {
		t.Errorf("%d answers of %d bytes are under way, %d were refused; at most are %d", len(held), size, refused, most)
	}
	if got := len(owner.want(200, "GET", path, nil).body); got != size {
		t.Errorf("the owner gets %d bytes of %d", got, size)
	}
	if n, err := io.Copy(io.Discard, held[0].res.Body); err != nil || n != int64(size) { // it may still read on
		t.Errorf("%d bytes of %d, %v", n, size, err)
	}
	for _, c := range held {
		c.Close()
	}
	r.untilNothingIsSent()
	r.with(tokens[0]).want(200, "GET", path, nil)
}

// untilNothingIsSent waits until the server has noticed that clients have left.
func (r *rig) untilNothingIsSent() {
	r.Helper()
	for range 12_000 {
		if r.server.UnderWay() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.Fatal("what is sent to who does not read it never ends")
}

// TestWhoDoesNotReadIsCut: an answer may take long, but the client must go on
// reading.
func TestWhoDoesNotReadIsCut(t *testing.T) {
	r := newRig(t, nil)
	r.server.SetPatience(200 * time.Millisecond)
	owner := r.owner()
	id := owner.imports(codedBy(12, 15, 180))
	var b bytes.Buffer // larger than what the network holds
	b.WriteString("time_ms,from,to,tag\n")
	for i := range 25_000 {
		fmt.Fprintf(&b, "%d,%s,,%s\n", i, strings.Repeat("p", 100), strings.Repeat("t", 60))
	}
	long := owner.imports(b.Bytes())
	for path, id := range map[string]string{"analysis?permutations=0&codes=person:tag": id, "log?since=0": long, "export?format=jsonl": long} {
		c := r.ask(ownerToken, "/sessions/"+id+"/"+path, time.Minute)
		if c == nil || c.res.StatusCode != 200 {
			t.Fatalf("%s: %+v", path, c)
		}
		r.untilNothingIsSent()
		c.SetDeadline(time.Now().Add(time.Minute))
		if n, err := io.Copy(io.Discard, c.res.Body); err == nil {
			t.Errorf("%s: all %d bytes come after the time is over", path, n)
		}
		c.Close()
	}
}

// heap returns the bytes of the heap that are in use after a collection.
func heap() uint64 {
	debug.FreeOSMemory()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// TestHostileRequests: a viewer with nine tokens sends 2 000 requests whose answers
// are large, slow or both, and does not read them. Meanwhile each analysis of the
// owner is answered. Afterwards the heap is larger by less than 64 MB.
func TestHostileRequests(t *testing.T) {
	r := newRig(t, nil)
	r.server.SetPatience(2 * time.Second)
	r.server.SetLimit(20 * time.Second)
	owner := r.owner()
	wide, slow, own := owner.imports(codedBy(40, 15, 600)), owner.imports(codedBy(10, 15, 3000)), owner.imports(goingRound())
	var tokens []string
	var of []string // the session of each
	for _, id := range []string{wide, slow} {
		for _, token := range r.invited(id, 9) {
			tokens, of = append(tokens, token), append(of, id)
		}
	}
	owner.want(200, "GET", "/sessions/"+own+"/analysis?permutations=100", nil)
	before := heap()

	var asked atomic.Int64
	var statuses sync.Map
	var all sync.WaitGroup
	ended := make(chan struct{})
	for range 48 {
		all.Go(func() {
			for n := asked.Add(1); n <= 2000; n = asked.Add(1) {
				k := int(n) % len(tokens)
				path := []string{
					"analysis?codes=person:tag&permutations=20000&seed=%d", "analysis?codes=person:tag&permutations=0",
					"charts/transitions?codes=person:tag&permutations=5000&seed=%d", "export?format=csv", "findings?permutations=100000&seed=%d",
					"log?since=0", "analysis?alpha=0.999999&permutations=1000&seed=%d",
				}[n%7]
				if strings.Contains(path, "%d") {
					path = fmt.Sprintf(path, n)
				}
				status := "none in time"
				if c := r.ask(tokens[k], "/sessions/"+of[k]+"/"+path, 500*time.Millisecond); c != nil {
					status = c.res.Status
					c.Close()
				}
				count, _ := statuses.LoadOrStore(status, new(atomic.Int64))
				count.(*atomic.Int64).Add(1)
			}
		})
	}
	go func() { all.Wait(); close(ended) }()
	answered := 0
	for more := true; more; answered++ {
		a := owner.send("GET", fmt.Sprintf("/sessions/%s/analysis?permutations=500&seed=%d", own, answered+2), nil)
		if a.status != 200 {
			t.Fatalf("analysis %d of the owner: %d %s", answered, a.status, a.body)
		}
		select {
		case <-ended:
			more = false
		default:
		}
	}
	statuses.Range(func(status, n any) bool { t.Logf("%s: %d", status, n.(*atomic.Int64).Load()); return true })
	if answered < 3 {
		t.Errorf("only %d analyses of the owner were answered meanwhile", answered)
	}
	after := uint64(0)
	for range 100 { // until everything has ended
		if after = heap(); after < before+64<<20 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("%d analyses of the owner; %d MB before, %d MB after", answered, before>>20, after>>20)
	if after >= before+64<<20 {
		t.Errorf("%d MB are held after it, %d MB before", after>>20, before>>20)
	}
}

// TestLogsUnderWayAreBounded: a person who does not read their logs and exports
// gets no more of them; those of the owner go on.
func TestLogsUnderWayAreBounded(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	var b bytes.Buffer // larger than what the network holds
	b.WriteString("time_ms,from,to,tag\n")
	for i := range 25_000 {
		fmt.Fprintf(&b, "%d,%s,,%s\n", i, strings.Repeat("p", 100), strings.Repeat("t", 60))
	}
	id := owner.imports(b.Bytes())
	tokens := r.invited(id, 9)
	statuses := map[int]int{}
	for i := range 32 {
		path := []string{"log?since=0", "export?format=jsonl"}[i%2]
		c := r.ask(tokens[i%len(tokens)], "/sessions/"+id+"/"+path, time.Minute)
		if c == nil {
			t.Fatal("no answer")
		}
		defer c.Close()
		statuses[c.res.StatusCode]++
	}
	if len(statuses) != 2 || statuses[200] != server.MostLogs || statuses[503] != 32-server.MostLogs {
		t.Errorf("%v, want %d times 200, then 503", statuses, server.MostLogs)
	}
	owner.want(200, "GET", "/sessions/"+id+"/log?since=24990", nil)
}

// TestExportsTakeTurns: an export that has to be computed waits for a turn like an
// analysis. The owner does not wait, nor does an export of the log as it is.
func TestExportsTakeTurns(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.imports(codedBy(3, 2, 50))
	token := r.invited(id, 1)[0]
	release := r.server.HoldTurns()
	defer func() { release() }()
	owner.want(200, "GET", "/sessions/"+id+"/export?format=csv", nil)
	r.ask(token, "/sessions/"+id+"/export?format=jsonl", time.Minute).Close()
	for _, query := range []string{"format=csv", "format=jsonl&anonymous=true"} {
		answered := make(chan int, 1)
		go func() {
			c := r.ask(token, "/sessions/"+id+"/export?"+query, time.Minute)
			defer c.Close()
			answered <- c.res.StatusCode
		}()
		for r.server.Waiting() == 0 {
			select {
			case status := <-answered:
				t.Fatalf("%s is answered with %d although nobody has a turn", query, status)
			case <-time.After(time.Millisecond):
			}
		}
		release()
		if status := <-answered; status != 200 {
			t.Errorf("%s: %d", query, status)
		}
		release = r.server.HoldTurns()
	}
}
