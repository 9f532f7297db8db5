// Command write writes the made-up meeting for tests that are not written in Go:
// meeting.jsonl, which Kompas imports, and meeting.json, which says what is in it.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/observe/madeup"
)

func main() {
	var o madeup.Options
	flag.Uint64Var(&o.Seed, "seed", 1, "another number makes another meeting")
	flag.BoolVar(&o.Independent, "independent", false, "two observers note each for themselves")
	flag.Parse()
	if err := write(o, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(o madeup.Options, dir string) error {
	m := madeup.Meeting(o)
	var log bytes.Buffer
	err := format.WriteLog(&log, m.Header, nil, func(yield func(observe.Entry, error) bool) {
		for _, e := range m.Entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	facts, err := json.Marshal(m.Facts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "meeting.jsonl"), log.Bytes(), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "meeting.json"), facts, 0o600)
}
