package analysis

import "kompas/observe"

// Format and Version name the JSON of a [Result].
const (
	Format  = "kompas-analysis"
	Version = 1
)

// Result is everything that is computed of one meeting. A nil pointer is an
// undefined figure and null in JSON. Lists of what a later version fills are
// empty, and figures that need draws are null.
type Result struct {
	Format        string              `json:"format"`
	Version       int                 `json:"version"`
	Session       SessionRef          `json:"session"`
	Interactions  int                 `json:"interactions"`
	SpanMs        *int64              `json:"span_ms"` // last at - first at
	Participants  []PersonRef         `json:"participants"`
	Observer      *observe.ObserverID `json:"observer"` // whose turns these are; null when all observers' are one stream
	Observers     []ObserverRef       `json:"observers"`
	Coverage      *float64            `json:"coverage"`       // share of turns with a tag
	ProposedShare *float64            `json:"proposed_share"` // of the turns to a person, those whose addressee nobody chose
	Enough        Enough              `json:"enough"`
	Participation Participation       `json:"participation"`
	Network       Network             `json:"network"`
	Sequence      Sequence            `json:"sequence"`
	Links         []Link              `json:"links"`
	Loops         []Loop              `json:"loops"`
	RawLinks      []RawLink           `json:"raw_links"`
	RawLoops      []RawLoop           `json:"raw_loops"`
	ExplainedBy   []Explanation       `json:"explained_by"`
	Shifts        Shifts              `json:"shifts"`
	Tags          []TagCount          `json:"tags"`
	OpeningRatio  *float64            `json:"opening_ratio"`
	AskingRatio   *float64            `json:"asking_ratio"`
	Dimensions    Dimensions          `json:"dimensions"`
	Effects       []EffectRow         `json:"effects"`
	Patterns      []Pattern           `json:"patterns"`
	Told          *Told               `json:"told,omitempty"` // for a leader: what all this is made of
}

// SessionRef names the session; ID is null for a file.
type SessionRef struct {
	ID    *observe.SessionID `json:"id"`
	Title string             `json:"title"`
}

// PersonRef is a participant.
type PersonRef struct {
	ID   observe.PersonID   `json:"id"`
	Name string             `json:"name"`
	Role observe.PersonRole `json:"role,omitempty"` // empty where that would tell who somebody is
}

// ObserverRef is somebody who logged, with how many turns before any filter.
type ObserverRef struct {
	ID           observe.ObserverID `json:"id"`
	Name         string             `json:"name"`
	Interactions int                `json:"interactions"`
}

// Enough tells which parts rest on enough turns to be read at all. Effects is
// null where there are so many turns that effects are not computed.
type Enough struct {
	Network  bool  `json:"network"`
	Sequence bool  `json:"sequence"`
	Effects  *bool `json:"effects"`
}

// Participation is who took part and how evenly.
type Participation struct {
	Persons        []PersonShare      `json:"persons"`
	Gini           *float64           `json:"gini"`
	GiniCorrected  *float64           `json:"gini_corrected"`
	Evenness       *float64           `json:"evenness"`
	Silent         []observe.PersonID `json:"silent"`
	GroupAddressed *float64           `json:"group_addressed"`
}

// PersonShare is one person's part.
type PersonShare struct {
	ID               observe.PersonID `json:"id"`
	Sent             int              `json:"sent"`
	Received         int              `json:"received"`
	Share            *float64         `json:"share"`
	Per10Min         *float64         `json:"per_10_min"`
	MeanGapMs        *float64         `json:"mean_gap_ms"`
	LongestSilenceMs *int64           `json:"longest_silence_ms"`
}

// Network is who responds to whom.
type Network struct {
	Enough                    bool         `json:"enough"`
	Arcs                      []Arc        `json:"arcs"`
	Density                   float64      `json:"density"`
	Reciprocity               *float64     `json:"reciprocity"`
	WeightedReciprocity       *float64     `json:"weighted_reciprocity"`
	OutCentralization         *float64     `json:"out_centralization"`
	InCentralization          *float64     `json:"in_centralization"`
	OutStrengthCentralization *float64     `json:"out_strength_centralization"`
	InStrengthCentralization  *float64     `json:"in_strength_centralization"`
	Directed                  *float64     `json:"directed"`
	Persons                   []Centrality `json:"persons"`
}

