package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
)

func (a *app) check() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [--data DIR]",
		Short: "Verify every entry and fold every log; say what is wrong and where",
		Args:  takes(0, 0, "no arguments"),
	}
	data := dataFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return a.with(*data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error { return a.checkAll(c.Context(), db) })
	}
	return c
}

func (a *app) checkAll(ctx context.Context, db *bolt.DB) error {
	problems, err := db.Check(ctx)
	if err != nil {
		return err
	}
	refs, err := db.Sessions(ctx)
	if err != nil {
		return err
	}
	entries := observe.Seq(0)
	for _, ref := range refs {
		head, err := fold(ctx, db.Log(ref.Workspace), ref.ID)
		entries += head
		if err != nil && !named(problems, ref) {
			problems = append(problems, bolt.Problem{Where: place(ref), What: err.Error()})
		}
	}
	for _, p := range problems {
		if _, err := fmt.Fprintln(a.stdout, p); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d problems in %d sessions; a backup, or the pads, may still have what is damaged", len(problems), len(refs))
	}
	_, err = fmt.Fprintf(a.stdout, "all is well; sessions: %d, entries: %d\n", len(refs), entries)
	return err
}

// fold folds the log of a session and gives how far that went.
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

func place(ref bolt.SessionRef) string {
	return fmt.Sprintf("workspace %q, session %q", ref.Workspace, ref.ID)
}

// named tells whether a session is among the problems already: then folding it
// says the same again.
func named(problems []bolt.Problem, ref bolt.SessionRef) bool {
	for _, p := range problems {
		if strings.HasPrefix(p.Where, place(ref)) {
			return true
		}
	}
	return false
}
