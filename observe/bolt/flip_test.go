package bolt_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// flipEvery names the environment variable that selects the bytes in which a
// bit is flipped: 1 means all, which takes many minutes, 7 every seventh. The
// bytes of each page's header are always included.
const flipEvery = "KOMPAS_FLIP_EVERY"

// small returns a small data file with all kinds of pages: logs inside a page
// of their parent, logs of one page and of several, documents, two workspaces,
// free pages.
func small(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	db, err := bolt.Open(dir, bolt.Options{Rand: &counter{}})
	must(t, err)
	fill(t, db)
	ctx, log, docs := t.Context(), db.Log("default"), db.Docs("default")
	for n, head := range []observe.Seq{0, 1, 8, 40, 260} {
		_, err := log.Create(ctx, observetest.Header(10+n), observetest.Entries(1, head))
		must(t, err)
	}
	long := observetest.Header(20)
	long.Team = "a"
	long.Intention = strings.Repeat("over several pages ", 200)
	_, err = log.Create(ctx, long, observetest.Entries(1, 2))
	must(t, err)
	_, err = log.Create(ctx, observetest.Header(21), observetest.Entries(1, 90))
	must(t, err)
	for n := range 30 {
		_, err = docs.Put(ctx, fmt.Sprintf("grant/%02d", n), bytes.Repeat([]byte{'a' + byte(n%26)}, 150), 0)
		must(t, err)
	}
	must(t, log.Delete(ctx, observetest.Header(21).ID))
	must(t, db.Close())
	b, err := os.ReadFile(filepath.Join(dir, bolt.FileName))
	must(t, err)
	return b[:used(b)*os.Getpagesize()] // the rest holds nothing
}

// used returns the number of pages in use, including free pages in between, as
// the meta pages of the file say.
func used(b []byte) int {
	high := 0
	for page := range 2 {
		at := page*os.Getpagesize() + 56
		high = max(high, int(b[at])|int(b[at+1])<<8)
	}
	return high
}

// everything returns all that a server can read from a file, as text.
func everything(ctx context.Context, db *bolt.DB) (string, error) {
	var out strings.Builder
	w := json.NewEncoder(&out)
	fmt.Fprintf(&out, "%q %q\n", db.Incarnation(), db.Secret())
	for _, workspace := range []string{"default", "other"} {
		log, docs := db.Log(workspace), db.Docs(workspace)
		infos, _, err := log.List(ctx, observe.Filter{}, 1_000)
		if err != nil {
			return "", err
		}
		for _, listed := range infos {
			info, err := log.Get(ctx, listed.Header.ID)
			if err != nil {
				return "", err
			}
			entries, err := log.Read(ctx, listed.Header.ID, 0, 1_000)
			if err != nil {
				return "", err
			}
			_ = w.Encode([]any{listed, info, entries})
		}
		ofTeam, _, err := log.List(ctx, observe.Filter{Team: "a"}, 1_000)
		if err != nil {
			return "", err
		}
		_ = w.Encode(ofTeam)
		list, err := docs.List(ctx, "", "", 1_000)
		if err != nil {
			return "", err
		}
		for _, doc := range list {
			again, err := docs.Get(ctx, doc.Key)
			if err != nil {
				return "", err
			}
			_ = w.Encode([]any{doc, again})
		}
	}
	return out.String(), nil
}

// use does what a server does with a file: it reads, writes and deletes. It
// tries all of it and returns the first error.
func use(ctx context.Context, db *bolt.DB) error {
	log, docs := db.Log("default"), db.Docs("default")
	var first error
	note := func(err error) {
		if first == nil {
			first = err
		}
	}
	for _, n := range []int{12, 14} {
		if info, err := log.Get(ctx, observetest.Header(n).ID); err == nil {
			_, err = log.Append(ctx, info.Header.ID, info.Position, slices.Collect(observetest.Entries(info.Head+1, info.Head+3)), observetest.FactsTo(info.Head+3))
			note(err)
		}
	}
	note(log.Delete(ctx, observetest.Header(13).ID))
	_, err := docs.Put(ctx, "grant/99", []byte("new"), 0)
	note(err)
	if doc, err := docs.Get(ctx, "grant/07"); err == nil {
		note(docs.Delete(ctx, doc.Key, doc.Revision))
	}
	note(db.Backup(ctx, io.Discard))
	return first
}

