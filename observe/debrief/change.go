package debrief

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"kompas/observe"
)

// Change is a request to replace a debrief, held against the present one.
type Change struct {
	Was, Next Debrief
	Shown     observe.Timestamp // the team is shown it, since this moment if it was not before; empty: it is not said
}

// Complete fills in what the request leaves to what is there, or to the server: the id of
// the experiment, turns that the writer sees under another id, and when the team was first
// shown it. NewID returns random UUIDs.
func (c *Change) Complete(l *observe.Redactor, newID func() string) {
	c.Next.ShownAt = cmp.Or(c.Next.ShownAt, c.Was.ShownAt, c.Shown)
	if f, was := c.Next.Fragment, c.Was.Fragment; f != nil && was != nil {
		next := *f
		if f.From == l.Reference(was.From) {
			next.From = was.From
		}
		if f.To == l.Reference(was.To) {
			next.To = was.To
		}
		c.Next.Fragment = &next
	}
	if e := c.Next.Experiment; e != nil && e.ID == "" {
		next := *e
		if was := c.Was.Experiment; was != nil {
			next.ID = was.ID
		} else {
			next.ID = newID()
		}
		c.Next.Experiment = &next
	}
}

// Same reports whether the present debrief is what is asked for.
func (c *Change) Same() bool { return c.Next.Name() == c.Was.Name() }

// Check checks what depends on the session and on what is there. A fragment that is there
// already is not checked: a turn of it may have been undone since.
func (c *Change) Check(at *observe.Snapshot) error {
	if was, next := c.Was.ShownAt, c.Next.ShownAt; next != was && (was != "" || next != c.Shown) {
		return observe.FieldError(observe.Invalid, "/shown_at", "is set by the server alone; leave it out")
	}
	f, was := c.Next.Fragment, c.Was.Fragment
	if f == nil || was != nil && f.From == was.From && f.To == was.To {
		return nil
	}
	return f.checkTurns(at)
}

// Renewed reports whether the experiment is new, or has other words.
func (c *Change) Renewed() bool {
	was, next := c.Was.Experiment, c.Next.Experiment
	return next != nil && (was == nil || *next != *was)
}

// Name names a debrief by its content: two that differ have different names, also after
// an older one was restored.
func (d Debrief) Name() string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // texts and numbers only
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}
