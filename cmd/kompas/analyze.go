package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kompas/analysis"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/text"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/observe/codebooks"
	"kompas/observe/format"
)

func (a *app) analyze() *cobra.Command {
	c := &cobra.Command{
		Use:   "analyze [--data DIR] [--format json|text] [flags] FILE|SESSION",
		Short: "Compute who took part and who responds to whom, of a file or a session",
		Args:  takes(1, 1, "one FILE or SESSION"),
	}
	opts := analysis.DefaultOptions()
	var fromMs, toMs int64
	data := dataFlag(c)
	kind := c.Flags().String("format", "json", "json or text")
	c.Flags().StringVar((*string)(&opts.Codes), "codes", string(opts.Codes), "what a code is: tag, family, effect, person, role:tag or person:tag")
	c.Flags().IntVar(&opts.Lag, "lag", opts.Lag, "how many turns later")
	c.Flags().StringVar((*string)(&opts.Pairs), "pairs", string(opts.Pairs), "what a pair is: order (a turn and the one lag turns later) or reply (a turn to somebody, and their latest turn before it)")
	c.Flags().StringVar((*string)(&opts.Observer), "observer", "", "only the turns of the observer with this `id`")
	c.Flags().StringVar(&opts.Phase, "phase", "", "only the phase with this `name`, or the one that the entry with this id begins")
	c.Flags().Int64Var(&fromMs, "from-ms", 0, "only turns from this `time` on, in milliseconds")
	c.Flags().Int64Var(&toMs, "to-ms", 0, "only turns up to this `time`, in milliseconds")
	c.Flags().Float64Var(&opts.Alpha, "alpha", opts.Alpha, "how often at most something is found where there is no order")
	c.Flags().IntVar(&opts.Permutations, "permutations", opts.Permutations, "how often the turns are shuffled")
	c.Flags().Uint64Var(&opts.Seed, "seed", opts.Seed, "of the shuffling")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *kind != "json" && *kind != "text" {
			return wrongUse(c, "--format must be json or text; it is %q", *kind)
		}
		if c.Flags().Changed("from-ms") {
			opts.FromMs = &fromMs
		}
		if c.Flags().Changed("to-ms") {
			opts.ToMs = &toMs
		}
		if err := opts.Validate(); err != nil {
			return wrongOption(c, err)
		}
		m, err := a.meeting(c, *data, args[0])
		if err != nil {
			return err
		}
		if m.Session != "" && trends.SeekTeamLoops(&opts) {
			if opts.TeamLoops, err = a.teamLoops(c.Context(), *data, m); err != nil {
				return err
			}
		}
		result, err := patterns.Analyze(c.Context(), m, opts)
		if err != nil {
			return wrongOption(c, err)
		}
		out := bufio.NewWriter(a.stdout)
		if *kind == "text" {
			err = text.Write(out, result)
		} else {
			err = json.NewEncoder(out).Encode(result.Result)
		}
		return errors.Join(err, out.Flush())
	}
	return c
}

// wrongOption names the flag in an error about an option.
func wrongOption(c *cobra.Command, err error) error {
	if e, ok := errors.AsType[*observe.Error](err); ok && e.Code == observe.Invalid {
		return wrongUse(c, "--%s %s", strings.ReplaceAll(e.Field, "_", "-"), e.Message)
	}
	return err
}

// meeting reads the meeting to analyse: a session if the argument is a UUID,
// otherwise a file.
func (a *app) meeting(c *cobra.Command, data, arg string) (m *analysis.Meeting, err error) {
	if observe.CheckUUID("", arg) != nil {
		return a.meetingOfFile(arg)
	}
	err = a.with(data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
		m, err = storedMeeting(c.Context(), db, observe.SessionID(arg))
		return err
	})
	return m, err
}

func storedMeeting(ctx context.Context, db *bolt.DB, id observe.SessionID) (*analysis.Meeting, error) {
	s, err := readSession(ctx, db, id)
	if err != nil {
		return nil, err
	}
	return analysis.FromState(s.state, observe.OwnerViewer, db.Secret(), codebooks.KnownLoops(&s.state.Header().Codebook)), nil
}

// teamLoops returns the loops of earlier meetings of its team that are looked for in the
// meeting of a session.
func (a *app) teamLoops(ctx context.Context, data string, m *analysis.Meeting) ([]sequence.Sought, error) {
	var earlier []*analysis.Meeting
	err := a.with(data, bolt.Options{ReadOnly: true}, func(db *bolt.DB) error {
		log := db.Log(workspace)
		info, err := log.Get(ctx, m.Session)
		if err != nil || info.Header.Team == "" {
			return err
		}
		team, _, err := log.List(ctx, observe.Filter{Team: info.Header.Team}, trends.MostFollowed)
		if err != nil {
			return err
		}
		for _, s := range trends.Earlier(team, m.Session) {
			one, err := storedMeeting(ctx, db, s.Header.ID)
			if err != nil {
				return err
			}
			earlier = append(earlier, one)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var loops []*trends.MeetingLoops
	for _, one := range earlier {
		l, err := trends.FindLoops(ctx, trends.Dated{Meeting: one}, trends.DefaultOptions())
		if err != nil {
			return nil, err
		}
		loops = append(loops, l)
	}
	return trends.TeamLoops(m, loops), nil
}

func (a *app) meetingOfFile(name string) (*analysis.Meeting, error) {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return meetingOfCSV(name)
	}
	r, err := readFile(name, format.Options{Now: observe.NewTimestamp(a.now())})
	if err != nil {
		return nil, err
	}
	m := analysis.FromState(r.State(), observe.OwnerViewer, nil, codebooks.KnownLoops(&r.Header.Codebook))
	m.Session = "" // it is a file, not a session
	return m, nil
}

// meetingOfCSV builds the meeting directly from the rows, without making entries, so
// that a file of a million rows costs little more than reading it.
func meetingOfCSV(name string) (*analysis.Meeting, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rows, err := format.OpenCSV(data)
	if err != nil {
		return nil, inFile(name, err)
	}
	codebook, _ := codebooks.Get(codebooks.Default)
	title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	b := analysis.NewBuilder(title, &codebook)
	b.RowIDs(rows.TurnIDs())
	const shortest = len("0,a\n")
	b.Grow(min(bytes.Count(data, []byte{'\n'}), len(data)/shortest))
	group, untagged := b.Person(observe.Everybody), b.Tag("")
	var persons, tags []analysis.Ref // by their index in rows
	person := func(i int) analysis.Ref {
		if i == format.Group {
			return group
		}
		for len(persons) <= i {
			persons = append(persons, b.Person(rows.Persons[len(persons)]))
		}
		return persons[i]
	}
	err = rows.Rows(func(r *format.Row) bool {
		tag, phase, observer := untagged, "", ""
		if len(r.Tags) > 0 {
			for len(tags) <= r.Tags[0] {
				tags = append(tags, b.Tag(string(rows.Tags[len(tags)])))
			}
			tag = tags[r.Tags[0]]
		}
		if r.NewPhase {
			phase = rows.Phases[r.Phase]
		}
		if r.Observer != format.OwnerRow {
			observer = rows.Observers[r.Observer]
		}
		b.AddRef(int64(r.At), person(r.From), person(r.To), tag, phase, observer)
		for k := 1; k < len(r.Tags); k++ {
			b.AddTag(string(rows.Tags[r.Tags[k]]))
		}
		return true
	})
	if err != nil {
		return nil, inFile(name, err)
	}
	m, err := b.Meeting()
	return m, inFile(name, err)
}
