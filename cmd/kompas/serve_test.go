//go:build unix

package main

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kompas/observe"
)

func TestServeSaysWhereItListensAndHowToSignIn(t *testing.T) {
	p := serve(t, t.TempDir())
	if status, body := p.request(t, http.MethodGet, "/healthz", nil); status != http.StatusOK {
		t.Errorf("GET /healthz: %d %s", status, body)
	}
	if rest := p.stop(t); rest != "" {
		t.Errorf("beside the one line it prints %q to standard output", rest)
	}
	link := regexp.MustCompile(`http://127\.0\.0\.1:\d+/signin#\S{20,}`).FindString(p.stderr.String())
	if !strings.HasPrefix(link, p.url) {
		t.Errorf("standard error has no link to sign in: %s", p.stderr)
	}
}

func TestServeKeepsATokenOfItsOwn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "made", "by", "kompas")
	kept := ""
	for range 2 {
		p := serveWithoutToken(t, data)
		token := strings.TrimSpace(readText(t, filepath.Join(data, "token")))
		if kept != "" && token != kept {
			t.Error("a second start has another token")
		}
		kept, p.token = token, token
		if status, body := p.request(t, http.MethodGet, "/api/v1/me", nil); status != http.StatusOK || !strings.Contains(string(body), "owner") {
			t.Errorf("GET /me with the kept token: %d %s", status, body)
		}
		p.stop(t)
	}
	for name, mode := range map[string]os.FileMode{"token": 0o600, "kompas.db": 0o600} {
		if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v; its mode must be %o", name, info, err, mode)
		}
	}
}

func TestServeTellsClientsGoodbye(t *testing.T) {
	p := serve(t, t.TempDir())
	l := dial(t, p, p.newSession(t), "")
	p.stop(t)
	bye := l.until(t, "bye")
	if bye.Code != float64(1001) {
		t.Errorf("the goodbye has code %v, not 1001", bye.Code)
	}
	if _, err := l.next(); err == nil || !strings.Contains(err.Error(), "1001") {
		t.Errorf("after the goodbye: %v", err)
	}
}

// A pad that reconnects to a server on an older backup is told to read
// everything again.
func TestRestoredBackupHasAnotherView(t *testing.T) {
	p := serve(t, t.TempDir())
	id := p.newSession(t)
	l := dial(t, p, id, "")
	for _, e := range []observe.Entry{turn(1), turn(2), turn(3)} {
		if err := l.append(e); err != nil {
			t.Fatal(err)
		}
		l.until(t, "ack")
	}
	restored := t.TempDir()
	token := writeText(t, t.TempDir(), "token", ownerToken)
	done(t, "backup", "--url", p.url, "--token-file", token, "-o", filepath.Join(restored, "kompas.db"))
	late := turn(4)
	if err := l.append(late); err != nil {
		t.Fatal(err)
	}
	l.until(t, "ack")
	query := "?since=4&view=" + dial(t, p, id, "").welcome.View
	if same := dial(t, p, id, query); "?since=4&view="+same.welcome.View != query {
		t.Error("the view changes without a reason")
	}
	p.kill()

	p = serve(t, restored)
	l = dial(t, p, id, query)
	if l.welcome.Head != 3 || strings.HasSuffix(query, l.welcome.View) {
		t.Errorf("on the older backup: head %d, view %q after %q", l.welcome.Head, l.welcome.View, query)
	}
	if n := len(l.until(t, "entries").Entries); n != 3 {
		t.Errorf("%d entries come again, not all 3", n)
	}
	if err := l.append(late); err != nil {
		t.Fatal(err)
	}
	if ack := l.until(t, "ack"); ack.Seq != 4 {
		t.Errorf("what the backup lacks is stored as %d when it is sent again", ack.Seq)
	}
	p.stop(t)
	p = serve(t, restored)
	if again := dial(t, p, id, "?since=4&view="+l.welcome.View); again.welcome.View != l.welcome.View {
		t.Error("opening the restored data once more changes the view once more")
	}
}

