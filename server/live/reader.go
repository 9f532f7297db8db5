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

// readAll takes messages until the connection ends. Then it throws away what
// still comes, so that the client reads the goodbye: unread bytes would make the
// kernel reset the connection.
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

// refusal is an error of the client, for which the connection is closed.
type refusal struct {
	code    int // of the close frame
	message string
}

func (r *refusal) Error() string { return r.message }

// next reads one message, and returns its entries, which are not parsed yet, and
// its size in bytes. The error is a *refusal when the client did something wrong.
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

// messages holds buffers for one message each; a connection uses one only while
// it reads a message.
var messages = sync.Pool{New: func() any { return new([maxMessage + 1]byte) }}

// notUnderstood makes a *refusal of an error that the library found in the frames
// of the client, and returns errors of the network as they are.
func notUnderstood(err error) error {
	_, closed := errors.AsType[*websocket.CloseError](err)
	if _, network := errors.AsType[net.Error](err); closed || network || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return err
	}
	return &refusal{api.CloseBad, "a frame is not right: " + strings.TrimPrefix(err.Error(), "websocket: ")}
}

// claim counts a message of n entries and size bytes as unanswered. While there
// is too much of that, because the store is slow or the client does not read its
// answers, it waits. It returns false when the connection ends.
func (c *conn) claim(n, size int) bool {
	for {
		c.mu.Lock()
		free := c.unanswered.entries < maxUnanswered && c.unanswered.bytes < maxUnansweredBytes
		if free {
			c.unanswered.entries += n
			c.unanswered.bytes += size
		}
		c.mu.Unlock()
		if free {
			return true
		}
		if !c.withoutReading(func() bool {
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
	c.withoutReading(func() bool {
		select {
		case <-t.C:
		case <-c.stop:
		}
		return true
	})
}

// withoutReading notes that the reader does not read while f runs: a pong that
// arrives behind other messages is not late then.
func (c *conn) withoutReading(f func() bool) bool {
	c.paused.Store(true)
	defer func() {
		c.read.Store(time.Now().UnixNano())
		c.paused.Store(false)
	}()
	return f()
}