// Arc is how often one person responded to another.
type Arc struct {
	From  observe.PersonID `json:"from"`
	To    observe.PersonID `json:"to"`
	Count int              `json:"count"`
}

// Centrality is one person's place in the network.
type Centrality struct {
	ID          observe.PersonID `json:"id"`
	PageRank    float64          `json:"pagerank"`
	Betweenness float64          `json:"betweenness"`
}

// Sequence is what follows what, a lag later.
type Sequence struct {
	Lag         int          `json:"lag"`
	Codes       []string     `json:"codes"`
	Pairs       int          `json:"pairs"`
	Draws       int          `json:"draws"`
	Seed        uint64       `json:"seed"`
	Null        string       `json:"null"` // what was shuffled: speaker-block, block; normal: without draws
	Repeats     bool         `json:"repeats"`
	Enough      bool         `json:"enough"`
	Why         *string      `json:"why"` // why it is not enough: too-few-pairs, too-few-cells or too-many-codes
	Transitions []Transition `json:"transitions"`
	ChiSquare   *float64     `json:"chi_square"`
	DF          int          `json:"df"`
	P           *float64     `json:"p"`
	StructureP  *float64     `json:"structure_p"`
}

// Transition is one cell of the table of what follows what.
type Transition struct {
	From          string   `json:"from"`
	To            string   `json:"to"`
	Observed      int      `json:"observed"`
	Expected      float64  `json:"expected"`
	ExpectedQuasi *float64 `json:"expected_quasi"`
	Probability   *float64 `json:"probability"`
	Z             *float64 `json:"z"`
	P             *float64 `json:"p"`
	PAdjusted     *float64 `json:"p_adjusted"`
	YulesQ        *float64 `json:"yules_q"`
	Lift          *float64 `json:"lift"`
	ExpectedNull  *float64 `json:"expected_null"`
	PPermutation  *float64 `json:"p_permutation"`
	PFamily       *float64 `json:"p_family"`
	Needs         *int     `json:"needs"`
	Between       int      `json:"between"`
}

// Sign says whether something happens more ("+") or less ("-") often.
type Sign string

// Signs of a link.
const (
	Positive Sign = "+"
	Negative Sign = "-"
)

// Kind is what a loop does by the product of its signs.
type Kind string

// Kinds of loops.
const (
	Reinforcing Kind = "reinforcing"
	Balancing   Kind = "balancing"
)

// Link is a found cell of the sequence.
type Link struct {
	From          string              `json:"from"`
	To            string              `json:"to"`
	Sign          Sign                `json:"sign"`
	Step          int                 `json:"step"`
	Z             *float64            `json:"z"`
	Lift          *float64            `json:"lift"`
	P             *float64            `json:"p"`
	Observed      int                 `json:"observed"`
	Expected      *float64            `json:"expected"`
	Between       int                 `json:"between"`
	Evidence      [][]observe.EntryID `json:"evidence"`
	EvidenceTotal int                 `json:"evidence_total"`
}

// Status says how much was seen of a loop.
type Status string

// Statuses of a loop.
const (
	Whole  Status = "whole"  // the conversation was seen going round
	Side   Status = "side"   // what a stronger loop leaves
	Pieces Status = "pieces" // links that fit together
)

// Loop is a cycle of found links.
type Loop struct {
	ID            string              `json:"id"`
	Known         string              `json:"known,omitempty"` // a name that the literature has for it
	Nodes         []string            `json:"nodes"`
	Signs         []Sign              `json:"signs"`
	Kind          Kind                `json:"kind"`
	Status        Status              `json:"status"`
	Effect        string              `json:"effect"`
	Strength      *float64            `json:"strength"`
	Traversals    *int                `json:"traversals"`
	Expected      *float64            `json:"expected"`
	ExpectedLinks *float64            `json:"expected_links"`
	P             *float64            `json:"p"`
	PAdjusted     *float64            `json:"p_adjusted"`
	Breaks        []Break             `json:"breaks"`
	Between       *float64            `json:"between"`
	Evidence      [][]observe.EntryID `json:"evidence"`
	EvidenceTotal int                 `json:"evidence_total"`
	MeanCycleMs   *float64            `json:"mean_cycle_ms"`
}

// Break is what a negative link of a loop does to what arrives at it.
type Break struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Arrivals int     `json:"arrivals"`
	Returned int     `json:"returned"`
	Expected float64 `json:"expected"`
	P        float64 `json:"p"`
}

