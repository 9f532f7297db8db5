package bolt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// undump writes a data file from the text that dump made of it.
func undump(t testing.TB, dir, golden string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", golden))
	must(t, err)
	db, err := bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, nil)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	unquote := func(s string) []byte {
		v, err := strconv.Unquote(s)
		must(t, err)
		return []byte(v)
	}
	must(t, db.Update(func(tx *bbolt.Tx) error {
		var path []*bbolt.Bucket // path[i] is the open bucket at depth i
		for line := range strings.Lines(string(text)) {
			rest := strings.TrimLeft(line, " ")
			depth := (len(line) - len(rest)) / 4
			quoted, err := strconv.QuotedPrefix(rest)
			must(t, err)
			rest = strings.TrimSpace(rest[len(quoted):])
			if value, ok := strings.CutPrefix(rest, "-> "); ok {
				must(t, path[depth-1].Put(unquote(quoted), unquote(value)))
				continue
			}
			var b *bbolt.Bucket
			if depth == 0 {
				b, err = tx.CreateBucket(unquote(quoted))
			} else {
				b, err = path[depth-1].CreateBucket(unquote(quoted))
			}
			must(t, err)
			rest = strings.TrimSuffix(strings.TrimPrefix(rest, "(sequence "), ")")
			n, err := strconv.ParseUint(rest, 10, 64)
			must(t, err)
			must(t, b.SetSequence(n))
			path = append(path[:depth], b)
		}
		return nil
	}))
}

// A file of schema 1 becomes equal to a new file with the same data, and a copy
// of the old file is kept beside it.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	undump(t, dir, "schema1.golden")
	old := dump(t, dir)
	if _, err := bolt.Open(dir, bolt.Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "older Kompas") {
		t.Errorf("opened for reading it says %v", err)
	}
	if dump(t, dir) != old {
		t.Error("reading changed it")
	}
	if _, _, err := bolt.Check(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "older Kompas") {
		t.Errorf("checked it says %v", err)
	}
	db := open(t, dir)
	must(t, db.Close())
	want, err := os.ReadFile(filepath.Join("testdata", "schema3.golden"))
	must(t, err)
	if got := dump(t, dir); got != string(want) {
		t.Errorf("it became\n%s\nnot\n%s", got, want)
	}
	kept, err := filepath.Glob(filepath.Join(dir, "kompas-schema-1-*.db"))
	must(t, err)
	if len(kept) != 1 || kept[0] != db.Migrated() {
		t.Fatalf("of the old file there are %d copies", len(kept))
	}
	before := t.TempDir()
	must(t, os.Rename(kept[0], filepath.Join(before, bolt.FileName)))
	if got := strings.Replace(dump(t, before), `    "copied" -> "\x01"`+"\n", "", 1); got != old {
		t.Errorf("the copy holds\n%s\nnot\n%s", got, old)
	}

	// The migrated data can be listed and changed.
	db = open(t, dir)
	log := db.Log("default")
	infos, _, err := log.List(t.Context(), observe.Filter{}, 5)
	must(t, err)
	if len(infos) != 2 || infos[0].Head != 7 || infos[0].Facts.State != observe.StateLive || infos[0].Facts.Participants[0].Name != "Dirk" {
		t.Errorf("the list is %+v", infos)
	}
	h := observetest.Header(1)
	h.Team = "a"
	_, err = log.PutHeader(t.Context(), h.ID, infos[0].Position, h)
	must(t, err)
	infos, _, err = log.List(t.Context(), observe.Filter{Team: "a"}, 5)
	must(t, err)
	if len(infos) != 1 {
		t.Errorf("the team has %d sessions", len(infos))
	}
}

