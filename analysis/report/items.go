package report

import (
	"slices"
	"strconv"

	"kompas/analysis"
)

// item is a line of the agenda as it went.
type item struct {
	Name, Purpose, Minutes, Turns, Outcome string
	Reached                                bool
}

// items returns the agenda: each item that began, and those that were planned only. An
// item that came back has a line each time.
func (r *report) items() []item {
	phases := r.Selection.Phases
	if len(phases) == 0 && len(r.source.Planned) == 0 {
		return nil
	}
	turns := make([]int, len(phases)+1)
	for _, t := range r.turns {
		if t.Group == "" {
			turns[t.Phase+1]++
		}
	}
	line := func(name string, from, to int64, n int) item {
		ms := max(0, to-from)
		for _, p := range r.Selection.Pauses() {
			ms -= max(0, min(p.To, to)-max(p.From, from))
		}
		minutes := strconv.FormatInt((ms+30_000)/60_000, 10)
		if minutes == "0" {
			minutes = "<1"
		}
		if r.onPaper() {
			minutes = ""
		}
		return item{Name: name, Minutes: minutes, Turns: strconv.Itoa(n), Reached: true}
	}
	var out []item
	if turns[0] > 0 && len(phases) > 0 {
		out = append(out, line(r.w.BeforeItems, r.turns[0].At, phases[0].At, turns[0]))
	}
	for i, p := range phases {
		end := max(r.Selection.LastAt, p.At)
		if i+1 < len(phases) {
			end = phases[i+1].At
		}
		l := line(p.Name, p.At, end, turns[i+1])
		l.Purpose, l.Outcome = r.w.Purposes[p.Purpose], r.w.Outcomes[p.Outcome]
		out = append(out, l)
	}
	for _, p := range r.source.Planned {
		if !slices.ContainsFunc(phases, func(q analysis.Phase) bool { return q.Name == p.Name }) {
			out = append(out, item{Name: p.Name, Purpose: r.w.Purposes[p.Purpose], Outcome: r.w.NotReached})
		}
	}
	return out
}
