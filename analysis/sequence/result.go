package sequence

import "kompas/observe"

// MaxEvidence is how many moments of a finding are listed at most.
const MaxEvidence = 100

// Following is what follows what: in numbers, and as links and loops.
type Following struct {
	Sequence    Sequence      `json:"sequence"`
	Links       []Link        `json:"links"`        // in order of codes
	Loops       []Loop        `json:"loops"`        // whole ones first, then sides, then pieces, each strongest first
	KnownLoops  []KnownLoop   `json:"known_loops"`  // that were looked for by name, in the order of the list; empty without a list, or without draws
	RawLinks    []RawLink     `json:"raw_links"`    // in order of codes
	RawLoops    []RawLoop     `json:"raw_loops"`    // by length, then nodes; at most 100 000
	ExplainedBy []Explanation `json:"explained_by"` // in order of codes
}

// Sequence is the table of what follows what, and how it was tested.
type Sequence struct {
	Lag           int          `json:"lag"`            // how many turns later a pair ends, 1 or more
	Pairing       Pairing      `json:"pairing"`        // which turns make a pair
	Codes         []string     `json:"codes"`          // that occur, sorted
	Pairs         int          `json:"pairs"`          // counted pairs: N
	PairsBetween  int          `json:"pairs_between"`  // of these, pairs of two different actors, "*" being one: what links, loops and what is found rest on; all pairs where codes are persons
	Draws         int          `json:"draws"`          // how often the codes were shuffled; 0: not at all
	Seed          uint64       `json:"seed"`           // of the draws
	Null          string       `json:"null"`           // within what codes were shuffled: "speaker-block" or "block"; "normal": not shuffled, residuals decide
	SecondNull    *string      `json:"second_null"`    // how codes were moved a second time: "speaker-shift"; what is found is found under both; null: there is only one
	AlphaExplored float64      `json:"alpha_explored"` // the share of alpha with which links and loops are found
	AlphaKnown    *float64     `json:"alpha_known"`    // the share with which known loops are; null when none is looked for
	Repeats       bool         `json:"repeats"`        // whether a code can follow itself; otherwise cells r = c are not tested
	Enough        bool         `json:"enough"`         // at least 50 pairs between actors, and 3 tested cells with 3 or more expected
	Why           *string      `json:"why"`            // why it is not enough: one of the constants below; null when it is
	Transitions   []Transition `json:"transitions"`    // each ordered pair of codes, by from, then to; empty with too many codes, and for leaders and participants
	ChiSquare     *float64     `json:"chi_square"`     // likelihood-ratio chi-square (G²) of the table; null without pairs
	DF            int          `json:"df"`             // its degrees of freedom
	P             *float64     `json:"p"`              // its p, classical; null without pairs or degrees of freedom
	StructureP    *float64     `json:"structure_p"`    // smallest p_family: whether there is any order at all; null without draws or tested cells

	// Checks of what the draws assume; null without draws, without anything to check,
	// and with hundreds of codes.
	Stationarity *Check `json:"stationarity"` // whether the mix of codes changes inside the blocks within which codes are shuffled
	Order        *Check `json:"order"`        // whether the turn before the last adds to what the last one says about the next
}

// Pairing says which turns make a pair.
type Pairing string

// Pairings.
const (
	InOrder Pairing = "order" // a turn and the one lag turns later
	InReply Pairing = "reply" // a turn to a person, and that person's latest turn before it
)

