package main

import (
	"context"
	"iter"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/format"
)

// session is a session of the data folder, as it is stored.
type session struct {
	state   *observe.State
	entries iter.Seq2[observe.Entry, error]
}

func readSession(ctx context.Context, db *bolt.DB, id observe.SessionID) (*session, error) {
	log := db.Log(workspace)
	info, err := log.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	entries := stored(ctx, log, id)
	state, err := format.Fold(info.Header, entries)
	return &session{state, entries}, err
}

// stored returns the entries of a log.
func stored(ctx context.Context, log observe.Log, id observe.SessionID) iter.Seq2[observe.Entry, error] {
	return format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		return log.Read(ctx, id, after, limit)
	})
}
