package observetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Meetings returns the folder of real meetings: meetings in the folder that
// KOMPAS_SHARED names, or in the folder shared beside the project. If it is missing,
// the test is skipped, or fails if CI=true. A test whose subtests read from the folder
// must call Meetings before it starts them.
func Meetings(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("KOMPAS_SHARED")
	if dir == "" {
		dir = filepath.Join(project(t), "..", "shared")
	}
	dir = filepath.Join(dir, "meetings")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real meetings are missing; KOMPAS_SHARED names the folder that holds them: %v", err)
		}
		t.Skipf("the real meetings are missing; KOMPAS_SHARED names the folder that holds them: %v", err)
	}
	return dir
}

// project returns the folder of go.mod: the working directory or one above it.
func project(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			t.Fatal("no go.mod above the folder in which the test runs")
		}
		dir = above
	}
}
