package debrief

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"kompas/observe"
)

// Change is a request to replace a debrief, held against the present one.
type Change struct {
	Was, Next Debrief
}

// Complete fills in what the request leaves to what is there: the id of the experiment,
// and turns that the writer sees under another id. NewID returns random UUIDs.
func (c *Change) Complete(l *observe.Redactor, newID func() string) {
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

// CheckTurns checks the fragment, unless it is the one that is there: a turn of it may
// have been undone since.
func (c *Change) CheckTurns(at *observe.Snapshot) error {
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
