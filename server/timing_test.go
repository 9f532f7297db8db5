package server_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"kompas/analysis/charts"
	"kompas/observe"
	"kompas/observe/format"
	"kompas/observe/madeup"
)

// timed is the file of a made-up meeting whose times are others in the same order: time
// says which is the n-th of them.
func timed(t *testing.T, timing observe.Timing, time func(n int) observe.Millis) []byte {
	t.Helper()
	made := madeup.Meeting(madeup.Options{Seed: 3})
	made.Header.Timing = timing
	var all []observe.Millis
	each := func(do func(*observe.Millis)) {
		for i := range made.Entries {
			e := &made.Entries[i]
			do(&e.At)
			if e.Set != nil && e.Set.At != nil {
				do(e.Set.At)
			}
		}
	}
	each(func(at *observe.Millis) { all = append(all, *at) })
	slices.Sort(all)
	all = slices.Compact(all)
	each(func(at *observe.Millis) {
		n, _ := slices.BinarySearch(all, *at)
		*at = time(n)
	})
	var b bytes.Buffer
	entries := iter.Seq2[observe.Entry, error](func(yield func(observe.Entry, error) bool) {
		for _, e := range made.Entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err := format.WriteLog(&b, made.Header, nil, entries); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Of a meeting that was noted on paper nothing that is told depends on when turns were,
// only on their order. By the clock it does.
func TestNothingOnPaperRestsOnTime(t *testing.T) {
	even := func(n int) observe.Millis { return observe.Millis(5000 * n) }
	uneven := func(n int) observe.Millis { return observe.Millis(10*n*n + 3*n) }
	tell := func(timing observe.Timing, time func(int) observe.Millis) map[string]string {
		owner := newRig(t, nil).owner()
		id := owner.want(201, "POST", "/sessions/import?format=jsonl", timed(t, timing, time)).text("sessions", 0, "id")
		out := map[string]string{}
		paths := []string{"/analysis?permutations=200", "/findings?lang=nl&permutations=200", "/findings?lang=en&permutations=200", "/charts?lang=en&permutations=200"}
		for _, name := range charts.Names() {
			if name != "timeline" { // which shows where turns are
				paths = append(paths, "/charts/"+name+"?lang=en&permutations=200")
			}
		}
		for _, path := range paths {
			out[path] = string(owner.want(200, "GET", "/sessions/"+id+path, nil).body)
		}
		return out
	}
	a, b := tell(observe.OnPaper, even), tell(observe.OnPaper, uneven)
	for path := range a {
		if a[path] != b[path] {
			at := 0
			for a[path][at] == b[path][at] {
				at++
			}
			t.Errorf("%s rests on time: %.200s and %.200s", path, a[path][max(0, at-150):], b[path][max(0, at-50):])
		}
	}
	c, d := tell("", even), tell("", uneven)
	for _, path := range []string{"/analysis?permutations=200", "/charts/rhythm?lang=en&permutations=200"} {
		if c[path] == d[path] {
			t.Errorf("by the clock %s does not rest on time", path)
		}
	}
	if !strings.Contains(a["/analysis?permutations=200"], `"timing":"paper"`) {
		t.Error("the result does not say that the meeting was noted on paper")
	}
}

// What rests on time is not there, and the pictures of time say why.
func TestPaperIsSaid(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.want(201, "POST", "/sessions/import?format=jsonl", timed(t, observe.OnPaper, func(n int) observe.Millis { return observe.Millis(5000 * n) })).text("sessions", 0, "id")
	a := owner.want(200, "GET", "/sessions/"+id+"/analysis?permutations=200", nil)
	who := a.at("participation", "persons", 0).(object)
	if a.at("span_ms") != nil || who["per_10_min"] != nil || who["mean_gap_ms"] != nil || who["longest_silence_ms"] != nil || who["sent"].(float64) < 1 {
		t.Errorf("span %v, %v", a.at("span_ms"), who)
	}
	if path := a.at("dimensions", "path").([]any); len(path) > 0 {
		t.Errorf("a path over time: %v", path)
	}
	for i := 0; a.at("loops", i) != nil; i++ {
		if ms := a.at("loops", i, "mean_cycle_ms"); ms != nil {
			t.Errorf("a pass of a loop takes %v", ms)
		}
	}
	for i := 0; a.at("effects", i) != nil; i++ {
		if a.at("effects", i, "outcome") == "silence" {
			t.Fatalf("how long it took: %v", a.at("effects", i))
		}
	}
	if a.at("effects", 0) == nil || a.at("loops", 0) == nil {
		t.Error("no effects, or no loops")
	}
	const why = "Noted on paper: the order of the turns is known, their times are not."
	rhythm := owner.want(200, "GET", "/sessions/"+id+"/charts/rhythm", nil)
	if rhythm.at("kompas", "empty") != true || rhythm.at("kompas", "note") != why {
		t.Errorf("rhythm: %s", rhythm.body)
	}
	timeline := owner.want(200, "GET", "/sessions/"+id+"/charts/timeline", nil)
	if note := timeline.text("kompas", "note"); timeline.at("kompas", "empty") != false || !strings.Contains(note, why) || timeline.at("kompas", "table", "rows", 0).([]any)[0] != "–" {
		t.Errorf("timeline: %s %v", note, timeline.at("kompas", "table", "rows", 0))
	}
}

// The observers of a meeting that was noted on paper are not compared.
func TestNoAgreementOnPaper(t *testing.T) {
	r := newRig(t, nil)
	id, _ := twice(r)
	owner := r.owner()
	owner.want(200, "PATCH", "/sessions/"+id, object{"timing": "paper"})
	for _, path := range []string{"/agreement", "/charts/agreement"} {
		if a := owner.want(409, "GET", "/sessions/"+id+path, nil); a.text("type") != "urn:kompas:problem:conflict" {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	if list := string(owner.want(200, "GET", "/sessions/"+id+"/charts", nil).body); strings.Contains(list, "agreement") {
		t.Errorf("the charts: %s", list)
	}
}

// The owner says at any time that a meeting was noted on paper; files keep it.
func TestTiming(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"timing": "paper"})
	path := "/sessions/" + id
	said := func(want any) {
		t.Helper()
		if got := owner.want(200, "GET", path, nil).at("timing"); got != want {
			t.Errorf("timing is %v, want %v", got, want)
		}
		if got := owner.want(200, "GET", "/sessions", nil).at("items", 0, "timing"); got != want {
			t.Errorf("in the list it is %v, want %v", got, want)
		}
	}
	said("paper")
	owner.turnsOf(id, 3)
	spans := func(want any) {
		t.Helper()
		if got := owner.want(200, "GET", path+"/analysis", nil).at("span_ms"); got != want {
			t.Errorf("the turns span %v, want %v", got, want)
		}
	}
	spans(nil)
	owner.want(200, "PATCH", path, object{"timing": "clock"})
	spans(2000.0)
	owner.want(200, "PATCH", path, object{"timing": "paper"})
	spans(nil)
	for _, row := range []struct{ value, want any }{{"clock", "clock"}, {"paper", "paper"}, {nil, nil}, {"paper", "paper"}} {
		owner.want(200, "PATCH", path, object{"timing": row.value})
		said(row.want)
	}
	owner.wrong("PATCH", path, object{"timing": "watch"}, "/timing")
	owner.wrong("POST", "/sessions", object{"title": "T", "timing": "watch"}, "/timing")
	r.joined(id, "observer", nil).want(403, "PATCH", path, object{"timing": "clock"})

	for what, query := range map[string]string{"own": "", "anonymous": "&anonymous=true"} {
		file := owner.want(200, "GET", path+"/export?format=jsonl"+query, nil).body
		var head struct{ Session struct{ Timing string } }
		if err := json.Unmarshal(file[:bytes.IndexByte(file, '\n')], &head); err != nil || head.Session.Timing != "paper" {
			t.Errorf("%s file: %+v %v", what, head, err)
		}
		other := newRig(t, nil).owner()
		back := other.want(201, "POST", "/sessions/import?format=jsonl", file).text("sessions", 0, "id")
		if got := other.want(200, "GET", "/sessions/"+back, nil).at("timing"); got != "paper" {
			t.Errorf("back from the %s file it is %v", what, got)
		}
	}
	// The same request again makes no second session, with the default said or not.
	body := object{"id": "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e", "title": "T"}
	owner.want(201, "POST", "/sessions", body)
	body["timing"] = "clock"
	owner.want(200, "POST", "/sessions", body)
	body["timing"] = "paper"
	owner.want(409, "POST", "/sessions", body)
}

// Who follows a session is told when that changes, also that it was cleared.
func TestTimingIsToldToFollowers(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(nil)
	screen := owner.watch(id, "?changes=true")
	next := func(kind string) (timing string) {
		t.Helper()
		for {
			var m struct {
				Type    string
				Session struct{ Timing string }
			}
			screen.SetReadDeadline(time.Now().Add(time.Minute))
			if err := screen.ReadJSON(&m); err != nil {
				t.Fatal(err)
			}
			if m.Type == kind {
				return m.Session.Timing
			}
		}
	}
	next("presence") // then it follows
	for _, row := range []struct {
		value any
		want  string
	}{{"paper", "paper"}, {nil, "clock"}} {
		owner.want(200, "PATCH", "/sessions/"+id, object{"timing": row.value})
		if got := next("session"); got != row.want {
			t.Errorf("after %v it is told %q, want %q", row.value, got, row.want)
		}
	}
}
