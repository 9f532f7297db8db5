package main

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/debrief"
	"kompas/observe/format"
	"kompas/observe/preview"
)

func (a *app) export() *cobra.Command {
	c := &cobra.Command{
		Use:   "export [--data DIR] --format jsonl|csv [--anonymous] [-o FILE] SESSION",
		Short: "Write a session as a Kompas log (.jsonl) or as CSV",
		Args:  takes(1, 1, "one SESSION"),
	}
	data := dataFlag(c)
	kind := c.Flags().String("format", "", "jsonl or csv")
	anonymous := c.Flags().Bool("anonymous", false, "without names, notes and title, and with new ids")
	out := c.Flags().StringP("output", "o", "", "`file` to write (default: standard output)")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *kind != "jsonl" && *kind != "csv" {
			return wrongUse(c, "--format must be jsonl or csv; it is %q", *kind)
		}
		id, err := sessionID(args[0])
		if err != nil {
			return err
		}
		return a.with(*data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
			if *out == "" {
				return a.exportTo(c.Context(), a.stdout, db, id, *kind, *anonymous)
			}
			return writeFile(*out, func(f *os.File) error {
				return a.exportTo(c.Context(), f, db, id, *kind, *anonymous)
			})
		})
	}
	return c
}

// exportTo writes what the owner sees of a session.
func (a *app) exportTo(ctx context.Context, w io.Writer, db *bolt.DB, id observe.SessionID, kind string, anonymous bool) error {
	s, err := readSession(ctx, db, id)
	if err != nil {
		return err
	}
	told, err := debrief.Of(ctx, db.Docs(workspace), id)
	if err != nil {
		return err
	}
	held, err := preview.Held(ctx, db.Docs(workspace), id)
	if err != nil {
		return err
	}
	told = held.Of(told, s.state)
	redactor := s.state.Redactor(observe.OwnerViewer, db.Secret())
	header, entries := redactor.Header(), format.Seen(redactor, s.entries)
	if anonymous {
		told = nil
		header, entries = format.Anonymize(s.state, observe.OwnerViewer, s.entries, a.newID)
	}
	if kind == "jsonl" {
		return format.WriteLog(w, header, told, entries)
	}
	shown, err := format.Fold(header, entries)
	if err != nil {
		return err
	}
	return format.WriteCSV(w, shown)
}
