package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kompas/observe/bolt"
)

func (a *app) backup() *cobra.Command {
	c := &cobra.Command{
		Use:   "backup [--data DIR | --url URL [--token-file F]] -o FILE",
		Short: "Write a consistent copy of all data, also of a running server",
		Long: `Write a consistent copy of all data, also of a running server (--url). The token
for a server on this machine is by default the one in the default data folder. A
FILE that is there already is replaced, once the copy is whole.

The copy holds everything, as the data file does: the names of all people, and
also what only who wrote it may read in Kompas (private notes, compass,
journal). Who has the copy can read it. Keep it like the data folder.

To restore it, put the copy as ` + bolt.FileName + ` into an empty data folder. Opening it
there begins a new life of the data: the pads notice, and send again what the
copy lacks.`,
		Args: takes(0, 0, "no arguments"),
	}
	data, token := dataFlag(c), tokenFlag(c)
	server := c.Flags().String("url", "", "`address` of a running server, such as http://127.0.0.1:7420")
	out := c.Flags().StringP("output", "o", "", "`file` to write")
	c.RunE = func(c *cobra.Command, _ []string) error {
		switch {
		case *out == "":
			return wrongUse(c, "-o FILE is needed: where the copy goes")
		case *server != "" && *data != "":
			return wrongUse(c, "--data and --url exclude each other: a data folder, or a running server")
		case *server == "" && *token != "":
			return wrongUse(c, "--token-file is for --url")
		}
		if *server != "" {
			return a.backupServer(c, *server, *token, *out)
		}
		return a.backupFolder(c.Context(), *data, *out)
	}
	return c
}

func (a *app) backupFolder(ctx context.Context, data, out string) error {
	dir, err := a.dataDir(data)
	if err != nil {
		return err
	}
	live, err := os.Stat(filepath.Join(dir, bolt.FileName))
	if err == nil {
		if there, err := os.Stat(out); err == nil && os.SameFile(live, there) {
			return fmt.Errorf("%s is the data file itself; write the copy elsewhere", out)
		}
	}
	err = a.with(data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
		return writeFile(out, func(f *os.File) error { return db.Backup(ctx, f) })
	})
	if errors.Is(err, bolt.ErrHeld) {
		return fmt.Errorf("%w: kompas backup --url http://HOST:PORT --token-file %s -o %s, with what it says it is listening on",
			err, filepath.Join(dir, tokenName), out)
	}
	return err
}

func (a *app) backupServer(c *cobra.Command, address, tokenFile, out string) error {
	if tokenFile == "" && a.getenv(tokenVariable) == "" {
		tokenFile = a.tokenHere(address)
	}
	api, err := a.client(c, address, tokenFile)
	if err != nil {
		return err
	}
	return writeFile(out, func(f *os.File) error { return api.Backup(c.Context(), f) })
}

// tokenHere returns the path of the owner's token in the default data folder. It is
// empty if that file does not exist or the server is on another machine.
func (a *app) tokenHere(address string) string {
	u, err := url.Parse(address)
	dir, err2 := a.dataDir("")
	if err != nil || err2 != nil || !loopback(u.Hostname()) {
		return ""
	}
	path := filepath.Join(dir, tokenName)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
