//go:build !linux

package bolt_test

import "os"

// syncData is what bbolt does on these systems, about.
func syncData(f *os.File) error { return f.Sync() }
