package patterns_test

import (
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// of returns the pattern with this id, nil when it is not there.
func of(list []analysis.Pattern, id string) *analysis.Pattern {
	if i := slices.IndexFunc(list, func(p analysis.Pattern) bool { return p.ID == id }); i >= 0 {
		return &list[i]
	}
	return nil
}

// Two in conversation are the same two in conversation however the observer cuts what
// they say into turns.
func TestPingPongDoesNotDependOnHowTurnsAreCut(t *testing.T) {
	whole, cut := newPlay(1, codebooks.Default), newPlay(1, codebooks.Default)
	whole.toAndFro(14, func() int { return 1 })
	n := 0
	cut.toAndFro(14, func() int { n++; return 1 + n%3 })
	one, other := of(whole.result(t).Patterns, "ping-pong"), of(cut.result(t).Patterns, "ping-pong")
	if one == nil || other == nil {
		t.Fatalf("%+v, cut into more turns %+v", one, other)
	}
	// All but twenty takings are in runs of fourteen, to which the one before or after
	// may belong; both meetings have as many.
	const least = 14. / 15
	if one.Measure < least || other.Measure < least || one.N != 20 || other.N != 20 {
		t.Errorf("the share is %v in %d runs, cut into more turns %v in %d", one.Measure, one.N, other.Measure, other.N)
	}
	if one.P != nil || one.Low == nil || one.Confidence != analysis.Clear {
		t.Errorf("it is described with an interval: %+v", one)
	}
}

// round plays one pass through two words in an item of its own, by others or by one
// person who goes on.
func (p *play) round(first, second observe.TagID, own bool) {
	p.fill(3)
	who := p.random(first)
	for _, tag := range []observe.TagID{second, first} {
		if own {
			p.say(who, "*", tag)
		} else {
			who = p.random(tag)
		}
	}
}

// Facts and differences that go to and fro are talk, and so is a loop with a decision
// in it whatever the codebook says of decisions; nobody circles with themself.
func TestCirclingNeedsWordsThatOpenOrCloseAndOthersWhoAnswer(t *testing.T) {
	for _, c := range []struct {
		name          string
		first, second observe.TagID
		own           bool
		want          analysis.Confidence
	}{
		{"judging and differing", "judgement", "differing", false, analysis.Clear},
		{"contributing and differing", "informing", "differing", false, ""},
		{"differing and deciding", "differing", "deciding", false, ""},
		{"judging and defending by one person", "judgement", "defending", true, ""},
	} {
		p := newPlay(1, codebooks.Default, "deciding")
		if c.own {
			for range 20 { // the loop is there, once in each item
				p.item("short", "decide")
				p.round(c.first, c.second, false)
			}
		}
		for range 6 {
			p.item("budget", "decide")
			for range 5 {
				p.round(c.first, c.second, c.own)
			}
			p.random("deciding")
		}
		list := p.result(t).Patterns
		if got := confidenceOf(list, "circling"); got != c.want {
			t.Errorf("%s: it is %q, want %q; there is %s", c.name, got, c.want, said(list))
		}
	}
}

// The moments of steering on steering are by two persons each, though some go on
// steering, and all steer at once.
func TestSteeringOnSteeringIsByTwoPersons(t *testing.T) {
	p := newPlay(1, codebooks.Default)
	two := 0
	for i := range 24 {
		p.fill(7)
		who := p.random("steering")
		next := p.other(who)
		p.say(next, "*", "steering")
		two++
		if i%2 == 0 {
			p.say(next, "*", "steering")
		}
		if i%3 == 0 {
			p.say("*", "*", "steering")
		}
	}
	found := of(p.result(t).Patterns, "steering-on-steering")
	if found == nil {
		t.Fatal("it is not found")
	}
	if found.EvidenceTotal != two || found.N != two {
		t.Errorf("%d moments, n = %d, want %d", found.EvidenceTotal, found.N, two)
	}
	for _, moment := range found.Evidence {
		a, _ := p.state.Interaction(moment[0])
		b, _ := p.state.Interaction(moment[1])
		if a.From == b.From || a.From == observe.Everybody || b.From == observe.Everybody {
			t.Errorf("%s then %s", a.From, b.From)
		}
	}
}

// No pattern rests on "other", whatever the codebook assumes of it.
func TestNoPatternRestsOnOther(t *testing.T) {
	for name, play := range map[string]func(p *play){
		"after opening": func(p *play) {
			after(16, "sharing", func(p *play, who string) {
				p.say(p.other(who), "*", "other")
				p.fill(2)
			})(p, true)
		},
		"after naming": func(p *play) {
			after(14, "naming", func(p *play, who string) {
				p.say(p.other(who), "*", "other")
				p.fill(2)
			})(p, true)
		},
		"to and fro": func(p *play) {
			for range 6 {
				p.item("budget", "decide")
				for range 5 {
					p.round("judgement", "other", false)
				}
				p.random("deciding")
			}
		},
	} {
		p := newPlay(1, codebooks.Default, "other")
		play(p)
		if list := p.result(t).Patterns; len(list) > 0 {
			t.Errorf("%s: there is %s", name, said(list))
		}
	}
}
