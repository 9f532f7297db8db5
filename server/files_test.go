package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kompas/observe/observetest"
	"kompas/server"
)

// A file that is imported and exported has the same bytes, and is the same session
// when it is imported again.
func TestMeetingsInAndOut(t *testing.T) {
	dir := observetest.Meetings(t)
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	edge, err := filepath.Glob(filepath.Join(dir, "edge", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 12 || len(edge) < 7 {
		t.Fatalf("%d meetings and %d edge files", len(files), len(edge))
	}
	for _, file := range append(files, edge...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			one, two := newRig(t, nil).owner(), newRig(t, nil).owner()
			id := one.want(201, "POST", "/sessions/import?format=csv&title=A+meeting", data).text("sessions", 0, "id")
			again := one.want(200, "POST", "/sessions/import?format=csv", data)
			if again.text("sessions", 0, "id") != id || again.text("sessions", 0, "title") != "A meeting" {
				t.Errorf("again: %s", again.body)
			}
			jsonl := one.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil).body
			csv := one.want(200, "GET", "/sessions/"+id+"/export?format=csv", nil).body
			if got := two.want(201, "POST", "/sessions/import?format=jsonl", jsonl).text("sessions", 0, "id"); got != id {
				t.Errorf("imported as %s", got)
			}
			two.want(200, "POST", "/sessions/import?format=jsonl", jsonl)
			if got := two.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil).body; !bytes.Equal(got, jsonl) {
				t.Error("the log has other bytes")
			}
			if got := two.want(200, "GET", "/sessions/"+id+"/export?format=csv", nil).body; !bytes.Equal(got, csv) {
				t.Error("the table has other bytes")
			}
			third := two.want(201, "POST", "/sessions/import?format=csv&title=A+meeting", csv).text("sessions", 0, "id")
			if got := two.want(200, "GET", "/sessions/"+third+"/export?format=csv", nil).body; !bytes.Equal(got, csv) {
				t.Error("the table of the table has other bytes")
			}
			log := two.want(200, "GET", "/sessions/"+id+"/log", nil).body
			if _, entries, _ := bytes.Cut(jsonl, []byte("\n")); !bytes.Equal(log, entries) {
				t.Error("the log is not that of the file")
			}
			s := one.want(200, "GET", "/sessions/"+id, nil)
			if s.at("imported") != true || s.text("state") != "ended" || s.at("started_at") != nil {
				t.Errorf("session: %s", s.body)
			}
			for _, chart := range []string{"sociogram", "participation"} {
				for _, lang := range []string{"nl", "en"} {
					one.want(200, "GET", "/sessions/"+id+"/charts/"+chart+"?lang="+lang, nil)
				}
			}
		})
	}
}

const smallCSV = "time_ms,from,to,tag\n0,An,Bo,curiosity\n900,Bo,An,odd tag\n"

