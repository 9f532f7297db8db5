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
	sequence.Following
	Shifts       Shifts      `json:"shifts"`
	Tags         []TagCount  `json:"tags"`
	OpeningRatio *float64    `json:"opening_ratio"`
	AskingRatio  *float64    `json:"asking_ratio"`
	Dimensions   Dimensions  `json:"dimensions"`
	Effects      []EffectRow `json:"effects"`
	Patterns     []Pattern   `json:"patterns"`
	Told         *Told       `json:"told,omitempty"` // for a leader: what all this is made of
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

// NeverCame reports whether the outcome came after no turn at all, as where a
// codebook does not say which tags invite: there is nothing to compare. Rate and
// Base must be defined.
func (e *EffectRow) NeverCame() bool { return *e.Rate == 0 && *e.Base == 0 }

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
