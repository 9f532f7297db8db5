package analysis

import (
	"cmp"
	"slices"

	"kompas/analysis/stats"
	"kompas/observe"
)

// tagCounts is how often each tag was the primary one, in all and by person.
type tagCounts struct {
	all      []int
	byPerson []int32 // person x tag
}

func (s *Selection) tagCounts() tagCounts {
	c := tagCounts{make([]int, len(s.Tags)), make([]int32, len(s.Participants)*len(s.Tags))}
	for i, tag := range s.Turns.Tag {
		if tag < 0 {
			continue
		}
		c.all[tag]++
		if from := s.Turns.From[i]; from >= 0 {
			c.byPerson[int(from)*len(s.Tags)+int(tag)]++
		}
	}
	return c
}

// TagCounts returns how often each tag was the primary one, in the order of
// [Meeting].Tags.
func (s *Selection) TagCounts() []int { return s.tagCounts().all }

// tags lists the tags that occur, by id, with their share of the turns that
// have a tag.
func (s *Selection) tags(c tagCounts) []TagCount {
	out := []TagCount{}
	total := stats.Sum(c.all)
	for tag, n := range c.all {
		if n == 0 {
			continue
		}
		row := TagCount{Tag: s.Tags[tag].ID, Count: n, Share: float64(n) / float64(total),
			ByPerson: map[observe.PersonID]int{}}
		for p, who := range s.Participants {
			if k := c.byPerson[p*len(s.Tags)+tag]; k > 0 {
				row.ByPerson[who.ID] = int(k)
			}
		}
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b TagCount) int { return cmp.Compare(a.Tag, b.Tag) })
	return out
}

// OpeningRatio returns the share of opening acts among those that open or close,
// by the effect that the codebook assumes of the primary tag:
//
//	opens / (opens + closes)
//
// Counts are by tag, as those of [Selection.TagCounts]. It is nil without either. It
// is about an assumption, so what really followed must be shown beside it.
func (m *Meeting) OpeningRatio(counts []int) *float64 {
	opens, closes := 0, 0
	for tag, n := range counts {
		switch m.Tags[tag].Effect {
		case observe.Opens:
			opens += n
		case observe.Closes:
			closes += n
		}
	}
	return stats.Ratio(opens, opens+closes)
}

// Asking is which words ask and which tell.
type Asking struct {
	asks     observe.TagID
	tells    []observe.TagID
	families bool // these are families
}

// Tells returns the same with one more word that tells.
func (a Asking) Tells(id observe.TagID) Asking {
	a.tells = append(slices.Clone(a.tells), id)
	return a
}

// Asking returns the words for asking and telling. A codebook with the families asking,
// pushing and holding-off has those, and directing, which is of an earlier version and
// was both pushing and settling. One with directing in place of pushing has
// its families where some turn has a family in place of a tag; else, as one without
// families, the tags curiosity, steering and judgement. Counts are those of the whole
// meeting; ok is false when the codebook does not have these words.
func (m *Meeting) Asking(counts []int) (a Asking, ok bool) {
	has := func(list []observe.Tag, ids ...observe.TagID) bool {
		return !slices.ContainsFunc(ids, func(id observe.TagID) bool {
			return !slices.ContainsFunc(list, func(t observe.Tag) bool { return t.ID == id })
		})
	}
	tags, families := m.Codebook.Tags, m.Codebook.Families
	coarse := false
	for tag, n := range counts {
		coarse = coarse || n > 0 && m.Tags[tag].Coarse
	}
	if has(families, "asking", "pushing", "holding-off") || coarse {
		ok = has(families, "asking", "holding-off") && (has(families, "pushing") || has(families, "directing"))
		return Asking{"asking", []observe.TagID{"pushing", "directing", "holding-off"}, true}, ok
	}
	return Asking{"curiosity", []observe.TagID{"steering", "judgement"}, false}, has(tags, "curiosity", "steering", "judgement")
}

