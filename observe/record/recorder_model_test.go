package record_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/record"
)

// TestRecorderModel does random things with two recorders over one store, and compares
// every result and everything that is published with the stored log.
func TestRecorderModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := newBench(t, record.Options{MaxLoaded: 1})
		both := []*bench{one, newRecorder(one.log, record.Options{MaxLoaded: 1})}
		acked := map[string]observe.Seq{}
		var ids []string
		type seen struct {
			*follower
			since int // the seq that it started after
		}
		var followers []seen
		pick := func() *bench { return both[rapid.IntRange(0, 1).Draw(t, "recorder")] }
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				n := rapid.SampledFrom([]int{1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 260}).Draw(t, "new")
				var sent []string
				for range n {
					sent = append(sent, newID())
				}
				if len(ids) > 0 {
					again := rapid.SampledFrom(ids).Draw(t, "again")
					sent = slices.Insert(sent, rapid.IntRange(0, n).Draw(t, "at"), again)
				}
				raw := make([]json.RawMessage, len(sent))
				for i := range raw {
					raw[i] = turn(sent[i], "p1", "p2")
				}
				failing := rapid.SampledFrom([]string{"", "", "", "before", "after"}).Draw(t, "failing")
				if failing != "" {
					one.log.fail(func(next func() (observe.Seq, error)) (observe.Seq, error) {
						if failing == "after" {
							if _, err := next(); err != nil {
								return 0, err
							}
						}
						return 0, observe.Errorf(observe.Full, "full")
					})
				}
				results, err := pick().Append(context.Background(), testSession, observer, raw)
				one.log.heal()
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range results {
					if string(r.ID) != sent[i] {
						t.Fatal("answers out of order")
					}
					old := acked[sent[i]]
					switch {
					case r.Err != nil && failing == "":
						t.Fatal("rejected:", r.Err)
					case r.Err == nil && old != 0 && old != r.Seq:
						t.Fatal("acknowledged as", r.Seq, "before as", old)
					case r.Err == nil:
						acked[sent[i]] = r.Seq
					}
					ids = append(ids, sent[i])
				}
			},
			"title": func(t *rapid.T) {
				title := rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "title")
				err := pick().Update(context.Background(), testSession, func(_ *observe.State, h *observe.Header) error { h.Title = title; return nil })
				if err != nil {
					t.Fatal(err)
				}
			},
			"follow": func(t *rapid.T) {
				since := rapid.SampledFrom([]int{0, 1, 10, 100, 1000}).Draw(t, "since")
				viewer := rapid.SampledFrom([]observe.Viewer{observer, observe.OwnerViewer, {Role: observe.RoleViewer, Anonymous: true}}).Draw(t, "viewer")
				f := pick().follow(t, viewer, observe.Seq(since))
				followers = append(followers, seen{f, len(f.entries)})
			},
			"page": func(t *rapid.T) {
				for _, f := range followers {
					if !f.live && f.end == record.GoesOn {
						f.page()
					}
				}
			},
			"unfollow": func(t *rapid.T) {
				if len(followers) > 0 {
					followers[0].Close()
					followers = followers[1:]
				}
			},
			"": func(t *rapid.T) {
				for _, f := range followers {
					f.contiguous(t, f.since)
				}
			},
		})
		stored := one.stored(t)
		for id, seq := range acked {
			if int(seq) > len(stored) || string(stored[seq-1].ID) != id {
				t.Fatal("acknowledged", id, "as", seq, "is not there")
			}
		}
		want := len(stored) + 1
		for i, b := range both {
			b.add(t, observer, fmt.Sprint(want+i), turn(newID(), "p1", "p2"))
		}
		for _, f := range followers {
			f.drain().contiguous(t, f.since)
			if f.end == record.GoesOn && len(f.entries) < want {
				t.Fatal("came to", len(f.entries), "of", want)
			}
			f.Close()
		}
	})
}
