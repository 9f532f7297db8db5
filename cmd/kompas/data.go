package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
)

// workspace is the name of the only workspace that the program uses.
const workspace = "default"

// dataFlag adds the flag --data. The value is empty if the flag is not given.
func dataFlag(c *cobra.Command) *string {
	return c.Flags().String("data", "", "data `folder` (default: kompas in your folder for the data of programs, such as ~/.local/share)")
}

// dataDir returns the data folder: dir, or if that is empty, the folder that the
// operating system uses for the data of a user's programs.
func (a *app) dataDir(dir string) (string, error) {
	if dir != "" {
		return filepath.Abs(dir)
	}
	home := a.getenv("HOME")
	switch runtime.GOOS {
	case "windows":
		if local := a.getenv("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "Kompas"), nil
		}
	case "darwin":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "Kompas"), nil
		}
	default:
		if data := a.getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
			return filepath.Join(data, "kompas"), nil
		}
		if home != "" {
			return filepath.Join(home, ".local", "share", "kompas"), nil
		}
	}
	return "", errors.New("no data folder: your home folder is not known; name a folder with --data")
}

// open opens the data folder. The caller must close the store.
func (a *app) open(dir string, opts bolt.Options) (*bolt.DB, error) {
	dir, err := a.dataDir(dir)
	if err != nil {
		return nil, err
	}
	db, err := bolt.Open(dir, opts)
	if err == nil && db.Migrated() != "" {
		a.say("the data file was of an older Kompas and has been brought up to date; as it was it is kept in %s, "+
			"with all that was in it; remove it when you no longer need it", db.Migrated())
	}
	return db, err
}

// with opens the data folder, calls do with it, and closes it.
func (a *app) with(dir string, opts bolt.Options, do func(*bolt.DB) error) error {
	db, err := a.open(dir, opts)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// sessionID reads the argument SESSION.
func sessionID(arg string) (observe.SessionID, error) {
	if err := observe.CheckUUID("", arg); err != nil {
		return "", fmt.Errorf("there is no session %q: the id of one %w", arg, err)
	}
	return observe.SessionID(arg), nil
}

// writeFile calls write to fill a temporary file, and renames that to path if
// everything succeeds, so that path is never half written. Only the owner of the file
// can read it.
func writeFile(path string, write func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}
