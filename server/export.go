package server

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/format"
	"kompas/observe/preview"
	"kompas/server/problem"
)

func exportSession(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	kind, err := c.fileFormat()
	if err != nil {
		return err
	}
	anonymous, err := c.flag("anonymous")
	if err != nil {
		return err
	}
	e := export{c: c, id: id, reader: a.Viewer, anonymous: anonymous || a.Anonymous, table: kind == formatCSV}
	if err := e.begin(); err != nil {
		return err
	}
	giveBack, err := c.exports.Take(c.who.Holder(), e.folds())
	if err != nil {
		return err
	}
	defer giveBack()
	if err := e.compute(); err != nil {
		return err
	}
	return e.send()
}

// export is a session on its way to a file.
type export struct {
	c         *call
	id        observe.SessionID
	reader    observe.Viewer
	anonymous bool
	table     bool // of the turns, as CSV; otherwise it is a log

	header  observe.Header
	debrief *debrief.Debrief // for the owner; nil: none, or not for this file
	head    observe.Seq
	held    time.Time // when it was held or, before that, made
	entries iter.Seq2[observe.Entry, error]
	turns   *observe.State // of a table
}

// begin reads the header and the head of the session. Entries that are added later
// are not in the file.
func (e *export) begin() error {
	reader := e.reader
	if e.anonymous { // an anonymous file is made from the whole log
		reader = observe.OwnerViewer
	}
	return e.c.recorder.Read(e.c.r.Context(), e.id, reader, func(s *observe.Snapshot) error {
		e.header, e.head = s.Redactor.Header(), s.State.Head()
		e.held = e.header.CreatedAt.Time()
		if began, ok := s.State.StartedAt(); ok {
			e.held = began
		}
		e.entries = e.c.visibleEntries(e.id, e.reader, e.head)
		return nil
	})
}

// folds returns how many entries have to be folded to make the file.
func (e *export) folds() int {
	n := 0
	if e.anonymous {
		n += int(e.head)
	}
	if e.table {
		n += int(e.head)
	}
	return n
}

// compute folds the log as often as the file needs it, when it is the turn of
// whoever asks.
func (e *export) compute() error {
	if !e.anonymous && !e.table {
		return nil
	}
	return e.c.inTurn(func() (err error) {
		if e.anonymous {
			state, err := format.Fold(e.header, e.c.storedEntries(e.id, e.head))
			if err != nil {
				return err
			}
			e.header, e.entries = format.Anonymize(state, e.reader, e.c.storedEntries(e.id, e.head), uuid.NewString)
		}
		if e.table {
			e.turns, err = format.Fold(e.header, e.entries)
		}
		return err
	})
}

// send answers with the file.
func (e *export) send() error {
	if e.reader.Role == observe.RoleOwner && !e.anonymous {
		d, err := debrief.Of(e.c.r.Context(), e.c.opts.Docs, e.id)
		if err != nil {
			return err
		}
		held, err := preview.Held(e.c.r.Context(), e.c.opts.Docs, e.id)
		if err != nil {
			return err
		}
		err = e.c.recorder.Read(e.c.r.Context(), e.id, e.reader, func(at *observe.Snapshot) error {
			e.debrief = held.Of(d, at.State)
			return nil
		})
		if err != nil {
			return err
		}
	}
	name := fileName(e.header.Title)
	if !e.held.IsZero() {
		name += "-" + e.c.day(e.held)
	}
	if e.table {
		return e.c.stream(mediaCSV, name+".csv", func(out *sink) error { return format.WriteCSV(out, e.turns) })
	}
	return e.c.stream(mediaLines, name+".jsonl", func(out *sink) error { return format.WriteLog(out, e.header, e.debrief, e.entries) })
}

// Formats of files, as they are called in queries.
const (
	formatLog = "jsonl"
	formatCSV = "csv"
)

// fileFormat reads which format a file has, or is to have.
func (c *call) fileFormat() (string, error) {
	kind := c.r.URL.Query().Get("format")
	if kind != formatLog && kind != formatCSV {
		return "", problem.Wrong("/format", `must be "jsonl" or "csv"; it is `+strconv.Quote(kind))
	}
	return kind, nil
}

// inTurn calls do when it is the turn of whoever asks to compute something.
func (c *call) inTurn(do func() error) error {
	release, err := c.results.Turn(c.r.Context(), c.who.Holder())
	if err != nil {
		if err := c.exchange.Over(); err != nil {
			return err
		}
		if c.r.Context().Err() != nil {
			panic(http.ErrAbortHandler) // the client has gone: nobody reads an answer
		}
		return err
	}
	defer release()
	return do()
}

// day returns the date of a time where the server stands, for the name of a file: in
// UTC, an evening would be the next day or the day before.
func (c *call) day(t time.Time) string {
	return t.In(c.opts.Now().Location()).Format(time.DateOnly)
}

// fileName returns a name for a file that every system accepts, without date and
// ending, such as kompas-Monday.
func fileName(title string) string {
	const most = 40
	words := strings.FieldsFunc(title, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	name := strings.Join(append([]string{"kompas"}, words...), "-")
	if len(name) > most {
		name = strings.TrimRight(name[:most], "-")
	}
	return name
}
