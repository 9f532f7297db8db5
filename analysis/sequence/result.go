package sequence

import "kompas/observe"

// MaxEvidence is how many moments of a finding are listed at most.
const MaxEvidence = 100

// Following is what follows what: in numbers, and as links and loops.
type Following struct {
	Sequence    Sequence      `json:"sequence"`
	Links       []Link        `json:"links"`        // in order of codes
	Loops       []Loop        `json:"loops"`        // whole ones first, then sides, then pieces, each strongest first
	RawLinks    []RawLink     `json:"raw_links"`    // in order of codes
	RawLoops    []RawLoop     `json:"raw_loops"`    // by length, then nodes; at most 100 000
	ExplainedBy []Explanation `json:"explained_by"` // in order of codes
}

// Sequence is the table of what follows what, and how it was tested.
type Sequence struct {
	Lag         int          `json:"lag"`         // how many turns later a pair ends, 1 or more
	Codes       []string     `json:"codes"`       // that occur, sorted
	Pairs       int          `json:"pairs"`       // counted pairs: N
	Draws       int          `json:"draws"`       // how often the codes were shuffled; 0: not at all
	Seed        uint64       `json:"seed"`        // of the draws
	Null        string       `json:"null"`        // within what codes were shuffled: "speaker-block" or "block"; "normal": not shuffled, residuals decide
	Repeats     bool         `json:"repeats"`     // whether a code can follow itself; otherwise cells r = c are not tested
	Enough      bool         `json:"enough"`      // at least 50 pairs, and 3 tested cells with 3 or more expected
	Why         *string      `json:"why"`         // why it is not enough: one of the constants below; null when it is
	Transitions []Transition `json:"transitions"` // each ordered pair of codes, by from, then to; empty with too many codes, and for leaders and participants
	ChiSquare   *float64     `json:"chi_square"`  // likelihood-ratio chi-square (G²) of the table; null without pairs
	DF          int          `json:"df"`          // its degrees of freedom
	P           *float64     `json:"p"`           // its p, classical; null without pairs or degrees of freedom
	StructureP  *float64     `json:"structure_p"` // smallest p_family: whether there is any order at all; null without draws or tested cells
}

// Values of [Sequence.Why]: why the table of what follows what is too small to be
// read, or was not made.
const (
	TooFewPairs  = "too-few-pairs"
	TooFewCells  = "too-few-cells"
	TooManyCodes = "too-many-codes"
)

// Transition is a cell of the table of what follows what: how often the code To
// came a lag after the code From. R is the number of pairs that begin with From,
// C of those that end with To, N of all.
type Transition struct {
	From string `json:"from"`
	To   string `json:"to"`

	Observed      int      `json:"observed"`       // pairs, O
	Expected      float64  `json:"expected"`       // R C / N; 0 without pairs
	ExpectedQuasi *float64 `json:"expected_quasi"` // the same when no code can follow itself; null where codes repeat, and for from = to
	Probability   *float64 `json:"probability"`    // O / R, 0 to 1; null for R = 0
	Z             *float64 `json:"z"`              // adjusted residual; null where it has no variance
	P             *float64 `json:"p"`              // two-sided normal p of z; null without z
	PAdjusted     *float64 `json:"p_adjusted"`     // p by Benjamini and Hochberg over all cells with a p
	YulesQ        *float64 `json:"yules_q"`        // -1 to 1; null where 0 / 0
	Lift          *float64 `json:"lift"`           // O / expected; null for an expected 0

	// Beside the draws; all four are null without draws and for cells that are
	// not tested.
	ExpectedNull *float64 `json:"expected_null"` // mean over the draws, E0
	PPermutation *float64 `json:"p_permutation"` // of this cell alone, two-sided
	PFamily      *float64 `json:"p_family"`      // of this cell among all, by step-down maxT
	Needs        *int     `json:"needs"`         // the smallest O above E0 that would be found; null also where no number would

	Between int `json:"between"` // pairs of O whose turns are by two different persons
}

// Sign says whether something happens more ("+") or less ("-") often than
// expected.
type Sign string

// Signs of a link.
const (
	Positive Sign = "+"
	Negative Sign = "-"
)

// Kind says what a loop does by the product of its signs.
type Kind string

// Kinds of loops.
const (
	Reinforcing Kind = "reinforcing" // the product is positive
	Balancing   Kind = "balancing"   // it is negative
)

