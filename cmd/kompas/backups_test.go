package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A server that is told where makes a backup a day, which can be put in place
// of the data, and removes old ones.
func TestBackupEveryDay(t *testing.T) {
	data, dir := t.TempDir(), filepath.Join(t.TempDir(), "backups")
	names := func() []string {
		found, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	eventually := func(what string, so func() bool) {
		t.Helper()
		for end := time.Now().Add(time.Minute); !so(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s; there are %q", what, names())
			}
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	old, recent, other := filepath.Join(dir, "kompas-2020-01-01T000000Z.db"), "", filepath.Join(dir, "kompas-2020.db")
	recent = filepath.Join(dir, "kompas-"+time.Now().UTC().Add(-25*time.Hour).Format(backupTime)+".db")
	for _, name := range []string{old, recent, other} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := serve(t, data, "--backup-dir", dir, "--keep", "2d")
	p.newSession(t)
	eventually("no backup, or the old one stays", func() bool {
		_, err := os.Stat(old)
		return os.IsNotExist(err) && len(names()) == 3
	})
	p.stop(t)
	made := ""
	for _, name := range names() {
		if name != recent && name != other {
			made = name
		}
	}
	restored := t.TempDir()
	copied, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(restored, "kompas.db"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := command(t, "check", "--data", restored); o.code != exitDone {
		t.Errorf("the backup: %s%s", o.stdout, o.stderr)
	}
	// One that is not a day old is enough.
	p = serve(t, data, "--backup-dir", dir)
	p.newSession(t)
	p.stop(t)
	if len(names()) != 3 {
		t.Errorf("after another start: %q", names())
	}
}

func TestDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{"30d": 720 * time.Hour, "36h": 36 * time.Hour, "90m": 90 * time.Minute} {
		var d duration
		if err := d.Set(s); err != nil || time.Duration(d) != want {
			t.Errorf("%s: %v, %v", s, time.Duration(d), err)
		}
	}
	for _, s := range []string{"", "30", "d", "-1d", "0h", "1.5d", "99999d", "month"} {
		if err := new(duration).Set(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}
