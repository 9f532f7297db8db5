package analysis

import (
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Format and Version name the JSON of a [Result].
const (
	Format  = "kompas-analysis"
	Version = 1
)

// Result is everything that is computed of one meeting. It is plain data: its JSON
// holds all of it. A nil pointer is an undefined figure and null in JSON, never
// NaN; the comment of each field says when. Shares are from 0 to 1, times in ms.
// A turn is an interaction; n is the number of turns that the filters leave.
type Result struct {
	Format        string              `json:"format"`                        // always [Format]
	Version       int                 `json:"version"`                       // always [Version]
	Session       SessionRef          `json:"session"`                       // what was analysed
	Timing        observe.Timing      `json:"timing,omitempty" enum:"paper"` // paper: the meeting was noted on paper, so times are not known, and what rests on them is null or left out; absent otherwise
	Interactions  int                 `json:"interactions"`                  // n
	SpanMs        *int64              `json:"span_ms"`                       // time of the last turn less that of the first; null for n = 0, and on paper
	Participants  []PersonRef         `json:"participants"`                  // all of them, also those who had no turn; for a limited reader only themself
	Observer      *observe.ObserverID `json:"observer"`                      // whose turns these are; null when those of all observers are taken together
	Observers     []ObserverRef       `json:"observers"`                     // those who noted turns
	Coverage      *float64            `json:"coverage"`                      // share of the turns that have a tag; null for n = 0
	Level         Level               `json:"level,omitempty"`               // how finely all turns of the session are coded, whatever the filters; absent where none has a tag of the codebook
	ProposedShare *float64            `json:"proposed_share"`                // of the turns to a person, the share whose addressee the pad proposed and nobody touched; null without such turns
	Enough        Enough              `json:"enough"`                        // which parts rest on enough turns
	Participation Participation       `json:"participation"`                 // who took part
	Network       Network             `json:"network"`                       // who responds to whom
	sequence.Following
	Shifts       Shifts      `json:"shifts"`         // how turns are taken
	Tags         []TagCount  `json:"tags"`           // that were the primary tag of some turn, by id
	OpeningRatio *float64    `json:"opening_ratio"`  // opening acts / (opening + closing acts), by the effect that the codebook assumes of the primary tag; null without either
	AskingRatio  *float64    `json:"asking_ratio"`   // asking acts / (asking + telling acts), by families where the codebook has pushing, see [Meeting.AskingRatio]; null where the codebook has no words for them, or nobody used them
	Dimensions   Dimensions  `json:"dimensions"`     // shares of the dimensions of the codebook
	Effects      []EffectRow `json:"effects"`        // what came after which acts: roles first, then persons, each by tag and outcome; empty beyond 20 000 turns or 2 000 kinds of acts
	Patterns     []Pattern   `json:"patterns"`       // known patterns that were found, clear ones first; empty before package patterns has filled them in
	Told         *Told       `json:"told,omitempty"` // what a limited reader's figures are made of; absent for others
}

// SessionRef names the session that was analysed.
type SessionRef struct {
	ID    *observe.SessionID `json:"id"`    // null for a file
	Title string             `json:"title"` // empty: without one, or the viewer is anonymous
}

// PersonRef is a participant.
type PersonRef struct {
	ID   observe.PersonID   `json:"id"`
	Name string             `json:"name"`
	Role observe.PersonRole `json:"role,omitempty"` // absent where it would tell an anonymous viewer who somebody is
}

// ObserverRef is somebody who noted turns.
type ObserverRef struct {
	ID           observe.ObserverID `json:"id"`
	Name         string             `json:"name"`         // empty: not known, or the viewer is anonymous
	Interactions int                `json:"interactions"` // turns, before any filter; over 0
}

// Enough tells which parts rest on enough turns to be read at all.
type Enough struct {
	Network  bool  `json:"network"`  // 30 turns to a person or more
	Sequence bool  `json:"sequence"` // see [sequence.Sequence]
	Effects  *bool `json:"effects"`  // some effect has 10 triggers and 10 other acts; null where effects are not computed
}

// Participation is who took part, in turns and not in speaking time, and how
// evenly. Turns of the group ("*") count for nobody. The figures over persons
// include those who had no turn; m is the number of participants.
type Participation struct {
	Persons        []PersonShare      `json:"persons"`         // in the order of the participants
	Gini           *float64           `json:"gini"`            // of the turns of each person, 0 (even) to (m-1)/m; null when nobody had a turn
	GiniCorrected  *float64           `json:"gini_corrected"`  // Gini m/(m-1), 0 to 1; null also for m < 2
	Evenness       *float64           `json:"evenness"`        // entropy of the shares over ln m, 0 (one person) to 1 (even); null when nobody had a turn, or m < 2
	Silent         []observe.PersonID `json:"silent"`          // those who had no turn
	GroupAddressed *float64           `json:"group_addressed"` // share of the turns that are to the group; null for n = 0
}

// PersonShare is one person's part. Time counts while the person was present and
// the meeting live, within the filters.
type PersonShare struct {
	ID               observe.PersonID `json:"id"`
	Sent             int              `json:"sent"`               // turns from the person
	Received         int              `json:"received"`           // turns to the person
	Share            *float64         `json:"share"`              // sent / sum of sent; null when nobody had a turn
	Per10Min         *float64         `json:"per_10_min"`         // sent per ten minutes; null when no time counts, and on paper
	MeanGapMs        *float64         `json:"mean_gap_ms"`        // mean time between own consecutive turns of one segment; null where no segment has two, and on paper
	LongestSilenceMs *int64           `json:"longest_silence_ms"` // longest time without an own turn, pauses left out; null when no time counts, and on paper
}

// Network is who responds to whom: the weighted directed graph of the turns from
// one person to another. m is the number of participants.
type Network struct {
	Enough                    bool         `json:"enough"`                      // 30 turns to a person or more
	Arcs                      []Arc        `json:"arcs"`                        // largest count first, then by ids; empty for a limited reader
	Density                   float64      `json:"density"`                     // arcs / (m (m-1)), 0 to 1; 0 for m < 2
	Reciprocity               *float64     `json:"reciprocity"`                 // share of the arcs whose reverse exists; null without arcs
	WeightedReciprocity       *float64     `json:"weighted_reciprocity"`        // share of the turns that are returned: sum of min(w_ij, w_ji) / sum of w; null without arcs
	OutCentralization         *float64     `json:"out_centralization"`          // Freeman's, of the out-degrees, 0 (equal) to 1 (star); null for m < 2
	InCentralization          *float64     `json:"in_centralization"`           // the same of the in-degrees
	OutStrengthCentralization *float64     `json:"out_strength_centralization"` // how far one person sends all turns, 0 (equal) to 1; null for m < 2 or without arcs
	InStrengthCentralization  *float64     `json:"in_strength_centralization"`  // the same of the turns received
	Directed                  *float64     `json:"directed"`                    // share of the turns that are to a person; null for n = 0
	Persons                   []Centrality `json:"persons"`                     // in the order of the participants
}

// Arc is how often one person responded to another.
type Arc struct {
	From  observe.PersonID `json:"from"`
	To    observe.PersonID `json:"to"`    // not From
	Count int              `json:"count"` // turns, 1 or more
}

// Centrality is one person's place in the network.
type Centrality struct {
	ID          observe.PersonID `json:"id"`
	PageRank    float64          `json:"pagerank"`    // weighted, damping 0.85; sums to 1 over all persons
	Betweenness float64          `json:"betweenness"` // share of the pairs of two others whose shortest paths go through the person; 0 for fewer than 3 persons
}

// Shifts are Gibson's participation shifts, by the names of [ShiftNames], between
// consecutive turns of persons. Expected, Z and Found compare them with draws and
// are null without draws.
type Shifts struct {
	Counts   map[string]int      `json:"counts"`                    // pairs of turns, 0 or more, of each shift
	NoShift  int                 `json:"no_shift"`                  // pairs in which the same person goes on to the same target
	Pairs    int                 `json:"pairs"`                     // sum of all counts plus no_shift
	Expected map[string]*float64 `json:"expected" null:"undefined"` // mean over the draws
	Z        map[string]*float64 `json:"z" null:"undefined"`        // (count - expected) / standard deviation over the draws; null where that is 0
	Found    map[string]*bool    `json:"found" null:"undefined"`    // whether p by step-down maxT over the 13 shifts is at most alpha
}

// TagCount is how often a tag was the primary one.
type TagCount struct {
	Tag      observe.TagID            `json:"tag"`
	Count    int                      `json:"count"`     // turns, 1 or more
	Share    float64                  `json:"share"`     // of the turns that have a tag
	ByPerson map[observe.PersonID]int `json:"by_person"` // turns of each person who used it; those of the group are in none
}

// Shares are shares by the id of the dimension, which sum to 1. Each is null where
// no weight is to be shared.
type Shares map[string]*float64

// Dimensions are the weights of the primary tags, summed by dimension of the
// codebook, as shares of the sum of all.
type Dimensions struct {
	IDs     []string                      `json:"ids"`     // of the dimensions, in the order of the codebook
	All     Shares                        `json:"all"`     // of all turns
	Phases  []PhaseShares                 `json:"phases"`  // of each stretch that has turns, in order
	Roles   map[observe.PersonRole]Shares `json:"roles"`   // of the persons of each role; empty for a limited reader whom that could tell what one person did
	Persons map[observe.PersonID]Shares   `json:"persons"` // of each person; for a limited reader only themself
	Path    []Shares                      `json:"path"`    // of ten equal spans of time from the first turn to the last; empty for a limited reader, and on paper
}

// PhaseShares are the shares in one stretch of the meeting.
type PhaseShares struct {
	Phase   string          `json:"phase"`             // its name
	ID      observe.EntryID `json:"id,omitempty"`      // of the entry that begins it; absent for a file
	Purpose observe.Purpose `json:"purpose,omitempty"` // absent: not said
	Shares  Shares          `json:"shares"`
}

// EffectRow is what came after one kind of act (the triggers), beside what came
// after the other acts of the persons who did it at least once. It is a difference
// in what followed, not a cause. Acts after which the outcome cannot be known
// count in neither. Low, High, P and PAdjusted are null without draws. There are two
// kinds of 1 000 draws: in one each person's tags are moved on along their own acts, in
// the other they are shuffled within blocks of about 40 turns; P and PAdjusted are the
// larger ones of both.
type EffectRow struct {
	Trigger    EffectTrigger `json:"trigger"`
	Outcome    string        `json:"outcome"`    // "opens", "closes", "new_voice", "to_leader" or, but on paper, "silence"
	Rate       *float64      `json:"rate"`       // share of the triggers after which it came
	Base       *float64      `json:"base"`       // share of the other acts after which it came; null without any
	Difference *float64      `json:"difference"` // rate - base, -1 to 1; null without base
	Low        *float64      `json:"low"`        // 95 % interval of the difference; null without one
	High       *float64      `json:"high"`       // its upper end
	N          int           `json:"n"`          // triggers, 1 or more
	NBase      int           `json:"n_base"`     // other acts
	P          *float64      `json:"p"`          // share of the draws whose difference is as far from their mean; null without a difference
	PAdjusted  *float64      `json:"p_adjusted"` // P of the row among those that are tested together, by step-down maxT, at least P; null for what is not tested: without enough acts, or an outcome that came after all of them or none
	Enough     bool          `json:"enough"`     // 10 triggers and 10 other acts
}

// Varies reports whether the outcome came after at least one of the acts, and failed to
// after at least one. Else there is nothing to compare, as where a codebook does not say
// which tags invite. Base must be defined.
func (e *EffectRow) Varies() bool { return *e.Rate+*e.Base > 0 && *e.Rate+*e.Base < 2 }

// EffectTrigger is who does what. Either Role or Person is given.
type EffectTrigger struct {
	Role   observe.PersonRole `json:"role,omitempty"`   // acts of all persons of this role
	Person observe.PersonID   `json:"person,omitempty"` // acts of this person
	Tag    observe.TagID      `json:"tag"`              // the primary tag of the acts
}

// Confidence says how sure a pattern is.
type Confidence string

// Confidences.
const (
	Clear    Confidence = "clear"
	Possible Confidence = "possible"
	TooFew   Confidence = "too-few" // there are too few moments to say
)

// Pattern is a known pattern that was found. docs/patterns.md has the measure, the
// threshold and the limits of each.
type Pattern struct {
	ID            string              `json:"id"`
	Strength      float64             `json:"strength"`          // 0 to 1
	Confidence    Confidence          `json:"confidence"`        // clear and possible ones have enough
	N             int                 `json:"n"`                 // how many moments the measure rests on
	Measure       float64             `json:"measure"`           // in the unit of the pattern
	Threshold     float64             `json:"threshold"`         // what the measure is compared with
	Low           *float64            `json:"low"`               // 95 % interval of a measure that is a share of moments; null for others
	High          *float64            `json:"high"`              // its upper end
	P             *float64            `json:"p"`                 // share of the draws whose measure is as far; null where there is no null to draw from
	PAdjusted     *float64            `json:"p_adjusted"`        // Holm's p over the patterns that have a p and enough moments; null for others
	Enough        bool                `json:"enough"`            // whether there are as many moments as the pattern needs
	Warning       string              `json:"warning,omitempty"` // "proposed": nobody chose most of the addressees that the pattern rests on
	Evidence      [][]observe.EntryID `json:"evidence"`          // moments, each by the ids of its turns, at most 100; none for a limited reader
	EvidenceTotal int                 `json:"evidence_total"`    // how many moments there are
}
