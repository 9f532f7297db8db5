package live

import (
	"bytes"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// summary sends the figures when they are due. A summary that counts entries which
// the client does not have yet waits until they are sent. A leader or participant
// gets a summary only when it differs from the last one.
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
			w.figuresAt = now.Add(t.tick) // each look costs time that grows with the log
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

// onAlarm sends a tick or a ping when it is due. The error is errGone when the
// client has not answered a ping in time; while the server does not read from it,
// that time does not run.
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
	if !now.Before(w.pingDue) {
		w.pingDue = now.Add(t.ping)
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
	for _, due := range []time.Time{w.pingDue, w.spoke.Add(t.tick), patience} {
		w.wakeAt(due)
	}
	return nil
}
