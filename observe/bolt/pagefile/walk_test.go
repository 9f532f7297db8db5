package pagefile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kompas/observe/bolt/pagefile"
)

const pageSize = 4096

// sample returns a file whose bucket b has several leaves.
func sample(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: pageSize})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte("b"))
		for i := 0; i < 200 && err == nil; i++ {
			err = b.Put(fmt.Appendf(nil, "%04d0", i), bytes.Repeat([]byte("v"), 50))
		}
		return err
	})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// walk returns the keys of each leaf of bucket b, in order, and the faults.
func walk(t *testing.T, file []byte) (leaves []leaf, faults []string) {
	t.Helper()
	p, err := pagefile.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.SubBucket(p.Root(), []byte("b"))
	if err != nil || b == nil {
		t.Fatal(b, err)
	}
	w := pagefile.NewWalk(p)
	w.Fault = func(_ string, f *pagefile.Fault) error {
		faults = append(faults, f.Error())
		return nil
	}
	err = w.Bucket("b", b, func(page uint64, key, _ []byte, _ bool) error {
		if n := len(leaves); n == 0 || leaves[n-1].page != page {
			leaves = append(leaves, leaf{page: page})
		}
		l := &leaves[len(leaves)-1]
		l.keys = append(l.keys, string(key))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return leaves, faults
}

type leaf struct {
	page uint64
	keys []string
}

// Each key of a bucket is there once, and where the pages above look for it.
func TestKeysInTheWrongPlace(t *testing.T) {
	sound := sample(t)
	leaves, faults := walk(t, sound)
	if len(leaves) < 3 || len(faults) > 0 {
		t.Fatalf("%d leaves, faults %q", len(leaves), faults)
	}
	one, two := leaves[0], leaves[1]
	for name, c := range map[string]struct {
		in       leaf
		old, new string
		want     string
	}{
		"twice in one leaf":   {one, one.keys[2], one.keys[1], "out of order, at element 2"},
		"twice in two leaves": {one, one.keys[len(one.keys)-1], two.keys[0], "belong on the next page"},
		"not as it is listed": {two, two.keys[0], two.keys[0][:4] + "5", "does not begin with the key under which it is listed"},
	} {
		file := bytes.Clone(sound)
		page := file[c.in.page*pageSize:][:pageSize]
		copy(page[bytes.Index(page, []byte(c.old)):], c.new)
		want := fmt.Sprintf("page %d ", c.in.page)
		if _, faults := walk(t, file); len(faults) != 1 || !strings.HasPrefix(faults[0], want) || !strings.HasSuffix(faults[0], c.want) {
			t.Errorf("%s: faults %q, want %s... %s", name, faults, want, c.want)
		}
	}
}
