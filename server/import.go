package server

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/api"
	"kompas/server/problem"
)

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
	same, err := rec.BeginsLog(c.storedEntries(id, info.Head))
	if err == nil && !same {
		err = problem.New(problem.Conflict, "there is a session "+strconv.Quote(string(id))+" already, with another log; as_new=true imports the file beside it")
	}
	return info.Header.Title, err
}
