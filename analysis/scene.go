package analysis

import (
	"context"

	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/observe"
)

// Scene is a meeting as known patterns read it: acts in order, persons by number. It
// is for counting and does not know whom a viewer may read about, so only counts, and
// what IDs and Moments return, may be shown.
type Scene struct {
	Acts     []Act
	Tags     []Tag
	Persons  []Participant
	Phases   []Phase
	Marks    []Mark
	Codebook *observe.Codebook
	Live     []Span              // when the meeting was live and the filters look
	Follows  *sequence.Following // what follows what, by tag, one turn later in order; nil where it was not asked for
	Draws    int                 // how many draws there are; 0: none, so that nothing can be compared with chance
	Alpha    float64
	Paper    bool // times are not known, see [Meeting]

	s       *Selection
	seed    uint64
	ctx     context.Context
	present []presentTime // by person; nil before the first use
	kinds   []Floor       // what changes places in draws of floors
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

// Scene returns the scene of a result. It must be read within [compute.Until]: when
// ctx is done, the next call that takes long stops the reader.
func (r *Reading) Scene(ctx context.Context) *Scene {
	s := r.Selection.Together()
	out := s.scene(ctx)
	out.Follows = &r.Following
	if o := s.options; o.Codes != ByTag || o.Lag != 1 || o.Pairs != sequence.InOrder {
		q := s.Sequence(ByTag)
		q.Lag, q.Pairing = 1, sequence.InOrder
		out.Follows = sequence.Follow(ctx, []sequence.Turns{s.Coded(ByTag)}, q)
	}
	return out
}

// Acts returns the scene of a result for counting alone: without draws, and without what
// follows what.
func (r *Reading) Acts(ctx context.Context) *Scene {
	out := r.Selection.Together().scene(ctx)
	out.Draws = 0
	return out
}

// NewScene returns the scene of a meeting without what follows what, which takes most
// of the time of an analysis. It fails as [Select] does, and is read as
// [Reading.Scene].
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
		Live: s.windows, Draws: o.Permutations, Alpha: o.Alpha, Paper: s.Paper, s: s, seed: o.Seed, ctx: ctx}
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

// Look is [compute.Look] with the context of the scene, for readers that take long.
func (s *Scene) Look() { compute.Look(s.ctx) }

// Also returns the further tags of an act, by place in Tags.
func (s *Scene) Also(i int) []int32 {
	if s.s.Turns.Also == nil {
		return nil
	}
	return s.s.Turns.Also[i]
}

// Effect returns the effect that the codebook assumes of the tag of an act, neutral
// without a tag.
func (s *Scene) Effect(i int) observe.Effect {
	if tag := s.Acts[i].Tag; tag >= 0 {
		return s.Tags[tag].Effect
	}
	return observe.Neutral
}

// IDs returns the ids of the acts of each moment; none for a limited reader.
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

// Moments returns the numbers in the log of the acts of each moment; none for a file
// and for a limited reader.
func (s *Scene) Moments(list [][]int) [][]observe.Seq { return s.s.Seqs(list) }

// Next returns up to n acts of other persons after an act, in its segment.
func (s *Scene) Next(i, n int) []int {
	var out []int
	for j := i + 1; j < len(s.Acts) && len(out) < n && s.Acts[j].Segment == s.Acts[i].Segment; j++ {
		if who := s.Acts[j].From; who >= 0 && who != s.Acts[i].From {
			out = append(out, j)
		}
	}
	return out
}

// NewVoices returns for each act whether the outcome "new_voice" of effects is known,
// and whether it came (1 or 0): whether one of the next 3 acts of others is by
// somebody who did not act in the 5 turns before.
func (s *Scene) NewVoices() (known []bool, came []float64) {
	known, came = make([]bool, len(s.Acts)), make([]float64, len(s.Acts))
	for i, a := range s.s.acts() {
		known[i] = a.can>>newVoice&1 > 0
		came[i] = float64(a.came >> newVoice & 1)
	}
	return known, came
}

// PresentFor returns how long a person was present while the meeting was live, and the
// longest part of it without an act of theirs, in ms; quiet is when that part was.
func (s *Scene) PresentFor(person int) (total, longest int64, quiet Span) {
	if s.present == nil {
		s.present = s.s.presences()
	}
	p := s.present[person]
	return p.total, p.longest, p.quiet
}

// Codes returns the tags that occur, in the order of the numbers of
// [Scene.Shuffled].
func (s *Scene) Codes() []string { return s.s.Coded(ByTag).Names }

// Shuffled returns what count returns for each draw of what follows what; tags has the
// tag of each act by its place in Codes, -1 without one. Nil without draws.
func (s *Scene) Shuffled(count func(tags []int) []float64) [][]float64 {
	if s.Draws == 0 {
		return nil
	}
	code := s.s.Coded(ByTag).Code
	strata := shuffle.Split(shuffle.Blocks(len(code), s.s.beginsSegment), s.s.Turns.From)
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
