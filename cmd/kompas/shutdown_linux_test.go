package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kompas/observe"
)

// TestServeEndsWhateverIsComputed: while results are computed that would take
// minutes, SIGTERM makes the server say goodbye to its clients, then stop the
// computations, and the process ends without an error. The time limit only keeps the test from hanging.
func TestServeEndsWhateverIsComputed(t *testing.T) {
	p := serve(t, t.TempDir())
	var csv bytes.Buffer
	csv.WriteString("time_ms,from,to,tag\n")
	for i := range 8000 { // codes come in runs, so that there are links, and loops to compare
		fmt.Fprintf(&csv, "%d,Person %d,,word%d\n", i*1000, i/4%10, i/8%15)
	}
	status, body := p.postCSV(t, csv.Bytes())
	if status != http.StatusCreated {
		t.Fatalf("import: %d %s", status, body)
	}
	var imported struct {
		Sessions []struct {
			ID observe.SessionID `json:"id"`
		} `json:"sessions"`
	}
	if err := json.Unmarshal(body, &imported); err != nil {
		t.Fatal(err)
	}
	id := imported.Sessions[0].ID
	l := dial(t, p, id, "")
	events := make(chan string, 10)
	for seed := range 2 {
		go func() {
			req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/api/v1/sessions/%s/analysis?codes=person:tag&permutations=20000&seed=%d", p.url, id, seed), nil)
			if err != nil {
				events <- err.Error()
				return
			}
			req.Header.Set("Authorization", "Bearer "+p.token)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				events <- "no answer: " + err.Error()
				return
			}
			res.Body.Close()
			events <- fmt.Sprint("answer ", res.StatusCode)
		}()
	}
	began := processorTime(t, p.pid)
	for processorTime(t, p.pid) < began+20 { // 0.2 s of it: they are computed
		time.Sleep(10 * time.Millisecond)
	}
	if err := syscall.Kill(p.pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			m, err := l.next()
			if err != nil {
				return
			}
			if m.Type == "bye" {
				events <- fmt.Sprint("bye ", m.Code)
			}
		}
	}()
	ended := make(chan error, 1)
	go func() {
		io.Copy(io.Discard, p.stdout)
		ended <- p.cmd.Wait()
	}()
	var got []string
	for len(got) < 3 {
		select {
		case e := <-events:
			got = append(got, e)
		case <-time.After(time.Minute):
			t.Fatalf("it hangs after %q", got)
		}
	}
	if fmt.Sprint(got) != "[bye 1001 answer 503 answer 503]" {
		t.Errorf("it ends with %q", got)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ends with %v: %s", err, p.stderr)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

// postCSV imports a file.
func (p *process) postCSV(t testing.TB, csv []byte) (status int, body []byte) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/sessions/import?format=csv", bytes.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}

// processorTime returns what a process has computed, in hundredths of a second.
func processorTime(t testing.TB, pid int) int {
	t.Helper()
	stat := readText(t, fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	user, err := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	return user + system
}