// RawLink is a cell with |z| > 1.96 and no further condition. For comparing
// programs; never shown to a team.
type RawLink struct {
	From string `json:"from"`
	To   string `json:"to"`
	Sign Sign   `json:"sign"`
}

// RawLoop is a cycle of raw links. For comparing programs; never shown to a
// team.
type RawLoop struct {
	Nodes []string `json:"nodes"`
	Signs []Sign   `json:"signs"` // of the link that leaves each node
	Kind  Kind     `json:"kind"`
}

// Explanation is what looks like a link and is none: it fits who was speaking,
// or that part of the meeting.
type Explanation struct {
	From string `json:"from"`
	To   string `json:"to"`
	Sign Sign   `json:"sign"`
	By   By     `json:"by"`
}

// Shifts are Gibson's participation shifts.
type Shifts struct {
	Counts   map[string]int      `json:"counts"`
	NoShift  int                 `json:"no_shift"`
	Pairs    int                 `json:"pairs"`
	Expected map[string]*float64 `json:"expected" null:"undefined"`
	Z        map[string]*float64 `json:"z" null:"undefined"`
	Found    map[string]*bool    `json:"found" null:"undefined"`
}

// TagCount is how often a tag was the primary one.
type TagCount struct {
	Tag      observe.TagID            `json:"tag"`
	Count    int                      `json:"count"`
	Share    float64                  `json:"share"`
	ByPerson map[observe.PersonID]int `json:"by_person"`
}

// Shares are shares by dimension, each null when there is nothing to share.
type Shares map[string]*float64

// Dimensions are the shares of the codebook's dimensions.
type Dimensions struct {
	IDs     []string                      `json:"ids"`
	All     Shares                        `json:"all"`
	Phases  []PhaseShares                 `json:"phases"`
	Roles   map[observe.PersonRole]Shares `json:"roles"`
	Persons map[observe.PersonID]Shares   `json:"persons"`
	Path    []Shares                      `json:"path"`
}

// PhaseShares are the shares in one stretch of the meeting.
type PhaseShares struct {
	Phase   string          `json:"phase"`
	ID      observe.EntryID `json:"id,omitempty"`
	Purpose observe.Purpose `json:"purpose,omitempty"`
	Shares  Shares          `json:"shares"`
}

// EffectRow is what came after a kind of act.
type EffectRow struct {
	Trigger    EffectTrigger `json:"trigger"`
	Outcome    string        `json:"outcome"`
	Rate       *float64      `json:"rate"`
	Base       *float64      `json:"base"`
	Difference *float64      `json:"difference"`
	Low        *float64      `json:"low"`
	High       *float64      `json:"high"`
	N          int           `json:"n"`
	NBase      int           `json:"n_base"`
	P          *float64      `json:"p"`
	PAdjusted  *float64      `json:"p_adjusted"`
	Enough     bool          `json:"enough"`
}

// EffectTrigger is who does what.
type EffectTrigger struct {
	Role   observe.PersonRole `json:"role,omitempty"`
	Person observe.PersonID   `json:"person,omitempty"`
	Tag    observe.TagID      `json:"tag"`
}

// Confidence says how sure a pattern is.
type Confidence string

// Confidences.
const (
	Clear    Confidence = "clear"
	Possible Confidence = "possible"
	TooFew   Confidence = "too-few" // too few moments to say
)

// Pattern is a known pattern that was found. Package patterns fills them in.
type Pattern struct {
	ID            string              `json:"id"`
	Strength      float64             `json:"strength"` // 0 to 1
	Confidence    Confidence          `json:"confidence"`
	N             int                 `json:"n"`       // how many moments it rests on
	Measure       float64             `json:"measure"` // what is compared with the threshold
	Threshold     float64             `json:"threshold"`
	Low           *float64            `json:"low"` // of a measure that is a share, its interval
	High          *float64            `json:"high"`
	P             *float64            `json:"p"`
	PAdjusted     *float64            `json:"p_adjusted"` // over all patterns with a p
	Enough        bool                `json:"enough"`
	Warning       string              `json:"warning,omitempty"` // "proposed": most addressees were chosen by nobody
	Evidence      [][]observe.EntryID `json:"evidence"`
	EvidenceTotal int                 `json:"evidence_total"`
}
