package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/problem"
)

func exportSession(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	kind := c.r.URL.Query().Get("format")
	if kind != "jsonl" && kind != "csv" {
		return problem.Wrong("/format", `must be "jsonl" or "csv"; it is `+strconv.Quote(kind))
	}
	anonymous, err := c.flag("anonymous")
	if err != nil {
		return err
	}
	anonymous = anonymous || a.Anonymous
	var h observe.Header
	var head observe.Seq
	reader := a.Viewer
	if anonymous { // made from the whole log
		reader = observe.OwnerViewer
	}
	err = c.recorder.Read(c.r.Context(), id, reader, func(s *observe.Snapshot) error {
		h, head = s.Redactor.Header(), s.State.Head()
		return nil
	})
	if err != nil {
		return err
	}
	folded := 0
	if anonymous {
		folded += int(head)
	}
	if kind == "csv" {
		folded += int(head)
	}
	giveBack, err := c.exports.Take(c.who.Holder(), folded)
	if err != nil {
		return err
	}
	defer giveBack()
	entries := c.visibleEntries(id, a.Viewer, head)
	var seen *observe.State
	if anonymous || kind == "csv" {
		err := c.inTurn(func() (err error) {
			if anonymous {
				state, err := format.Fold(h, c.storedEntries(id, head))
				if err != nil {
					return err
				}
				h, entries = format.Anonymize(state, a.Viewer, c.storedEntries(id, head), uuid.NewString)
			}
			if kind == "csv" {
				seen, err = format.Fold(h, entries)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	name := fileName(h.Title, h.CreatedAt)
	if kind == "jsonl" {
		return c.stream(mediaLines, name+".jsonl", func(out *sink) error { return format.WriteLog(out, h, entries) })
	}
	return c.stream(mediaCSV, name+".csv", func(out *sink) error { return format.WriteCSV(out, seen) })
}

// inTurn computes something when it is the turn of who asks.
func (c *call) inTurn(do func() error) error {
	release, err := c.results.Turn(c.r.Context(), c.who.Holder())
	if err != nil {
		if err := c.exchange.Over(); err != nil {
			return err
		}
		if c.r.Context().Err() != nil {
			panic(http.ErrAbortHandler) // nobody is there to be told
		}
		return err
	}
	defer release()
	return do()
}

// fileName makes a file's name that every system takes, without its ending.
func fileName(title string, created observe.Timestamp) string {
	const most = 40
	words := strings.FieldsFunc(title, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	name := strings.Join(append([]string{"kompas"}, words...), "-")
	if len(name) > most {
		name = strings.TrimRight(name[:most], "-")
	}
	if t := created.Time(); !t.IsZero() {
		name += "-" + t.UTC().Format("2006-01-02")
	}
	return name
}
