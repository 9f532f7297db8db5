package analysis

import (
	"context"

	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/observe"
)

// Scene is a meeting as known patterns read it: acts in order, persons by
// number. It is for counting; whom a viewer may read about is not its affair,
// so nothing of it but numbers of acts and their ids may be shown.
type Scene struct {
	Acts     []Act
	Tags     []Tag
	Persons  []Participant
	Phases   []Phase
	Marks    []Mark
	Codebook *observe.Codebook
	Live     []Span              // when the meeting was live and the filters look
	Follows  *sequence.Following // what follows what, by tag and one turn later; nil where it was not asked for
	Draws    int                 // how many draws there are; 0: none, and no null
	Alpha    float64

	s       *Selection
	seed    uint64
	ctx     context.Context
	present []presentTime // by person, once it was asked for
	kinds   []Floor       // what changes places in draws
	swapped [][]uint16    // draws, by place in kinds
}

// Act is one turn. It is small: there can be a million.
type Act struct {
	At       int64
	From, To int32 // place in Persons, or Everybody
	Tag      int32 // place in Tags, -1 without one
	Segment  int32
	Phase    int32 // place in Phases, -1 before the first
	Proposed bool
}

// Scene returns the scene of a result. When ctx is done, what reads it is stopped:
// it has to be read within [compute.Until].
func (r *Reading) Scene(ctx context.Context) *Scene {
	s := r.Selection.Together()
	out := s.scene(ctx)
	out.Follows = &r.Following
	if o := s.options; o.Codes != ByTag || o.Lag != 1 {
		o.Codes, o.Lag = ByTag, 1
		out.Follows = sequence.Follow(ctx, []sequence.Turns{s.Coded(o.Codes)}, o.Sequence())
	}
	return out
}

// NewScene returns the scene of a meeting without what follows what, which takes
// most of the time of an analysis. It fails as [Analyze] does, and is stopped as
// [Reading.Scene] is.
func NewScene(ctx context.Context, m *Meeting, o Options) (*Scene, error) {
	s, err := Select(m, o)
	if err != nil {
		return nil, err
	}
	return s.Together().scene(ctx), nil
}

func (s *Selection) scene(ctx context.Context) *Scene {
	o := &s.options
	out := &Scene{Acts: make([]Act, s.Len()), Tags: s.Tags, Persons: s.Participants, Phases: s.Phases, Marks: s.Marks, Codebook: s.Codebook,
		Live: s.windows, Draws: o.Permutations, Alpha: o.Alpha, s: s, seed: o.Seed, ctx: ctx}
	if s.Len() > shuffle.MaxTurns {
		out.Draws = 0
	}
	segment := int32(-1)
	for i := range out.Acts {
		if s.beginsSegment(i) {
			segment++
		}
		out.Acts[i] = Act{At: s.Turns.At[i], From: s.Turns.From[i], To: s.Turns.To[i], Tag: s.Turns.Tag[i], Segment: segment, Phase: s.phaseOf(i),
			Proposed: s.Turns.Proposed != nil && s.Turns.Proposed[i]}
	}
	return out
}

// Look is for who reads a scene for long: it stops them when nobody waits any
// more.
func (s *Scene) Look() { compute.Look(s.ctx) }

// Also returns the further tags of an act, by place in Tags.
func (s *Scene) Also(i int) []int32 {
	if s.s.Turns.Also == nil {
		return nil
	}
	return s.s.Turns.Also[i]
}

// Effect returns what the tag of an act does; without a tag it is neutral.
func (s *Scene) Effect(i int) observe.Effect {
	if tag := s.Acts[i].Tag; tag >= 0 {
		return s.Tags[tag].Effect
	}
	return observe.Neutral
}

// IDs returns the ids of the acts of each moment. A leader may not read the moments
// of others.
func (s *Scene) IDs(list [][]int) [][]observe.EntryID {
	out := [][]observe.EntryID{}
	if s.s.Limited {
		return out
	}
	for _, acts := range list {
		ids := make([]observe.EntryID, len(acts))
		for k, i := range acts {
			ids[k] = s.s.ID(i)
		}
		out = append(out, ids)
	}
	return out
}

// Moments returns the numbers in the log of the acts of each moment. There are none
// in a file, and for a leader, as with IDs.
func (s *Scene) Moments(list [][]int) [][]observe.Seq { return s.s.Seqs(list) }

// Next returns up to n acts of others after an act, in its segment; others are
// other persons.
func (s *Scene) Next(i, n int) []int {
	var out []int
	for j := i + 1; j < len(s.Acts) && len(out) < n && s.Acts[j].Segment == s.Acts[i].Segment; j++ {
		if who := s.Acts[j].From; who >= 0 && who != s.Acts[i].From {
			out = append(out, j)
		}
	}
	return out
}

// NewVoices tells for each act whether one of the next 3 acts of others is by
// somebody who did not act in the 5 turns before, and whether that can be told
// (see effects).
func (s *Scene) NewVoices() (told []bool, came []float64) {
	told, came = make([]bool, len(s.Acts)), make([]float64, len(s.Acts))
	for i, a := range s.s.acts() {
		told[i] = a.can>>newVoice&1 > 0
		came[i] = float64(a.came >> newVoice & 1)
	}
	return told, came
}

// PresentFor returns how long a person was present and live, and the longest
// stretch of that without an act of theirs, in ms; quiet is where that lies.
func (s *Scene) PresentFor(person int) (total, longest int64, quiet Span) {
	if s.present == nil {
		s.present = s.s.presences()
	}
	p := s.present[person]
	return p.total, p.longest, p.quiet
}

// Codes returns the tags that occur, in the order in which [Scene.Shuffled] counts
// them.
func (s *Scene) Codes() []string { return s.s.Coded(ByTag).Names }

// Shuffled counts the acts of each draw of what follows what: the tags of each
// act, by place in Codes, -1 without one. Nil without draws.
func (s *Scene) Shuffled(count func(tags []int) []float64) [][]float64 {
	if s.Draws == 0 {
		return nil
	}
	code := s.s.Coded(ByTag).Code
	strata := shuffle.PerActor(shuffle.Blocks(len(code), s.s.beginsSegment), s.s.Turns.From)
	sh := shuffle.New(code, strata, s.seed, s.Draws)
	out := make([][]float64, s.Draws)
	sh.Each(s.ctx, func() shuffle.Visitor {
		tags := make([]int, len(code))
		return shuffle.Visitor{Done: func() {}, Draw: func(b int, codes []uint16) {
			for i, c := range codes {
				tags[i] = none
				if code[i] >= 0 {
					tags[i] = int(c)
				}
			}
			out[b] = count(tags)
		}}
	})
	return out
}
