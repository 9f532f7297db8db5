package main

import (
	"sync"
	"time"
)

// steadyClock tells the time of day as it was at one moment and counts from
// there: it does not step when the machine's time of day is set, until it is set
// by that anew. Its methods may be called at the same time.
type steadyClock struct {
	now func() time.Time // the time of day

	mu    sync.Mutex
	start time.Time
	began time.Duration // uptime at start
}

func newSteadyClock(now func() time.Time) (*steadyClock, error) {
	c := &steadyClock{now: now}
	return c, c.set()
}

// Now tells the time.
func (c *steadyClock) Now() time.Time {
	up, err := uptime()
	if err != nil {
		return c.now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.start.Add(up - c.began)
}

// Set sets the clock by the time of day. Where the machine does not tell how
// long it is on, it stays.
func (c *steadyClock) Set() { _ = c.set() }

func (c *steadyClock) set() error {
	up, err := uptime()
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start, c.began = c.now(), up
	return nil
}
