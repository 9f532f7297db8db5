//go:build !unix || solaris || aix

package bolt

import "os"

// flock does nothing: under Windows a file that a process has open cannot be
// moved away, so the lock that bbolt puts on it is enough.
func flock(*os.File, bool) (taken bool) { return false }
