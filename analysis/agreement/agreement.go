package agreement

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/sequence"
	"kompas/analysis/shuffle"
	"kompas/analysis/stats"
	"kompas/observe"
)

// Options say how two observers are compared. Start from
// [DefaultOptions].
type Options struct {
	WindowMs     int64 // how far apart two turns may be to be the same, 1 to MaxWindow
	Permutations int   // draws for the links of each observer
	Seed         uint64
	MaxCodes     int // see [analysis.Options]
}

// DefaultOptions returns the options for callers that ask for nothing special.
func DefaultOptions() Options {
	d := analysis.DefaultOptions()
	return Options{WindowMs: 5000, Permutations: d.Permutations, Seed: d.Seed}
}

// MaxWindow is the largest window, in ms.
const MaxWindow = 60_000

// Validate checks the options without meetings.
func (o *Options) Validate() error {
	if o.WindowMs < 1 || o.WindowMs > MaxWindow {
		return observe.FieldError(observe.Invalid, "window_ms", "must be from 1 to %d; it is %d", MaxWindow, o.WindowMs)
	}
	return nil
}

// Compare compares two observers: of one session, when both meetings are the same,
// or of two files. Observers may be left out: of one session they are then the two
// with most turns, in the order in which they came to it. Persons of two files are
// the same when they have the same name. When ctx is done it stops and returns the
// error of ctx.
func Compare(ctx context.Context, a, b *analysis.Meeting, of [2]observe.ObserverID, o Options) (out *Reading, err error) {
	err = compute.Until(ctx, func() (err error) {
		out, err = compare(ctx, a, b, of, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func compare(ctx context.Context, a, b *analysis.Meeting, of [2]observe.ObserverID, o Options) (*Reading, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if a.Limited || b.Limited {
		return nil, observe.Errorf(observe.Forbidden, "a leader reads about the team and about themself; agreement tells on persons")
	}
	if a.Paper || b.Paper {
		return nil, observe.Errorf(observe.Conflict, "turns of two observers are compared by their times, and those of a meeting that was noted on paper are not known")
	}
	if a == b {
		var err error
		if of, err = twoObservers(a, of); err != nil {
			return nil, err
		}
	}
	c := &comparing{ctx: ctx, byName: a != b}
	for k, m := range []*analysis.Meeting{a, b} {
		opts := analysis.DefaultOptions()
		opts.Observer, opts.Permutations, opts.Seed, opts.MaxCodes = of[k], o.Permutations, o.Seed, o.MaxCodes
		s, err := analysis.Select(m, opts)
		if err != nil {
			return nil, observe.FieldError(observe.Invalid, []string{"a", "b"}[k], "must be an observer of the session; it is %q", of[k])
		}
		if s.Len() > shuffle.MaxTurns {
			return nil, observe.Errorf(observe.TooLarge, "there are %d turns; at most %d can be compared", s.Len(), shuffle.MaxTurns)
		}
		c.selections[k] = s
		c.lists[k] = c.codedTurns(s)
	}
	clock, err := clockOf(c.ctx, c.lists[0], c.lists[1], o.WindowMs)
	if err != nil {
		return nil, err
	}
	out := &Agreement{Format: Format, Version: Version, A: observerOf(c.selections[0]), B: observerOf(c.selections[1]),
		WindowMs: o.WindowMs, TimeOffsetMs: int64(math.Round(clock.later)), Warnings: []Warning{}}
	if clock.drift != 0 {
		out.ClockDrift = new(clock.drift * msPerHour)
	}
	c.lists[1] = moved(c.lists[1], clock)
	if err := tooCrowded(c.lists[0], c.lists[1], o.WindowMs); err != nil {
		return nil, err
	}
	c.pairing = align(c.ctx, c.lists[0], c.lists[1], o.WindowMs)

	out.Tag = c.on(c.tagName, false)
	out.Family = c.on(c.familyName, false)
	out.To = c.on(func(n codedTurn) string { return c.person(n.to) }, false)
	out.From = c.on(func(n codedTurn) string { return c.person(n.from) }, true)
	// Ids hold no control character, so that two pairs are never one code.
	out.Pair = c.on(func(n codedTurn) string { return c.person(n.from) + pairSeparator + c.person(n.to) }, true)
	out.Pair.rename(func(code string) string { return strings.Replace(code, pairSeparator, ">", 1) })
	out.TimeKappa = c.timeKappa()
	if out.Tag.Kappa != nil {
		out.KappaChance = c.chance(o)
		out.Accuracy = stats.Accuracy(*out.Tag.Kappa, out.Tag.Confusion.shares())
	}
	c.warn(out)
	c.links(out)
	out.Disagreement = c.disagreements()
	compute.Look(c.ctx)
	return &Reading{out, c.seen(), c.selections[0].Codebook}, nil
}

// twoObservers returns two different observers of a meeting: the ones that are named,
// or when none is, the two who noted most turns.
func twoObservers(m *analysis.Meeting, of [2]observe.ObserverID) ([2]observe.ObserverID, error) {
	switch {
	case (of[0] == "") != (of[1] == ""):
		field := "a"
		if of[1] == "" {
			field = "b"
		}
		return of, observe.FieldError(observe.Invalid, field, "must be an observer of the session, as the other one is; or leave both out")
	case of[0] != "" && of[0] == of[1]:
		return of, observe.FieldError(observe.Invalid, "b", "must be another observer than a; both are %q", of[0])
	case of[0] != "":
		return of, nil
	}
	counts := m.TurnsPerObserver()
	places := make([]int, 0, len(counts))
	for i, n := range counts {
		if n > 0 {
			places = append(places, i)
		}
	}
	if len(places) < 2 {
		return of, observe.FieldError(observe.Invalid, "b", "must be another observer than a; only %d noted turns that may be seen", len(places))
	}
	slices.SortFunc(places, func(i, j int) int {
		return cmp.Or(cmp.Compare(counts[j], counts[i]), cmp.Compare(i, j))
	})
	places = places[:2]
	slices.Sort(places)
	return [2]observe.ObserverID{m.Observers[places[0]].ID, m.Observers[places[1]].ID}, nil
}

// When a warning is given.
const (
	leastAligned = 0.5  // under this share of the shorter list, the two are hardly of the same turns
	mostChance   = 0.10 // over this mean kappa of shuffled tags, the alignment itself makes the observers agree
)

// warn sets what keeps the figures from being trusted.
func (c *comparing) warn(out *Agreement) {
	if shorter := min(len(c.lists[0]), len(c.lists[1])); float64(len(c.matched)) < leastAligned*float64(shorter) {
		out.Warnings = append(out.Warnings, WarnAlignment)
	}
	if out.KappaChance != nil && *out.KappaChance > mostChance {
		out.Warnings = append(out.Warnings, WarnChance)
	}
	if len(out.Warnings) > 0 {
		out.Warning = out.Warnings[0]
	}
}

// observerOf describes the observer of these turns.
func observerOf(s *analysis.Selection) ObserverOf {
	out := ObserverOf{Session: analysis.SessionRef{Title: s.Title}, Interactions: s.Len()}
	if s.Session != "" {
		out.Session.ID = &s.Session
	}
	if o, ok := s.Observer(); ok {
		out.Observer, out.Name = o.ID, o.Name
	} else if len(s.Observers) == 1 {
		out.Observer, out.Name = s.Observers[0].ID, s.Observers[0].Name
	}
	return out
}

// comparing is two observers while they are compared.
type comparing struct {
	ctx        context.Context
	byName     bool // persons with the same name are the same; otherwise those with the same id
	selections [2]*analysis.Selection
	lists      [2][]codedTurn
	pairing
	persons []string // by number
	tags    []string
	family  []string // of each tag
}

// codedTurns lists an observer's turns. Persons and tags have the same numbers for both
// observers.
func (c *comparing) codedTurns(s *analysis.Selection) []codedTurn {
	number := func(list *[]string, name string) int32 {
		i := slices.Index(*list, name)
		if i < 0 {
			i = len(*list)
			*list = append(*list, name)
		}
		return int32(i)
	}
	persons := make([]int32, len(s.Participants))
	for i, p := range s.Participants {
		name := string(p.ID)
		if c.byName {
			name = p.Name
		}
		persons[i] = number(&c.persons, name)
	}
	tags := make([]int32, len(s.Tags))
	for i, t := range s.Tags {
		known := len(c.tags)
		tags[i] = number(&c.tags, string(t.ID))
		if len(c.tags) > known {
			c.family = append(c.family, string(cmp.Or(t.Family, t.ID)))
		}
	}
	of := func(list []int32, i int32) int32 {
		if i < 0 {
			return i
		}
		return list[i]
	}
	out := make([]codedTurn, s.Len())
	for i := range out {
		out[i] = codedTurn{i, s.Turns.At[i], of(persons, s.Turns.From[i]), of(persons, s.Turns.To[i]), of(tags, s.Turns.Tag[i])}
	}
	return out
}

func (c *comparing) person(i int32) string {
	if i < 0 {
		return observe.Everybody
	}
	return c.persons[i]
}

// tagName and familyName are empty for a turn without a tag.
func (c *comparing) tagName(n codedTurn) string {
	if n.tag < 0 {
		return ""
	}
	return c.tags[n.tag]
}

func (c *comparing) familyName(n codedTurn) string {
	if n.tag < 0 {
		return ""
	}
	return c.family[n.tag]
}

// timeKappa returns kappa over time on who has the floor: whoever acted last has it,
// until the next act. It runs from the time at which both have noted something to the
// last note of the one who stopped first. Nil when that is no time.
func (c *comparing) timeKappa() *float64 {
	a, b := c.lists[0], c.lists[1]
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	n := len(c.persons) + 1
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
	}
	end := min(a[len(a)-1].at, b[len(b)-1].at)
	now := max(a[0].at, b[0].at)
	for i, j := 0, 0; now < end; {
		for i+1 < len(a) && a[i+1].at <= now {
			i++
		}
		for j+1 < len(b) && b[j+1].at <= now {
			j++
		}
		next := end
		if i+1 < len(a) {
			next = min(next, a[i+1].at)
		}
		if j+1 < len(b) {
			next = min(next, b[j+1].at)
		}
		rows[a[i].from+1][b[j].from+1] += float64(next - now)
		now = next
	}
	k, _ := stats.Kappa(rows)
	return k
}

// chanceDraws is how often tags are shuffled for kappa_chance.
const chanceDraws = 100

// chance returns the mean kappa of tags when b's tags are shuffled over b's turns and
// aligned again: the agreement that comes from the alignment, which prefers equal tags.
// Nil when no shuffle has a kappa.
func (c *comparing) chance(o Options) *float64 {
	sum, n := 0.0, 0
	shuffled := *c
	for d := range chanceDraws {
		list := slices.Clone(c.lists[1])
		g := rand.New(rand.NewPCG(o.Seed, uint64(d)+1))
		g.Shuffle(len(list), func(i, j int) { list[i].tag, list[j].tag = list[j].tag, list[i].tag })
		shuffled.lists[1] = list
		shuffled.pairing = align(c.ctx, shuffled.lists[0], list, o.WindowMs)
		if k := shuffled.on(shuffled.tagName, false).Kappa; k != nil {
			sum += *k
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return new(sum / float64(n))
}

// links compares the links that each observer's turns have.
func (c *comparing) links(out *Agreement) {
	out.LinksBoth, out.LinksOne = []AgreedLink{}, []AgreedLink{}
	found := [2]map[AgreedLink]bool{{}, {}}
	for k, s := range c.selections {
		for _, l := range sequence.Find(c.ctx, []sequence.Turns{s.Coded(analysis.ByTag)}, s.Sequence(analysis.ByTag)).Links {
			found[k][AgreedLink{From: l.From, To: l.To, Sign: l.Sign}] = true
		}
	}
	for k, name := range []string{"a", "b"} {
		for l := range found[k] {
			switch {
			case !found[1-k][l]:
				l.Only = name
				out.LinksOne = append(out.LinksOne, l)
			case k == 0:
				out.LinksBoth = append(out.LinksBoth, l)
			}
		}
	}
	order := func(x, y AgreedLink) int {
		return cmp.Or(strings.Compare(x.From, y.From), strings.Compare(x.To, y.To), cmp.Compare(x.Sign, y.Sign), cmp.Compare(x.Only, y.Only))
	}
	slices.SortFunc(out.LinksBoth, order)
	slices.SortFunc(out.LinksOne, order)
}

// disagreements lists the moments to talk about, in order of time.
func (c *comparing) disagreements() []Disagreement {
	out := []Disagreement{}
	note := func(k, i int) *Note {
		n := c.lists[k][i]
		return &Note{c.selections[k].ID(n.turn), c.selections[k].Turns.At[n.turn], c.person(n.from), c.person(n.to), observe.TagID(c.tagName(n))}
	}
	for _, m := range c.matched {
		a, b := c.lists[0][m[0]], c.lists[1][m[1]]
		switch {
		case a.tag != b.tag:
			out = append(out, Disagreement{"tag", a.at, note(0, m[0]), note(1, m[1])})
		case a.to != b.to:
			out = append(out, Disagreement{"to", a.at, note(0, m[0]), note(1, m[1])})
		}
	}
	for _, m := range c.across {
		out = append(out, Disagreement{"from", c.lists[0][m[0]].at, note(0, m[0]), note(1, m[1])})
	}
	for _, i := range c.missed {
		out = append(out, Disagreement{"missed", c.lists[0][i].at, note(0, i), nil})
	}
	for _, i := range c.extra {
		out = append(out, Disagreement{"extra", c.lists[1][i].at, nil, note(1, i)})
	}
	slices.SortStableFunc(out, func(x, y Disagreement) int { return cmp.Compare(x.At, y.At) })
	return out
}