// A file that says schema 1 but is partly migrated is migrated again, and
// damaged entries do not stop the migration.
func TestMigrateAgain(t *testing.T) {
	dir := t.TempDir()
	undump(t, dir, "schema2.golden")
	file := func(change func(tx *bbolt.Tx) error) {
		b, err := bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, nil)
		must(t, err)
		must(t, b.Update(change))
		must(t, b.Close())
	}
	file(func(tx *bbolt.Tx) error {
		must(t, tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte{0, 0, 0, 0, 0, 0, 0, 1}))
		logs := tx.Bucket([]byte("logs\x00other"))
		name, _ := logs.Cursor().First()
		return logs.Bucket(name).Put([]byte{0, 0, 0, 0, 0, 0, 0, 1}, []byte("damaged"))
	})
	db, err := bolt.Open(dir, bolt.Options{})
	must(t, err)
	infos, _, err := db.Log("other").List(t.Context(), observe.Filter{}, 5)
	must(t, err)
	if len(infos) != 1 || infos[0].Head != 1 {
		t.Errorf("the list with a damaged entry is %+v", infos)
	}
	must(t, db.Close())
	problems, _, err := bolt.Check(t.Context(), dir)
	must(t, err)
	if len(problems) != 1 || !strings.Contains(problems[0].String(), "checksum") {
		t.Errorf("check says %v", problems)
	}
}

// A migration that fails several times keeps only one copy, of the file before
// the first try. Once it succeeds, the file is complete.
func TestMigrationCutOff(t *testing.T) {
	dir := t.TempDir()
	undump(t, dir, "schema2.golden")
	old := dump(t, dir)
	cut := errors.New("cut off")
	mend := bolt.CutMigration(cut)
	defer mend()
	for range 3 {
		if _, err := bolt.Open(dir, bolt.Options{}); !errors.Is(err, cut) {
			t.Fatalf("opening gives %v", err)
		}
	}
	mend()
	db := open(t, dir)
	migrated := db.Migrated()
	must(t, db.Close())
	kept, err := filepath.Glob(filepath.Join(dir, "kompas-schema-*.db"))
	must(t, err)
	if len(kept) != 1 || kept[0] != migrated {
		t.Fatalf("kept are %q; said is %q", kept, migrated)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "schema3.golden"))
	must(t, err)
	if got := dump(t, dir); got != string(want) {
		t.Errorf("it became\n%s\nnot\n%s", got, want)
	}
	before := t.TempDir()
	must(t, os.Rename(kept[0], filepath.Join(before, bolt.FileName)))
	if got := strings.Replace(dump(t, before), `    "copied" -> "\x01"`+"\n", "", 1); got != old {
		t.Errorf("the copy holds\n%s\nnot\n%s", got, old)
	}
}

// Large documents are migrated in several transactions, so that they need not
// fit in memory together.
func TestMigrateInPortions(t *testing.T) {
	transactions := func(docs int) int {
		dir := t.TempDir()
		undump(t, dir, "schema2.golden")
		raw, err := bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, nil)
		must(t, err)
		before := 0
		must(t, raw.Update(func(tx *bbolt.Tx) error {
			before = tx.ID()
			for n := range docs {
				v := append(make([]byte, 4+8), bytes.Repeat([]byte{'x'}, 1<<20)...)
				v[11] = 1 // the revision
				binary.BigEndian.PutUint32(v, crc32.Checksum(v[4:], crc32.MakeTable(crc32.Castagnoli)))
				must(t, tx.Bucket([]byte("docs\x00default")).Put(fmt.Appendf(nil, "large/%02d", n), v))
			}
			return nil
		}))
		must(t, raw.Close())
		db := open(t, dir)
		list, err := db.Docs("default").List(t.Context(), "large/", "", docs+1)
		must(t, err)
		if len(list) != docs {
			t.Errorf("%d documents, want %d", len(list), docs)
		}
		must(t, db.Close())
		after := 0
		raw, err = bbolt.Open(filepath.Join(dir, bolt.FileName), 0o600, nil)
		must(t, err)
		must(t, raw.View(func(tx *bbolt.Tx) error { after = tx.ID(); return nil }))
		must(t, raw.Close())
		return after - before
	}
	if few, many := transactions(0), transactions(20); many < few+3 {
		t.Errorf("without large documents %d transactions, with 20 MiB of them %d", few, many)
	}
}
