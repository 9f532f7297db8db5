//go:build unix

package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/observetest"
)

// What is imported, exported and imported again has the same bytes, in both
// formats, through processes and data folders of their own.
func TestImportExportImport(t *testing.T) {
	files := meetingFiles(t)
	first, second, third := t.TempDir(), t.TempDir(), t.TempDir()
	ids := strings.Fields(done(t, append([]string{"import", "--data", first}, files...)...))
	if len(ids) != len(files) {
		t.Fatalf("%d files gave %d ids", len(files), len(ids))
	}
	again := command(t, append([]string{"import", "--data", first}, files...)...)
	if again.code != exitDone || strings.Join(strings.Fields(again.stdout), " ") != strings.Join(ids, " ") {
		t.Errorf("the same files again: exit code %d, ids %q: %s", again.code, again.stdout, again.stderr)
	}
	dir := t.TempDir()
	for i, id := range ids {
		name := filepath.Base(files[i])
		log := filepath.Join(dir, id+".jsonl")
		done(t, "export", "--data", first, "--format", "jsonl", "-o", log, id)
		if got := strings.TrimSpace(done(t, "import", "--data", second, log)); got != id {
			t.Errorf("%s: the log comes back as session %s, not %s", name, got, id)
		}
		if done(t, "export", "--data", second, "--format", "jsonl", id) != readText(t, log) {
			t.Errorf("%s: the log that comes back has other bytes", name)
		}

		table := filepath.Join(dir, id+".csv")
		done(t, "export", "--data", first, "--format", "csv", "-o", table, id)
		copied := strings.TrimSpace(done(t, "import", "--data", third, table))
		if done(t, "export", "--data", third, "--format", "csv", copied) != readText(t, table) {
			t.Errorf("%s: the CSV that comes back has other bytes", name)
		}
		if n, want := strings.Count(readText(t, log), `"type":"interaction"`), rowsOf(t, files[i]); n != want {
			t.Errorf("%s: %d rows gave %d interactions", name, want, n)
		}
	}
	for _, data := range []string{first, second, third} {
		if out := done(t, "check", "--data", data); !strings.Contains(out, "all is well") {
			t.Errorf("check: %s", out)
		}
	}
}

