package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// Each kind of damage is found, and reported with its place.
func TestCheck(t *testing.T) {
	id := string(observetest.Header(1).ID)
	part := func(tx *bbolt.Tx, kind string) *bbolt.Bucket { return tx.Bucket([]byte(kind + "\x00default")) }
	log := func(tx *bbolt.Tx) *bbolt.Bucket {
		return part(tx, "logs").Bucket([]byte(id + "\x00\x00\x00\x00\x00\x00\x00\x00\x01"))
	}
	seq := func(n byte) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, n} }
	spoil := func(b *bbolt.Bucket, key []byte) error {
		v := bytes.Clone(b.Get(key))
		v[len(v)-3] ^= 1
		return b.Put(key, v)
	}
	for name, c := range map[string]struct {
		damage func(tx *bbolt.Tx) error // of workspace default
		where  string
		what   string
		read   bool // reading the log gives an error
	}{
		"an entry": {
			damage: func(tx *bbolt.Tx) error { return spoil(log(tx), seq(4)) },
			where:  `workspace "default", session "` + id + `", entry 4`, what: "checksum", read: true,
		},
		"a missing entry": {
			damage: func(tx *bbolt.Tx) error { return log(tx).Delete(seq(3)) },
			where:  `workspace "default", session "` + id + `", entry 3`, what: "missing; the next one is 4", read: true,
		},
		"an entry in another's place": {
			damage: func(tx *bbolt.Tx) error { return log(tx).Put(seq(4), log(tx).Get(seq(5))) },
			where:  `workspace "default", session "` + id + `", entry 4`, what: "says that it is entry 5", read: true,
		},
		"a strange entry": {
			damage: func(tx *bbolt.Tx) error {
				return log(tx).Put(seq(8), append([]byte{0x48, 0x67, 0x4B, 0xC7}, "null"...))
			},
			where: `workspace "default", session "` + id + `", entry 8`, what: "", read: true,
		},
		"a header": {
			damage: func(tx *bbolt.Tx) error { return spoil(part(tx, "sessions"), []byte(id)) },
			where:  `workspace "default", session "` + id + `"`, what: "checksum", read: true,
		},
		"no log": {
			damage: func(tx *bbolt.Tx) error {
				return part(tx, "logs").DeleteBucket([]byte(id + "\x00\x00\x00\x00\x00\x00\x00\x00\x01"))
			},
			where: `workspace "default", session "` + id + `"`, what: "log of generation 1 is missing", read: true,
		},
		"a log of nobody": {
			damage: func(tx *bbolt.Tx) error {
				_, err := part(tx, "logs").CreateBucket([]byte(id + "\x00\x00\x00\x00\x00\x00\x00\x00\x09"))
				return err
			},
			where: `workspace "default", session "` + id + `"`, what: "generation 9 that nothing refers to",
		},
		"not in the list": {
			damage: func(tx *bbolt.Tx) error {
				k, _ := part(tx, "created").Cursor().First()
				return part(tx, "created").Delete(bytes.Clone(k))
			},
			where: `workspace "default", session "` + id + `"`, what: "not in the list",
		},
		"too much in the list": {
			damage: func(tx *bbolt.Tx) error {
				return part(tx, "created").Put([]byte("0123456789abSomebody"), nil)
			},
			where: `workspace "default", list of sessions`, what: "not there",
		},
		"a document": {
			damage: func(tx *bbolt.Tx) error { return spoil(part(tx, "docs"), []byte("team/a")) },
			where:  `workspace "default", document "team/a"`, what: "checksum",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := bolt.Open(dir, bolt.Options{})
			must(t, err)
			fill(t, db)
			must(t, db.Close())
			raw, err := bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, nil)
			must(t, err)
			must(t, raw.Update(func(tx *bbolt.Tx) error {
				return c.damage(tx)
			}))
			must(t, raw.Close())
			problems, sound, err := bolt.Check(t.Context(), dir)
			must(t, err)
			if !sound {
				t.Error("its pages are said to be damaged")
			}
			for _, readOnly := range []bool{true, false} {
				db, err := bolt.Open(dir, bolt.Options{ReadOnly: readOnly})
				must(t, err)
				if !slices.ContainsFunc(problems, func(p bolt.Problem) bool { return p.Where == c.where && strings.Contains(p.What, c.what) }) {
					t.Errorf("found %q, want %s: %s", problems, c.where, c.what)
				}
				_, err = db.Log("default").Read(t.Context(), observetest.Header(1).ID, 0, 100)
				if c.read != (err != nil) || err != nil && observe.CodeOf(err) != observe.Unavailable {
					t.Errorf("reading gives %v", err)
				}
				must(t, db.Close())
			}
		})
	}
}

