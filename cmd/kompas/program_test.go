//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kompas/observe"
	"kompas/observe/observetest"
)

// These tests run the program as its users do: in processes of its own.

// kompas is the path of the program that the tests run.
var kompas string

// ownerToken is what the tests sign in with.
const ownerToken = "owner-token-of-the-tests"

func TestMain(m *testing.M) {
	switch {
	case os.Getenv("KOMPAS_TEST_NOSYNC") != "":
		serveWithoutSyncing()
	case os.Getenv("KOMPAS_TEST_FANOUT") != "":
		bareFanOut()
	default:
		os.Exit(testMain(m))
	}
}

func testMain(m *testing.M) int {
	kompas = os.Getenv("KOMPAS_BIN")
	if kompas == "" {
		dir, err := os.MkdirTemp("", "kompas")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		kompas = filepath.Join(dir, "kompas")
		if out, err := exec.Command("go", "build", "-o", kompas, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
			return 1
		}
	}
	code := m.Run()
	printFigures(os.Stdout)
	return code
}

// outcome is how a command ended.
type outcome struct {
	stdout, stderr string
	code           int
}

// command runs the program to its end.
func command(t testing.TB, args ...string) outcome {
	t.Helper()
	return commandWith(t, nil, args...)
}

func commandWith(t testing.TB, env []string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, kompas, args...)
	c.Env = append(cleanEnv(t), env...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatalf("kompas %s: %v", strings.Join(args, " "), err)
	}
	return outcome{stdout.String(), stderr.String(), c.ProcessState.ExitCode()}
}

// done runs the program to its end, which must be a good one, and returns what
// it printed.
func done(t testing.TB, args ...string) string {
	t.Helper()
	o := command(t, args...)
	if o.code != exitDone {
		t.Fatalf("kompas %s: exit code %d: %s", strings.Join(args, " "), o.code, o.stderr)
	}
	return o.stdout
}

// cleanEnv returns an environment without a token, and with a home folder of its own.
func cleanEnv(t testing.TB) []string {
	env := []string{"HOME=" + t.TempDir()}
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "HOME", "XDG_DATA_HOME", "DISPLAY", "WAYLAND_DISPLAY", tokenVariable:
		default:
			env = append(env, v)
		}
	}
	return env
}

// process is a running `kompas serve`.
type process struct {
	url    string
	token  string
	cmd    *exec.Cmd
	pid    int // of the server, which cmd may have started itself
	stdout *bufio.Reader
	stderr *lockedBuffer
}

// serve starts the program on a free port, waits until it listens, and ends it
// with the test.
func serve(t testing.TB, data string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(kompas, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...)
	return start(t, cmd, tokenVariable+"="+ownerToken)
}

// serveWithoutToken is serve for a server that is given no token.
func serveWithoutToken(t testing.TB, data string) *process {
	t.Helper()
	return start(t, exec.Command(kompas, "serve", "--addr", "127.0.0.1:0", "--data", data))
}

// start starts a server with more variables than the usual ones.
func start(t testing.TB, cmd *exec.Cmd, env ...string) *process {
	t.Helper()
	p := &process{cmd: cmd, token: ownerToken, stderr: &lockedBuffer{}}
	cmd.Env = append(cleanEnv(t), env...)
	cmd.Stderr = p.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.stdout, p.pid = bufio.NewReader(out), cmd.Process.Pid
	t.Cleanup(func() {
		if p.running() {
			p.kill()
		}
	})
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("%v ended before it listened: %s", cmd.Args, p.stderr)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the first line is %q", line)
	}
	p.url = url
	return p
}

func (p *process) running() bool { return p.cmd.ProcessState == nil }

// kill ends the process as a power cut would: kill -9.
func (p *process) kill() {
	_ = syscall.Kill(p.pid, syscall.SIGKILL)
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// stop ends the process as Ctrl-C does, and returns what else it printed.
func (p *process) stop(t testing.TB) string {
	t.Helper()
	if err := syscall.Kill(p.pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(p.stdout)
	if err := p.cmd.Wait(); err != nil {
		t.Fatalf("after SIGTERM: %v: %s", err, p.stderr)
	}
	return string(rest)
}

// request asks the API as the owner. A body that is not nil goes as JSON.
func (p *process) request(t testing.TB, method, path string, body any) (int, []byte) {
	t.Helper()
	var in io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, p.url+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, data
}

// newSession makes a session with three persons.
func (p *process) newSession(t testing.TB) observe.SessionID {
	t.Helper()
	status, data := p.request(t, http.MethodPost, "/api/v1/sessions", map[string]any{
		"title":        "Test",
		"participants": []map[string]string{{"name": "Ann"}, {"name": "Bo"}, {"name": "Cas"}},
	})
	var s struct{ ID observe.SessionID }
	if err := json.Unmarshal(data, &s); err != nil || status != http.StatusCreated {
		t.Fatalf("POST /sessions: %d %s", status, data)
	}
	return s.ID
}

// log returns the stored entries of a session.
func (p *process) log(t testing.TB, id observe.SessionID) []observe.Entry {
	t.Helper()
	status, data := p.request(t, http.MethodGet, "/api/v1/sessions/"+string(id)+"/log", nil)
	if status != http.StatusOK {
		t.Fatalf("GET log: %d %s", status, data)
	}
	return parseEntries(t, data)
}

func parseEntries(t testing.TB, lines []byte) []observe.Entry {
	t.Helper()
	var entries []observe.Entry
	for line := range bytes.Lines(lines) {
		e, err := observe.ParseStoredEntry(bytes.TrimSpace(line))
		if err != nil {
			t.Fatalf("entry %d of the log: %v", len(entries)+1, err)
		}
		entries = append(entries, e)
	}
	return entries
}

// lockedBuffer is a buffer that a process writes while the test reads.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// meetingFiles returns the CSV files of the six meetings and the edge cases,
// which must not be fewer than there are.
func meetingFiles(t testing.TB) []string {
	t.Helper()
	dir := observetest.Meetings(t)
	var files []string
	for _, pattern := range []string{"*.csv", filepath.Join("edge", "*.csv"), filepath.Join("observers", "*.csv")} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 12+7+4 {
		t.Fatalf("there are %d meetings only in %s", len(files), dir)
	}
	return files
}

// serveWithoutSyncing is the program with a store that does not sync.
func serveWithoutSyncing() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	a := &app{getenv: os.Getenv, stdout: os.Stdout, stderr: os.Stderr, now: time.Now, noSync: true}
	os.Exit(report(a.run(ctx, os.Args[1:]), os.Stderr))
}