// One bit of the file is flipped at a time. Either the fault is found, or it
// makes no difference to what is read and to the file after use. Nothing panics
// or loops.
func TestEachByteFlipped(t *testing.T) {
	if withRace {
		t.Skip("not with the race detector")
	}
	file := small(t)
	every, err := strconv.Atoi(cmp.Or(os.Getenv(flipEvery), "499"))
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, bolt.FileName), file, 0o600))
	check(t, dir)
	db, err := bolt.Open(dir, bolt.Options{ReadOnly: true})
	must(t, err)
	want, err := everything(t.Context(), db)
	must(t, err)
	must(t, db.Close())

	var next, found, without atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		dir := t.TempDir()
		all.Go(func() {
			for {
				at := int(next.Add(1)) - 1
				if at >= len(file) || t.Failed() {
					return
				}
				if at%os.Getpagesize() >= 16 && at%every != 0 {
					continue
				}
				bit := byte(1) << (at * 5 / 3 % 8)
				b := bytes.Clone(file)
				b[at] ^= bit
				if flipped(t, dir, fmt.Sprintf("byte %d (page %d) ^ %#x", at, at/os.Getpagesize(), bit), b, want) {
					found.Add(1)
				} else {
					without.Add(1)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d bytes; of the flips %d were found, %d make no difference", len(file), found.Load(), without.Load())
	if found.Load() == 0 || without.Load() == 0 {
		t.Error("the flips are all alike")
	}
}

// flipped checks one file with a flipped bit, and reports whether the fault is
// found.
func flipped(t *testing.T, dir, what string, b []byte, want string) bool {
	ctx, path := t.Context(), filepath.Join(dir, bolt.FileName)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	problems, _, err := bolt.Check(ctx, dir)
	found := err != nil || len(problems) > 0
	db, err := bolt.Open(dir, bolt.Options{NoSync: true})
	if err != nil {
		if !found {
			t.Errorf("%s: nothing is found, and it cannot be opened: %v", what, err)
		}
		return found
	}
	got, err := everything(ctx, db)
	if !found && (err != nil || got != want) {
		t.Errorf("%s: nothing is found, and what is read is another: %v", what, err)
	}
	err = use(ctx, db)
	if !found && err != nil {
		t.Errorf("%s: nothing is found, and using it gives %v", what, err)
	}
	if err := db.Close(); err != nil && !found {
		t.Errorf("%s: %v", what, err)
	}
	if !found {
		if problems, _, err := bolt.Check(ctx, dir); err != nil || len(problems) > 0 {
			t.Errorf("%s: nothing is found, and after use it is %q, %v", what, problems, err)
		}
	}
	return found
}

// Whatever sizes a damaged page claims, checking needs memory only in
// proportion to the size of the file.
func TestCheckOfLargePages(t *testing.T) {
	if withRace {
		t.Skip("not with the race detector")
	}
	file, dir := small(t), t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	allocated := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, _ = bolt.Check(t.Context(), dir)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	must(t, os.WriteFile(path, file, 0o600))
	sound := allocated()
	most := sound
	for page := range len(file) / os.Getpagesize() {
		for bit := range 8 * 6 { // the bits of its count and its overflow
			b := bytes.Clone(file)
			b[page*os.Getpagesize()+10+bit/8] ^= 1 << (bit % 8)
			must(t, os.WriteFile(path, b, 0o600))
			most = max(most, allocated())
		}
	}
	t.Logf("%d bytes: checking takes %d of memory in all, with a wrong page at most %d", len(file), sound, most)
	if limit := sound + 4*uint64(len(file)); most > limit {
		t.Errorf("it takes %d bytes, more than %d", most, limit)
	}
}
