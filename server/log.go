package server

import (
	"iter"
	"strconv"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/server/problem"
)

// Content types of files.
const (
	mediaLines = "application/x-ndjson"
	mediaCSV   = "text/csv; charset=utf-8"
	mediaFile  = "application/octet-stream"
	mediaHTML  = "text/html; charset=utf-8"
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
	giveBack, err := c.exports.Take(c.who.Holder(), 0)
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

// visibleEntries returns the entries of a log up to head, as a viewer sees them.
func (c *call) visibleEntries(id observe.SessionID, v observe.Viewer, head observe.Seq) iter.Seq2[observe.Entry, error] {
	return format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		if after >= head {
			return nil, nil
		}
		return c.recorder.Entries(c.r.Context(), id, v, after, min(limit, int(head-after)))
	})
}

// storedEntries returns the entries of a log up to head, as they are stored.
func (c *call) storedEntries(id observe.SessionID, head observe.Seq) iter.Seq2[observe.Entry, error] {
	return format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		if after >= head {
			return nil, nil
		}
		return c.opts.Log.Read(c.r.Context(), id, after, min(limit, int(head-after)))
	})
}
