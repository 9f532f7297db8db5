package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/format"
	"kompas/server/client"
)

func (a *app) replay() *cobra.Command {
	c := &cobra.Command{
		Use:   "replay --to URL [--token-file F] [--speed 1] FILE",
		Short: "Play a recorded meeting live into a new session; print its id",
		Long: `Play a recorded meeting into a new session of a running server, over the live
connection as a pad does: what happened after t seconds is sent after t divided
by the speed. A file that does not say when the meeting was live plays as one
that was from begin to end.`,
		Args: takes(1, 1, "one FILE"),
	}
	to := c.Flags().String("to", "", "`address` of a running server, such as http://127.0.0.1:7420")
	token := tokenFlag(c)
	speed := c.Flags().Float64("speed", 1, "how many times as fast as it was")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *to == "" {
			return wrongUse(c, "--to URL is needed: the server to play to")
		}
		if !(*speed > 0) {
			return wrongUse(c, "--speed must be more than 0; it is %v", *speed)
		}
		api, err := a.client(c, *to, *token)
		if err != nil {
			return err
		}
		codebook, _ := codebooks.Get(codebooks.Default)
		r, err := readFile(args[0], format.Options{Codebook: codebook, Now: observe.NewTimestamp(a.now())})
		if err != nil {
			return err
		}
		return a.play(c.Context(), api, r, *speed)
	}
	return c
}

// client returns a client for the server at an address.
func (a *app) client(c *cobra.Command, address, tokenFile string) (*client.Client, error) {
	token, err := a.neededToken(c, tokenFile)
	if err != nil {
		return nil, err
	}
	api, err := client.New(address, token)
	if err != nil {
		return nil, wrongUse(c, "%v", err)
	}
	return api, nil
}

func (a *app) play(ctx context.Context, api *client.Client, r *format.Recording, speed float64) error {
	entries, left := a.playable(r)
	if left > 0 {
		a.say("%d entries are left out: they are redacted in the file, or refer to one that is", left)
	}
	id, err := api.CreateSession(ctx, client.NewSession{
		Title:        r.Header.Title,
		Participants: r.Header.Participants,
		Phases:       r.Header.Phases,
		Codebook:     r.Header.Codebook,
		Intention:    r.Header.Intention,
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.stdout, id); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	due := make(chan observe.Entry)
	go a.perform(ctx, entries, speed, due)
	if err := api.Feed(ctx, id, due); err != nil {
		if errors.Is(err, context.Canceled) {
			err = errors.New("stopped before the end")
		}
		return fmt.Errorf("session %s: %w", id, err)
	}
	return nil
}

// perform sends each entry when it is due, in the order of the log, and then
// closes the channel.
func (a *app) perform(ctx context.Context, entries []observe.Entry, speed float64, due chan<- observe.Entry) {
	defer close(due)
	start := a.now()
	for _, e := range entries {
		if e.At > 0 {
			moment := start.Add(time.Duration(float64(e.At) * float64(time.Millisecond) / speed))
			select {
			case <-ctx.Done():
				return
			case <-time.After(moment.Sub(a.now())):
			}
		}
		if e.Type == observe.TypeState {
			e.Time = observe.NewTimestamp(a.now())
		}
		select {
		case <-ctx.Done():
			return
		case due <- e:
		}
	}
}

// playable returns the entries of a recording that a pad can send, and how many are
// left out: redacted entries, and entries that refer to one that is left out. If no
// entry says when the meeting was live, entries are added that make it live from the
// first moment to the last.
func (a *app) playable(r *format.Recording) (entries []observe.Entry, left int) {
	hidden := map[observe.EntryID]bool{}
	clocked := false
	last := observe.Millis(0)
	for e := range r.Entries() {
		if e.Type == observe.TypeRedacted || e.RefersTo(func(id observe.EntryID) bool { return hidden[id] }) {
			hidden[e.ID] = true
			left++
			continue
		}
		clocked = clocked || e.Type == observe.TypeState
		last = max(last, e.At)
		entries = append(entries, e)
	}
	if clocked {
		return entries, left
	}
	state := func(at observe.Millis, s string) observe.Entry {
		return observe.Entry{ID: observe.EntryID(a.newID()), Type: observe.TypeState, At: at, State: s}
	}
	entries = append([]observe.Entry{state(0, observe.StateLive)}, entries...)
	return append(entries, state(last, observe.StateEnded)), left
}
