package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/codebooks"
	"kompas/observe/debrief"
	"kompas/observe/format"
)

func (a *app) importFiles() *cobra.Command {
	c := &cobra.Command{
		Use:   "import [--data DIR] [--codebook ID] [--title T] [--as-new] FILE...",
		Short: "Read files (.jsonl or .csv) into the data folder; print one session id a line",
		Long: `Read Kompas logs (.jsonl) and CSV files into the data folder. Each file becomes a
session, whose id is printed. A file with a mistake imports nothing, and the
others are imported all the same. The same file again changes nothing.`,
		Args: takes(1, -1, "at least one FILE"),
	}
	data := dataFlag(c)
	codebook := c.Flags().String("codebook", "", "`id` of the codebook that a CSV file is coded with (default "+codebooks.Default+")")
	title := c.Flags().String("title", "", "title of the session (default: the log's own, or the name of the file)")
	asNew := c.Flags().Bool("as-new", false, "make a new session also when the file was imported before")
	c.RunE = func(c *cobra.Command, args []string) error {
		if c.Flags().Changed("title") {
			if err := observe.CheckName("", *title); err != nil {
				return wrongUse(c, "--title %v", err)
			}
		}
		opts := format.Options{Title: *title, AsNew: *asNew, NewID: a.newID}
		if *codebook == "" {
			*codebook = codebooks.Default
		}
		return a.with(*data, bolt.Options{}, func(db *bolt.DB) error {
			var err error
			if opts.Codebook, err = findCodebook(c, db, *codebook); err != nil {
				return err
			}
			var failed []error
			for _, name := range args {
				if err := a.importFile(c.Context(), db, name, opts); err != nil {
					failed = append(failed, err)
				}
			}
			return errors.Join(failed...)
		})
	}
	return c
}

// importFile reads one file, stores it unless the same session is stored already, and
// prints the id of the session.
func (a *app) importFile(ctx context.Context, db *bolt.DB, name string, opts format.Options) error {
	opts.Now = observe.NewTimestamp(a.now())
	r, err := readFile(name, opts)
	if err != nil {
		return err
	}
	for _, w := range r.Warnings {
		a.say("%s: %s", name, w)
	}
	log := db.Log(workspace)
	id := r.Header.ID
	_, err = log.Get(ctx, id)
	switch {
	case observe.CodeOf(err) == observe.NotFound:
		if _, err = log.Create(ctx, r.Header, r.Entries()); err == nil {
			err = debrief.Restore(ctx, db.Docs(workspace), id, r.Debrief, func(ctx context.Context) error { return log.Delete(ctx, id) })
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	default:
		same, err := r.BeginsLog(stored(ctx, log, id))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !same {
			return fmt.Errorf("%s: session %s is there already, with another log; --as-new makes a new session of the file", name, id)
		}
		a.say("%s: is there already; nothing changed", name)
	}
	_, err = fmt.Fprintln(a.stdout, id)
	return err
}

// readFile reads a file whose name ends in .jsonl or .csv. The error has one line for
// each problem in the file.
func readFile(name string, opts format.Options) (*format.Recording, error) {
	read := format.ReadLog
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl":
	case ".csv":
		read = format.ReadCSV
	default:
		return nil, fmt.Errorf("%s: the name must end in .jsonl or .csv, which tells what is in it", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	opts.Name = name
	r, err := read(data, opts)
	return r, inFile(name, err)
}

// inFile adds the name of the file to each line of an error about its contents.
func inFile(name string, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*format.Error](err)
	if !ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	var lines []error
	for _, p := range e.Problems {
		lines = append(lines, fmt.Errorf("%s: %s", name, p))
	}
	if e.More {
		lines = append(lines, fmt.Errorf("%s: there may be more; only the first %d are named", name, len(e.Problems)))
	}
	return errors.Join(lines...)
}

// findCodebook returns a codebook that ships with Kompas or that the user made.
func findCodebook(c *cobra.Command, db *bolt.DB, id string) (observe.Codebook, error) {
	if book, ok := codebooks.Get(id); ok {
		return book, nil
	}
	doc, err := db.Docs(workspace).Get(c.Context(), "codebook/"+url.PathEscape(id))
	if observe.CodeOf(err) == observe.NotFound {
		return observe.Codebook{}, wrongUse(c, "there is no codebook %q; --codebook must be the id of one, such as %s", id, codebooks.Default)
	}
	var book observe.Codebook
	if err == nil {
		err = json.Unmarshal(doc.Value, &book)
	}
	return book, err
}
