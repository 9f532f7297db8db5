package main

import (
	"bufio"
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	reports "kompas/analysis/report"
	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/codebooks"
	"kompas/observe/debrief"
	"kompas/observe/format"
	"kompas/observe/preview"
	"kompas/static"
)

func (a *app) report() *cobra.Command {
	c := &cobra.Command{
		Use:   "report [--data DIR] [--lang nl|en] [--anonymous] [--names] [--notes] [--persons] -o FILE FILE|SESSION",
		Short: "Write what a meeting had to tell as one HTML file, to read and to print",
		Long: `Write what a meeting had to tell as one HTML file: the fragment, the pattern with its
question, what the team tries next, the agenda, and the charts of the team. The file
needs no network and prints on A4. What the debrief chose is told; where nothing was
chosen, what Kompas proposes. Names, shared notes and charts of persons are left out
unless they are asked for.`,
		Args: takes(1, 1, "one FILE or SESSION"),
	}
	data := dataFlag(c)
	o := reports.Options{}
	c.Flags().StringVar(&o.Lang, "lang", "en", "language of the report: nl or en")
	c.Flags().BoolVar(&o.Anonymous, "anonymous", false, "without names, notes, title, date, and texts that somebody wrote; wins over the flags below")
	c.Flags().BoolVar(&o.Names, "names", false, "with the names of persons")
	c.Flags().BoolVar(&o.Notes, "notes", false, "with the shared notes")
	c.Flags().BoolVar(&o.Persons, "persons", false, "with charts of persons: how often each spoke, and to whom")
	out := c.Flags().StringP("output", "o", "", "`file` to write")
	c.RunE = func(c *cobra.Command, args []string) error {
		if o.Lang != "nl" && o.Lang != "en" {
			return wrongUse(c, "--lang must be nl or en; it is %q", o.Lang)
		}
		if *out == "" {
			return wrongUse(c, "-o must name the file to write")
		}
		o.Zone = a.now().Location()
		parts, err := reports.PartsOf(static.FS())
		if err != nil {
			return err
		}
		s, err := a.reported(c, *data, args[0])
		if err != nil {
			return err
		}
		return writeFile(*out, func(f *os.File) error {
			w := bufio.NewWriter(f)
			err := compute.Until(c.Context(), func() error { return reports.Write(c.Context(), w, parts, s, o) })
			return errors.Join(err, w.Flush())
		})
	}
	return c
}

// reported reads the meeting to report on, as its owner sees it: a session if the
// argument is a UUID, otherwise a file.
func (a *app) reported(c *cobra.Command, data, arg string) (*reports.Source, error) {
	s := &reports.Source{}
	options := analysis.DefaultOptions()
	var state *observe.State
	var secret []byte
	stored := observe.CheckUUID("", arg) == nil
	if stored {
		id := observe.SessionID(arg)
		err := a.with(data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
			read, err := readSession(c.Context(), db, id)
			if err != nil {
				return err
			}
			state, secret = read.state, db.Secret()
			docs := db.Docs(workspace)
			if s.Debrief, _, err = debrief.Get(c.Context(), docs, id); err != nil {
				return err
			}
			held, err := preview.Held(c.Context(), docs, id)
			s.Debrief, s.Without = held.Debrief(s.Debrief, state), findings.Without{IDs: held.Findings, Times: held.Times(state)}
			return err
		})
		if err != nil {
			return nil, err
		}
	} else {
		book, _ := codebooks.Get(codebooks.Default) // that a table is coded with
		r, err := readFile(arg, format.Options{Now: observe.NewTimestamp(a.now()), Codebook: book})
		if err != nil {
			return nil, err
		}
		state, secret = r.State(), []byte(a.newID())
		if r.Debrief != nil {
			s.Debrief = *r.Debrief
		}
	}
	meeting := func(v observe.Viewer) *analysis.Meeting {
		return analysis.FromState(state, v, secret, codebooks.KnownLoops(&state.Header().Codebook))
	}
	if stored {
		var err error
		if options.TeamLoops, err = a.teamLoops(c.Context(), data, meeting(observe.OwnerViewer)); err != nil {
			return nil, err
		}
	}
	s.Tell(state, observe.OwnerViewer, secret)
	s.Read = func(ctx context.Context, nameless bool) (*analysis.Reading, error) {
		v := observe.OwnerViewer
		v.Anonymous = nameless
		return patterns.Analyze(ctx, meeting(v), options)
	}
	return s, nil
}
