package format_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/observe/format"
)

// Files that are made to use much memory or time are refused before they use more
// than a few times their own size. The error says what is wrong, where, and what the
// limit is.
func TestHostileFilesAreRefusedEarly(t *testing.T) {
	const head = `{"format":"kompas-log","version":1,"session":{"id":"0199f5c2-0000-7000-8000-000000000001","title":"T",`
	list := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f(i))
		}
		return b.String()
	}
	const codebook = `"codebook":{"id":"b","tags":[{"id":"t"}]`
	for name, c := range map[string]struct {
		csv        bool
		data, want string
	}{
		"16 million columns":        {true, "time_ms,from" + strings.Repeat(",", 16<<20) + "\n0,A\n", "line 1: must name at most 1000 columns; there are 16777218"},
		"a row of 16 million cells": {true, "time_ms,from\n0" + strings.Repeat(",", 16<<20) + "\n", "line 2: must have 2 cells, as the header; it has 16777217"},
		"a column name of 16 MiB":   {true, "time_ms,from," + strings.Repeat("x", 16<<20) + "\n0,A,\n", "line 1: the columns must have at most 65536 bytes of names; they have 16777230"},
		"a name of 16 MiB":          {true, "time_ms,from\n0," + strings.Repeat("x", 16<<20) + "\n", "line 2, column from: must be 1 to 120 characters long; it has 16777216"},
		"a note of 16 MiB of lines": {true, "\ufefftime_ms,from,to,tags,note,phase,observer\n0,A,*,,\"" + strings.Repeat("y\n", 8<<20) + "\",,\n", "line 2: the session may hold 1000 entries; here is one more"},
		"a million phases":          {true, "time_ms,from,phase\n" + strings.ReplaceAll(list(100_000, func(i int) string { return fmt.Sprintf("0;A;%d", i) }), ",", "\n"), "line 1: must name"},
		"too many rows":             {true, "time_ms,from\n" + strings.Repeat("0,A\n", 2_000_000), "line 1002: the session may hold 1000 entries; here is one more"},
		"a million observers":       {false, head + codebook + `},"observers":[` + list(300_000, func(i int) string { return fmt.Sprintf(`{"id":"o%d"}`, i) }) + "]}}\n", "line 1, /session/observers: must have at most 10000 members"},
		"a million languages":       {false, head + codebook + `,"labels":{` + list(400_000, func(i int) string { return fmt.Sprintf(`"l%d":"x"`, i) }) + "}}}}\n", "line 1, /session/codebook/labels: must have at most 10000 members"},
		"a version of many parts":   {false, `{"format":"kompas-log","version":[` + list(1_000_000, func(int) string { return "{}" }) + `],"session":{}}` + "\n", "line 1, /version: must have at most 10000 members"},
		"fifty-one languages":       {false, head + codebook + `,"labels":{` + list(51, func(i int) string { return fmt.Sprintf(`"l%d":"x"`, i) }) + "}}}}\n", "line 1, /session/codebook/labels: must be in at most 50 languages; there are 51"},
		"a session of 16 MiB":       {false, head + `"intention":"` + strings.Repeat("x", 16<<20) + "\"}}\n", "line 1: the session must have at most 8388608 bytes; it has 16777334"},
		"lists within lists":        {false, head + `"phases":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}}\n", "line 1, /session/phases/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: must not be within more than 20 others"},
		"too many entries": {false, head + codebook + "}}}\n" + list(1001, func(i int) string {
			return fmt.Sprintf("%c", '\n') + fmt.Sprintf(`{"seq":%d,"id":"0199f5c2-7d5e-7c3a-9d0e-%012d","type":"redacted"}`, i+1, i)
		})[1:], "line 2: "},
	} {
		opts := options()
		opts.Entries = 1000
		data := []byte(c.data)
		if name == "a million phases" {
			data = []byte(strings.ReplaceAll(c.data, ";", ","))
			opts.Entries, c.want = 0, "line 10002, column phase: must be one of at most 10000 phases in a file"
		}
		if name == "too many entries" {
			data = []byte(strings.ReplaceAll(c.data, ",\n{", "\n{"))
			c.want = "line 1002: the session may hold 1000 entries; here is one more"
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var err error
		if c.csv {
			_, err = format.ReadCSV(data, opts)
		} else {
			_, err = format.ReadLog(data, opts)
		}
		runtime.ReadMemStats(&after)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || observe.CodeOf(err) != observe.Invalid {
			t.Errorf("%s: got %.300v, want %s", name, err, c.want)
		}
		if took := int(after.TotalAlloc - before.TotalAlloc); took > 4*len(data)+16<<20 {
			t.Errorf("%s: %d bytes are allocated for a file of %d", name, took, len(data))
		}
	}
}