// Each error is one line that says what is wrong, where, and what would be right;
// the exit code tells wrong use from failure.
func TestBadStarts(t *testing.T) {
	occupied, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer occupied.Close()
	dir := t.TempDir()
	file := writeText(t, dir, "file", "not a folder")
	held := filepath.Join(dir, "held")
	serve(t, held)
	short := writeText(t, dir, "short", "fifteen-letters\n")
	junk := filepath.Join(dir, "junk")
	if err := os.Mkdir(junk, 0o700); err != nil {
		t.Fatal(err)
	}
	writeText(t, junk, "kompas.db", strings.Repeat("this is no data file ", 5000))
	id := "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e"
	free := []string{"--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "free")}
	for _, test := range []struct {
		name string
		args []string
		env  string
		code int
		says []string
	}{
		{"occupied port", []string{"serve", "--addr", occupied.Addr().String(), "--data", filepath.Join(dir, "free")}, "", exitFailed, []string{occupied.Addr().String(), "--addr"}},
		{"held folder", []string{"serve", "--addr", "127.0.0.1:0", "--data", held}, "", exitFailed, []string{held, "another Kompas process", "API"}},
		{"import into a held folder", []string{"import", "--data", held, file + ".csv"}, "", exitFailed, []string{held, "API"}},
		{"export from a held folder", []string{"export", "--data", held, "--format", "csv", id}, "", exitFailed, []string{held, "API"}},
		{"check of a held folder", []string{"check", "--data", held}, "", exitFailed, []string{held, "API"}},
		{"unwritable folder", []string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(file, "data")}, "", exitFailed, []string{filepath.Join(file, "data"), "name a folder"}},
		{"no data file", []string{"serve", "--addr", "127.0.0.1:0", "--data", junk}, "", exitFailed, []string{junk, "no Kompas data file"}},
		{"short token", append([]string{"serve"}, free...), tokenVariable + "=short", exitWrongUse, []string{tokenVariable, "16", "5"}},
		{"short token in a file", append([]string{"serve", "--token-file", short}, free...), "", exitWrongUse, []string{short, "16", "15"}},
		{"no token file", append([]string{"serve", "--token-file", short + ".nix"}, free...), "", exitFailed, []string{"--token-file", short + ".nix"}},
		{"unknown flag", append([]string{"serve", "--port", "1"}, free...), "", exitWrongUse, []string{"--port", "serve --help"}},
		{"bad address", []string{"serve", "--addr", "7420"}, "", exitWrongUse, []string{"--addr", "HOST:PORT", "7420"}},
		{"bad port", []string{"serve", "--addr", "127.0.0.1:99999"}, "", exitWrongUse, []string{"65535", "99999"}},
		{"beyond loopback", []string{"serve", "--addr", "0.0.0.0:0"}, "", exitWrongUse, []string{"--tls-cert", "--behind-proxy", "--plain-http"}},
		{"half of TLS", append([]string{"serve", "--tls-cert", file}, free...), "", exitWrongUse, []string{"--tls-key"}},
		{"bad certificate", append([]string{"serve", "--tls-cert", file, "--tls-key", file}, free...), "", exitFailed, []string{"--tls-cert", file}},
		{"bad public address", append([]string{"serve", "--public-url", "kompas.example.org"}, free...), "", exitWrongUse, []string{"--public-url", "https://"}},
		{"bad rate", append([]string{"serve", "--rate", "-1"}, free...), "", exitWrongUse, []string{"--rate", "-1"}},
		{"bad proxy", append([]string{"serve", "--proxy", "proxy.example.org"}, free...), "", exitWrongUse, []string{"--proxy", "10.0.0.0/8", "proxy.example.org"}},
		{"bad limit by grant", append([]string{"serve", "--live-per-grant", "-1"}, free...), "", exitWrongUse, []string{"--live-per-grant", "-1"}},
		{"bad limit by address", append([]string{"serve", "--live-per-address", "-1"}, free...), "", exitWrongUse, []string{"--live-per-address", "-1"}},
		{"bad quota", append([]string{"serve", "--max-phases", "-1"}, free...), "", exitWrongUse, []string{"--max-phases", "-1"}},
		{"more participants than there can be", append([]string{"serve", "--max-participants", "5000"}, free...), "", exitWrongUse, []string{"--max-participants", "1000", "5000"}},
		{"more tags than there can be", append([]string{"serve", "--max-tags", "2001"}, free...), "", exitWrongUse, []string{"--max-tags", "2000", "2001"}},
		{"backup of a held folder", []string{"backup", "--data", held, "-o", file + ".db"}, "", exitFailed, []string{held, "--url http://HOST:PORT", filepath.Join(held, "token")}},
		{"keep what", append([]string{"serve", "--keep", "30d"}, free...), "", exitWrongUse, []string{"--backup-dir"}},
		{"bad keep", append([]string{"serve", "--backup-dir", dir, "--keep", "0d"}, free...), "", exitWrongUse, []string{"--keep", "30d"}},
		{"no folder for backups", append([]string{"serve", "--backup-dir", filepath.Join(file, "x")}, free...), "", exitFailed, []string{"--backup-dir", file}},
		{"bad log format", append([]string{"serve", "--log-format", "xml"}, free...), "", exitWrongUse, []string{"--log-format", "xml"}},
		{"an argument too many", append([]string{"serve", "now"}, free...), "", exitWrongUse, []string{"no arguments"}},
		{"no command", nil, "", exitWrongUse, []string{"--help"}},
		{"unknown command", []string{"observe"}, "", exitWrongUse, []string{`"observe"`, "--help"}},
		{"commands that come later", []string{"demo"}, "", exitWrongUse, []string{`"demo"`}},
		{"bad session", []string{"export", "--format", "csv", "p1"}, "", exitFailed, []string{"no session", "UUID", "p1"}},
		{"bad format", []string{"export", "--format", "xls", id}, "", exitWrongUse, []string{"--format", "xls"}},
		{"no data", []string{"check", "--data", filepath.Join(dir, "none")}, "", exitFailed, []string{filepath.Join(dir, "none")}},
		{"bad codes", []string{"analyze", "--codes", "words", file}, "", exitWrongUse, nil},
		{"report without a file to write", []string{"report", file}, "", exitWrongUse, []string{"-o"}},
		{"report in no language", []string{"report", "--lang", "de", "-o", "x.html", file}, "", exitWrongUse, []string{"--lang"}},
		{"bad lag", []string{"analyze", "--lag", "x", file}, "", exitWrongUse, []string{"--lag"}},
		{"no output", []string{"backup"}, "", exitWrongUse, []string{"-o"}},
		{"two sources", []string{"backup", "--data", dir, "--url", "http://127.0.0.1:1", "-o", file}, "", exitWrongUse, []string{"--data", "--url"}},
		{"no server", []string{"backup", "--url", "http://127.0.0.1:1", "-o", file + ".db"}, tokenVariable + "=" + ownerToken, exitFailed, []string{"127.0.0.1:1", "cannot be reached"}},
		{"no token", []string{"replay", "--to", "http://127.0.0.1:1", file}, "", exitWrongUse, []string{tokenVariable, "--token-file"}},
		{"bad server", []string{"replay", "--to", "127.0.0.1", file}, tokenVariable + "=" + ownerToken, exitWrongUse, []string{"127.0.0.1", "http://"}},
		{"bad speed", []string{"replay", "--to", "http://127.0.0.1:1", "--speed", "0", file}, "", exitWrongUse, []string{"--speed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var env []string
			if test.env != "" {
				env = []string{test.env}
			}
			o := commandWith(t, env, test.args...)
			if o.code != test.code {
				t.Errorf("exit code %d, not %d", o.code, test.code)
			}
			if lineCount(o.stderr) != 1 || !strings.HasPrefix(o.stderr, "kompas: ") || o.stdout != "" {
				t.Errorf("not one clear line: %q %q", o.stdout, o.stderr)
			}
			for _, want := range test.says {
				if !strings.Contains(o.stderr, want) {
					t.Errorf("%q does not say %q", o.stderr, want)
				}
			}
		})
	}
}

