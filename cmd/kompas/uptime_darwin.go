package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// uptime returns how long the machine has been on, including the time that it slept.
// Nobody can set this clock. Go's monotonic clock stops while the machine sleeps.
func uptime() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return time.Duration(t.Nano()), err
}
