//go:build unix && !linux

package main

import "os"

// dataSync is what a database does after a write.
func dataSync(f *os.File) error { return f.Sync() }