func TestImport(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	const csv = "/sessions/import?format=csv"
	a := owner.want(201, "POST", csv+"&title=Mine", smallCSV+"\n")
	_ = a
	id := owner.want(201, "POST", csv+"&title=Mine", smallCSV).text("sessions", 0, "id")
	other := owner.want(201, "POST", csv+"&as_new=true", smallCSV).text("sessions", 0, "id")
	if id == other {
		t.Error("as_new gave the same session")
	}
	warned := owner.want(201, "POST", csv, "time_ms,from,mood\n0,An,glad\n")
	if !strings.Contains(warned.text("warnings", 0), "mood") {
		t.Errorf("warnings: %s", warned.body)
	}
	team := owner.want(201, "POST", "/teams", object{"name": "Team", "people": []object{{"name": "Anna"}, {"name": "Bob"}}}).text("id")
	log := owner.want(200, "GET", "/sessions/"+owner.makeSession(object{"team": team, "participants": nil})+"/export?format=jsonl", nil).body
	if a := owner.want(201, "POST", "/sessions/import?format=jsonl&as_new=true", log); a.at("warnings", 0) != nil {
		t.Errorf("a meeting of the team comes with %s", a.body)
	}
	stranger := bytes.Replace(log, []byte(`"name":"Bob"`), []byte(`"name":"A stranger"`), 1)
	if a := owner.want(201, "POST", "/sessions/import?format=jsonl&as_new=true", stranger); !strings.Contains(a.text("warnings", 0), `"A stranger" here and "Bob" in the team`) {
		t.Errorf("somebody else under the id of Bob comes with %s", a.body)
	}
	file := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil).body
	// Entries that the session got since do not matter; changes of the file do.
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn()))
	owner.want(200, "POST", "/sessions/import?format=jsonl", file)
	changed := bytes.Replace(file, []byte(`"at":900`), []byte(`"at":901`), 1)
	conflict := owner.want(409, "POST", "/sessions/import?format=jsonl", changed)
	if !strings.Contains(conflict.text("detail"), id) {
		t.Errorf("conflict: %s", conflict.body)
	}
	owner.want(201, "POST", "/sessions/import?format=jsonl&as_new=true", changed)
	if w := owner.want(200, "POST", "/sessions/import?format=jsonl&codebook=three-k", file); w.at("warnings", 0) == nil {
		t.Errorf("no warning: %s", w.body)
	}

	for name, row := range map[string]struct {
		query, body string
		line        float64
		says        string
	}{
		"empty":            {"format=csv", "", 0, ""},
		"no header":        {"format=csv", "0,An,Bo\n", 1, "time_ms"},
		"bad time":         {"format=csv", "time_ms,from\n0,An\nsoon,An\n", 3, "time_ms"},
		"from is to":       {"format=csv", "time_ms,from,to\n0,An,An\n", 2, "to"},
		"no UTF-8":         {"format=csv", "time_ms,from\n0,\xff\n", 2, ""},
		"short row":        {"format=csv", "time_ms,from,to\n0,An\n", 2, ""},
		"no log":           {"format=jsonl", "{}\n", 1, "kompas-log"},
		"no JSON":          {"format=jsonl", "x", 1, ""},
		"cut off":          {"format=jsonl", string(file[:len(file)-20]), 3, ""},
		"a newer version":  {"format=jsonl", strings.Replace(string(file), `"version":1`, `"version":2`, 1), 1, "newer"},
		"an unknown field": {"format=jsonl", strings.Replace(string(file), `"title"`, `"titel"`, 1), 1, "titel"},
	} {
		a := owner.want(422, "POST", "/sessions/import?"+row.query, row.body)
		if row.line > 0 && a.at("errors", 0, "line") != row.line || !strings.Contains(a.text("errors", 0, "message"), row.says) ||
			strings.Contains(a.text("errors", 0, "message"), "\n") {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	var many strings.Builder
	many.WriteString("time_ms,from\n")
	for range 30 {
		many.WriteString("soon,An\n")
	}
	if a := owner.want(422, "POST", csv, many.String()); a.at("errors", 19) == nil || a.at("errors", 20) != nil {
		t.Errorf("bad rows: %s", a.body)
	}
	for _, row := range [][2]string{
		{"/format", ""}, {"/format", "format=xml"}, {"/as_new", "format=csv&as_new=1"}, {"/codebook", "format=csv&codebook=none"},
		{"/title", "format=csv&title=" + strings.Repeat("x", 121)},
	} {
		owner.wrong("POST", "/sessions/import?"+row[1], smallCSV, row[0])
	}
	owner.want(413, "POST", csv, bytes.Repeat([]byte("x"), 64<<20+1))
}

// The name of a file has the day on which a meeting was held, where the server stands.
func TestDayOfAFile(t *testing.T) {
	abroad := time.FixedZone("abroad", 2*60*60)
	r := newRig(t, func(o *server.Options) {
		now := o.Now
		o.Now = func() time.Time { return now().In(abroad) }
	})
	owner := r.owner()
	id := owner.makeSession(object{"title": "Monday"})
	path := "/sessions/" + id
	name := func() string {
		return owner.want(200, "GET", path+"/export?format=csv", nil).header.Get("Content-Disposition")
	}
	if got := name(); !strings.Contains(got, "kompas-Monday-2026-11-22.csv") {
		t.Errorf("before the start: %s", got)
	}
	began := object{"id": newTurn()["id"], "type": "state", "at": 0, "state": "live", "time": "2026-11-22T22:30:00Z"}
	owner.want(200, "POST", path+"/entries", entries(began))
	if got := name(); !strings.Contains(got, "kompas-Monday-2026-11-23.csv") {
		t.Errorf("held after midnight there: %s", got)
	}
}

func TestExport(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"title": "Monday / 9 o'clock"})
	private := object{"id": newTurn()["id"], "type": "note", "at": 1, "text": "private words"}
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(newTurn(), private))
	a := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="kompas-Monday-9-o-clock-2026-11-22.jsonl"` {
		t.Errorf("file name: %s", got)
	}
	if !strings.Contains(string(a.body), "private words") {
		t.Error("the author's own note is not there")
	}
	dee := r.joined(id, "observer", nil)
	if got := dee.want(200, "GET", "/sessions/"+id+"/export?format=jsonl", nil); strings.Contains(string(got.body), "private words") ||
		!strings.Contains(string(got.body), `"redacted"`) {
		t.Errorf("another's private note: %s", got.body)
	}
	one := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl&anonymous=true", nil)
	two := owner.want(200, "GET", "/sessions/"+id+"/export?format=jsonl&anonymous=true", nil)
	for _, name := range []string{"An", "Bo", "Monday", id, "recorded_at"} {
		if strings.Contains(string(one.body), `"`+name) {
			t.Errorf("an anonymous export with %s: %s", name, one.body)
		}
	}
	var h1, h2 struct{ Session struct{ ID string } }
	head := func(a answer) []byte { b, _, _ := bytes.Cut(a.body, []byte("\n")); return b }
	if json.Unmarshal(head(one), &h1) != nil || json.Unmarshal(head(two), &h2) != nil || h1.Session.ID == h2.Session.ID || h1.Session.ID == "" {
		t.Errorf("two anonymous exports: %s, %s", head(one), head(two))
	}
	imported := owner.want(201, "POST", "/sessions/import?format=jsonl", one.body)
	if imported.text("sessions", 0, "title") != "Anonymous" {
		t.Errorf("imported: %s", imported.body)
	}
	csv := string(owner.want(200, "GET", "/sessions/"+id+"/export?format=csv&anonymous=true", nil).body)
	if !strings.Contains(csv, ",P1,P2,") && !strings.Contains(csv, ",P2,P1,") {
		t.Errorf("table: %s", csv)
	}
	for _, row := range [][2]string{{"/format", ""}, {"/format", "?format=pdf"}, {"/anonymous", "?format=csv&anonymous=yes"}} {
		owner.wrong("GET", "/sessions/"+id+"/export"+row[1], nil, row[0])
	}
	for _, row := range [][2]string{{"/lang", "?lang=de"}, {"/theme", "?theme=red"}} {
		owner.wrong("GET", "/sessions/"+id+"/charts/sociogram"+row[1], nil, row[0])
	}
	if a := owner.want(200, "GET", "/sessions/"+id+"/charts", nil); a.at("items", 0, "name") == nil {
		t.Errorf("charts: %s", a.body)
	}
}

func TestBackup(t *testing.T) {
	r := newRig(t, nil)
	a := r.owner().want(200, "GET", "/backup", nil)
	if string(a.body) != "a copy of all" || a.header.Get("Content-Disposition") != `attachment; filename="kompas-2026-11-22.db"` {
		t.Errorf("%v %s", a.header, a.body)
	}
	failing := newRig(t, func(o *server.Options) {
		o.Backup = func(context.Context, io.Writer) error { return errors.New("disk /secret/path") }
	})
	failing.owner().want(500, "GET", "/backup", nil)
	// A client must not take half a copy for a whole one.
	half := newRig(t, func(o *server.Options) {
		o.Backup = func(_ context.Context, w io.Writer) error {
			fmt.Fprint(w, strings.Repeat("half", 10_000))
			return errors.New("the disk broke")
		}
	})
	res, err := half.web.Client().Do(must(newRequest(half, "/api/v1/backup")))
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		t.Error("a copy that broke off came to a good end")
	}
	if !strings.Contains(half.logged.String(), "the disk broke") {
		t.Errorf("logged: %s", half.logged)
	}
}