// AskingRatio returns the share of asking among asking and telling acts:
//
//	asking / (asking + pushing + directing + holding-off)    by families
//	curiosity / (curiosity + steering + judgement)           by tags
//
// Counts are by tag, as those of [Selection.TagCounts]. It is nil when nobody used these
// words.
func (m *Meeting) AskingRatio(counts []int, a Asking) *float64 {
	asked, told := 0, 0
	for tag, n := range counts {
		id := m.Tags[tag].ID
		if a.families {
			id = m.Tags[tag].Family
		}
		switch {
		case id == a.asks:
			asked += n
		case slices.Contains(a.tells, id):
			told += n
		}
	}
	return stats.Ratio(asked, asked+told)
}

// pathSteps is the number of equal spans of time in the path of dimensions.
const pathSteps = 10

// dimensions returns the shares of the codebook's dimensions, for all turns and for
// groups of them; see [Meeting.Shares].
func (s *Selection) dimensions(c tagCounts) Dimensions {
	d := Dimensions{IDs: []string{}, All: s.Shares(c.all), Phases: []PhaseShares{},
		Roles: map[observe.PersonRole]Shares{}, Persons: map[observe.PersonID]Shares{}, Path: make([]Shares, pathSteps)}
	for _, dim := range s.Dimensions {
		d.IDs = append(d.IDs, dim.ID)
	}
	roles := map[observe.PersonRole][]int{}
	for p, who := range s.Participants {
		own := make([]int, len(s.Tags))
		role := roles[who.Role]
		if role == nil {
			role = make([]int, len(s.Tags))
			roles[who.Role] = role
		}
		for tag := range own {
			n := int(c.byPerson[p*len(s.Tags)+tag])
			own[tag] = n
			role[tag] += n
		}
		d.Persons[who.ID] = s.Shares(own)
	}
	delete(roles, "") // of persons whose role the viewer may not know
	for role, counts := range roles {
		d.Roles[role] = s.Shares(counts)
	}
	s.inGroups(func(i int) int { return int(s.phaseOf(i)) }, func(phase int, counts []int) {
		if phase >= 0 {
			p := s.Phases[phase]
			d.Phases = append(d.Phases, PhaseShares{Phase: p.Name, ID: p.ID, Purpose: p.Purpose, Shares: s.Shares(counts)})
		}
	})
	if s.Paper {
		d.Path = []Shares{}
		return d
	}
	nobody := s.Shares(make([]int, len(s.Tags)))
	for k := range d.Path {
		d.Path[k] = nobody
	}
	s.inGroups(s.stepOf, func(step int, counts []int) { d.Path[step] = s.Shares(counts) })
	return d
}

// phaseOf returns the index of the phase of a turn, none without one.
func (s *Selection) phaseOf(i int) int32 {
	if s.Turns.Phase == nil {
		return none
	}
	return s.Turns.Phase[i]
}

// stepOf returns the number of the span of the path that a turn is in.
func (s *Selection) stepOf(i int) int {
	first, last := s.Turns.At[0], s.Turns.At[s.Len()-1]
	if first == last {
		return 0
	}
	return min(int((s.Turns.At[i]-first)*pathSteps/(last-first)), pathSteps-1)
}

// inGroups counts the tags in each run of consecutive turns of the same group.
func (s *Selection) inGroups(group func(i int) int, yield func(group int, counts []int)) {
	counts := make([]int, len(s.Tags))
	for i := range s.Len() {
		g := group(i)
		if tag := s.Turns.Tag[i]; tag >= 0 {
			counts[tag]++
		}
		if i+1 == s.Len() || group(i+1) != g {
			yield(g, counts)
			clear(counts)
		}
	}
}

// Shares returns the weights of tags, summed by dimension over so many turns of each
// tag, as shares of the sum of all; each share is nil when that is 0.
func (m *Meeting) Shares(counts []int) Shares {
	sums, total := make([]float64, len(m.Dimensions)), 0.0
	for tag, n := range counts {
		for k, w := range m.Tags[tag].Weights {
			sums[k] += w * float64(n)
			total += w * float64(n)
		}
	}
	out := make(Shares, len(sums))
	for k, dim := range m.Dimensions {
		out[dim.ID] = nil
		if total > 0 {
			out[dim.ID] = new(sums[k] / total)
		}
	}
	return out
}