func TestImportOfAnotherLogIsRefused(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	file := filepath.Join(observetest.Meetings(t), "edge", "two_events.csv")
	id := strings.TrimSpace(done(t, "import", "--data", data, file))
	log := done(t, "export", "--data", data, "--format", "jsonl", id)
	changed := writeText(t, dir, "changed.jsonl", strings.Replace(log, `"at":0,`, `"at":1,`, 1))
	o := command(t, "import", "--data", data, changed)
	if o.code != exitFailed || !strings.Contains(o.stderr, "--as-new") || lineCount(o.stderr) != 1 {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if done(t, "export", "--data", data, "--format", "jsonl", id) != log {
		t.Error("the refused import changed the session")
	}
	fresh := strings.TrimSpace(done(t, "import", "--data", data, "--as-new", "--title", "Anew", changed))
	if fresh == id || !strings.Contains(done(t, "export", "--data", data, "--format", "jsonl", fresh), `"title":"Anew"`) {
		t.Errorf("--as-new gave session %s", fresh)
	}
}

func TestAnonymousExportNamesNobody(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	file := filepath.Join(observetest.Meetings(t), "Bmr001.csv")
	id := strings.TrimSpace(done(t, "import", "--data", data, file))
	log := done(t, "export", "--data", data, "--format", "jsonl", "--anonymous", id)
	for _, secret := range []string{id, "me011", "me013", "Bmr001", "recorded_at"} {
		if strings.Contains(log, secret) {
			t.Errorf("the anonymous log holds %q", secret)
		}
	}
	copied := strings.TrimSpace(done(t, "import", "--data", data, writeText(t, dir, "anonymous.jsonl", log)))
	if got := done(t, "export", "--data", data, "--format", "jsonl", copied); !strings.Contains(got, `"title":"Anonymous"`) {
		t.Errorf("the imported session is called otherwise: %.300s", got)
	}
	table := done(t, "export", "--data", data, "--format", "csv", "--anonymous", id)
	if strings.Contains(table, "me0") || strings.Count(table, "\n") != 875 {
		t.Errorf("the anonymous CSV: %.300s", table)
	}
}

// The figures of `kompas analyze` on a file, and on the session that it
// becomes, are those that other programs computed.
func TestAnalyzeEqualsReferences(t *testing.T) {
	data := t.TempDir()
	var files []string
	for _, f := range meetingFiles(t) {
		if _, err := os.Stat(strings.TrimSuffix(f, ".csv") + ".ref.json"); err == nil {
			files = append(files, f)
		}
	}
	ids := strings.Fields(done(t, append([]string{"import", "--data", data}, files...)...))
	compared := 0
	for i, file := range files {
		for _, arg := range []string{file, ids[i]} {
			compared += compareToReference(t, file, done(t, "analyze", "--data", data, "--permutations", "0", arg))
		}
	}
	if len(files) != 13 || compared < 2*13*12 {
		t.Errorf("%d figures of %d meetings were compared only", compared, len(files))
	}
}

type number = *float64

// compareToReference returns how many figures it compared.
func compareToReference(t *testing.T, file, output string) int {
	t.Helper()
	var ref struct {
		Meta struct {
			Events        int    `json:"events"`
			ShareDirected number `json:"share_directed"`
		}
		Participation struct {
			Sent, Received map[string]int
			Gini, Evenness number
			GiniCorrected  number `json:"gini_corrected"`
		}
		Network struct {
			Weights               map[string]map[string]int
			Arcs                  int
			Density               number
			ReciprocityArcs       number `json:"reciprocity_arcs"`
			ReciprocityWeighted   number `json:"reciprocity_weighted"`
			CentralizationOut     number `json:"centralization_out"`
			CentralizationIn      number `json:"centralization_in"`
			PageRank, Betweenness map[string]number
		}
	}
	parse(t, readText(t, strings.TrimSuffix(file, ".csv")+".ref.json"), &ref)
	var got struct {
		Interactions  int
		Participants  []observe.Person
		Participation struct {
			Persons []struct {
				ID             observe.PersonID
				Sent, Received int
			}
			Gini, Evenness number
			GiniCorrected  number `json:"gini_corrected"`
		}
		Network struct {
			Arcs []struct {
				From, To observe.PersonID
				Count    int
			}
			Density, Reciprocity, Directed number
			WeightedReciprocity            number `json:"weighted_reciprocity"`
			OutCentralization              number `json:"out_centralization"`
			InCentralization               number `json:"in_centralization"`
			Persons                        []struct {
				ID                    observe.PersonID
				PageRank, Betweenness number
			}
		}
	}
	parse(t, output, &got)
	name := map[observe.PersonID]string{}
	for _, p := range got.Participants {
		name[p.ID] = p.Name
	}
	compared := 0
	count := func(what string, got, want int) {
		t.Helper()
		compared++
		if got != want {
			t.Errorf("%s: %s is %d; the reference has %d", filepath.Base(file), what, got, want)
		}
	}
	figure := func(what string, got, want number) {
		t.Helper()
		compared++
		if (got == nil) != (want == nil) || got != nil && math.Abs(*got-*want) > 1e-9*max(1, math.Abs(*want)) {
			t.Errorf("%s: %s is %v; the reference has %v", filepath.Base(file), what, shown(got), shown(want))
		}
	}
	p, n := got.Participation, got.Network
	count("interactions", got.Interactions, ref.Meta.Events)
	count("people", len(p.Persons), len(ref.Participation.Sent))
	for _, person := range p.Persons {
		count("sent", person.Sent, ref.Participation.Sent[name[person.ID]])
		count("received", person.Received, ref.Participation.Received[name[person.ID]])
	}
	figure("gini", p.Gini, ref.Participation.Gini)
	figure("gini_corrected", p.GiniCorrected, ref.Participation.GiniCorrected)
	figure("evenness", p.Evenness, ref.Participation.Evenness)
	count("arcs", len(n.Arcs), ref.Network.Arcs)
	for _, a := range n.Arcs {
		count("weight", a.Count, ref.Network.Weights[name[a.From]][name[a.To]])
	}
	figure("density", n.Density, ref.Network.Density)
	figure("directed", n.Directed, ref.Meta.ShareDirected)
	figure("reciprocity", n.Reciprocity, ref.Network.ReciprocityArcs)
	figure("weighted_reciprocity", n.WeightedReciprocity, ref.Network.ReciprocityWeighted)
	figure("out_centralization", n.OutCentralization, ref.Network.CentralizationOut)
	figure("in_centralization", n.InCentralization, ref.Network.CentralizationIn)
	for _, person := range n.Persons {
		figure("pagerank", person.PageRank, ref.Network.PageRank[name[person.ID]])
		figure("betweenness", person.Betweenness, ref.Network.Betweenness[name[person.ID]])
	}
	return compared
}

func shown(n number) any {
	if n == nil {
		return nil
	}
	return *n
}

// What the API says of an imported meeting is what the program says of its
// file, but for which session it is.
func TestAnalysisOverHTTPEqualsAnalyze(t *testing.T) {
	// A second observer's file has the bytes of a meeting under another name,
	// and so is the same session.
	files := slices.DeleteFunc(meetingFiles(t), func(f string) bool { return filepath.Base(filepath.Dir(f)) == "observers" })
	data := t.TempDir()
	ids := strings.Fields(done(t, append([]string{"import", "--data", data}, files...)...))
	p := serve(t, data)
	queries := [][]string{
		nil,
		{"codes", "person", "permutations", "500", "pairs", "reply"},
		{"codes", "family", "lag", "3", "from_ms", "60000", "to_ms", "1200000", "permutations", "500"},
		{"codes", "role:tag", "alpha", "0.01", "permutations", "0", "seed", "7"},
	}
	compared := 0
	for i, file := range files {
		name := filepath.Base(file)
		for _, q := range queries {
			query, args := url.Values{}, []string{"analyze"}
			for k := 0; k < len(q); k += 2 {
				query.Set(q[k], q[k+1])
				args = append(args, "--"+strings.ReplaceAll(q[k], "_", "-"), q[k+1])
			}
			status, body := p.request(t, http.MethodGet, "/api/v1/sessions/"+ids[i]+"/analysis?"+query.Encode(), nil)
			if status != http.StatusOK {
				t.Fatalf("%s %v: %d %s", name, q, status, body)
			}
			over := strings.Replace(string(body), `"id":"`+ids[i]+`"`, `"id":null`, 1)
			if program := done(t, append(args, file)...); over != program {
				t.Errorf("%s %v: over HTTP\n%.600s\nthe program\n%.600s", name, q, over, program)
			}
			compared++
		}
	}
	if compared < 4*19 {
		t.Errorf("compared %d results", compared)
	}
}

// A meeting that was made before three-k had a list of known loops is searched for
// them like a new one, and keeps the codebook that it has.
func TestKnownLoopsOfAnOldMeeting(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("time_ms,from,to,tags\n")
	for i := range 200 {
		tag := []string{"judgement", "informing", "defending", "curiosity"}[i*i%13%4]
		fmt.Fprintf(&rows, "%d,%c,*,%s\n", 1000*i, "ABC"[i%3], tag)
	}
	dir := t.TempDir()
	made, old := filepath.Join(dir, "made.csv"), filepath.Join(dir, "old.jsonl")
	if err := os.WriteFile(made, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	data, before := filepath.Join(dir, "now"), filepath.Join(dir, "before")
	log := done(t, "export", "--format", "jsonl", "--data", data, strings.TrimSpace(done(t, "import", "--data", data, made)))
	without := regexp.MustCompile(`,"known_loops":\[.*?\}\]`).ReplaceAllString(log, "")
	if err := os.WriteFile(old, []byte(without), 0o600); err != nil || without == log {
		t.Fatalf("there is no list to take out: %v", err)
	}
	id := strings.TrimSpace(done(t, "import", "--data", before, old))
	loops := func(args ...string) string {
		var r analysis.Result
		if err := json.Unmarshal([]byte(done(t, append([]string{"analyze", "--permutations", "100"}, args...)...)), &r); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range r.KnownLoops {
			names = append(names, l.Known)
		}
		return strings.Join(names, " ")
	}
	for name, got := range map[string]string{"file": loops(old), "session": loops("--data", before, id), "rows": loops(made)} {
		if got != "judgement-defending steering-silence curiosity-sharing steering-steering judgement-judgement sharing-sharing inquiry-calms-judgement" {
			t.Errorf("%s: looked for %q", name, got)
		}
	}
	if done(t, "export", "--format", "jsonl", "--data", before, id) != without {
		t.Error("its log has changed")
	}
}

func TestAnalyzeAsText(t *testing.T) {
	out := done(t, "analyze", "--format", "text", filepath.Join(observetest.Meetings(t), "Bmr001.csv"))
	for _, want := range []string{"Bmr001", "874", "me011"} {
		if !strings.Contains(out, want) {
			t.Errorf("the text does not hold %q:\n%s", want, out)
		}
	}
}

func TestBackupOfAFolder(t *testing.T) {
	data, restored := t.TempDir(), t.TempDir()
	id := strings.TrimSpace(done(t, "import", "--data", data, filepath.Join(observetest.Meetings(t), "Bmr001.csv")))
	file := filepath.Join(restored, "kompas.db")
	done(t, "backup", "--data", data, "-o", file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	done(t, "check", "--data", restored)
	if done(t, "export", "--data", restored, "--format", "jsonl", id) != done(t, "export", "--data", data, "--format", "jsonl", id) {
		t.Error("the copy holds another log")
	}
}

func TestCheckFindsDamage(t *testing.T) {
	data := t.TempDir()
	done(t, "import", "--data", data, filepath.Join(observetest.Meetings(t), "Bmr001.csv"))
	path := filepath.Join(data, "kompas.db")
	content := readText(t, path)
	at := strings.LastIndex(content, `"from":"p2"`)
	if at < 0 {
		t.Fatal("the data file does not hold entries as they are")
	}
	if err := os.WriteFile(path, []byte(content[:at]+`"from":"p1"`+content[at+len(`"from":"p2"`):]), 0o600); err != nil {
		t.Fatal(err)
	}
	o := command(t, "check", "--data", data)
	if o.code != exitFailed || !strings.Contains(o.stdout, "entry") || !strings.Contains(o.stdout, "checksum") || !strings.Contains(o.stderr, " 1 problem in ") {
		t.Errorf("exit code %d: %s%s", o.code, o.stdout, o.stderr)
	}
}

func readText(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeText(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func parse(t testing.TB, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
}

func lineCount(s string) int { return strings.Count(s, "\n") }

// rowsOf counts the rows of a CSV file below its header.
func rowsOf(t testing.TB, path string) int {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(readText(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return len(rows) - 1
}

// A loop that was whole in an earlier meeting of the team is looked for in a later one.
func TestAnalyzeLooksForLoopsOfTheTeam(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	held := func(day, turns int, calls bool, team string) (id string) {
		g := rand.New(rand.NewPCG(uint64(day), 1))
		rows, tag := "time_ms,from,to,tag\n", ""
		who := 0
		for i := range turns {
			who = (who + 1 + g.IntN(4)) % 5
			next := map[string]string{"not-knowing": "naming", "naming": "not-knowing"}[tag]
			if tag = []string{"informing", "informing", "differing", "connecting", "steering", "not-knowing", "naming"}[g.IntN(7)]; calls && next != "" && g.IntN(2) == 0 {
				tag = next
			}
			rows += fmt.Sprintf("%d,%c,*,%s\n", 3000*i, 'a'+who, tag)
		}
		first := t.TempDir()
		id = strings.TrimSpace(done(t, "import", "--data", first, "--title", "T", writeText(t, dir, fmt.Sprint(day, ".csv"), rows)))
		log := done(t, "export", "--data", first, "--format", "jsonl", id)
		log = strings.Replace(log, `"title":"T"`, fmt.Sprintf(`"title":"T","team":%q`, team), 1)
		log = regexp.MustCompile(`"created_at":"[^"]*"`).ReplaceAllString(log, fmt.Sprintf(`"created_at":"2026-01-%02dT09:00:00.000Z"`, day))
		return strings.TrimSpace(done(t, "import", "--data", data, writeText(t, dir, fmt.Sprint(day, ".jsonl"), log)))
	}
	const team, other = "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e", "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f"
	held(1, 350, true, team)
	for id, want := range map[string]bool{held(2, 100, false, team): true, held(3, 100, false, other): false} {
		var r analysis.Result
		if err := json.Unmarshal([]byte(done(t, "analyze", "--data", data, id)), &r); err != nil {
			t.Fatal(err)
		}
		sought := slices.ContainsFunc(r.KnownLoops, func(k sequence.KnownLoop) bool {
			return k.Source == sequence.FromTeam && k.ID == "naming>not-knowing>"
		})
		if sought != want || len(r.KnownLoops) < 7 {
			t.Errorf("%s: it is looked for: %v, want %v; of %d", id, sought, want, len(r.KnownLoops))
		}
	}
}

// The findings of a file and of its import are the same, and name the same
// entries.
func TestFindingsOfAFileAndOfItsImport(t *testing.T) {
	type findings struct {
		Links []struct {
			From, To string
			Evidence [][]string
		}
		Loops    []struct{ Evidence [][]string }
		Sequence struct{ Draws int }
	}
	find := func(data, what string) (f findings) {
		out := done(t, "analyze", "--data", data, "--permutations", "300", "--phase", "second", what)
		if err := json.Unmarshal([]byte(out), &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	// Rows that are out of order, a phase that is left out, and notes make the
	// number of a row differ from that of its turn and of its entry.
	var rows strings.Builder
	rows.WriteString("time_ms,from,to,tag,phase,note\n")
	for i := range 400 {
		phase, tag, at := "first", []string{"ask", "tell", "sum up", "ask"}[i*i%7%4], i*1000
		if i >= 100 {
			phase = "second"
			if i%10 < 4 {
				tag = []string{"doubt", "praise"}[i%2]
			}
		}
		if i%6 == 5 {
			at -= 1500
		}
		fmt.Fprintf(&rows, "%d,%s,*,%s,%s,%s\n", at, []string{"Ann", "Bo", "Cy"}[i%3], tag, phase, strings.Repeat("n", i%2))
	}
	data := t.TempDir()
	file := writeText(t, t.TempDir(), "meeting.csv", rows.String())
	id := strings.TrimSpace(done(t, "import", "--data", data, file))
	entries := map[string]observe.Entry{}
	for _, e := range parseEntries(t, []byte(strings.SplitN(done(t, "export", "--data", data, "--format", "jsonl", id), "\n", 2)[1])) {
		entries[string(e.ID)] = e
	}
	ofFile, ofSession := find(data, file), find(data, id)
	if len(ofFile.Links) == 0 || len(ofFile.Loops) == 0 || ofFile.Sequence.Draws != 300 {
		t.Fatalf("the file has %d links and %d loops", len(ofFile.Links), len(ofFile.Loops))
	}
	if !reflect.DeepEqual(ofFile, ofSession) {
		t.Errorf("the file says\n%+v\nits import\n%+v", ofFile, ofSession)
	}
	for _, l := range ofFile.Links {
		for _, moment := range l.Evidence {
			if e := entries[moment[0]]; e.Type != observe.TypeInteraction || string(e.Tags[0]) != l.From {
				t.Errorf("a moment of %s -> %s begins with %+v", l.From, l.To, e)
			}
		}
	}
}

// Two observers are compared as files and as observers of one session, with the
// same result.
func TestAgreementOfFilesAndOfASession(t *testing.T) {
	type result struct {
		Format        string
		Tag           struct{ Matched, Missed, Extra int }
		Disagreements []struct {
			On string
			A  *struct{ ID, From string }
		}
		TimeOffsetMs int `json:"time_offset_ms"`
		A            struct{ Observer string }
	}
	compare := func(args ...string) (r result) {
		if err := json.Unmarshal([]byte(done(t, append([]string{"agreement"}, args...)...)), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	dir, both := t.TempDir(), "time_ms,from,to,tag,observer\n"
	file := func(observer string, late int) string {
		rows := "time_ms,from,to,tag\n"
		for i := range 60 {
			tag := []string{"curiosity", "steering", "other"}[i%3]
			if observer == "Bo" && i%10 == 0 {
				tag = "judgement"
			}
			row := fmt.Sprintf("%d,%s,*,%s", i*7000+late, []string{"Ann", "Cy", "Di"}[i%3], tag)
			rows += row + "\n"
			both += row + "," + observer + "\n"
		}
		return writeText(t, dir, observer+".csv", rows)
	}
	a, b := file("Al", 0), file("Bo", 3000)
	files := compare(a, b)
	if files.Format != "kompas-agreement" || files.Tag.Matched != 60 || files.TimeOffsetMs != 3000 || len(files.Disagreements) != 6 {
		t.Errorf("of files: %+v", files)
	}
	data := t.TempDir()
	id := strings.TrimSpace(done(t, "import", "--data", data, writeText(t, dir, "both.csv", both)))
	session := compare("--data", data, id, "o1", "o2")
	if session.Tag != files.Tag || session.TimeOffsetMs != 3000 || len(session.Disagreements) != 6 || session.A.Observer != "o1" {
		t.Errorf("of a session: %+v", session)
	}
	if log := done(t, "export", "--data", data, "--format", "jsonl", id); !strings.Contains(log, session.Disagreements[0].A.ID) {
		t.Errorf("a moment to talk about is %q, which is no entry", session.Disagreements[0].A.ID)
	}
	for _, args := range [][]string{
		{a}, {a, b, "o1"}, {"--data", data, id, "o1"}, {"--data", data, id, "o1", "o1"}, {"--data", data, id, "o1", "o9"}, {"--window-ms", "0", a, b},
	} {
		if o := command(t, append([]string{"agreement"}, args...)...); o.code != exitWrongUse || lineCount(o.stderr) != 1 || o.stdout != "" {
			t.Errorf("agreement %q: exit code %d, %q", args, o.code, o.stderr)
		}
	}
	if o := command(t, "agreement", a, filepath.Join(dir, "none.csv")); o.code != exitFailed || !strings.Contains(o.stderr, "none.csv") {
		t.Errorf("a missing file: exit code %d, %q", o.code, o.stderr)
	}
}

// A running server in the usual data folder is backed up with its address alone,
// also over the copy of before.
func TestBackupOfAServerHere(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the data folder is elsewhere")
	}
	home := t.TempDir()
	p := serveWithoutToken(t, filepath.Join(home, "kompas"))
	env := []string{"XDG_DATA_HOME=" + home}
	file := filepath.Join(t.TempDir(), "copy.db")
	for range 2 {
		if o := commandWith(t, env, "backup", "--url", p.url, "-o", file); o.code != exitDone {
			t.Errorf("%d %s", o.code, o.stderr)
		}
	}
}
