package bolt_test

import (
	"os"
	"syscall"
)

// syncData syncs a file as bbolt does on Linux.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
