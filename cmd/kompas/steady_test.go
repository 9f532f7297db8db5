//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestServerTimeIsNotSet sets the time of day under a running server: the
// time that pads are told must go on, or each of their turns would move.
func TestServerTimeIsNotSet(t *testing.T) {
	var set atomic.Int64 // by how much the time of day was
	out, in := io.Pipe()
	a := &app{
		getenv: func(name string) string { return map[string]string{tokenVariable: ownerToken}[name] },
		stdout: in, stderr: io.Discard,
		now:   func() time.Time { return time.Now().Add(time.Duration(set.Load())) },
		newID: func() string { return "a4b0a1f6-6d4e-4f0c-9d47-6a0c3a3b9f10" },
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}) }()
	t.Cleanup(func() {
		stop()
		go io.Copy(io.Discard, out)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimPrefix(strings.TrimSpace(line), "listening on ")
	const id = "5f9f64f2-5d51-4f2e-8a3e-0d2e1d0e8a11"
	body := `{"id":"` + id + `","title":"t","participants":[{"id":"p1","name":"A"}]}`
	req, _ := http.NewRequest("POST", url+"/api/v1/sessions", strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+ownerToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatal(resp.Status)
	}
	told := func() time.Time {
		t.Helper()
		dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}}
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/api/v1/sessions/"+id+"/live", http.Header{"Authorization": {"Bearer " + ownerToken}})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		var m struct {
			ServerTime time.Time `json:"server_time"`
		}
		if err := conn.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		return m.ServerTime
	}
	// Set right before anybody was there, it is right.
	const day = 24 * time.Hour
	set.Store(int64(10 * day))
	first := told()
	if off := time.Until(first) - 10*day; off < -day/2 || off > day/2 {
		t.Errorf("who comes first is told %v, not what the time of day was set to", first)
	}
	for _, by := range []time.Duration{11 * day, 9 * day} {
		set.Store(int64(by))
		if passed := told().Sub(first); passed < 0 || passed > day/2 {
			t.Errorf("the time of day was set from 10 to %v days later, and the server tells %v more than before", by/day, passed)
		}
	}
}
