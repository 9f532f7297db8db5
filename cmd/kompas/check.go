package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/debrief"
	"kompas/observe/preview"
)

func (a *app) check() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [--data DIR]",
		Short: "Verify the data file and fold every log; say what is wrong and where",
		Args:  takes(0, 0, "no arguments"),
	}
	data := dataFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		dir, err := a.dataDir(*data)
		if err != nil {
			return err
		}
		return a.checkAll(c.Context(), dir)
	}
	return c
}

// checkAll checks the pages of the file, and folds the logs only if the pages are
// sound.
func (a *app) checkAll(ctx context.Context, dir string) error {
	problems, sound, err := bolt.Check(ctx, dir)
	if err != nil {
		return stopped(ctx, err)
	}
	sessions, entries := 0, observe.Seq(0)
	if sound {
		err := a.with(dir, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
			refs, err := db.Sessions(ctx)
			if err != nil {
				return err
			}
			sessions = len(refs)
			for _, ref := range refs {
				head, err := fold(ctx, db.Log(ref.Workspace), ref.ID)
				if ctx.Err() != nil {
					return ctx.Err()
				}
				entries += head
				if err != nil && !named(problems, ref) {
					problems = append(problems, bolt.Problem{Where: place(ref), What: err.Error()})
				}
			}
			for _, kind := range []written{
				{debrief.Prefix, "debrief", debrief.SessionOf, debrief.Check},
				{preview.Prefix, "preview", preview.SessionOf, preview.Check},
			} {
				found, err := checkWritten(ctx, db, refs, kind)
				if problems = append(problems, found...); err != nil {
					return err
				}
			}
			return nil
		})
		if ctx.Err() != nil {
			return stopped(ctx, err)
		}
		if err != nil {
			problems = append(problems, bolt.Problem{Where: "opening it", What: err.Error()})
		}
	}
	for _, p := range problems {
		if _, err := fmt.Fprintln(a.stdout, p); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		n := "1 problem"
		if len(problems) > 1 {
			n = strconv.Itoa(len(problems)) + " problems"
		}
		return fmt.Errorf("%s in %s; a backup, or the pads, may still have what is damaged", n, filepath.Join(dir, bolt.FileName))
	}
	_, err = fmt.Fprintf(a.stdout, "all is well; sessions: %d, entries: %d\n", sessions, entries)
	return err
}

// stopped returns an error that says that the check was stopped, if ctx has ended;
// otherwise err.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("stopped before all was checked; nothing is said of the rest")
	}
	return err
}

// fold folds the log of a session and returns the seq of the last entry that it could
// fold.
func fold(ctx context.Context, log observe.Log, id observe.SessionID) (observe.Seq, error) {
	info, err := log.Get(ctx, id)
	if err != nil {
		return 0, err
	}
	s := observe.NewState(info.Header)
	for e, err := range stored(ctx, log, id) {
		if err == nil {
			err = s.CheckStored(&e)
		}
		if err != nil {
			return s.Head(), fmt.Errorf("entry %d: %w", s.Head()+1, err)
		}
		s.Apply(e)
	}
	if s.Head() != info.Head {
		return s.Head(), errors.New("the log ends before its head")
	}
	return s.Head(), nil
}

// written is a kind of documents that belong to sessions.
type written struct {
	prefix, name string
	session      func(key string) observe.SessionID
	check        func(observe.Doc) error
}

// checkWritten returns what is wrong with what was written about sessions.
func checkWritten(ctx context.Context, db *bolt.DB, refs []bolt.SessionRef, kind written) (problems []bolt.Problem, err error) {
	docs := db.Docs(workspace)
	for after := ""; ; {
		const limit = 200
		page, err := docs.List(ctx, kind.prefix, after, limit)
		if err != nil {
			return problems, err
		}
		for _, d := range page {
			after = d.Key
			of := bolt.SessionRef{Workspace: workspace, ID: kind.session(d.Key)}
			err := kind.check(d)
			if err == nil && !slices.Contains(refs, of) {
				err = errors.New("there is no such session")
			}
			if err != nil {
				problems = append(problems, bolt.Problem{Where: place(of) + ", " + kind.name, What: err.Error()})
			}
		}
		if len(page) < limit {
			return problems, nil
		}
	}
}

func place(ref bolt.SessionRef) string {
	return fmt.Sprintf("workspace %q, session %q", ref.Workspace, ref.ID)
}

// named reports whether the problems already name a session. What folding finds in it
// would then repeat them.
func named(problems []bolt.Problem, ref bolt.SessionRef) bool {
	for _, p := range problems {
		if strings.HasPrefix(p.Where, place(ref)) {
			return true
		}
	}
	return false
}
