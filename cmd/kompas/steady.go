package main

import (
	"sync"
	"time"
)

// steadyClock takes the time of day at one moment and counts from there, so that it
// does not jump when somebody changes the machine's time of day. [steadyClock.Set]
// takes the time of day again. All methods may be called concurrently.
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

// Now returns the time, or the time of day if the uptime cannot be read.
func (c *steadyClock) Now() time.Time {
	up, err := uptime()
	if err != nil {
		return c.now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.start.Add(up - c.began)
}

// Set sets the clock to the time of day. If the uptime of the machine cannot be
// read, the clock stays as it is.
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
