package live

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/server/api"
)

// readAll takes messages until the connection ends, then throws away what
// comes, so that the client can read why before the network tells it that
// nobody listens.
func (c *conn) readAll() {
	defer close(c.left)
	p := c.live.opts.Senders.Pace()
	for !c.stopped() {
		entries, size, err := c.next()
		if refused, ok := errors.AsType[*refusal](err); ok {
			c.end(&api.Bye{Code: refused.code, Message: refused.message})
			break
		}
		if err != nil {
			c.notice(func() { c.gone = err })
			return
		}
		if c.activity.Act() != nil {
			break
		}
		if c.stopped() || !c.claim(len(entries), size) {
			c.activity.Acted()
			break
		}
		began := time.Now()
		c.sub.Append(entries, func(results []observe.Result) {
			c.activity.Acted()
			c.notice(func() {
				c.results = append(c.results, results...)
				c.settled += size
			})
			c.live.opts.Metrics.Answered(results, time.Since(began))
		})
		c.pause(max(p.Take(len(entries), began), c.sender.Take(len(entries))))
	}
	_, err := io.Copy(io.Discard, c.net)
	c.notice(func() { c.gone = errors.Join(io.EOF, err) })
}

// refusal says with which code a client is sent away, and why.
type refusal struct {
	code    int
	message string
}

func (r *refusal) Error() string { return r.message }

// next reads one message, and gives its size in bytes too. The error is a
// *refusal where the client did something wrong.
func (c *conn) next() (entries []json.RawMessage, size int, err error) {
	kind, message, err := c.ws.NextReader()
	if err != nil {
		return nil, 0, notUnderstood(err)
	}
	if kind != websocket.TextMessage {
		return nil, 0, &refusal{api.CloseBad, "a message must be text, not binary"}
	}
	buf := messages.Get().(*[maxMessage + 1]byte)
	defer messages.Put(buf)
	n, err := io.ReadFull(message, buf[:])
	switch {
	case err == nil:
		return nil, 0, &refusal{api.CloseTooLarge, "a message must have at most " + strconv.Itoa(maxMessage) + " bytes"}
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, 0, notUnderstood(err)
	}
	entries, err = parseAppend(buf[:n])
	return entries, n, err
}

// messages holds buffers for one message each; a connection has one only while
// it reads a message.
var messages = sync.Pool{New: func() any { return new([maxMessage + 1]byte) }}

// notUnderstood turns an error of the library that is about the frames of the
// client into a goodbye, and leaves those of the network as they are.
func notUnderstood(err error) error {
	_, closed := errors.AsType[*websocket.CloseError](err)
	if _, network := errors.AsType[net.Error](err); closed || network || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return err
	}
	return &refusal{api.CloseBad, "a frame is not right: " + strings.TrimPrefix(err.Error(), "websocket: ")}
}

// claim takes room for a message of n entries and size bytes, and waits for it
// where a client sends and sends but is not answered yet, or does not read its
// answers; false when the connection ends.
func (c *conn) claim(n, size int) bool {
	for {
		c.mu.Lock()
		free := c.unanswered.entries < maxUnanswered && c.unanswered.bytes < maxUnread
		if free {
			c.unanswered.entries += n
			c.unanswered.bytes += size
		}
		c.mu.Unlock()
		if free {
			return true
		}
		if !c.reading(func() bool {
			select {
			case <-c.space:
				return true
			case <-c.stop:
				return false
			}
		}) {
			return false
		}
	}
}

// pause waits before the next message is read.
func (c *conn) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	c.reading(func() bool {
		select {
		case <-t.C:
		case <-c.stop:
		}
		return true
	})
}

// reading notes that the reader does not read while f runs: a pong that waits
// behind other messages is not late.
func (c *conn) reading(f func() bool) bool {
	c.paused.Store(true)
	defer func() {
		c.read.Store(time.Now().UnixNano())
		c.paused.Store(false)
	}()
	return f()
}
