package record

import (
	"context"
	"encoding/json"
	"reflect"

	"kompas/observe"
)

// request is one append in the queue.
type request struct {
	viewer  observe.Viewer
	entries []observe.Entry
	errs    []error // of parsing; errs[i] belongs to entries[i]
	size    int     // of the raw entries, in bytes
	done    func([]observe.Result)
}

// mostWrite is how many bytes of entries are written and published at a time, unless a
// single request is larger.
const mostWrite = 256 << 10

// enqueue adds an append to the queue. It calls done with the results, after those of
// all earlier appends.
func (ls *loadedSession) enqueue(v observe.Viewer, raw []json.RawMessage, done func([]observe.Result)) {
	q := request{viewer: v, entries: make([]observe.Entry, len(raw)), errs: make([]error, len(raw)), done: done}
	for i, b := range raw {
		q.entries[i], q.errs[i] = observe.ParseEntry(b)
		q.size += len(b)
	}
	ls.queueMu.Lock()
	defer ls.queueMu.Unlock()
	ls.queue = append(ls.queue, q)
	if !ls.busy {
		ls.busy = true
		ls.recorder.retain(ls)
		go ls.drain()
	}
}

// drain writes the queue in batches of up to mostWrite bytes until it is empty.
func (ls *loadedSession) drain() {
	for {
		ls.queueMu.Lock()
		n, size := 0, 0
		for n < len(ls.queue) && (n == 0 || size+ls.queue[n].size <= mostWrite) {
			size += ls.queue[n].size
			n++
		}
		batch := ls.queue[:n:n]
		ls.queue = ls.queue[n:]
		if n == 0 {
			ls.queue, ls.busy = nil, false
		}
		ls.queueMu.Unlock()
		if n == 0 {
			ls.recorder.release(ls)
			return
		}
		results := ls.write(batch)
		for i, q := range batch {
			q.done(results[i])
		}
	}
}

// write decides on a batch of appends, and stores the valid entries in one append to
// the log. It does not end with the context of a client, as the batch may be of several.
func (ls *loadedSession) write(batch []request) (results [][]observe.Result) {
	ctx := context.Background()
	ls.mu.Lock()
	defer ls.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			results = refuseAll(batch, ls.fault(p))
		}
	}()
	for {
		if err := ls.load(ctx); err != nil {
			return refuseAll(batch, asError(err))
		}
		results, entries := ls.decide(batch)
		if len(entries) == 0 {
			return results
		}
		var facts *observe.Facts
		if ls.state.FactsChangedSince(ls.position.Head) {
			facts = new(ls.state.Facts())
		}
		head, err := ls.recorder.log.Append(ctx, ls.id, ls.position, entries, facts)
		if err == nil {
			ls.position.Head = head
			ls.publish(entries)
			return results
		}
		ls.state = nil // it has entries that the store does not have
		if !isConflict(err) {
			refuseNew(results, entries, asError(err))
			return results
		}
	}
}

// decide returns a result for each entry, applies the valid new ones to the state, and
// returns these.
func (ls *loadedSession) decide(batch []request) (results [][]observe.Result, entries []observe.Entry) {
	results = make([][]observe.Result, len(batch))
	now := observe.NewTimestamp(ls.recorder.opts.Now())
	for i, q := range batch {
		results[i] = make([]observe.Result, len(q.entries))
		var blocked *observe.Error // a passing reject: all later new entries of the request get it too, to keep their order
		for j := range q.entries {
			e := &q.entries[j]
			res := &results[i][j]
			res.ID = e.ID
			seq, err := ls.state.Find(q.viewer, e)
			switch {
			case blocked != nil && seq == 0 && err == nil: // it is new
				res.Err = blocked
				continue
			case q.errs[j] != nil:
				res.Err = asError(q.errs[j])
				continue
			case err != nil:
				res.Err = asError(err)
				continue
			case seq > 0:
				res.Seq = seq
				continue
			}
			err = ls.state.CheckNewID(e.ID, ls.recorder.opts.Secret)
			if err == nil {
				err = ls.state.Check(q.viewer, e)
			}
			if err == nil {
				err = ls.recorder.opts.Quotas.CheckEntry(ls.state, e)
			}
			if err != nil {
				res.Err = asError(err)
				if passing(res.Err.Code) {
					blocked = observe.Errorf(res.Err.Code, "%s", res.Err.Message) // without the field, which is of this entry only
				}
				continue
			}
			stored := *e
			stored.Seq, stored.Observer, stored.RecordedAt = ls.state.Head()+1, q.viewer.Observer, now
			ls.state.Apply(stored)
			entries = append(entries, stored)
			res.Seq = stored.Seq
		}
	}
	return results, entries
}

