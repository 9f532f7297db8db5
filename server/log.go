package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/api"
	"kompas/server/problem"
)

// maxLines is how many lines a file of entries may have that is appended: more
// than fit into a body, as pads write them.
const maxLines = 10_000

// Content types of files.
const (
	mediaLines = "application/x-ndjson"
	mediaCSV   = "text/csv; charset=utf-8"
	mediaFile  = "application/octet-stream"
)

func readLog(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	var since uint64
	if v := c.r.URL.Query().Get("since"); v != "" {
		if since, err = strconv.ParseUint(v, 10, 63); err != nil {
			return problem.Wrong("/since", "must be a whole number, 0 or more; it is "+strconv.Quote(v))
		}
	}
	giveBack, err := c.exports.take(c.who.Holder(), 0)
	if err != nil {
		return err
	}
	defer giveBack()
	return c.stream(mediaLines, "", func(out *sink) error {
		const page = 1000
		var b []byte
		for after := observe.Seq(since); ; {
			entries, err := c.recorder.Entries(c.r.Context(), id, a.Viewer, after, page)
			if err != nil || len(entries) == 0 {
				return err
			}
			b = b[:0]
			for i := range entries {
				b = append(entries[i].AppendJSON(b), '\n')
			}
			if _, err := out.Write(b); err != nil {
				return err
			}
			after = entries[len(entries)-1].Seq
		}
	})
}

func appendEntries(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	raw, err := c.newEntries()
	if err != nil {
		return err
	}
	if len(raw)*160 > notCounted { // as many bytes has the answer to an entry, about
		if err := c.hold(perAnswer + perEntry*len(raw)); err != nil {
			return err
		}
	}
	sender := c.senders.Sender(id, a.Observer)
	defer sender.Release()
	c.exchange.Pause()
	if err := sender.Admit(c.r.Context(), len(raw)); err != nil {
		return err
	}
	if err := c.exchange.Act(); err != nil {
		return err
	}
	if a.MayAppend() {
		if err := a.Register(c.r.Context(), c.recorder); err != nil {
			return err
		}
	}
	began := time.Now()
	results, err := c.recorder.Append(c.r.Context(), id, a.Viewer, raw)
	if err != nil {
		return err
	}
	c.metrics.Answered(results, time.Since(began))
	return c.reply(http.StatusOK, api.RenderAnswers(results))
}

// newEntries reads the entries of a body: JSON, or a file with one entry a line.
// What is wrong with an entry itself is said in its answer.
func (c *call) newEntries() ([]json.RawMessage, error) {
	if media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); media == mediaLines {
		body, err := c.body()
		if err != nil {
			return nil, err
		}
		return c.entryLines(body)
	}
	var in api.NewEntries
	if err := c.read(&in); err != nil {
		return nil, err
	}
	raw := make([]json.RawMessage, len(in.Entries))
	for i, e := range in.Entries {
		raw[i] = json.RawMessage(e)
	}
	return raw, nil
}

