//go:build !unix || solaris || aix

package bolt

import "os"

// flock does nothing: on Windows a file that a process has open cannot be
// moved, so the lock that bbolt takes is enough.
func flock(*os.File, bool) (taken bool) { return false }
