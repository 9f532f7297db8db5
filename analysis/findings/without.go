package findings

import (
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
)

// Without is what is left out of findings, as if it had not been found: nothing tells
// that there was something.
type Without struct {
	IDs   []string   // of findings
	Times [][2]int64 // no fragment shares a moment with one of these, both ends included, in ms
}

// In returns a reading without these patterns and loops, for pictures and sentences. A
// known loop counts as one that was looked for and not found.
func (w Without) In(r *analysis.Reading) *analysis.Reading {
	if len(w.IDs) == 0 {
		return r
	}
	out := *r.Result
	out.Patterns, out.Loops, out.KnownLoops = slices.Clone(r.Patterns), slices.Clone(r.Loops), slices.Clone(r.KnownLoops)
	out.Patterns = slices.DeleteFunc(out.Patterns, func(p analysis.Pattern) bool { return w.has(patternID(p)) })
	out.Loops = slices.DeleteFunc(out.Loops, func(l sequence.Loop) bool { return w.has(OfLoop + l.ID) })
	for i := range out.KnownLoops {
		if l := &out.KnownLoops[i]; w.has(OfLoop + l.ID) {
			l.Confidence = nil
		}
	}
	return &analysis.Reading{Result: &out, Selection: r.Selection}
}

func (w Without) has(id string) bool {
	return slices.ContainsFunc(w.IDs, func(held string) bool { return held == id || sameRepeat(held, id) })
}

// sameRepeat reports whether one id is of the loop of a single code, and the other of the
// link from that code to itself: two findings that say the same.
func sameRepeat(a, b string) bool {
	loop, isLoop := strings.CutPrefix(a, OfLoop)
	link, isLink := strings.CutPrefix(b, ofLink)
	if !isLoop || !isLink {
		loop, isLoop = strings.CutPrefix(b, OfLoop)
		link, isLink = strings.CutPrefix(a, ofLink)
	}
	code, ends := strings.CutSuffix(loop, ">")
	return isLoop && isLink && ends && link == code+">"+code
}

// touches reports whether a fragment from one time to another is to be left out.
func (w Without) touches(from, to int64) bool {
	return slices.ContainsFunc(w.Times, func(t [2]int64) bool { return from <= t[1] && t[0] <= to })
}
