package main

import (
	"bufio"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"kompas/analysis/agreement"
	"kompas/observe"
)

func (a *app) agreement() *cobra.Command {
	c := &cobra.Command{
		Use:   "agreement [--data DIR] [--window-ms N] FILE FILE | SESSION OBSERVER OBSERVER",
		Short: "Compare what two observers of a meeting noted",
		Long: "Compares two observers of a meeting: two files, or two observers of a session by their ids.\n" +
			"In files, persons are the same when they have the same name.",
		Args: takes(2, 3, "two FILEs, or a SESSION and two OBSERVERs"),
	}
	data := dataFlag(c)
	opts := agreement.DefaultOptions()
	c.Flags().Int64Var(&opts.WindowMs, "window-ms", opts.WindowMs, "how far apart two turns may be to be the same, in milliseconds")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := opts.Validate(); err != nil {
			return wrongOption(c, err)
		}
		session := observe.CheckUUID("", args[0]) == nil
		if session != (len(args) == 3) {
			return wrongUse(c, "takes two FILEs, or a SESSION and two OBSERVERs")
		}
		first, err := a.meeting(c, *data, args[0])
		if err != nil {
			return err
		}
		second, observers := first, [2]observe.ObserverID{}
		if session {
			observers = [2]observe.ObserverID{observe.ObserverID(args[1]), observe.ObserverID(args[2])}
		} else if second, err = a.meetingOfFile(args[1]); err != nil {
			return err
		}
		result, err := agreement.Compare(c.Context(), first, second, observers, opts)
		if e, ok := errors.AsType[*observe.Error](err); ok && e.Code == observe.Invalid {
			return wrongUse(c, "OBSERVER %s", e.Message)
		}
		if err != nil {
			return err
		}
		out := bufio.NewWriter(a.stdout)
		return errors.Join(json.NewEncoder(out).Encode(result.Agreement), out.Flush())
	}
	return c
}
