package live

import (
	"errors"
	"os"
	"sync"
	"time"
)

// fullBatch is about how many bytes are sent with one system call.
const fullBatch = 32 << 10

var batches = sync.Pool{New: func() any { b := make([]byte, 0, fullBatch); return &b }}

// send puts frames that are messages, and not pings or the like, into the batch.
func (w *frameWriter) send(frames []byte) error {
	if len(frames) == 0 {
		return nil
	}
	w.speaks = true
	return w.put(frames)
}

// put puts frames into the batch, which is sent when it is full or when nothing
// more waits to be put there. The frames must not change afterwards.
func (w *frameWriter) put(frames []byte) error {
	switch {
	case w.first == nil && w.batch == nil:
		w.first = frames // mostly nothing comes after it: then it is not copied
		return nil
	case w.batch == nil:
		w.batch = batches.Get().(*[]byte)
		*w.batch = append(*w.batch, w.first...)
		w.first = nil
	}
	*w.batch = append(*w.batch, frames...)
	if len(*w.batch) >= fullBatch {
		return w.flush()
	}
	return nil
}

// flush sends the batch.
func (w *frameWriter) flush() error {
	out := w.first
	if w.batch != nil {
		out = *w.batch
	}
	var err error
	if len(out) > 0 {
		limit := w.live.opts.timing.write
		if !w.current {
			limit = w.live.opts.timing.backlog
		}
		now := time.Now()
		if w.speaks {
			w.spoke, w.speaks = now, false
		}
		w.net.SetWriteDeadline(now.Add(limit)) // fails only when the write does
		_, err = w.net.Write(out)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			w.slow = true
		}
		w.release()
	}
	if w.acks != (load{}) {
		w.mu.Lock()
		w.unanswered.entries -= w.acks.entries
		w.unanswered.bytes -= w.acks.bytes
		w.mu.Unlock()
		w.acks = load{}
		select {
		case w.space <- struct{}{}:
		default:
		}
	}
	return err
}

// release drops the batch.
func (w *frameWriter) release() {
	if w.batch != nil {
		if cap(*w.batch) <= 4*fullBatch {
			*w.batch = (*w.batch)[:0]
			batches.Put(w.batch)
		}
		w.batch = nil
	}
	w.first = nil
}