// Pages that are overwritten with arbitrary bytes cause errors, and never end
// the process.
func TestDamagedPages(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	db, err := bolt.Open(dir, bolt.Options{})
	must(t, err)
	const head = 200
	info, err := db.Log("default").Create(t.Context(), observetest.Header(1), observetest.Entries(1, head))
	must(t, err)
	must(t, db.Close())
	whole, err := os.ReadFile(path)
	must(t, err)
	page := os.Getpagesize()
	used := bytes.LastIndex(whole, []byte(`"seq"`)) / page
	found := 0
	for n := 2; n <= used; n++ {
		b := bytes.Clone(whole)
		copy(b[n*page:(n+1)*page], bytes.Repeat([]byte{0xA5}, page))
		must(t, os.WriteFile(path, b, 0o600))
		problems, _, checkErr := bolt.Check(t.Context(), dir)
		db, openErr := bolt.Open(dir, bolt.Options{})
		if openErr != nil {
			if len(problems) == 0 && checkErr == nil {
				t.Errorf("page %d: nothing found, yet opening gives %v", n, openErr)
			}
			found++
			continue
		}
		read, readErr := db.Log("default").Read(t.Context(), info.Header.ID, 0, head)
		_, appendErr := db.Log("default").Append(t.Context(), info.Header.ID, info.Position, slices.Collect(observetest.Entries(head+1, head+1)), observetest.FactsTo(head+1))
		if len(problems) > 0 || checkErr != nil {
			found++
		} else if readErr != nil || appendErr != nil || len(read) != head {
			t.Errorf("page %d: nothing found, yet reading gives %d entries and %v", n, len(read), errors.Join(readErr, appendErr))
		}
		_ = db.Close()
	}
	if found == 0 {
		t.Error("no damage was found at all")
	}
	t.Logf("%d of %d pages were in use", found, used-1)
}

// A branch page that refers to itself is found and refused: following it would
// never end.
func TestCircle(t *testing.T) {
	file, dir := small(t), t.TempDir()
	size := os.Getpagesize()
	branches := 0
	for page := 2; page < len(file)/size; page++ {
		if file[page*size+8] != 1 { // not a branch page
			continue
		}
		branches++
		b := bytes.Clone(file)
		copy(b[page*size+24:], b[page*size:page*size+8]) // its first child is itself
		must(t, os.WriteFile(filepath.Join(dir, bolt.FileName), b, 0o600))
		problems, sound, err := bolt.Check(t.Context(), dir)
		must(t, err)
		where := fmt.Sprintf("page %d", page)
		if sound || !strings.HasPrefix(problems[0].String(), where+",") || !strings.Contains(problems[0].What, "twice") {
			t.Errorf("%s: found is %q", where, problems)
		}
		for _, readOnly := range []bool{true, false} {
			if db, err := bolt.Open(dir, bolt.Options{ReadOnly: readOnly}); err == nil {
				_ = db.Close()
				t.Errorf("%s: it is opened", where)
			} else if !strings.Contains(err.Error(), where+" ") || !strings.Contains(err.Error(), "backup") {
				t.Errorf("%s: opening gives %v", where, err)
			}
		}
	}
	if branches < 2 {
		t.Errorf("the file has %d branches, too few to tell", branches)
	}
}

// A backup of a damaged file fails with an error that names the place.
func TestBackupOfDamage(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.FileName)
	db, err := bolt.Open(dir, bolt.Options{})
	must(t, err)
	fill(t, db)
	must(t, db.Backup(t.Context(), io.Discard))
	must(t, db.Close())
	b, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, bytes.ReplaceAll(b, []byte("Cas"), []byte("Cat")), 0o600))
	db, err = bolt.Open(dir, bolt.Options{})
	must(t, err)
	defer func() { _ = db.Close() }()
	var out bytes.Buffer
	err = db.Backup(t.Context(), &out)
	if observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), `session "`) || out.Len() > 0 {
		t.Errorf("a copy of %d bytes, and %v", out.Len(), err)
	}
}

// A check ends with the error of its context when that is cancelled.
func TestCheckStopped(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, bolt.FileName), small(t), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := bolt.Check(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
