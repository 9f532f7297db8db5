package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// BenchmarkAppend measures appends of several concurrent writers, each to its
// own session. For comparison it also measures one bbolt transaction per entry,
// and plain file writes with a sync. One operation is one append.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct{ writers, entries int }{{1, 1}, {1, 16}, {64, 1}, {64, 16}} {
		b.Run(fmt.Sprintf("store/writers=%d/entries=%d", c.writers, c.entries), func(b *testing.B) {
			db, err := bolt.Open(b.TempDir(), bolt.Options{})
			must(b, err)
			defer func() { _ = db.Close() }()
			log := db.Log("default")
			for n := range c.writers {
				_, err := log.Create(b.Context(), observetest.Header(n), nil)
				must(b, err)
			}
			var left atomic.Int64
			left.Store(int64(b.N))
			var all sync.WaitGroup
			b.ResetTimer()
			for n := range c.writers {
				all.Go(func() {
					id, at := observetest.Header(n).ID, observe.Position{Revision: 1}
					for left.Add(-1) >= 0 {
						list := slices.Collect(observetest.Entries(at.Head+1, at.Head+observe.Seq(c.entries)))
						head, err := log.Append(b.Context(), id, at, list, nil)
						if err != nil {
							b.Error(err)
							return
						}
						at.Head = head
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N*c.entries)/b.Elapsed().Seconds(), "entries/s")
		})
	}
	e := observetest.Entry(3)
	value := e.AppendJSON(nil)
	b.Run("update per entry", func(b *testing.B) {
		db, err := bbolt.Open(filepath.Join(b.TempDir(), "db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 1 << 30})
		must(b, err)
		defer func() { _ = db.Close() }()
		for n := range b.N {
			must(b, db.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucketIfNotExists([]byte("log"))
				if err != nil {
					return err
				}
				return bucket.Put(fmt.Appendf(nil, "%020d", n), value)
			}))
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
	b.Run("write and sync", func(b *testing.B) {
		f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
		must(b, err)
		defer func() { _ = f.Close() }()
		for range b.N {
			_, err := f.Write(value)
			must(b, err)
			must(b, syncData(f))
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

// many makes a store with 10 000 sessions of 20 entries.
func many(b *testing.B) (dir string) {
	b.Helper()
	const sessions = 10_000
	dir = b.TempDir()
	db, err := bolt.Open(dir, bolt.Options{NoSync: true})
	must(b, err)
	for n := range sessions {
		_, err := db.Log("default").Create(b.Context(), observetest.Header(n), observetest.Entries(1, 20))
		must(b, err)
	}
	must(b, db.Close())
	return dir
}

// BenchmarkManySessions measures, with 10 000 sessions, opening the file,
// reading the first page of the list, and a deletion including the overwriting.
func BenchmarkManySessions(b *testing.B) {
	dir := many(b)
	b.Run("open", func(b *testing.B) {
		for range b.N {
			db, err := bolt.Open(dir, bolt.Options{})
			must(b, err)
			must(b, db.Close())
		}
	})
	db, err := bolt.Open(dir, bolt.Options{})
	must(b, err)
	defer func() { _ = db.Close() }()
	log := db.Log("default")
	b.Run("list", func(b *testing.B) {
		for range b.N {
			infos, _, err := log.List(b.Context(), observe.Filter{}, 50)
			must(b, err)
			if len(infos) != 50 {
				b.Fatal(len(infos))
			}
		}
	})
	b.Run("delete", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			_, err := log.Create(b.Context(), observetest.Header(20_000), observetest.Entries(1, 300))
			must(b, err)
			b.StartTimer()
			must(b, log.Delete(b.Context(), observetest.Header(20_000).ID))
		}
	})
}

// BenchmarkRead reads a page of 500 entries.
func BenchmarkRead(b *testing.B) {
	db, err := bolt.Open(b.TempDir(), bolt.Options{})
	must(b, err)
	defer func() { _ = db.Close() }()
	_, err = db.Log("default").Create(b.Context(), observetest.Header(1), observetest.Entries(1, 1000))
	must(b, err)
	for b.Loop() {
		_, err := db.Log("default").Read(b.Context(), observetest.Header(1).ID, 400, 500)
		must(b, err)
	}
	b.ReportMetric(500*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
