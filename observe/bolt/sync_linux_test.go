package bolt_test

import (
	"os"
	"syscall"
)

// syncData is what bbolt does on this system.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
