package bolt_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
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

var update = flag.Bool("update", false, "write the golden files anew")

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fill writes a small, fixed set of all kinds of data to a store.
func fill(t testing.TB, db *bolt.DB) {
	t.Helper()
	ctx := t.Context()
	log := db.Log("default")
	info, err := log.Create(ctx, header(1), observetest.Entries(1, 5))
	must(t, err)
	_, err = log.Append(ctx, info.Header.ID, info.Position, slices.Collect(observetest.Entries(6, 7)), observetest.FactsTo(7))
	must(t, err)
	second := header(2)
	second.CreatedAt = "" // as in an anonymous import
	_, err = log.Create(ctx, second, nil)
	must(t, err)
	second.Locked = true
	_, err = log.PutHeader(ctx, second.ID, observe.Position{Revision: 1}, second)
	must(t, err)
	_, err = log.Rewrite(ctx, second.ID, observe.Position{Revision: 2}, second, observetest.Entries(1, 1))
	must(t, err)
	_, err = db.Docs("default").Put(ctx, "team/a", []byte(`{"id":"a"}`), 0)
	must(t, err)
	_, err = db.Log("other").Create(ctx, header(1), observetest.Entries(1, 1))
	must(t, err)
}

// header is a header as all versions write it: without members that the first ones did not know.
func header(n int) observe.Header {
	h := observetest.Header(n)
	h.Timing = ""
	return h
}

// dump writes all keys and values of a closed file as text.
func dump(t testing.TB, dir string) string {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	defer func() { _ = db.Close() }()
	var out strings.Builder
	var bucket func(indent string, b *bbolt.Bucket) error
	bucket = func(indent string, b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if v != nil {
				fmt.Fprintf(&out, "%s%q -> %q\n", indent, k, v)
				return nil
			}
			sub := b.Bucket(k)
			fmt.Fprintf(&out, "%s%q (sequence %d)\n", indent, k, sub.Sequence())
			return bucket(indent+"    ", sub)
		})
	}
	must(t, db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			fmt.Fprintf(&out, "%q (sequence %d)\n", name, b.Sequence())
			return bucket("    ", b)
		})
	}))
	return out.String()
}

// counter is a predictable source of "random" bytes.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.n
		c.n++
	}
	return len(p), nil
}

// The golden file shows the format of files on users' disks. It may only change
// together with the number of the schema, and then old files must be migrated.
func TestStoredBytes(t *testing.T) {
	dir := t.TempDir()
	db, err := bolt.Open(dir, bolt.Options{Rand: &counter{}})
	must(t, err)
	fill(t, db)
	must(t, db.Close())
	got := dump(t, dir)
	golden := filepath.Join("testdata", "schema3.golden")
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if got != string(want) {
		t.Errorf("stored is\n%s\nwant\n%s", got, want)
	}
}

func TestReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "on the way")
	db, err := bolt.Open(dir, bolt.Options{})
	must(t, err)
	fill(t, db)
	incarnation, secret := db.Incarnation(), db.Secret()
	must(t, db.Close())
	before := dump(t, dir)
	stat, err := os.Stat(filepath.Join(dir, bolt.FileName))
	must(t, err)
	if stat.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v", stat.Mode())
	}
	for _, readOnly := range []bool{false, true, false} {
		db, err := bolt.Open(dir, bolt.Options{ReadOnly: readOnly})
		must(t, err)
		if db.Incarnation() != incarnation || !bytes.Equal(db.Secret(), secret) || len(secret) != 32 || len(incarnation) != 32 {
			t.Errorf("incarnation %q, secret of %d bytes; were %q, %d", db.Incarnation(), len(db.Secret()), incarnation, len(secret))
		}
		read, err := db.Log("default").Read(t.Context(), observetest.Header(1).ID, 0, 100)
		must(t, err)
		if len(read) != 7 {
			t.Errorf("%d entries", len(read))
		}
		must(t, db.Close())
	}
	if after := dump(t, dir); after != before {
		t.Errorf("opening changed the file to\n%s", after)
	}
	check(t, dir)
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	fill(t, db)
	must(t, db.Close())
	first, err := bolt.Open(dir, bolt.Options{ReadOnly: true})
	must(t, err)
	defer func() { _ = first.Close() }()
	second, err := bolt.Open(dir, bolt.Options{ReadOnly: true})
	must(t, err)
	defer func() { _ = second.Close() }()
	ctx, id := t.Context(), observetest.Header(1).ID
	log, docs := second.Log("default"), second.Docs("default")
	_, appendErr := log.Append(ctx, id, observe.Position{Head: 7, Revision: 1}, slices.Collect(observetest.Entries(8, 8)), observetest.FactsTo(8))
	_, createErr := log.Create(ctx, observetest.Header(7), nil)
	_, putErr := docs.Put(ctx, "a", nil, 0)
	for _, err := range []error{appendErr, createErr, putErr, log.Delete(ctx, id)} {
		if observe.CodeOf(err) != observe.Unavailable || !strings.Contains(err.Error(), "reading only") {
			t.Errorf("a write gives %v", err)
		}
	}
	refs, err := second.Sessions(ctx)
	must(t, err)
	if want := []bolt.SessionRef{
		{Workspace: "default", ID: observetest.Header(1).ID}, {Workspace: "default", ID: observetest.Header(2).ID},
		{Workspace: "other", ID: observetest.Header(1).ID},
	}; !slices.Equal(refs, want) {
		t.Errorf("sessions are %v", refs)
	}
}

// Each bad file or folder causes a clear error of one line, and is left
// unchanged.
func TestOpenRefuses(t *testing.T) {
	file := func(dir string) string { return filepath.Join(dir, bolt.FileName) }
	other := func(change func(*bbolt.Tx) error) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			db, err := bbolt.Open(file(dir), 0o600, nil)
			must(t, err)
			must(t, db.Update(change))
			must(t, db.Close())
		}
	}
	for name, c := range map[string]struct {
		make     func(t *testing.T, dir string)
		readOnly bool
		want     []string
	}{
		"locked": {
			make: func(t *testing.T, dir string) { open(t, dir) },
			want: []string{"another Kompas process holds", bolt.FileName, "API"},
		},
		"locked for reading": {
			make: func(t *testing.T, dir string) { open(t, dir) }, readOnly: true,
			want: []string{"another Kompas process holds", bolt.FileName, "API"},
		},
		"no database": {
			make: func(t *testing.T, dir string) {
				must(t, os.WriteFile(file(dir), bytes.Repeat([]byte("a letter to somebody\n"), 2000), 0o600))
			},
			want: []string{"no Kompas data file", bolt.FileName, "backup"},
		},
		"a few bytes": {
			make: func(t *testing.T, dir string) { must(t, os.WriteFile(file(dir), []byte("x"), 0o600)) },
			want: []string{"no Kompas data file", bolt.FileName, "backup"},
		},
		"another bbolt file": {
			make: other(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }),
			want: []string{"not of Kompas", bolt.FileName, "another data folder"},
		},
		"newer": {
			make: other(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucket([]byte("meta"))
				if err != nil {
					return err
				}
				return b.Put([]byte("schema"), []byte{0, 0, 0, 0, 0, 0, 0, 99})
			}),
			want: []string{"newer Kompas", "schema 99, known is 3", bolt.FileName},
		},
		"older than the first": {
			make: other(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("meta")); return err }),
			want: []string{"damaged", bolt.FileName},
		},
		"cut short": {
			make: func(t *testing.T, dir string) {
				db, err := bolt.Open(dir, bolt.Options{})
				must(t, err)
				_, err = db.Log("default").Create(t.Context(), observetest.Header(1), observetest.Entries(1, 2000))
				must(t, err)
				must(t, db.Close())
				must(t, os.Truncate(file(dir), 100_000))
			},
			want: []string{"damaged", bolt.FileName, "backup"},
		},
		"folder is a file": {
			make: func(t *testing.T, dir string) {
				must(t, os.Remove(dir))
				must(t, os.WriteFile(dir, nil, 0o600))
			},
			want: []string{"cannot be made", "not a directory", "name a folder"},
		},
		"nothing to read": {
			make: func(t *testing.T, dir string) {}, readOnly: true,
			want: []string{"no data in", "there is no " + bolt.FileName},
		},
		"empty file to read": {
			make: func(t *testing.T, dir string) { must(t, os.WriteFile(file(dir), nil, 0o600)) }, readOnly: true,
			want: []string{bolt.FileName, "cannot be opened"},
		},
		"new file to read": {
			make: other(func(tx *bbolt.Tx) error { return nil }), readOnly: true,
			want: []string{bolt.FileName, "holds no data"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			must(t, os.Mkdir(dir, 0o700))
			c.make(t, dir)
			before, _ := os.ReadFile(file(dir))
			db, err := bolt.Open(dir, bolt.Options{ReadOnly: c.readOnly})
			if err == nil {
				_ = db.Close()
				t.Fatal("it opened")
			}
			for _, part := range append(c.want, dir) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error is %q, without %q", err, part)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is more than a line: %q", err)
			}
			if after, _ := os.ReadFile(file(dir)); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestBackup(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	db := open(t, dir)
	fill(t, db)
	var out bytes.Buffer
	must(t, db.Backup(t.Context(), &out))
	must(t, os.WriteFile(filepath.Join(copied, bolt.FileName), out.Bytes(), 0o600))

	var lives []string
	for _, readOnly := range []bool{true, false, false} {
		restored, err := bolt.Open(copied, bolt.Options{ReadOnly: readOnly})
		must(t, err)
		if !bytes.Equal(restored.Secret(), db.Secret()) {
			t.Error("the copy has another secret")
		}
		lives = append(lives, restored.Incarnation())
		must(t, restored.Close())
	}
	if lives[0] != db.Incarnation() || lives[1] == lives[0] || lives[2] != lives[1] {
		t.Errorf("incarnations are %q, then, opened for reading and twice for writing, %q", db.Incarnation(), lives)
	}
	must(t, db.Close())
	same := func(text string) string { return text[strings.Index(text, `"staging"`):] }
	if got, want := same(dump(t, copied)), same(dump(t, dir)); got != want {
		t.Errorf("the copy holds\n%s\nwant\n%s", got, want)
	}
	check(t, copied)
}

