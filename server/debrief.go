package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/access"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// debriefSession is session for people who may read and write its debrief.
func (c *call) debriefSession() (observe.SessionID, access.Right, error) {
	id, a, err := c.session()
	if err == nil && a.Role != observe.RoleOwner && a.Role != observe.RoleObserver {
		err = problem.New(problem.Forbidden, "the debrief is for the owner and observers: nothing of it has been shown yet")
	}
	return id, a, err
}

func readDebrief(c *call) error {
	id, a, err := c.debriefSession()
	if err != nil {
		return err
	}
	d, _, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
	if err == nil && d.Fragment != nil {
		err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
			d = d.Seen(at.Redactor)
			return nil
		})
	}
	if err != nil {
		return err
	}
	return c.replyDebrief(id, d)
}

func putDebrief(c *call) error {
	id, a, err := c.debriefSession()
	if err != nil {
		return err
	}
	expected, err := ifMatch(c.r.Header)
	if err != nil {
		return err
	}
	var in debrief.Debrief
	if err := c.read(&in); err != nil {
		return err
	}
	in.Tidy()
	if err := in.Validate(); err != nil {
		return err
	}
	for {
		was, revision, err := debrief.Get(c.r.Context(), c.opts.Docs, id)
		if err != nil {
			return err
		}
		w := debriefWrite{was: was, next: in, expected: expected}
		if err := c.recorder.Read(c.r.Context(), id, a.Viewer, w.decide); err != nil {
			return err
		}
		if w.changed {
			return c.replyDebriefChanged(id, w.shown)
		}
		err = c.storeDebrief(id, &w, revision)
		if documents.ChangedMeanwhile(err) {
			continue
		}
		if err != nil {
			return err
		}
		return c.replyDebrief(id, w.shown)
	}
}

// debriefWrite is a request to replace a debrief, held against the present one.
type debriefWrite struct {
	was, next debrief.Debrief
	expected  etags

	same    bool            // the present one is what is asked for
	changed bool            // the present one is not the expected one
	shown   debrief.Debrief // what the writer sees when this is done
}

// decide completes the request with what is there already, and says what becomes of it.
func (w *debriefWrite) decide(at *observe.Snapshot) error {
	shown := w.was.Seen(at.Redactor)
	if f, was, seen := w.next.Fragment, w.was.Fragment, shown.Fragment; f != nil && was != nil {
		next := *f
		if f.From == seen.From {
			next.From = was.From
		}
		if f.To == seen.To {
			next.To = was.To
		}
		w.next.Fragment = &next
	}
	if e := w.next.Experiment; e != nil && e.ID == "" {
		next := *e
		if was := w.was.Experiment; was != nil {
			next.ID = was.ID
		} else {
			next.ID = uuid.NewString()
		}
		w.next.Experiment = &next
	}
	w.same = etagOf(w.next) == etagOf(w.was)
	w.changed = !w.same && !w.expected.have(etagOf(shown))
	w.shown = shown
	if w.same || w.changed {
		return nil
	}
	w.shown = w.next.Seen(at.Redactor)
	// What was chosen before is not checked again: a turn may have been undone since.
	if f, was := w.next.Fragment, w.was.Fragment; f != nil && (was == nil || f.From != was.From || f.To != was.To) {
		return f.CheckTurns(at)
	}
	return nil
}

// storeDebrief stores the debrief in place of a revision, and then the experiment with
// the team, where that has changed or the request is sent again.
func (c *call) storeDebrief(id observe.SessionID, w *debriefWrite, revision uint64) error {
	now, was := w.next.Experiment, w.was.Experiment
	renewed := now != nil && (was == nil || *now != *was)
	if !w.same {
		if renewed {
			if err := c.checkExperiment(id, now); err != nil {
				return err
			}
		}
		if err := debrief.Put(c.r.Context(), c.opts.Docs, id, w.next, revision); err != nil {
			return err
		}
	}
	if renewed || w.same || now == nil && was != nil {
		return c.shareExperiment(id, now, renewed)
	}
	return nil
}

// replyDebrief answers with a debrief as the caller sees it.
func (c *call) replyDebrief(id observe.SessionID, d debrief.Debrief) error {
	last, err := c.lastExperiment(id)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etagOf(d))
	return c.reply(http.StatusOK, api.DebriefAnswer{Debrief: d, Last: last})
}

// replyDebriefChanged answers that the debrief is another one by now: this one.
func (c *call) replyDebriefChanged(id observe.SessionID, d debrief.Debrief) error {
	last, err := c.lastExperiment(id)
	if err != nil {
		return err
	}
	b, err := c.encodeCounted(api.DebriefChanged{
		Problem: problem.New(problem.Changed, "somebody else has written the debrief meanwhile; debrief has what they wrote").Body(),
		Debrief: api.DebriefAnswer{Debrief: d, Last: last},
	})
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etagOf(d))
	c.w.Header().Set("Content-Type", "application/problem+json")
	c.w.WriteHeader(http.StatusPreconditionFailed)
	c.patient().Write(b) // a write error means that the client has gone
	return nil
}

// etagOf names a debrief by its content: also after a backup was restored, no two have
// the same name.
func etagOf(d debrief.Debrief) string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // texts and numbers only
	}
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// etags is what a request expects to be there: one of these.
type etags struct {
	any  bool
	list []string
}

func (e etags) have(tag string) bool { return e.any || slices.Contains(e.list, tag) }

// What an If-Match may say besides * (RFC 9110, 13.1.1).
var (
	entityTag  = regexp.MustCompile(`(W/)?"[^\x00-\x20"\x7f]*"`)
	entityTags = regexp.MustCompile(`^([ \t,]*` + entityTag.String() + `)+[ \t,]*$`)
)

// ifMatch reads which version of a document a request is to replace.
func ifMatch(h http.Header) (e etags, err error) {
	given := h.Values("If-Match")
	if len(given) == 0 {
		return e, problem.New(problem.Unnamed, "the header If-Match must be the ETag of what the request replaces, or *")
	}
	text := strings.TrimSpace(strings.Join(given, ","))
	switch {
	case text == "*":
		e.any = true
	case entityTags.MatchString(text):
		// A weak one never matches here, and keeps its W/.
		e.list = entityTag.FindAllString(text, -1)
	default:
		return e, problem.New(problem.BadRequest, `the header If-Match must be * or ETags, such as "0123abcd", with their quotes`)
	}
	return e, nil
}
