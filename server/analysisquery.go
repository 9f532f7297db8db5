package server

import (
	"errors"
	"math"
	"strconv"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/server/describe"
)

// analysisQuery holds the query parameters of an analysis.
type analysisQuery struct {
	analysis.Options
	anonymous bool
	earlier   []teamMeeting // from which loops of the team are taken
}

// mostCodes is the largest number of codes for which a table of what follows what is
// made. The table has the square of it as cells, of some 300 bytes each.
const mostCodes = 200

// analysisParams describes the query of analyses and charts.
func analysisParams() []describe.Param {
	d := analysis.DefaultOptions()
	number := func(kind string, least, most, usual any) describe.Schema {
		return describe.Schema{"type": kind, "minimum": least, "maximum": most, "default": usual}
	}
	ms := describe.Schema{"type": "integer", "minimum": 0}
	return []describe.Param{
		{Name: "codes", Doc: "What a code is in sequences; refused when it makes more than 200 codes, but for tags, with which there is no table then", Schema: describe.Schema{"type": "string", "enum": analysis.AllCodes, "default": d.Codes}},
		{Name: "lag", Doc: "How many turns later", Schema: number("integer", 1, analysis.MaxLag, d.Lag)},
		{Name: "pairs", Doc: "What a pair is: a turn and the one lag turns later, or a turn to somebody and their latest turn before it, with lag 1", Schema: describe.Schema{"type": "string", "enum": []sequence.Pairing{sequence.InOrder, sequence.InReply}, "default": d.Pairs}},
		{Name: "observer", Doc: "Only the turns of the observer with this id", Schema: describe.Schema{"type": "string"}},
		{Name: "phase", Doc: "Only the phase with this name, or the one that the entry with this id begins", Schema: describe.Schema{"type": "string"}},
		{Name: "from_ms", Doc: "Only turns from this time on, in milliseconds", Schema: ms},
		{Name: "to_ms", Doc: "Only turns up to this time, in milliseconds", Schema: ms},
		{Name: "alpha", Doc: "How often at most something is found where there is no order",
			Schema: describe.Schema{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": d.Alpha}},
		{Name: "permutations", Doc: "How often the turns are shuffled", Schema: number("integer", 0, analysis.MaxPermutations, d.Permutations)},
		{Name: "seed", Doc: "Of the shuffling", Schema: number("integer", 0, uint64(math.MaxUint64), d.Seed)},
		{Name: "anonymous", Doc: "Persons are P1 to Pn, and there is no title", Schema: describe.Schema{"type": "boolean"}},
	}
}

// analysisQueryOf reads the query of analyses and charts.
func analysisQueryOf(q *describe.Query) analysisQuery {
	out := analysisQuery{Options: analysis.DefaultOptions()}
	out.MaxCodes = mostCodes
	describe.Parse(q, "codes", "", &out.Codes, func(s string) (analysis.Codes, bool) { return analysis.Codes(s), true })
	lag, permutations := int64(out.Lag), int64(out.Permutations)
	describe.Parse(q, "lag", "a whole number", &lag, describe.ParseWhole)
	describe.Parse(q, "permutations", "a whole number", &permutations, describe.ParseWhole)
	out.Lag, out.Permutations = int(lag), int(permutations)
	describe.Parse(q, "pairs", "", &out.Pairs, func(s string) (sequence.Pairing, bool) { return sequence.Pairing(s), true })
	describe.Parse(q, "observer", "", &out.Observer, func(s string) (observe.ObserverID, bool) { return observe.ObserverID(s), true })
	describe.Parse(q, "phase", "", &out.Phase, func(s string) (string, bool) { return s, true })
	time := func(s string) (*int64, bool) {
		n, ok := describe.ParseWhole(s)
		return &n, ok
	}
	describe.Parse(q, "from_ms", "a whole number of milliseconds", &out.FromMs, time)
	describe.Parse(q, "to_ms", "a whole number of milliseconds", &out.ToMs, time)
	describe.Parse(q, "alpha", "a number between 0 and 1", &out.Alpha, func(s string) (float64, bool) {
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	})
	describe.Parse(q, "seed", "a whole number, 0 or more", &out.Seed, func(s string) (uint64, bool) {
		n, err := strconv.ParseUint(s, 10, 64)
		return n, err == nil
	})
	out.anonymous = q.Flag("anonymous")
	if err := out.Validate(); err != nil {
		failOption(q, err)
	}
	return out
}

// failOption notes that an option of an analysis is wrong, unless the parameter
// is wrong already.
func failOption(q *describe.Query, err error) {
	if e, ok := errors.AsType[*observe.Error](err); ok && !q.Failed(e.Field) {
		q.Fail(e.Field, "%s", e.Message)
	}
}
