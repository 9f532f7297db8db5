package analysis

import (
	"slices"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// Codes says what a code is in sequence analysis.
type Codes string

// Ways of coding a turn.
const (
	ByTag       Codes = "tag"        // the primary tag
	ByFamily    Codes = "family"     // the family of the primary tag; a tag without one stands for itself
	ByEffect    Codes = "effect"     // the assumed effect of the primary tag
	ByPerson    Codes = "person"     // who acts, "*" for everybody; no tag is needed
	ByRoleTag   Codes = "role:tag"   // role of who acts, and the primary tag
	ByPersonTag Codes = "person:tag" // who acts, and the primary tag
)

// AllCodes lists the ways of coding a turn.
var AllCodes = []Codes{ByTag, ByFamily, ByEffect, ByPerson, ByRoleTag, ByPersonTag}

// Options say what is analysed and how. Start from [DefaultOptions].
type Options struct {
	Codes        Codes
	Lag          int                // how many turns later, 1 to MaxLag
	Pairs        sequence.Pairing   // which turns make a pair; lag 1 unless it is InOrder
	Observer     observe.ObserverID // only this observer's turns; empty: see Result.Observer
	Phase        string             // only the stretches with this name, or the one with this id; empty: all
	Purpose      observe.Purpose    // only the stretches with this purpose; empty: all
	FromMs, ToMs *int64             // only turns from and to these times, both included; nil: no bound
	Alpha        float64            // probability with which anything is found in a meeting without order, at most; between 0 and 1
	Permutations int                // how often codes are shuffled, 0 to MaxPermutations; 0: no draws
	Seed         uint64             // of the draws
	TeamLoops    []sequence.Sought  // that the team showed in other meetings, and that are looked for by name
	MaxCodes     int                // with more codes there is no table of what follows what, and codes other than tags are refused; 0: no table with more than 600, and nothing is refused

	parts map[int32]bool // of a limited reader, those that the times were widened to; nil: all
}

// DefaultOptions returns the options for callers that ask for nothing special.
func DefaultOptions() Options {
	return Options{Codes: ByTag, Lag: 1, Pairs: sequence.InOrder, Alpha: 0.05, Permutations: 5000, Seed: 1}
}

// Limits of options.
const (
	MaxLag          = 100
	MaxPermutations = 100_000
)

// Validate checks the options without a meeting. The fields of its error are named
// as in a query.
func (o *Options) Validate() error {
	bad := func(field, format string, args ...any) error {
		return observe.FieldError(observe.Invalid, field, format, args...)
	}
	switch {
	case !slices.Contains(AllCodes, o.Codes):
		return bad("codes", "must be tag, family, effect, person, role:tag or person:tag; it is %q", o.Codes)
	case o.Lag < 1 || o.Lag > MaxLag:
		return bad("lag", "must be from 1 to %d; it is %d", MaxLag, o.Lag)
	case o.Pairs != sequence.InOrder && o.Pairs != sequence.InReply:
		return bad("pairs", "must be order or reply; it is %q", o.Pairs)
	case o.Pairs == sequence.InReply && o.Lag != 1:
		return bad("lag", "must be 1 where pairs are replies; it is %d", o.Lag)
	case o.FromMs != nil && *o.FromMs < 0:
		return bad("from_ms", "must be 0 or more; it is %d", *o.FromMs)
	case o.ToMs != nil && *o.ToMs < 0:
		return bad("to_ms", "must be 0 or more; it is %d", *o.ToMs)
	case o.FromMs != nil && o.ToMs != nil && *o.ToMs < *o.FromMs:
		return bad("to_ms", "must not be before from_ms, %d; it is %d", *o.FromMs, *o.ToMs)
	case !(o.Alpha > 0 && o.Alpha < 1):
		return bad("alpha", "must be a number between 0 and 1; it is %v", o.Alpha)
	case o.Permutations < 0 || o.Permutations > MaxPermutations:
		return bad("permutations", "must be from 0 to %d; it is %d", MaxPermutations, o.Permutations)
	}
	return nil
}
