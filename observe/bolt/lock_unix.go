//go:build unix && !solaris && !aix

package bolt

import (
	"errors"
	"os"
	"syscall"
)

// flock locks an open file or folder against other processes, without waiting;
// taken is true when another process holds the lock. On file systems without
// such locks it does nothing.
func flock(f *os.File, exclusive bool) (taken bool) {
	how := syscall.LOCK_SH
	if exclusive {
		how = syscall.LOCK_EX
	}
	return errors.Is(syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
