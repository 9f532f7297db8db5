package live

import (
	"errors"
	"os"
	"sync"
	"time"
)

// fullBatch is how many bytes are sent in one go, about.
const fullBatch = 32 << 10

var batches = sync.Pool{New: func() any { b := make([]byte, 0, fullBatch); return &b }}

// send sends messages.
func (w *frameWriter) send(frames []byte) error {
	if len(frames) == 0 {
		return nil
	}
	w.speaks = true
	return w.put(frames)
}

// put puts frames into the batch, which leaves when it is full or nothing more
// waits. Frames must not change afterwards.
func (w *frameWriter) put(frames []byte) error {
	switch {
	case w.first == nil && w.batch == nil:
		w.first = frames // most leave alone, without being copied
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

// flush writes what waits to be sent.
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
		w.net.SetWriteDeadline(now.Add(limit)) // fails only where the write does
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
