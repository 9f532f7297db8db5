//go:build !linux

package bolt_test

import "os"

// syncData syncs a file about as bbolt does on the other systems.
func syncData(f *os.File) error { return f.Sync() }
