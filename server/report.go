package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"kompas/analysis"
	"kompas/analysis/findings"
	"kompas/analysis/report"
	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/preview"
	"kompas/server/describe"
	"kompas/server/problem"
	"kompas/server/results"
)

// reportPolicy are the directives of the policy of a report that only a header can have.
const reportPolicy = "; frame-ancestors 'none'; sandbox allow-scripts allow-modals"

func readReport(c *call) error {
	id, a, err := c.chartSession()
	if err != nil {
		return err
	}
	q := describe.QueryOf(c.r)
	o := report.Options{Lang: langOf(q), Anonymous: q.Flag("anonymous") || a.Anonymous, Names: q.Flag("names"),
		Notes: q.Flag("notes"), Persons: q.Flag("persons"), Zone: c.opts.Now().Location()}
	if err := q.Err(); err != nil {
		return err
	}
	parts, err := c.parts()
	if errors.Is(err, report.ErrNotBuilt) {
		return problem.New(problem.Unavailable, err.Error())
	}
	if err != nil {
		return err
	}
	s := &report.Source{}
	if s.Debrief, s.Without, err = c.told(id, a.Viewer); err != nil {
		return err
	}
	err = c.recorder.Read(c.r.Context(), id, a.Viewer, func(at *observe.Snapshot) error {
		s.Tell(at.State, a.Viewer, c.opts.Secret)
		return nil
	})
	if err != nil {
		return err
	}
	keys := map[bool]results.Key{} // by whether people have no names
	asked := analysisQuery{Options: analysis.DefaultOptions()}
	asked.MaxCodes = mostCodes
	for _, nameless := range []bool{false, true} {
		asked.anonymous = nameless
		if keys[nameless], err = c.analysisKey(id, a.Viewer, &asked); err != nil {
			return err
		}
	}
	s.Read = func(ctx context.Context, nameless bool) (*analysis.Reading, error) {
		of := asked
		of.anonymous = nameless
		return c.analyze(ctx, keys[nameless], a.Viewer, of)
	}
	form := fmt.Sprintf("report %s %t %t %t %t %t %s %s %q %d %q", o.Lang, s.OnPaper, o.Anonymous, o.Names, o.Notes, o.Persons, o.Zone,
		s.Debrief.Name(), s.Without.IDs, s.Without.Times, s.Planned)
	b, err := c.computed(keys[o.Anonymous].As(form), func(ctx context.Context) (rendered, error) {
		var b bytes.Buffer
		err := report.Write(ctx, &b, parts, s, o)
		if err == nil && b.Len() > mostAnswer {
			err = errTooLargeAnswer("persons")
		}
		return b.Bytes(), err
	})
	if err != nil {
		return err
	}
	name := map[string]string{"nl": "kompas-verslag", "en": "kompas-report"}[o.Lang]
	if !o.Anonymous && !s.Held.IsZero() {
		name += "-" + c.day(s.Held)
	}
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.html"`)
	c.w.Header().Set("Content-Security-Policy", parts.Policy()+reportPolicy)
	return c.sendRendered(mediaHTML, b)
}

// told returns the debrief as far as somebody may see it, and what is left out of all
// that is told.
func (c *call) told(id observe.SessionID, v observe.Viewer) (d debrief.Debrief, out findings.Without, err error) {
	if d, _, err = debrief.Get(c.r.Context(), c.opts.Docs, id); err != nil {
		return d, out, err
	}
	if v.Role == observe.RoleViewer && d.ShownAt == "" {
		d = debrief.Debrief{}
	}
	held, err := preview.Held(c.r.Context(), c.opts.Docs, id)
	if err != nil {
		return d, out, err
	}
	err = c.recorder.Read(c.r.Context(), id, observe.OwnerViewer, func(at *observe.Snapshot) error {
		d, out = held.Debrief(d, at.State), findings.Without{IDs: held.Findings, Times: held.Times(at.State)}
		return nil
	})
	return d, out, err
}
