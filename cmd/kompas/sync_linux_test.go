package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kompas/observe"
)

// Kill -9 never shows that a sync is missing, since the kernel keeps what was
// written. So the system calls of a server are traced: between the write of an
// entry to the data file and its acknowledgement on the socket lies a sync,
// and nothing written is left without one.
func TestSyncLiesBetweenWriteAndAcknowledgement(t *testing.T) {
	needStrace(t)
	ids, trace := traced(t, exec.Command(kompas))
	if problems := unsynced(ids, trace); len(problems) > 0 {
		t.Errorf("%s", strings.Join(problems, "\n"))
	}
}

// The test above fails when the store runs without syncing: here it does.
func TestMissingSyncIsFound(t *testing.T) {
	needStrace(t)
	ids, trace := traced(t, exec.Command(os.Args[0]), "KOMPAS_TEST_NOSYNC=1")
	if problems := unsynced(ids, trace); len(problems) < len(ids) {
		t.Errorf("without a sync, %d of %d entries are found only: %q", len(problems), len(ids), problems)
	}
}

func needStrace(t *testing.T) {
	t.Helper()
	out, err := exec.Command("strace", "-f", "-o", filepath.Join(t.TempDir(), "trace"), "true").CombinedOutput()
	if err == nil {
		return
	}
	message := fmt.Sprintf("system calls cannot be traced here, so whether entries are synced is not known: %v %s", err, out)
	if os.Getenv("CI") == "true" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// traced has a server that is traced store some entries, one after the other,
// and returns their ids and the trace.
func traced(t *testing.T, program *exec.Cmd, env ...string) ([]observe.EntryID, string) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	args := []string{"-f", "-y", "-s", "100000", "-e", "signal=none", "-o", trace,
		"-e", "trace=pwrite64,pwritev,fdatasync,fsync,write,writev,sendto,sendmsg",
		program.Path, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}
	p := start(t, exec.Command("strace", args...), append(env, tokenVariable+"="+ownerToken)...)
	p.pid = child(t, p.cmd.Process.Pid)
	l := dial(t, p, p.newSession(t), "")
	var ids []observe.EntryID
	for n := range 5 {
		e := turn(n)
		ids = append(ids, e.ID)
		if err := l.append(e); err != nil {
			t.Fatal(err)
		}
		l.until(t, "ack")
	}
	p.stop(t)
	return ids, readText(t, trace)
}

// child returns the only child of a process.
func child(t *testing.T, pid int) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(readText(t, fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var (
	// A call that took long is written in two lines, with the thread's number.
	callLine    = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	resumedLine = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
)

// unsynced reads a trace and says for which entries the acknowledgement is not
// preceded by the write of the entry, a sync of the data file after it, and no
// write that is not synced.
func unsynced(ids []observe.EntryID, trace string) []string {
	var problems []string
	written := map[observe.EntryID]bool{}
	acked := map[observe.EntryID]bool{}
	dirty := false             // something is written and not synced
	syncs := map[string]bool{} // by thread: a sync is under way, and nothing was written since it began
	for line := range strings.SplitSeq(trace, "\n") {
		thread, call, rest, ended := "", "", "", true
		if m := callLine.FindStringSubmatch(line); m != nil {
			thread, call, rest = m[1], m[2], m[3]
			ended = !strings.Contains(line, "<unfinished ...>")
		} else if m := resumedLine.FindStringSubmatch(line); m != nil {
			thread, call = m[1], m[2]
		} else {
			continue
		}
		toData := strings.Contains(rest, "kompas.db>")
		switch call {
		case "pwrite64", "pwritev":
			if !toData {
				continue
			}
			dirty = true
			clear(syncs)
			for _, id := range ids {
				if strings.Contains(rest, string(id)) {
					written[id] = true
				}
			}
		case "fdatasync", "fsync":
			if toData {
				syncs[thread] = true
			}
			if ended && syncs[thread] {
				dirty = false
				delete(syncs, thread)
			}
		case "write", "writev", "sendto", "sendmsg":
			for _, id := range ids {
				if acked[id] || !strings.Contains(rest, `\"ack\"`) || !strings.Contains(rest, string(id)) {
					continue
				}
				acked[id] = true
				if !written[id] || dirty {
					problems = append(problems, fmt.Sprintf("entry %s is acknowledged; written before: %v, all synced before: %v", id, written[id], !dirty))
				}
			}
		}
	}
	for _, id := range ids {
		if !acked[id] {
			problems = append(problems, fmt.Sprintf("entry %s: no acknowledgement is found in the trace", id))
		}
	}
	return problems
}
