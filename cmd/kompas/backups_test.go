package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
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
	old, other := filepath.Join(dir, "kompas-2020-01-01T000000Z.db"), filepath.Join(dir, "kompas-2020.db")
	ahead := filepath.Join(dir, "kompas-2999-01-01T000000Z.db") // the clock was wrong once
	recent := filepath.Join(dir, "kompas-"+time.Now().UTC().Add(-25*time.Hour).Format(backupTime)+".db")
	for _, name := range []string{old, recent, other, ahead} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := serve(t, data, "--backup-dir", dir, "--keep", "2d")
	p.newSession(t)
	eventually("no backup, or the old one stays", func() bool {
		_, err := os.Stat(old)
		return os.IsNotExist(err) && len(names()) == 4
	})
	p.stop(t)
	made := ""
	for _, name := range names() {
		if name != recent && name != other && name != ahead {
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
	if len(names()) != 4 {
		t.Errorf("after another start: %q", names())
	}
}

// A clock that was wrong once keeps nobody without backups for long.
func TestBackupAfterAWrongClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		made []time.Duration // from now
		want time.Duration
	}{
		"none":                      {nil, 0},
		"an hour ago":               {[]time.Duration{-time.Hour}, 23 * time.Hour},
		"now":                       {[]time.Duration{0}, 24 * time.Hour},
		"a year ahead":              {[]time.Duration{365 * 24 * time.Hour}, 0},
		"a minute ahead":            {[]time.Duration{time.Minute}, 0},
		"a year ahead, an hour ago": {[]time.Duration{-time.Hour, 365 * 24 * time.Hour}, 23 * time.Hour},
		"a year ahead, long ago":    {[]time.Duration{-30 * time.Hour, 365 * 24 * time.Hour}, -6 * time.Hour},
	} {
		b := &backups{dir: t.TempDir(), now: func() time.Time { return now }}
		for _, d := range c.made {
			if err := os.WriteFile(b.path(now.Add(d)), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := b.due(); got != c.want {
			t.Errorf("%s: due in %v, want %v", name, got, c.want)
		}
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

// A fault while a backup is made is a backup that failed.
func TestBackupFault(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := make(chan string, 1)
	dir := t.TempDir()
	b := &backups{dir: dir, keep: backupKeep, now: time.Now, logger: slog.New(slog.NewTextHandler(lines(said), nil))}
	ended := make(chan struct{})
	go func() { defer close(ended); b.run(ctx, nil) }() // there is no database
	if line := <-said; !strings.Contains(line, "a backup failed") {
		t.Error(line)
	}
	stop()
	<-ended
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

type lines chan string

func (l lines) Write(b []byte) (int, error) { l <- string(b); return len(b), nil }
