//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/codebooks"
)

// Machines differ, and are noisy. So each figure stands beside its baseline,
// measured in the same run: five rounds of one and the other in turn, of which
// the median counts. The server is a process of its own, the clients are in
// this one.

const (
	benchRounds = 5
	benchTime   = 2 * time.Minute // within which a round must be over
)

// figure is one line of the table.
type figure struct {
	what, ours, baseline, ratio, target string
	met                                 bool
}

var figures []figure

func printFigures(w io.Writer) {
	if len(figures) == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "\nfigure\tKompas\tbaseline\tratio\ttarget\tmet")
	for _, f := range figures {
		met := map[bool]string{true: "yes", false: "NO"}[f.met]
		fmt.Fprintln(t, strings.Join([]string{f.what, f.ours, f.baseline, f.ratio, f.target, met}, "\t"))
	}
	t.Flush()
}

// interleave measures ours and the baseline in turn and returns the median of
// each, and of their ratios round by round.
func interleave(ours, baseline func() float64) (o, b, ratio float64) {
	var os, bs, ratios []float64
	for range benchRounds {
		bs = append(bs, baseline())
		os = append(os, ours())
		ratios = append(ratios, os[len(os)-1]/bs[len(bs)-1])
	}
	return median(os), median(bs), median(ratios)
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// BenchmarkAppend: from sent to acknowledged, one client, one entry at a time,
// against one write and fdatasync of as many bytes on the same disk.
func BenchmarkAppend(b *testing.B) {
	const times = 300
	p := serve(b, b.TempDir(), "--rate", "0")
	l := dial(b, p, p.newSession(b), "")
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var sent []byte
	ours := func() float64 {
		messages := batches(times, 1)
		sent = messages[0]
		return medianOf(times, func(n int) {
			if err := pump(l, messages[n:n+1], 1, 1); err != nil {
				b.Fatal(err)
			}
		})
	}
	ours()                                           // warm, and to know the size
	block := bytes.Repeat([]byte("x"), len(sent)+80) // seq, observer and recorded_at are stored as well
	raw := func() float64 {
		return medianOf(times, func(int) {
			if _, err := f.Write(block); err != nil {
				b.Fatal(err)
			}
			if err := dataSync(f); err != nil {
				b.Fatal(err)
			}
		})
	}
	for b.Loop() {
		o, r, ratio := interleave(ours, raw)
		figures = append(figures, figure{"append through the socket, sent to acknowledged", milliseconds(o), milliseconds(r) + " write+fdatasync",
			fmt.Sprintf("%.2f x", ratio), "<= 2.5 x", ratio <= 2.5})
		b.ReportMetric(ratio, "x-fdatasync")
	}
}

// medianOf returns the median time of a call in seconds.
func medianOf(times int, call func(n int)) float64 {
	var all []float64
	for n := range times {
		begin := time.Now()
		call(n)
		all = append(all, time.Since(begin).Seconds())
	}
	return median(all)
}

func milliseconds(s float64) string { return fmt.Sprintf("%.3f ms", s*1000) }

// BenchmarkAppends: 64 connections on 64 sessions, 16 entries under way each,
// every one acknowledged through the socket, against one db.Update per entry.
func BenchmarkAppends(b *testing.B) {
	const connections, each, updates = 64, 1600, 1500
	p := serve(b, b.TempDir(), "--rate", "0")
	var clients []*live
	for range connections {
		clients = append(clients, dial(b, p, p.newSession(b), ""))
	}
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	ours := func() float64 {
		var messages [connections][][]byte
		for i := range messages {
			messages[i] = batches(each, underWay/2)
		}
		var all sync.WaitGroup
		begin := time.Now()
		for i, l := range clients {
			all.Go(func() {
				if err := pump(l, messages[i], underWay/2, underWay); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		if b.Failed() {
			b.FailNow()
		}
		return connections * each / time.Since(begin).Seconds()
	}
	seq := uint64(0)
	bare := func() float64 {
		e := turn(1)
		value := append(e.AppendJSON(nil), make([]byte, 80)...)
		begin := time.Now()
		for range updates {
			seq++
			err := db.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucketIfNotExists([]byte("entries"))
				if err != nil {
					return err
				}
				return bucket.Put([]byte(fmt.Sprintf("%016x", seq)), value)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		return updates / time.Since(begin).Seconds()
	}
	ours() // warm
	for b.Loop() {
		o, r, ratio := interleave(ours, bare)
		figures = append(figures, figure{"appends a second, 64 clients with 16 under way", fmt.Sprintf("%.0f", o), fmt.Sprintf("%.0f db.Update", r),
			fmt.Sprintf("%.1f x", ratio), ">= 10 x", ratio >= 10})
		b.ReportMetric(o, "appends/s")
		b.ReportMetric(ratio, "x-update")
	}
}

// batches makes messages of n entries, size in each.
func batches(n, size int) [][]byte {
	var out [][]byte
	for n > 0 {
		m := []byte(`{"type":"append","entries":[`)
		for i := range min(n, size) {
			if i > 0 {
				m = append(m, ',')
			}
			e := turn(n)
			m = e.AppendJSON(m)
		}
		out = append(out, append(m, "]}"...))
		n -= size
	}
	return out
}

// pump keeps underWay entries under way, in messages of size, until all are
// acknowledged.
func pump(l *live, messages [][]byte, size, underWay int) error {
	if err := l.conn.SetReadDeadline(time.Now().Add(benchTime)); err != nil {
		return err
	}
	left := len(messages) * size
	sent, acked := 0, 0
	for left > 0 {
		for sent < len(messages) && sent*size-acked <= underWay-size {
			if err := l.conn.WriteMessage(websocket.TextMessage, messages[sent]); err != nil {
				return err
			}
			sent++
		}
		_, data, err := l.conn.ReadMessage()
		switch {
		case err != nil:
			return err
		case bytes.Contains(data, []byte(`"type":"ack"`)):
			acked++
			left--
		case bytes.Contains(data, []byte(`"type":"reject"`)), bytes.Contains(data, []byte(`"type":"bye"`)):
			return fmt.Errorf("%s", data)
		}
	}
	return nil
}

const (
	underWay = 16 // entries that a client sends before it waits for answers
	watchers = 1000
	messages = 300
)

// BenchmarkFanOut: entries that reach 1 000 watchers of one session, sent one
// a message, against a loop that writes prepared messages of the same size, in
// a process of its own as well. Entries that are stored together come in one
// frame; how many frames it were is told besides.
func BenchmarkFanOut(b *testing.B) {
	p := serve(b, b.TempDir(), "--rate", "0")
	id := p.newSession(b)
	writer := dial(b, p, id, "")
	var follow []*websocket.Conn
	for range watchers {
		follow = append(follow, dial(b, p, id, "").conn)
	}
	var frames []float64
	ours := func() float64 {
		rate, parts := fanOut(b, follow, func() error { return pump(writer, batches(messages, 1), 1, underWay) })
		frames = append(frames, parts)
		return rate
	}
	e := turn(messages)
	size := len(`{"type":"entries","entries":[]}`) + len(e.AppendJSON(nil)) + 80

	bare := start(b, exec.Command(os.Args[0]), "KOMPAS_TEST_FANOUT="+strconv.Itoa(size))
	var plain []*websocket.Conn
	for range watchers {
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(bare.url, "http"), nil)
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		plain = append(plain, conn)
	}
	baseline := func() float64 {
		rate, _ := fanOut(b, plain, func() error {
			bare.request(b, http.MethodPost, "/go", nil)
			return nil
		})
		return rate
	}
	ours() // warm
	for b.Loop() {
		o, r, ratio := interleave(ours, baseline)
		figures = append(figures, figure{"entries a second to 1 000 watchers", fmt.Sprintf("%.0f (%.1f a frame)", o, median(frames)), fmt.Sprintf("%.0f PreparedMessage loop", r),
			fmt.Sprintf("%.2f x", ratio), ">= 0.8 x", ratio >= 0.8})
		b.ReportMetric(o, "messages/s")
		b.ReportMetric(ratio, "x-loop")
	}
}

// fanOut has messages sent and returns how many a second came, all connections
// together, until each has all; and how many came in a frame.
func fanOut(b *testing.B, conns []*websocket.Conn, send func() error) (rate, each float64) {
	var all sync.WaitGroup
	var frames atomic.Int64
	begin := time.Now()
	for _, c := range conns {
		if err := c.SetReadDeadline(begin.Add(benchTime)); err != nil {
			b.Fatal(err)
		}
		all.Go(func() {
			for got := 0; got < messages; {
				_, data, err := c.ReadMessage()
				if err != nil {
					b.Error(err)
					return
				}
				if bytes.Contains(data, []byte(`"type":"entries"`)) {
					got += max(1, bytes.Count(data, []byte(`"seq":`)))
					frames.Add(1)
				}
			}
		})
	}
	if err := send(); err != nil {
		b.Fatal(err)
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
	total := float64(len(conns) * messages)
	return total / time.Since(begin).Seconds(), total / float64(frames.Load())
}

// bareFanOut serves the baseline: on POST /go it writes messages to everybody
// who is connected, one loop and nothing else.
func bareFanOut() {
	size, _ := strconv.Atoi(os.Getenv("KOMPAS_TEST_FANOUT"))
	body := []byte(`{"type":"entries","entries":[]` + strings.Repeat(" ", size-32) + `}`)
	var mu sync.Mutex
	var conns []*websocket.Conn
	up := websocket.Upgrader{WriteBufferSize: 1024}
	http.HandleFunc("POST /go", func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		for range messages {
			m, err := websocket.NewPreparedMessage(websocket.TextMessage, body)
			if err != nil {
				panic(err)
			}
			for _, c := range conns {
				if err := c.WritePreparedMessage(m); err != nil {
					panic(err)
				}
			}
		}
	})
	http.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		mu.Lock()
		conns = append(conns, c)
		mu.Unlock()
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("listening on http://%s\n", l.Addr())
	panic(http.Serve(l, nil))
}

// BenchmarkStart: from the start of the process to `listening`, and anonymous
// memory then, with 10 000 stored sessions and with none.
func BenchmarkStart(b *testing.B) {
	const sessions = 10_000
	full, empty := b.TempDir(), b.TempDir()
	fill(b, full, sessions, 5)
	memory := map[string][]float64{}
	begin := func(data string) func() float64 {
		return func() float64 {
			started := time.Now()
			p := serve(b, data)
			took := time.Since(started).Seconds()
			p.request(b, http.MethodGet, "/api/v1/sessions", nil) // the first page that an owner sees
			memory[data] = append(memory[data], anonymous(b, p.pid))
			p.stop(b)
			return took
		}
	}
	begin(empty)()
	for b.Loop() {
		o, r, ratio := interleave(begin(full), begin(empty))
		figures = append(figures, figure{"start with 10 000 sessions, to listening", milliseconds(o), milliseconds(r) + " with none",
			fmt.Sprintf("%.2f x", ratio), "<= 100 ms", o <= 0.1})
		m, none := median(memory[full]), median(memory[empty])
		figures = append(figures, figure{"anonymous memory, after the first list of them", fmt.Sprintf("%.1f MB", m), fmt.Sprintf("%.1f MB with none", none),
			fmt.Sprintf("%.2f x", m/none), "<= 60 MB", m <= 60})
		b.ReportMetric(o*1000, "ms")
		b.ReportMetric(m, "MB")
	}
}

// BenchmarkList: GET /sessions?limit=500 as the first request to a server that
// has just started, with 10 000 stored sessions of which the newest 500 have
// 1 500 entries, against the same where they have 5; and the memory that the
// request takes: its own, and all that is counted to the process, with the pages
// of the file that the system maps on the way (16 for each that is touched).
func BenchmarkList(b *testing.B) {
	const sessions, longOnes, turns, few = 10_000, 500, 1500, 5
	long, short := b.TempDir(), b.TempDir()
	fill(b, long, sessions-longOnes, few)
	fill(b, long, longOnes, turns)
	fill(b, short, sessions, few)
	memory, own := map[string][]float64{}, map[string][]float64{}
	list := func(data string) func() float64 {
		return func() float64 {
			p := serve(b, data)
			before, ownBefore := resident(b, p.pid), anonymous(b, p.pid)
			began := time.Now()
			status, body := p.request(b, http.MethodGet, "/api/v1/sessions?limit="+strconv.Itoa(longOnes), nil)
			took := time.Since(began).Seconds()
			memory[data] = append(memory[data], resident(b, p.pid)-before)
			own[data] = append(own[data], anonymous(b, p.pid)-ownBefore)
			head := turns
			if data == short {
				head = few
			}
			if n := bytes.Count(body, fmt.Appendf(nil, `"head":%d}`, head)) + bytes.Count(body, fmt.Appendf(nil, `"head":%d,`, head)); status != http.StatusOK || n != longOnes {
				b.Fatalf("%d: %d sessions have %d entries", status, n, head)
			}
			p.stop(b)
			return took
		}
	}
	for b.Loop() {
		o, r, ratio := interleave(list(long), list(short))
		figures = append(figures, figure{"list of 500 sessions of 1 500 entries, after a start", milliseconds(o), milliseconds(r) + " of 5 entries",
			fmt.Sprintf("%.2f x", ratio), "<= 50 ms", o <= 0.05})
		m, few := median(memory[long]), median(memory[short])
		mine, fewOwn := median(own[long]), median(own[short])
		figures = append(figures, figure{"memory of its own that it takes", fmt.Sprintf("%.1f MB", mine), fmt.Sprintf("%.1f MB of 5 entries", fewOwn),
			"", "<= 20 MB", mine <= 20})
		figures = append(figures, figure{"with mapped pages of the data file", fmt.Sprintf("%.1f MB", m), fmt.Sprintf("%.1f MB of 5 entries", few),
			fmt.Sprintf("%.2f x", m/few), "<= 20 MB", m <= 20})
		b.ReportMetric(o*1000, "ms")
		b.ReportMetric(m, "MB")
	}
}

// fill stores sessions with so many entries each, newer ones than are there.
func fill(b *testing.B, data string, n, turns int) {
	db, err := bolt.Open(data, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	codebook, _ := codebooks.Get(codebooks.Default)
	log := db.Log(workspace)
	now := observe.NewTimestamp(time.Now())
	var all sync.WaitGroup
	todo := make(chan int)
	for range 16 {
		all.Go(func() {
			for i := range todo {
				h := observe.Header{
					ID: observe.SessionID(uuid.NewString()), Title: fmt.Sprintf("Meeting %d", i), CreatedAt: now,
					Participants: []observe.Person{{ID: "p1", Name: "Ann"}, {ID: "p2", Name: "Bo"}, {ID: "p3", Name: "Cas"}},
					Codebook:     codebook, Coding: observe.Shared,
				}
				observe.FillPersons(h.Participants, nil)
				entries := func(yield func(observe.Entry) bool) {
					for seq := range turns {
						e := turn(seq)
						e.Seq, e.Observer, e.RecordedAt = observe.Seq(seq+1), observe.Owner, now
						if !yield(e) {
							return
						}
					}
				}
				if _, err := log.Create(context.Background(), h, entries); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range n {
		todo <- i
	}
	close(todo)
	all.Wait()
}

// anonymous returns the memory of a process that stands for no file, in MB.
func anonymous(b *testing.B, pid int) float64 { return status(b, pid, "RssAnon:") }

// resident returns all memory of a process, in MB.
func resident(b *testing.B, pid int) float64 { return status(b, pid, "VmRSS:") }

// status returns a line of what the system tells of a process, in MB.
func status(b *testing.B, pid int, line string) float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("there is no /proc to read the memory of a process from: ", err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if v, ok := strings.CutPrefix(s.Text(), line); ok {
			kb, err := strconv.Atoi(strings.Fields(v)[0])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	b.Fatalf("no %s in /proc/PID/status", line)
	return 0
}
