package live

import (
	"bytes"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// summary sends the figures when they are due. One that counts entries which
// the client has not got waits for them. A leader or participant gets what
// [observe.Told] says, when there is something else to tell than the last time.
func (w *frameWriter) summary() error {
	if !w.current || !w.figuresDue || w.stopped() {
		return nil
	}
	now := time.Now()
	if now.Before(w.figuresAt) {
		w.wakeAt(w.figuresAt)
		return nil
	}
	if w.figures == nil || w.figuresOf < w.sent {
		var err error
		if w.figures, w.figuresOf, err = w.sub.Summary(w.ctx); err != nil {
			return w.broken(err)
		}
	}
	if w.figuresOf > w.sent {
		return nil // the entries come next
	}
	message, t := w.figures, &w.live.opts.timing
	w.figures, w.figuresDue, w.figuresAt = nil, false, now.Add(t.summary)
	if w.right.Role == observe.RoleLeader || w.right.Role == observe.RoleParticipant {
		if bytes.Equal(message, w.lastSummary) {
			w.figuresAt = now.Add(t.tick) // looking costs as much as the log is long
			return nil
		}
		w.lastSummary, w.figuresAt = message, now.Add(t.limited)
	}
	return w.send(message)
}

// wakeAt has onAlarm called no later than at t.
func (w *frameWriter) wakeAt(t time.Time) {
	if t.Before(w.alarmAt) {
		w.alarmAt = t
		w.alarm.Reset(time.Until(t))
	}
}

// onAlarm does what time demands: says that the server is there, asks whether
// the client is, and leaves one that is not.
func (w *frameWriter) onAlarm(now time.Time) error {
	t := &w.live.opts.timing
	if w.answered != w.pongs.Load() {
		w.answered, w.asked = w.pongs.Load(), time.Time{}
	}
	patience := now.Add(t.pong)
	if !w.asked.IsZero() {
		asked := w.asked
		if again := time.Unix(0, w.read.Load()); again.After(asked) {
			asked = again
		}
		if w.paused.Load() {
			asked = now
		}
		patience = asked.Add(t.pong)
		if !now.Before(patience) {
			return errGone
		}
	}
	if !now.Before(w.pinged) {
		w.pinged = now.Add(t.ping)
		if w.asked.IsZero() {
			w.asked = now
		}
		if err := w.put(controlFrame(framePing, nil)); err != nil {
			return err
		}
	}
	if !now.Before(w.spoke.Add(t.tick)) {
		w.spoke = now
		if err := w.send(textFrame(api.Tick{Type: "tick", ServerTime: observe.NewTimestamp(w.live.opts.Steady()), Head: w.sent})); err != nil {
			return err
		}
	}
	w.alarmAt = now.Add(time.Hour)
	for _, due := range []time.Time{w.pinged, w.spoke.Add(t.tick), patience} {
		w.wakeAt(due)
	}
	return nil
}
