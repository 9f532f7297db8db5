package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"kompas/server/api"
	"kompas/server/problem"
)

func appendEntries(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	raw, err := c.newEntries()
	if err != nil {
		return err
	}
	if len(raw)*160 > notCounted { // the answer to one entry has about 160 bytes
		if err := c.hold(perAnswer + perEntry*len(raw)); err != nil {
			return err
		}
	}
	sender := c.senders.Sender(id, a.Observer)
	defer sender.Release()
	c.exchange.Pause() // the right may end while the entries wait
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

// newEntries reads the entries of a body: JSON, or a file with one entry a line. It
// does not check the entries: what is wrong with one is said in the answer to it.
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

// entryLines splits a file into its entries, one a line. Empty lines, such as editors
// leave at the end, are skipped.
func (c *call) entryLines(body []byte) ([]json.RawMessage, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if !utf8.Valid(body) {
		return nil, problem.New(problem.BadRequest, "the body must be valid UTF-8")
	}
	lines := bytes.Count(body, []byte("\n")) + 1
	if lines > api.MaxLines {
		return nil, problem.Wrong("/entries", fmt.Sprintf("a file of entries must have at most %d lines; it has %d. Send it in parts", api.MaxLines, lines))
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
