package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"kompas/observe/bolt"
)

// backups writes a copy of the data into a folder once a day while a server
// runs, and removes those that are older than keep, but never the newest.
type backups struct {
	dir    string
	keep   time.Duration
	now    func() time.Time
	logger *slog.Logger
}

const (
	backupEvery = 24 * time.Hour
	backupRetry = time.Hour // wait after a backup that failed
	backupKeep  = 30 * 24 * time.Hour
)

// The name of a backup holds the time when it was made, so that names sort by age.
const (
	backupPrefix = "kompas-"
	backupTime   = "2006-01-02T150405Z"
	backupSuffix = ".db"
)

// prepare makes the folder and tests that it can be written, so that an error shows
// when the server starts and not at the first backup.
func (b *backups) prepare() error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return fmt.Errorf("--backup-dir: %w", err)
	}
	f, err := os.CreateTemp(b.dir, ".kompas-*")
	if err != nil {
		return fmt.Errorf("--backup-dir %s cannot be written: %w", b.dir, err)
	}
	f.Close()
	return os.Remove(f.Name())
}

// run makes backups until ctx ends.
func (b *backups) run(ctx context.Context, db *bolt.DB) {
	for {
		wait := b.due()
		if wait <= 0 {
			wait = 0
			if err := b.once(ctx, db); err != nil && ctx.Err() == nil {
				b.logger.Error("a backup failed; it is tried again in an hour", "folder", b.dir, "error", err)
				wait = backupRetry
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(max(wait, time.Second), backupRetry)): // the clock may be changed during the wait
		}
	}
}

// due returns how long to wait for the next backup; 0 or less means now. A backup
// whose name lies in the future was made while the clock was wrong, and is ignored.
func (b *backups) due() time.Duration {
	now, wait := b.now(), time.Duration(0)
	for _, at := range b.made() {
		if !at.After(now) {
			wait = at.Add(backupEvery).Sub(now)
		}
	}
	return wait
}

// once writes one backup and removes the old ones.
func (b *backups) once(ctx context.Context, db *bolt.DB) error {
	path := b.path(b.now().UTC())
	if err := writeFile(path, func(f *os.File) (err error) {
		defer func() { // a panic here must not end the server
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return db.Backup(ctx, f)
	}); err != nil {
		return err
	}
	b.logger.Info("a backup was made", "file", path)
	for _, at := range b.made() { // never the one just made
		if b.now().Sub(at) > b.keep && b.path(at) != path {
			if err := os.Remove(b.path(at)); err != nil {
				return err
			}
			b.logger.Info("an old backup was removed", "file", b.path(at))
		}
	}
	return nil
}

func (b *backups) path(at time.Time) string {
	return filepath.Join(b.dir, backupPrefix+at.Format(backupTime)+backupSuffix)
}

// made returns the times when the backups in the folder were made, oldest first.
// Other files are ignored.
func (b *backups) made() []time.Time {
	files, err := os.ReadDir(b.dir)
	if err != nil {
		return nil // the error shows when once writes the next backup
	}
	var list []time.Time
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), backupPrefix)
		name, ok2 := strings.CutSuffix(name, backupSuffix)
		if at, err := time.Parse(backupTime, name); ok && ok2 && err == nil {
			list = append(list, at)
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// duration is the value of a flag such as 30d, 36h or 90m; it must be more than 0.
type duration time.Duration

func (d *duration) String() string {
	if day := 24 * time.Hour; *d != 0 && time.Duration(*d)%day == 0 {
		return strconv.Itoa(int(time.Duration(*d)/day)) + "d"
	}
	return time.Duration(*d).String()
}

func (d *duration) Type() string { return "duration" }

func (d *duration) Set(s string) error {
	v, err := time.ParseDuration(s)
	if days, isDays := strings.CutSuffix(s, "d"); isDays {
		var n int
		if n, err = strconv.Atoi(days); n > 36_500 {
			err = strconv.ErrRange
		}
		v = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || v <= 0 {
		return fmt.Errorf("must be a time such as 30d or 36h")
	}
	*d = duration(v)
	return nil
}