// A slow receiver of a backup blocks no writes, and still gets a copy of one
// moment.
func TestBackupWhileWriting(t *testing.T) {
	dir, copied := t.TempDir(), t.TempDir()
	db := open(t, dir)
	log := db.Log("default")
	info, err := log.Create(t.Context(), observetest.Header(1), observetest.Entries(1, 5000))
	must(t, err)
	at := info.Position
	slow := &slowWriter{act: func() { // the client takes its time
		for range 20 {
			at.Head, err = log.Append(t.Context(), info.Header.ID, at, slices.Collect(observetest.Entries(at.Head+1, at.Head+10)), observetest.FactsTo(at.Head+10))
			must(t, err)
		}
		_, err := log.Create(t.Context(), observetest.Header(2), nil)
		must(t, err)
		must(t, log.Delete(t.Context(), observetest.Header(2).ID))
	}}
	must(t, db.Backup(t.Context(), slow))
	must(t, os.WriteFile(filepath.Join(copied, bolt.FileName), slow.taken, 0o600))
	restored := open(t, copied)
	got, err := restored.Log("default").Get(t.Context(), info.Header.ID)
	must(t, err)
	if got.Head != 5000 || at.Head != 5200 {
		t.Errorf("the copy is at %d, the store at %d", got.Head, at.Head)
	}
	if err := db.Backup(t.Context(), &slowWriter{fail: true}); err == nil {
		t.Error("a backup that cannot be written gives no error")
	}
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 1 {
		t.Errorf("left in the data folder: %v", files)
	}
}

type slowWriter struct {
	taken []byte
	act   func()
	fail  bool
}

func (w *slowWriter) Write(p []byte) (int, error) {
	if w.fail {
		return 0, errors.New("gone")
	}
	if w.act != nil {
		w.act()
		w.act = nil
	}
	w.taken = append(w.taken, p...)
	return len(p), nil
}
