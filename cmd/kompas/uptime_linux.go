package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// uptime is how long the machine has been on, asleep or not, by a clock that
// nobody can set. Go's own does not count while the machine sleeps.
func uptime() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t)
	return time.Duration(t.Nano()), err
}
