package main

import (
	"os"
	"syscall"
)

// dataSync is what a database does after a write.
func dataSync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
