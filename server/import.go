package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/format"
	"kompas/server/api"
	"kompas/server/describe"
	"kompas/server/problem"
)

func importSession(c *call) error {
	kind, opts, err := c.importOptions()
	if err != nil {
		return err
	}
	data, err := c.readBody(maxImport, func(int) error { return nil }) // it is not counted: only the owner imports
	if err != nil {
		return err
	}
	read := format.ReadLog
	if kind == formatCSV {
		read = format.ReadCSV
	}
	rec, err := read(data, opts)
	if err != nil {
		return err
	}
	status, title := http.StatusCreated, rec.Header.Title
	err = c.recorder.Create(c.r.Context(), rec.Header, rec.Entries())
	if err == nil {
		err = debrief.Restore(c.r.Context(), c.opts.Docs, rec.Header.ID, rec.Debrief, func(ctx context.Context) error { return c.recorder.Delete(ctx, rec.Header.ID) })
	} else if observe.CodeOf(err) == observe.Conflict {
		status = http.StatusOK
		title, err = c.sameLog(rec)
	}
	if err != nil {
		return err
	}
	return c.reply(status, api.Import{
		Sessions: []api.ImportedSession{{ID: rec.Header.ID, Title: title}},
		Warnings: c.importWarnings(kind, rec),
	})
}

// importOptions reads the query of an import.
func (c *call) importOptions() (kind string, opts format.Options, err error) {
	if kind, err = c.fileFormat(); err != nil {
		return kind, opts, err
	}
	q := describe.QueryOf(c.r)
	opts = format.Options{Title: q.Text("title"), Now: observe.NewTimestamp(c.opts.Now()), NewID: uuid.NewString, Entries: c.opts.Quotas.Entries}
	if opts.Title != "" {
		if err := observe.CheckName("/title", opts.Title); err != nil {
			return kind, opts, err
		}
	}
	if opts.AsNew, err = c.flag("as_new"); err != nil {
		return kind, opts, err
	}
	var choice *api.CodebookChoice
	if id := q.Text("codebook"); id != "" {
		choice = &api.CodebookChoice{ID: id}
	}
	opts.Codebook, err = c.chosenCodebook(choice)
	return kind, opts, err
}

// importWarnings returns what the owner should know about a file that was
// imported.
func (c *call) importWarnings(kind string, rec *format.Recording) []string {
	list := orEmpty(rec.Warnings)
	if kind == formatLog && describe.QueryOf(c.r).Text("codebook") != "" {
		list = append(list, "a Kompas log has its own codebook; the one asked for was not used")
	}
	if t, err := c.teamOf(c.r.Context(), rec.Header.Team); err == nil {
		if err := t.CheckParticipants(rec.State().Participants()); err != nil {
			list = append(list, err.Error()+": who was invited as that one reads these turns as their own")
		}
	}
	return list
}

// sameLog returns the title of the session that has the id of the imported one. The
// error says that its log does not begin with that of the file.
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
