package access

import (
	"context"
	"time"

	"kompas/server/documents"
)

// sweepEvery is for how long what has expired may stay while sign-in links are
// made: looking for it reads all browser sessions, invitations and grants.
const sweepEvery = time.Hour

// sweepNowAndThen sweeps, unless that was done less than sweepEvery ago.
func (c *Control) sweepNowAndThen(ctx context.Context) error {
	now := c.opts.Now()
	last := c.swept.Load()
	if last != nil && now.Sub(*last) < sweepEvery || !c.swept.CompareAndSwap(last, &now) {
		return nil
	}
	return c.sweep(ctx)
}

// sweep removes what has expired.
func (c *Control) sweep(ctx context.Context) error {
	now := c.opts.Now()
	type expiring struct {
		Expires time.Time `json:"expires"`
		Lasts   time.Time `json:"lasts"` // of an invitation: until its last grant has expired
	}
	for _, kind := range []string{keyBrowser, keySignin, keyInvitation, keyInvited, keyGrant} {
		for d, err := range documents.List[expiring](ctx, c.opts.Docs, kind, "") {
			if err != nil {
				return err
			}
			until := d.Value.Expires
			if d.Value.Lasts.After(until) {
				until = d.Value.Lasts
			}
			if now.Before(until) {
				continue
			}
			if err := c.opts.Docs.Delete(ctx, d.Key, d.Revision); err != nil && !documents.ChangedMeanwhile(err) {
				return err
			}
		}
	}
	return nil
}
