package live

import (
	"errors"
	"os"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe"
	"kompas/observe/record"
	"kompas/server/api"
)

// frameWriter sends frames to the client of one connection. Nothing else writes to
// it. Only the goroutine of [frameWriter.run] calls its methods.
type frameWriter struct {
	*conn
	sent    observe.Seq // the last entry that was sent
	current bool        // the client has had the backlog

	figuresDue  bool        // entries were sent that no summary has counted
	figuresAt   time.Time   // the next summary must not be sent before
	lastSummary []byte      // that was sent, of a leader or participant
	figures     []byte      // a summary that counts entries which were not sent yet; nil: none
	figuresOf   observe.Seq // the last entry that it counts

	presentUpTo uint64 // the version of who is there that the client knows
	debriefTold uint64 // the revision of the debrief that it knows

	spoke    time.Time // when a message was last sent
	speaks   bool      // the batch holds a message
	pingDue  time.Time // when to send the next ping
	asked    time.Time // when the oldest ping was sent that is not answered; zero: all are
	answered int64     // how many pongs had come before it

	alarm   *time.Timer
	alarmAt time.Time

	first []byte  // the only frames that wait to be sent; nil: there are none, or they are in batch
	batch *[]byte // frames that are sent together; nil: there are none
	acks  load    // the entries whose answers wait to be sent
}

// errGone says that a client does not answer.
var errGone = errors.New("no answer to a ping")

// errEnded says that the connection was closed with a goodbye.
var errEnded = errors.New("ended")

// run sends until the connection ends.
func (w *frameWriter) run() {
	now := time.Now()
	t := &w.live.opts.timing
	w.spoke, w.pingDue = now, now.Add(t.ping)
	w.alarm, w.alarmAt = time.NewTimer(t.tick), now.Add(t.tick)
	defer w.alarm.Stop()
	err := w.welcome()
	for err == nil {
		err = w.step()
	}
	w.release()
}

// welcome sends the welcome, unless the connection is to end already.
func (w *frameWriter) welcome() error {
	defer w.dropWelcome()
	if w.greeting == nil || w.stopped() {
		return nil
	}
	now := time.Now()
	w.spoke = now
	w.net.SetWriteDeadline(now.Add(w.live.opts.timing.backlog)) // fails only when the write does
	_, err := w.greeting.frame.WriteTo(w.net)
	w.slow = errors.Is(err, os.ErrDeadlineExceeded)
	return err
}

// step does one thing that is due, or waits for one.
func (w *frameWriter) step() error {
	select {
	case <-w.wake:
		if err := w.signals(); err != nil {
			return err
		}
	default:
	}
	if !w.current {
		return w.page()
	}
	ready := w.sub.Ready()
	select {
	case <-ready:
		return w.take(w.sub.Next())
	default:
	}
	if err := w.summary(); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	select {
	case <-w.wake:
		return w.signals()
	case <-ready:
		return w.take(w.sub.Next())
	case <-w.alarm.C:
		return w.onAlarm(time.Now())
	}
}

// signals sends what others have noted with [conn.notice]: answers first, since a
// client waits for them.
func (w *frameWriter) signals() error {
	w.mu.Lock()
	results, presence, debrief, pong, bye, gone := w.results, w.presence, w.debrief, w.pong, w.bye, w.gone
	w.acks.bytes += w.settled
	w.results, w.settled, w.presence, w.debrief, w.pong = nil, 0, false, false, nil
	w.mu.Unlock()
	if gone != nil {
		return w.farewell(gone)
	}
	if bye != nil {
		return w.goodbye(bye, results)
	}
	if err := w.answer(results); err != nil {
		return err
	}
	if pong != nil {
		if err := w.put(controlFrame(framePong, pong)); err != nil {
			return err
		}
	}
	if presence {
		message, err := w.presenceFrame()
		if err != nil {
			return w.broken(err)
		}
		if err := w.send(message); err != nil {
			return err
		}
	}
	if debrief {
		message, err := w.debriefFrame()
		if err != nil {
			return w.broken(err)
		}
		return w.send(message)
	}
	return nil
}