// entryLines takes a file with one entry a line apart. Empty lines, as editors
// leave them, are none. All lines are one append: what follows one that has to
// wait waits too.
func (c *call) entryLines(body []byte) ([]json.RawMessage, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if !utf8.Valid(body) {
		return nil, problem.New(problem.BadRequest, "the body must be valid UTF-8")
	}
	lines := bytes.Count(body, []byte("\n")) + 1
	if lines > maxLines {
		return nil, problem.Wrong("/entries", fmt.Sprintf("a file of entries must have at most %d lines; it has %d. Send it in parts", maxLines, lines))
	}
	if err := c.hold(len(body)); err != nil {
		return nil, err
	}
	raw := make([]json.RawMessage, 0, lines)
	var bad []api.Wrong
	n := 0
	for line := range bytes.Lines(body) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if line[0] != '{' || !json.Valid(line) {
			bad = append(bad, api.Wrong{
				Field: "/entries/" + strconv.Itoa(len(raw)), Message: "line " + strconv.Itoa(n) + " must be a JSON object: an entry",
			})
		}
		raw = append(raw, json.RawMessage(line))
	}
	switch {
	case len(bad) > 0:
		return nil, &problem.Problem{Kind: problem.Invalid, Detail: bad[0].Message, Errors: bad[:min(len(bad), problem.MostWrong)]}
	case len(raw) == 0:
		return nil, problem.Wrong("/entries", "must be one entry a line; there is none")
	}
	return raw, nil
}

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
	giveBack, err := c.exports.take(c.who.Holder(), folded)
	if err != nil {
		return err
	}
	defer giveBack()
	entries := c.seen(id, a.Viewer, head)
	var seen *observe.State
	if anonymous || kind == "csv" {
		err := c.inTurn(func() (err error) {
			if anonymous {
				state, err := format.Fold(h, c.stored(id, head))
				if err != nil {
					return err
				}
				h, entries = format.Anonymize(state, a.Viewer, c.stored(id, head), uuid.NewString)
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

// seen gives the entries of a log as somebody sees them, up to a seq.
func (c *call) seen(id observe.SessionID, v observe.Viewer, head observe.Seq) iter.Seq2[observe.Entry, error] {
	return format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		if after >= head {
			return nil, nil
		}
		return c.recorder.Entries(c.r.Context(), id, v, after, min(limit, int(head-after)))
	})
}

// stored gives the entries of a log as they are, up to a seq.
func (c *call) stored(id observe.SessionID, head observe.Seq) iter.Seq2[observe.Entry, error] {
	return format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		if after >= head {
			return nil, nil
		}
		return c.opts.Log.Read(c.r.Context(), id, after, min(limit, int(head-after)))
	})
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

func importSession(c *call) error {
	q := c.r.URL.Query()
	opts := format.Options{Title: q.Get("title"), Now: observe.NewTimestamp(c.opts.Now()), NewID: uuid.NewString, Entries: c.opts.Quotas.Entries}
	kind := q.Get("format")
	if kind != "jsonl" && kind != "csv" {
		return problem.Wrong("/format", `must be "jsonl" or "csv"; it is `+strconv.Quote(kind))
	}
	if opts.Title != "" {
		if err := observe.CheckName("/title", opts.Title); err != nil {
			return err
		}
	}
	var err error
	if opts.AsNew, err = c.flag("as_new"); err != nil {
		return err
	}
	var choice *api.CodebookChoice
	if id := q.Get("codebook"); id != "" {
		choice = &api.CodebookChoice{ID: id}
	}
	if opts.Codebook, err = c.chosenCodebook(choice); err != nil {
		return err
	}
	data, err := c.readBody(maxImport, func(int) error { return nil }) // only the owner imports
	if err != nil {
		return err
	}
	var rec *format.Recording
	if kind == "jsonl" {
		rec, err = format.ReadLog(data, opts)
	} else {
		rec, err = format.ReadCSV(data, opts)
	}
	if err != nil {
		return err
	}
	out := api.Import{
		Sessions: []api.ImportedSession{{ID: rec.Header.ID, Title: rec.Header.Title}},
		Warnings: orEmpty(rec.Warnings),
	}
	if kind == "jsonl" && choice != nil {
		out.Warnings = append(out.Warnings, "a Kompas log has its own codebook; the one asked for was not used")
	}
	status := http.StatusCreated
	err = c.recorder.Create(c.r.Context(), rec.Header, rec.Entries())
	if observe.CodeOf(err) == observe.Conflict && err != nil {
		status = http.StatusOK
		out.Sessions[0].Title, err = c.sameLog(rec)
	}
	if err != nil {
		return err
	}
	if t, err := c.teamOf(c.r.Context(), rec.Header.Team); err == nil {
		if err := t.mixedUp(rec.State().Participants()); err != nil {
			out.Warnings = append(out.Warnings, err.Error()+": who was invited as that one reads these turns as their own")
		}
	}
	return c.reply(status, out)
}

// sameLog gives the title of the session that is there, or says that its log
// does not begin with that of the file.
func (c *call) sameLog(rec *format.Recording) (title string, err error) {
	id := rec.Header.ID
	info, err := c.opts.Log.Get(c.r.Context(), id)
	if err != nil {
		return "", err
	}
	same, err := rec.BeginsLog(c.stored(id, info.Head))
	if err == nil && !same {
		err = problem.New(problem.Conflict, "there is a session "+strconv.Quote(string(id))+" already, with another log; as_new=true imports the file beside it")
	}
	return info.Header.Title, err
}
