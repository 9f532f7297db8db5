//go:build unix

package bolt_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// The test binary is also run as the process that the tests kill, let fill its
// disk, or refuse access: roleVariable selects what it does, dirVariable the
// data folder.
const (
	roleVariable = "KOMPAS_BOLT_TEST_ROLE"
	dirVariable  = "KOMPAS_BOLT_TEST_DIR"
)

func TestMain(m *testing.M) {
	roles := map[string]func(dir string) error{"append": appendForever, "full": fillUp, "stranger": openAsStranger}
	role, ok := roles[os.Getenv(roleVariable)]
	if !ok {
		// Each check of the property is slow: many operations with syncs.
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
		os.Exit(m.Run())
	}
	if err := role(os.Getenv(dirVariable)); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func process(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// writers is how many sessions appendForever writes to concurrently.
const writers = 4

// appendForever appends to its sessions from their present heads on, and prints
// "session head" for each acknowledged append. Meanwhile it creates and deletes
// other sessions.
func appendForever(dir string) error {
	db, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	log := db.Log("default")
	fmt.Println("open")
	var all sync.WaitGroup
	var mu sync.Mutex
	for n := range writers {
		all.Go(func() {
			h := observetest.Header(n)
			info, err := log.Get(ctx, h.ID)
			if observe.CodeOf(err) == observe.NotFound && err != nil {
				info, err = log.Create(ctx, h, nil)
			}
			for at := info.Position; err == nil; {
				at.Head, err = log.Append(ctx, h.ID, at, slices.Collect(observetest.Entries(at.Head+1, at.Head+1+at.Head%5)), observetest.FactsTo(at.Head+1+at.Head%5))
				if err == nil {
					mu.Lock()
					fmt.Println(n, at.Head)
					mu.Unlock()
				}
			}
			fmt.Println("error:", err)
		})
	}
	for i := 0; ; i++ {
		h, entries := marked(1000+i, 50, "removed and gone")
		if _, err := log.Create(ctx, h, entries); err != nil && observe.CodeOf(err) != observe.Conflict {
			return err
		}
		if err := log.Delete(ctx, h.ID); err != nil {
			return err
		}
	}
}

// After kill -9 each acknowledged entry is in the file, once and at its seq,
// and the file has no fault.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	var acknowledged [writers]observe.Seq
	for round := range 20 {
		cmd := process(t, "append", dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		left := 5 + random.IntN(60) // acknowledgements until it is killed
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			line := lines.Text()
			if strings.HasPrefix(line, "error") {
				t.Fatalf("round %d: %s", round, line)
			}
			session, head, ok := strings.Cut(line, " ")
			if !ok {
				continue // "open", or a line that was cut
			}
			n, err := strconv.Atoi(session)
			must(t, err)
			seq, err := strconv.Atoi(head)
			must(t, err)
			acknowledged[n] = max(acknowledged[n], observe.Seq(seq))
			if left--; left == 0 {
				must(t, cmd.Process.Kill())
			}
		}
		_ = cmd.Wait()
		if left > 0 {
			t.Fatalf("round %d ended by itself", round)
		}

		db, err := bolt.Open(dir, bolt.Options{})
		must(t, err)
		for n, head := range acknowledged {
			read, err := db.Log("default").Read(t.Context(), observetest.Header(n).ID, 0, 1<<20)
			if head == 0 && observe.CodeOf(err) == observe.NotFound {
				continue
			}
			must(t, err)
			for part := read; len(part) > 0; read = append(read, part...) {
				part, err = db.Log("default").Read(t.Context(), observetest.Header(n).ID, observe.Seq(len(read)), 1<<20)
				must(t, err)
			}
			if len(read) < int(head) {
				t.Fatalf("round %d: session %d has %d entries, %d were acknowledged", round, n, len(read), head)
			}
			for i, e := range read {
				if want := observetest.Entry(observe.Seq(i + 1)); string(e.AppendJSON(nil)) != string(want.AppendJSON(nil)) {
					t.Fatalf("round %d: entry %d of session %d is another", round, i+1, n)
				}
			}
		}
		// Traces of a write that was cut off, and never became visible, go with
		// the next removal.
		_, err = db.Log("default").Create(t.Context(), observetest.Header(999), nil)
		must(t, err)
		must(t, db.Log("default").Delete(t.Context(), observetest.Header(999).ID))
		infos, _, err := db.Log("default").List(t.Context(), observe.Filter{}, 500)
		must(t, err)
		for _, it := range infos {
			if strings.HasPrefix(it.Header.Title, "Title") {
				must(t, db.Log("default").Delete(t.Context(), it.Header.ID))
			}
		}
		must(t, db.Close())
		if n := traces(t, filepath.Join(dir, bolt.FileName), "removed and gone"); n != 0 {
			t.Errorf("round %d: %d traces of removed sessions", round, n)
		}
		check(t, dir)
	}
	for n, head := range acknowledged {
		if head == 0 {
			t.Errorf("nothing of session %d was ever acknowledged", n)
		}
	}
}

// fillUp appends until the store reaches a limit on the size of files, and
// returns an error unless the store then behaves as on a full disk.
func fillUp(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 24 << 20, Max: 24 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	db, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		return err
	}
	ctx, log := context.Background(), db.Log("default")
	for n := range 2 {
		if _, err := log.Create(ctx, observetest.Header(n), observetest.Entries(1, 100)); err != nil {
			return err
		}
	}
	id, at := observetest.Header(0).ID, observe.Position{Head: 100, Revision: 1}
	for err == nil {
		var head observe.Seq
		if head, err = log.Append(ctx, id, at, slices.Collect(observetest.Entries(at.Head+1, at.Head+1000)), observetest.FactsTo(at.Head+1000)); err == nil {
			at.Head = head
		}
	}
	if code := observe.CodeOf(err); code != observe.Full {
		return fmt.Errorf("code %s: %w", code, err)
	}
	// A long log that does not fit leaves no partial session.
	if _, err := log.Create(ctx, observetest.Header(3), observetest.Entries(1, 100_000)); observe.CodeOf(err) != observe.Full {
		return fmt.Errorf("creating: %w", err)
	}
	if _, err := log.Get(ctx, observetest.Header(3).ID); observe.CodeOf(err) != observe.NotFound {
		return fmt.Errorf("half a log gives %w", err)
	}
	// Reading still works, and so does deleting.
	info, err := log.Get(ctx, id)
	if err != nil || info.Position != at {
		return fmt.Errorf("at %+v, not %+v: %w", info.Position, at, err)
	}
	if err := log.Delete(ctx, observetest.Header(1).ID); err != nil {
		return fmt.Errorf("deleting: %w", err)
	}
	if err := log.Delete(ctx, id); err != nil {
		return fmt.Errorf("deleting: %w", err)
	}
	if _, err := log.Create(ctx, observetest.Header(4), observetest.Entries(1, 5000)); err != nil {
		return fmt.Errorf("after making room: %w", err)
	}
	if err := db.Close(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(at)
}

func TestFull(t *testing.T) {
	dir := t.TempDir()
	out, err := process(t, "full", dir).Output()
	var at observe.Position
	if err != nil || json.Unmarshal(out, &at) != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if at.Head < 10_000 {
		t.Errorf("it was full after %d entries", at.Head)
	}
	check(t, dir)
}

// openAsStranger opens a folder as a user who owns no files.
func openAsStranger(dir string) error {
	const nobody = 65534
	if err := syscall.Setuid(nobody); err != nil {
		return err
	}
	_, err := bolt.Open(dir, bolt.Options{})
	return err
}

func TestOpenUnwritable(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	parent, err := os.MkdirTemp("", "kompas-test-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	must(t, os.Chmod(parent, 0o755))
	private, used := filepath.Join(parent, "private"), filepath.Join(parent, "used")
	must(t, os.Mkdir(private, 0o755))
	must(t, open(t, used).Close())
	must(t, os.Chmod(used, 0o755))
	for dir, want := range map[string]string{
		private:                       "no permission to open " + filepath.Join(private, bolt.FileName),
		used:                          "no permission to open " + filepath.Join(used, bolt.FileName),
		filepath.Join(private, "new"): "data folder " + filepath.Join(private, "new") + " cannot be made",
	} {
		out, err := process(t, "stranger", dir).Output()
		if err == nil || !strings.Contains(string(out), want) || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s: %v: %s", dir, err, out)
		}
	}
}

// A second process is refused without waiting while another one has the folder
// open. When that one is killed, the folder is free immediately.
func TestSecondProcess(t *testing.T) {
	dir := t.TempDir()
	cmd := process(t, "append", dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	before := time.Now()
	_, err = bolt.Open(dir, bolt.Options{})
	if err == nil || !strings.Contains(err.Error(), "another Kompas process holds") {
		t.Errorf("got %v", err)
	}
	t.Logf("refused after %v", time.Since(before))
	must(t, cmd.Process.Kill())
	for lines.Scan() { // to the end
	}
	_ = cmd.Wait()
	must(t, open(t, dir).Close())
}
