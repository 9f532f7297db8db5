package main

import "time"

// steadyTime is a clock that begins with the time of day that now gives, and
// then counts: it does not step when the machine's time of day is set.
func steadyTime(now func() time.Time) (func() time.Time, error) {
	began, err := uptime()
	if err != nil {
		return nil, err
	}
	start := now()
	return func() time.Time {
		up, err := uptime()
		if err != nil {
			return now()
		}
		return start.Add(up - began)
	}, nil
}
