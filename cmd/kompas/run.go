package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// version is set when the program is linked; see the Makefile.
var version = "dev"

// app is the environment of the program, which all commands share.
type app struct {
	getenv         func(string) string
	stdout, stderr io.Writer
	now            func() time.Time
	newID          func() string
	noSync         bool // see [bolt.Options]; only for the test that shows why syncing is needed
}

// run runs the command that the arguments name. Results go to stdout, messages to
// stderr. The caller prints the error; see [report].
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	a := &app{getenv: getenv, stdout: stdout, stderr: stderr, now: time.Now, newID: uuid.NewString}
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) error {
	root := &cobra.Command{
		Use:               "kompas",
		Short:             "Kompas helps a team see itself: who responds to whom in a meeting, and how",
		Args:              unknownCommand,
		RunE:              func(c *cobra.Command, _ []string) error { return wrongUse(c, "a command is needed") },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.AddCommand(a.serve(), a.importFiles(), a.export(), a.analyze(), a.agreement(), a.report(), a.replay(), a.backup(), a.check(), a.version(), a.openAPI())
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true // the text of Use names the flags
	}
	root.SetHelpCommand(help(root))
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return wrongUse(c, "%v", err) })
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	return root.ExecuteContext(ctx)
}

// usageError says that the program was called wrongly.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

// wrongUse makes the error of a command that was called wrongly.
func wrongUse(c *cobra.Command, format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...) + "; `" + c.CommandPath() + " --help` tells more"}
}

func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return wrongUse(c, "there is no command %q", args[0])
}

// help is the command behind `kompas help COMMAND`.
func help(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "Tell more about a command",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(root, args)
			}
			return c.Help()
		},
	}
}

// takes checks the number of arguments: at least least and at most most, where a
// negative most means no limit. The error uses what as the name of the arguments.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if n := len(args); n < least || most >= 0 && n > most {
			return wrongUse(c, "needs %s; %d given", what, n)
		}
		return nil
	}
}

// Exit codes.
const (
	exitDone     = 0
	exitFailed   = 1
	exitWrongUse = 2
)

// report prints an error, one line for each problem, and returns the exit code.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintln(stderr, "kompas: "+line)
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitWrongUse
	}
	return exitFailed
}

// say prints a message to stderr that is neither a result nor an error.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.stderr, format+"\n", args...)
}