// Files that are wrong import nothing, and say in which line and column.
func TestBadFiles(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	good := writeText(t, dir, "good.csv", "time_ms,from,to,tag\n0,A,B,x\n")
	id := strings.TrimSpace(done(t, "import", "--data", data, good))
	log := done(t, "export", "--data", data, "--format", "jsonl", id)
	for _, test := range []struct {
		name, file, content string
		says                []string
	}{
		{"no header", "a.csv", "0,A,B,x\n1,B,A,y\n", []string{"line 1", "time_ms"}},
		{"bad time", "b.csv", "time_ms,from\n1.5,A\n", []string{"line 2", "time_ms", "1.5"}},
		{"from is to", "c.csv", "time_ms,from,to\n0,A,B\n1,A,A\n", []string{"line 3", "to"}},
		{"invalid UTF-8", "d.csv", "time_ms,from\n0,A\xff\n", []string{"line 2", "UTF-8"}},
		{"empty", "e.csv", "", []string{"empty", "time_ms"}},
		{"a line without end", "f.csv", "time_ms,from\n0,\"A\n1,B\n", []string{"line 2", "quote"}},
		{"no JSON", "g.jsonl", "time_ms,from\n", []string{"line 1", "kompas-log"}},
		{"cut", "h.jsonl", log[:len(log)-20], []string{"line 2"}},
		{"field twice", "twice.jsonl", strings.Replace(log, `"at":0`, `"at":0,"at":0`, 1), []string{"line 2", "/at", "is there twice"}},
		{"unknown field", "i.jsonl", strings.Replace(log, `"at":0`, `"at":0,"mood":1`, 1), []string{"line 2", "/mood"}},
		{"wrong type", "j.jsonl", strings.Replace(log, `"at":0`, `"at":"0"`, 1), []string{"line 2", "/at"}},
		{"newer", "k.jsonl", strings.Replace(log, `"version":1`, `"version":2`, 1), []string{"line 1", "/version", "newer"}},
		{"no such file", "", "", []string{"l.csv"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, "l.csv")
			if test.file != "" {
				path = writeText(t, dir, test.file, test.content)
			}
			o := command(t, "import", "--data", data, path)
			if o.code != exitFailed || lineCount(o.stderr) != 1 || o.stdout != "" {
				t.Errorf("exit code %d, %q, not one line: %q", o.code, o.stdout, o.stderr)
			}
			for _, want := range append(test.says, path) {
				if !strings.Contains(o.stderr, want) {
					t.Errorf("%q does not say %q", o.stderr, want)
				}
			}
		})
	}
	rows := "time_ms,from\n" + strings.Repeat("x,A\n", 30)
	o := command(t, "import", "--data", data, writeText(t, dir, "many.csv", rows), good)
	if o.code != exitFailed || lineCount(o.stderr) < 20 || strings.TrimSpace(o.stdout) != id {
		t.Errorf("of thirty bad rows and a good file: exit code %d, %q, %q", o.code, o.stdout, o.stderr)
	}
	if !strings.Contains(o.stderr, "line 21") || strings.Contains(o.stderr, "line 22") {
		t.Errorf("twenty bad rows are to be named: %s", o.stderr)
	}
	if out := done(t, "check", "--data", data); !strings.Contains(out, "sessions: 1, entries: 1") {
		t.Errorf("after bad imports: %s", out)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"import", "--help"}, {"export", "--help"}, {"analyze", "--help"}, {"report", "--help"},
		{"replay", "--help"}, {"backup", "--help"}, {"check", "--help"}, {"version", "--help"}, {"openapi", "--help"}, {"help", "serve"}, {"version"}} {
		if o := command(t, args...); o.code != exitDone || o.stderr != "" || !strings.Contains(o.stdout, "kompas") {
			t.Errorf("kompas %s: exit code %d, %q %q", strings.Join(args, " "), o.code, o.stdout, o.stderr)
		}
	}
}