// Link is a cell of the table that was found: To follows From more, or less, often
// than it would without order.
type Link struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Sign     Sign     `json:"sign"`
	Step     int      `json:"step"`     // 1: found among all cells; 2: among those that close a loop
	Z        *float64 `json:"z"`        // adjusted residual, as in [Transition]
	Lift     *float64 `json:"lift"`     // observed / expected; null for an expected 0
	P        *float64 `json:"p"`        // step 1: p_family, without draws Holm's p of the residuals; step 2: Holm's p over the cells that close a loop
	Observed int      `json:"observed"` // pairs
	Expected *float64 `json:"expected"` // mean over the draws; without draws R C / N
	Between  int      `json:"between"`  // observed pairs whose turns are by two different persons

	// Moments, earliest first, each by the ids of its two turns: the pairs of a
	// positive link; of a negative one the pairs of From with what came instead of
	// To. At most 100, fewer where there are over 200 links; none for leaders and
	// participants.
	Evidence      [][]observe.EntryID `json:"evidence"`
	EvidenceTotal int                 `json:"evidence_total"` // how many moments there are
}

// Status says how much was seen of a loop.
type Status string

// Statuses of a loop.
const (
	Whole  Status = "whole"  // the conversation was seen going round
	Side   Status = "side"   // as Whole, but stronger loops explain it
	Pieces Status = "pieces" // links that fit together
)

// Loop is a cycle of one to four found links.
type Loop struct {
	ID     string   `json:"id"`              // the same in every meeting: nodes and signs from the smallest node, such as "judgement>defending>"
	Known  string   `json:"known,omitempty"` // the name that the literature has for it; empty: none
	Nodes  []string `json:"nodes"`           // codes, from the smallest
	Signs  []Sign   `json:"signs"`           // of the link that leaves each node
	Kind   Kind     `json:"kind"`
	Status Status   `json:"status"`
	Effect string   `json:"effect"` // what the codebook assumes of its codes: "opening", "closing", "mixed" or "neutral"

	Strength *float64 `json:"strength"` // geometric mean of |ln((O + 1/2) / (E0 + 1/2))| over its links, 0 to ln 8

	// Of loops whose links are all positive; null for others.
	Traversals    *int     `json:"traversals"`     // passes: how often the talk went once round, overlapping ones counted each
	Expected      *float64 `json:"expected"`       // mean number of passes over the draws; null without draws
	ExpectedLinks *float64 `json:"expected_links"` // passes that the links alone would lead to
	P             *float64 `json:"p"`              // share of draws with as many passes or more; null without draws
	PAdjusted     *float64 `json:"p_adjusted"`     // of two or more links Holm's p over these loops; of one link the p of the link

	Breaks []Break `json:"breaks"` // of each negative link, in the order of the nodes; empty when all links are positive

	Between       *float64            `json:"between"`        // share of the passes in which two persons or more act; null without a pass
	Evidence      [][]observe.EntryID `json:"evidence"`       // moments, earliest first, each by its turns: passes, or arrivals at a negative link; as many as of a [Link]
	EvidenceTotal int                 `json:"evidence_total"` // how many moments there are
	MeanCycleMs   *float64            `json:"mean_cycle_ms"`  // mean time of a pass in ms, from its first turn to its last; null without a pass
}

// Break is what a negative link From -> To of a loop does to the talk that arrives
// at From by the link of the loop before it.
type Break struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Arrivals int     `json:"arrivals"` // that are followed by a counted pair
	Returned int     `json:"returned"` // of these, how many go on to To
	Expected float64 `json:"expected"` // of these, how many would: arrivals x E0 / R of the link
	P        float64 `json:"p"`        // probability of so few or fewer, binomial
}

// RawLink is a cell with |z| > 1.96 and no further condition. It is for comparing
// programs and is never shown to a team: of a meeting without any order one cell
// in twenty is among them.
type RawLink struct {
	From string `json:"from"`
	To   string `json:"to"`
	Sign Sign   `json:"sign"`
}

// RawLoop is a cycle of one to four raw links. It is for comparing programs and is
// never shown to a team.
type RawLoop struct {
	Nodes []string `json:"nodes"` // codes, from the smallest
	Signs []Sign   `json:"signs"` // of the link that leaves each node
	Kind  Kind     `json:"kind"`
}

// Explanation is a cell that looks like a link and is none, because something else
// explains it.
type Explanation struct {
	From string `json:"from"`
	To   string `json:"to"`
	Sign Sign   `json:"sign"`
	By   By     `json:"by"`
}

// By says what explains a link that is not one.
type By string

// What a link can be explained by.
const (
	ByPersons By = "persons" // who was speaking: it is found only when codes are shuffled over all persons
	ByTime    By = "time"    // the part of the meeting: it is found only when codes are shuffled over whole segments
)
