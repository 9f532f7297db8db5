package analysis

import (
	"context"
	"slices"

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
	kinds   []Taking      // what changes places in draws
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

// Scene gives the scene of a result. When ctx is done, what reads it is stopped:
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

// NewScene gives the scene of a meeting without what follows what, which takes
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

// Also gives the further tags of an act, by place in Tags.
func (s *Scene) Also(i int) []int32 {
	if s.s.Turns.Also == nil {
		return nil
	}
	return s.s.Turns.Also[i]
}

// Effect gives what the tag of an act does; without a tag it is neutral.
func (s *Scene) Effect(i int) observe.Effect {
	if tag := s.Acts[i].Tag; tag >= 0 {
		return s.Tags[tag].Effect
	}
	return observe.Neutral
}

// IDs gives the ids of the acts of each moment. A leader may not read the moments
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

// Moments gives the numbers in the log of the acts of each moment. There are none
// in a file, and for a leader, as with IDs.
func (s *Scene) Moments(list [][]int) [][]observe.Seq { return s.s.Seqs(list) }

// Next gives up to n acts of others after an act, in its segment; others are
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

// PresentFor gives how long a person was present and live, and the longest
// stretch of that without an act of theirs, in ms; quiet is where that lies.
func (s *Scene) PresentFor(person int) (total, longest int64, quiet Span) {
	if s.present == nil {
		s.present = s.s.presences()
	}
	p := s.present[person]
	return p.total, p.longest, p.quiet
}

// Comparison holds acts of one kind against the other acts of those who did
// them.
type Comparison struct {
	Trigger []bool    // by act, whether it is of the kind
	Told    []bool    // by act, whether the outcome can be told
	Outcome []float64 // by act
	Within  bool      // rates are compared within each person, and the differences averaged over triggers
}

// Sums is what adds up over acts, and over meetings.
type Sums struct{ N, Came, NBase, CameBase float64 }

// Add adds those of another meeting.
func (s Sums) Add(t Sums) Sums {
	return Sums{s.N + t.N, s.Came + t.Came, s.NBase + t.NBase, s.CameBase + t.CameBase}
}

// Rate gives the mean outcome of the triggers; ok is false without one.
func (s Sums) Rate() (rate float64, ok bool) { return s.Came / max(s.N, 1), s.N > 0 }

// Difference gives the mean outcome of the triggers less that of the other acts.
func (s Sums) Difference() (difference float64, ok bool) {
	if s.N == 0 || s.NBase == 0 {
		return 0, false
	}
	return s.Came/s.N - s.CameBase/s.NBase, true
}

// PatternDraws is how many draws there are of shifts and of swaps.
const PatternDraws = effectShifts

// Compare sums each comparison up, over the acts of persons, and over each draw
// in which what everybody did is moved on along their own acts (see effects).
func (s *Scene) Compare(list []*Comparison) (observed []Sums, drawn [][]Sums) {
	if len(list) == 0 {
		return nil, nil
	}
	own := make([][]int32, len(s.Persons))
	for i, a := range s.Acts {
		if a.From >= 0 {
			own[a.From] = append(own[a.From], int32(i))
		}
	}
	sum := func(c *Comparison, source []int32) Sums {
		var out Sums
		for _, acts := range own {
			var person Sums
			does := false
			for _, i := range acts {
				trigger := c.Trigger[source[i]]
				does = does || trigger
				switch {
				case !c.Told[i]:
				case trigger:
					person.N++
					person.Came += c.Outcome[i]
				default:
					person.NBase++
					person.CameBase += c.Outcome[i]
				}
			}
			switch {
			case !does:
			case !c.Within:
				out = out.Add(person)
			case person.NBase > 0:
				out = out.Add(Sums{person.N, person.Came, person.N, person.N * person.CameBase / person.NBase})
			}
		}
		return out
	}
	source := make([]int32, len(s.Acts))
	for i := range source {
		source[i] = int32(i)
	}
	for _, c := range list {
		observed = append(observed, sum(c, source))
	}
	if s.Draws == 0 {
		return observed, nil
	}
	drawn = make([][]Sums, len(list))
	for k := range drawn {
		drawn[k] = make([]Sums, PatternDraws)
	}
	compute.OnCores(s.ctx, PatternDraws, func(first, end int) func() {
		var g shuffle.Generator
		source := slices.Clone(source)
		for b := first; b < end; b++ {
			compute.Look(s.ctx)
			g.Seed(s.seed, uint64(b)+1)
			shiftOwn(own, &g, func(to, from int32) { source[to] = from })
			for k, c := range list {
				drawn[k][b] = sum(c, source)
			}
		}
		return func() {}
	})
	return observed, drawn
}

// shiftOwn moves what each person did on along their own acts, by a number of
// acts that is drawn for each.
func shiftOwn(own [][]int32, g *shuffle.Generator, move func(to, from int32)) {
	for _, acts := range own {
		if len(acts) == 0 {
			continue
		}
		by := int(g.Below(uint64(len(acts))))
		for k, i := range acts {
			move(acts[(k+by)%len(acts)], i)
		}
	}
}

// Taking is one person's acts in a row, until another person acts or the
// segment ends.
type Taking struct {
	Person      int
	First, Last int  // acts
	Acts        int  // the person's own among them
	ToAll       bool // the last of them is to the group
	Segment     int
}

// Takings gives who took a turn after whom. What everybody does interrupts
// nobody.
func (s *Scene) Takings() []Taking {
	var out []Taking
	for i, a := range s.Acts {
		if a.From < 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Person == int(a.From) && out[n-1].Segment == int(a.Segment) {
			out[n-1].Last, out[n-1].ToAll = i, a.To < 0
			out[n-1].Acts++
			continue
		}
		out = append(out, Taking{int(a.From), i, i, 1, a.To < 0, int(a.Segment)})
	}
	return out
}

// Swapped counts the takings in another order, in each draw: they change places
// within blocks of about 40 of a segment, unless a person would then follow
// themself (see shuffling.chain). Nil without draws.
func (s *Scene) Swapped(count func(order []Taking) []float64) [][]float64 {
	if s.Draws == 0 {
		return nil
	}
	if s.swapped == nil {
		s.swapTakings()
	}
	order := s.Takings()
	out := make([][]float64, len(s.swapped))
	for b, codes := range s.swapped {
		compute.Look(s.ctx)
		for i, c := range codes {
			k := s.kinds[c]
			order[i].Person, order[i].Acts, order[i].ToAll = k.Person, k.Acts, k.ToAll
		}
		out[b] = count(order)
	}
	return out
}

// swapTakings makes the draws. What changes places is a person with a number of
// acts, and whether the last of them is to all.
func (s *Scene) swapTakings() {
	takings := s.Takings()
	type kind struct {
		person, acts int
		toAll        bool
	}
	number := map[kind]int32{}
	codes := make([]int32, len(takings))
	begins := func(i int) bool { return i == 0 || takings[i].Segment != takings[i-1].Segment }
	for i, turn := range takings {
		k := kind{turn.Person, turn.Acts, turn.ToAll}
		if _, known := number[k]; !known {
			number[k] = int32(len(s.kinds))
			s.kinds = append(s.kinds, turn)
		}
		codes[i] = number[k]
	}
	persons := make([]uint16, len(s.kinds))
	for k, turn := range s.kinds {
		persons[k] = uint16(turn.Person)
	}
	sh := shuffle.New(codes, shuffle.Blocks(len(takings), begins), s.seed, PatternDraws)
	sh.KeepApart(1, func(yield func(i int) bool) {
		for i := range len(takings) - 1 {
			if !begins(i+1) && !yield(i) {
				return
			}
		}
	}, persons)
	s.swapped = make([][]uint16, PatternDraws)
	sh.Each(s.ctx, func() shuffle.Visitor {
		return shuffle.Visitor{Done: func() {}, Draw: func(b int, codes []uint16) { s.swapped[b] = slices.Clone(codes) }}
	})
}

// Codes gives the tags that occur, in the order in which [Scene.Shuffled] counts
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