// Check compares a likelihood-ratio chi-square (G²) with the same of the draws.
type Check struct {
	G2 float64 `json:"g2"`
	P  float64 `json:"p"` // share of the draws with as much or more
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

	// Beside the draws, of the pairs between actors; the four that follow
	// observed_between are null without draws and for cells that are not tested.
	// Where codes were moved in two ways, each p and needs is the larger one.
	ObservedBetween int      `json:"observed_between"` // pairs of O whose turns are by two different actors, "*" being one; all of O where codes are persons
	ExpectedNull    *float64 `json:"expected_null"`    // E0: what margins of the table and draws lead to
	PPermutation    *float64 `json:"p_permutation"`    // of this cell alone, two-sided
	PFamily         *float64 `json:"p_family"`         // of this cell among all, by step-down maxT
	Needs           *int     `json:"needs"`            // the smallest observed_between above E0 that would be found; null also where no number would

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
// than it would without order, when somebody else acts.
type Link struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Sign     Sign     `json:"sign"`
	Step     int      `json:"step"`     // 1: found among all cells; 2: among those that close a loop (under either null)
	Z        *float64 `json:"z"`        // adjusted residual, as in [Transition]
	Lift     *float64 `json:"lift"`     // observed / expected; null for an expected 0
	P        *float64 `json:"p"`        // step 1: p_family, without draws Holm's p of the residuals; step 2: Holm's p over the cells that close a loop
	Observed int      `json:"observed"` // pairs between actors
	Expected *float64 `json:"expected"` // E0 of the transition; without draws R C / N of the pairs between actors
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
	Traversals    *int     `json:"traversals"`     // passes: how often the talk went once round, each act by another actor than the one before; overlapping ones counted each
	Expected      *float64 `json:"expected"`       // mean number of passes over the draws within blocks; null without draws
	ExpectedLinks *float64 `json:"expected_links"` // passes that the links alone would lead to
	P             *float64 `json:"p"`              // share of draws with as many passes or more, the larger one of both nulls; null without draws
	PAdjusted     *float64 `json:"p_adjusted"`     // of two or more links Holm's p over these loops; of one link the p of the link

	Breaks []Break `json:"breaks"` // of each negative link, in the order of the nodes; empty when all links are positive

	Between       *float64            `json:"between"`        // share of the passes in which two persons or more act; null without a pass
	Evidence      [][]observe.EntryID `json:"evidence"`       // moments, earliest first, each by its turns: passes, or arrivals at a negative link; as many as of a [Link]
	EvidenceTotal int                 `json:"evidence_total"` // how many moments there are
	MeanCycleMs   *float64            `json:"mean_cycle_ms"`  // mean time of a pass in ms, from its first turn to its last; null without a pass, and where a meeting was noted on paper
}

// KnownLoop is a loop that was looked for by name: one of the codebook's known loops,
// or one that this team showed in an earlier meeting.
type KnownLoop struct {
	ID     string   `json:"id"`              // as of a [Loop]
	Known  string   `json:"known,omitempty"` // its name in the codebook; absent for a loop of the team
	Source Source   `json:"source"`
	Nodes  []string `json:"nodes"` // codes, from the smallest
	Signs  []Sign   `json:"signs"` // of the link that leaves each node
	Kind   Kind     `json:"kind"`

	Observed  int     `json:"observed"`   // pairs between actors of its positive links together
	Expected  float64 `json:"expected"`   // of these, expected
	P         float64 `json:"p"`          // of this loop alone, one-sided; the larger one of both nulls
	PAdjusted float64 `json:"p_adjusted"` // of this loop among all that were looked for, by step-down minP; the larger one of both nulls

	Links      []KnownLink     `json:"links"`      // in the order of the nodes
	Traversals *int            `json:"traversals"` // as of a [Loop]; null with a negative link
	Confidence *LoopConfidence `json:"confidence"` // null: not found

	// Moments of what was found, each by its two turns: the pairs of its positive
	// links, of a one-way loop those of its stronger link. As many as of a [Link];
	// none when it was not found.
	Evidence      [][]observe.EntryID `json:"evidence"`
	EvidenceTotal int                 `json:"evidence_total"`
}

// KnownLink is a link of a known loop.
type KnownLink struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Sign     Sign    `json:"sign"`     // that the loop gives it
	Observed int     `json:"observed"` // pairs between actors
	Expected float64 `json:"expected"`
	P        float64 `json:"p"` // of this link alone, in the direction of its sign; the larger one of both nulls
}

// Source says where a known loop comes from.
type Source string

// Sources of known loops.
const (
	FromCodebook Source = "codebook"
	FromTeam     Source = "team" // it was whole or clear in an earlier meeting of the team
)

// LoopConfidence says how much of a known loop was found.
type LoopConfidence string

// Confidences of a known loop that was found.
const (
	ClearLoop    LoopConfidence = "clear"    // each link by itself has p <= 0.05
	PossibleLoop LoopConfidence = "possible" // each link by itself has p <= 0.20
	OneWay       LoopConfidence = "one-way"  // only the stronger link is there
)

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
	ByOwn     By = "own"     // how each strings their own turns: it is not found when each person's sequence of codes stays as it is
	ByTime    By = "time"    // the part of the meeting: it is found only when codes move over whole segments
)