// fault handles the value of a recovered panic; the caller holds mu. Nobody knows what
// was done before the panic. So the state is read again, and all subscriptions end, so
// that clients subscribe again from what they have.
func (ls *loadedSession) fault(p any) *observe.Error {
	ls.state = nil
	ls.endAll(ViewChanged)
	return observe.Errorf(observe.Unavailable, "session %q cannot be written or shown: %v", ls.id, p)
}

// refuseNew rejects the entries that could not be stored. Those that had been stored
// before stay acknowledged.
func refuseNew(results [][]observe.Result, entries []observe.Entry, err *observe.Error) {
	for _, rs := range results {
		for i := range rs {
			if rs[i].Seq >= entries[0].Seq {
				rs[i].Seq, rs[i].Err = 0, err
			}
		}
	}
}

// refuseAll returns results that reject all entries of a batch.
func refuseAll(batch []request, err *observe.Error) [][]observe.Result {
	results := make([][]observe.Result, len(batch))
	for i, q := range batch {
		for _, e := range q.entries {
			results[i] = append(results[i], observe.Result{ID: e.ID, Err: err})
		}
	}
	return results
}

// update changes the header; see [Recorder.Update].
func (ls *loadedSession) update(ctx context.Context, change func(*observe.State, *observe.Header) error) error {
	for {
		if err := ls.withState(ctx, func() error { return nil }); err != nil {
			return err
		}
		if decided, err := ls.tryUpdate(ctx, change); decided {
			return err
		}
	}
}

// tryUpdate changes the header. It returns false if the state is not loaded, or if
// another recorder has changed the session; then it must be called again.
func (ls *loadedSession) tryUpdate(ctx context.Context, change func(*observe.State, *observe.Header) error) (decided bool, err error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.state == nil {
		return false, nil
	}
	h := cloneHeader(*ls.state.Header())
	if err := change(ls.state, &h); err != nil {
		return true, err
	}
	if reflect.DeepEqual(h, *ls.state.Header()) {
		return true, nil
	}
	if err := h.ValidateChange(ls.state.Header()); err != nil {
		return true, err
	}
	if err := ls.recorder.opts.Quotas.CheckHeader(&h, ls.state.Header()); err != nil {
		return true, err
	}
	revision, err := ls.recorder.log.PutHeader(ctx, ls.id, ls.position, h)
	if isConflict(err) {
		ls.state = nil
		return false, nil
	}
	if err != nil {
		return true, err
	}
	ls.position.Revision = revision
	urgent := h.Locked != ls.state.Header().Locked // a pad sends its entries or keeps them, depending on the lock
	ls.state.SetHeader(h)
	for _, g := range ls.groups {
		g.redactor = ls.state.Redactor(g.viewer, ls.recorder.opts.Secret)
	}
	ls.publishSession(urgent)
	ls.dropChanged()
	return true, nil
}

// delete removes the session from the log and ends all subscriptions.
func (ls *loadedSession) delete(ctx context.Context) error {
	ls.deleting.Store(true)
	defer ls.deleting.Store(false)
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.gone {
		return errNoSession(ls.id)
	}
	if err := ls.recorder.log.Delete(ctx, ls.id); err != nil {
		return err
	}
	ls.gone = true
	ls.state = nil
	ls.endAll(Deleted)
	return nil
}