// answer sends acks and rejects. The entries of a session that was deleted
// meanwhile are answered by the goodbye alone.
func (w *frameWriter) answer(results []observe.Result) error {
	if len(results) == 0 {
		return nil
	}
	b := make([]byte, 0, 96*len(results))
	for i := range results {
		if e := results[i].Err; e == nil || e.Code != observe.NotFound {
			b = appendAnswer(b, &results[i])
		}
	}
	w.acks.entries += len(results)
	return w.send(b)
}

// page sends the next entries of the backlog, without waiting for more: the client
// gets the next page when it has taken this one.
func (w *frameWriter) page() error {
	m, err := w.sub.Backlog(w.ctx, w.sent)
	if err != nil {
		return w.broken(err)
	}
	w.current = m.Live
	if m.Live {
		w.figuresDue = m.Head > 0
	}
	if len(m.Body) > 0 {
		who := w.activity.Who().Holder()
		if err := w.live.opts.Memory.Take(who, len(m.Body)); err != nil {
			return w.broken(err)
		}
		defer w.live.opts.Memory.Give(who, len(m.Body)) // the kernel has it by then
	}
	if err := w.take(m); err != nil {
		return err
	}
	return w.flush()
}

// take sends a message of the session.
func (w *frameWriter) take(m record.Message) error {
	if m.Head > w.sent {
		w.sent, w.figuresDue = m.Head, true
	}
	switch m.End {
	case record.ViewChanged:
		w.end(&api.Bye{Code: api.CloseRestart, Message: "what may be seen of the past has changed"})
	case record.Deleted:
		w.end(&api.Bye{Code: api.CloseDeleted, Message: "the session was deleted"})
	case record.TooSlow:
		w.end(&api.Bye{Code: api.CloseTooSlow, Message: "too far behind what is sent", RetryAfterMs: int(w.live.opts.timing.retry.Milliseconds())})
	}
	if m.End != record.GoesOn || w.stopped() { // what comes after the end is not for this client
		return w.signals()
	}
	return w.send(m.Body)
}

// broken ends the connection because the session cannot be read.
func (w *frameWriter) broken(err error) error {
	if w.ctx.Err() == nil {
		w.end(w.live.byeFor(err, api.CloseDeleted, "the session was deleted"))
	}
	return w.signals()
}

// farewell closes the connection of a client that has left, or from which nothing
// more can be read.
func (w *frameWriter) farewell(gone error) error {
	if e, ok := errors.AsType[*websocket.CloseError](gone); ok && e.Code != websocket.CloseAbnormalClosure {
		code := e.Code
		if code == websocket.CloseNoStatusReceived {
			code = websocket.CloseNormalClosure
		}
		w.put(closeFrame(code, ""))
		w.flush() // the client may be gone already
	}
	return gone
}

// goodbye waits for the answers to what the client has sent, and sends them and
// then why the connection ends. It waits until the client has closed its side, or
// its time is over.
func (w *frameWriter) goodbye(bye *api.Bye, results []observe.Result) error {
	limit := w.live.opts.timing.goodbye
	patience := time.NewTimer(limit)
	defer patience.Stop()
	for waiting := true; waiting; {
		if err := w.answer(results); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
		w.mu.Lock()
		results, w.results = w.results, nil
		waiting = w.unanswered.entries > 0 && w.gone == nil
		w.mu.Unlock()
		if waiting && len(results) == 0 {
			select {
			case <-w.wake:
			case <-patience.C:
				waiting = false
			}
		}
	}
	w.slow = bye.Code == api.CloseTooSlow
	w.send(textFrame(bye))
	w.put(closeFrame(bye.Code, bye.Message))
	if err := w.flush(); err != nil {
		return err
	}
	if half, ok := w.net.(interface{ CloseWrite() error }); ok {
		half.CloseWrite() // when that fails, the client has gone
	}
	w.net.SetReadDeadline(time.Now().Add(limit))
	<-w.left
	return errEnded
}
