package patterns_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// oneOfSeries is a meeting of a series in which a pattern is there, or nearly
// there.
type oneOfSeries struct {
	codebook string
	play     scene
}

// series has a kind of meeting for each pattern that is told over meetings.
var series = map[string]oneOfSeries{
	// A person who contributes is not addressed afterwards; or as often as after other acts.
	"bid-without-answer": {codebooks.Default, func(p *play, there bool) {
		answered := func(from, to string, tag observe.TagID) {
			p.say(from, to, tag)
			p.say(to, from, p.plain())
		}
		for i := range 14 {
			for range 3 {
				from := p.other(p.last)
				answered(from, p.other(from), p.plain())
			}
			bidder := p.other(p.last)
			to := p.other(bidder)
			p.say(bidder, to, []observe.TagID{"informing", "differing"}[i%2])
			if there {
				x, y := p.other(bidder), ""
				y = p.other(bidder, x)
				p.say(x, y, p.plain())
				p.say(y, x, p.plain())
				p.say(x, y, p.plain())
			} else {
				p.say(to, bidder, p.plain())
			}
		}
	}},
	"after-forcing": {codebooks.Default, func(p *play, there bool) {
		for i := range 12 {
			p.fill(6)
			from := p.other(p.last)
			to := p.other(from)
			p.say(from, to, "forcing")
			if there && i%4 > 0 {
				p.say(to, from, "withdrawing")
			} else if i%4 == 0 {
				p.fill(5)
				p.random("withdrawing")
			}
		}
		p.fill(4)
	}},
	// Two persons who say little are heard at other times, but not before decisions.
	"deciding-without": {codebooks.Default, func(p *play, there bool) {
		for range 8 {
			without := func(n int) {
				for range n {
					p.say(p.other("d", "e", p.last), "*", p.plain())
				}
			}
			without(5)
			p.say("d", "*", p.plain())
			without(3)
			p.say("e", "*", p.plain())
			if there {
				without(11)
			} else {
				without(3)
			}
			p.say(p.other("d", "e", p.last), "*", "deciding")
		}
		p.fill(3)
	}},
	"quick-to-agree": {codebooks.Default, func(p *play, there bool) {
		for i := range 8 {
			p.item(fmt.Sprint("item ", i), "decide")
			if !there && i%2 == 0 {
				p.random("differing")
			}
			p.fill(10)
			p.random("deciding")
			p.fill(3)
			p.random("differing")
			p.fill(12)
			if there {
				p.random("differing")
			}
		}
	}},
	// The steps come in order; or in random order.
	"cycle": {"compassion-cycle", func(p *play, there bool) {
		for range 16 {
			order := []observe.TagID{"openness", "resourcefulness", "persistence", "openness"}
			if !there {
				p.Shuffle(4, func(i, j int) { order[i], order[j] = order[j], order[i] })
			}
			for _, tag := range order {
				p.random(tag)
			}
			for range 4 {
				p.random([]observe.TagID{"giving-in", "rescuing"}[p.IntN(2)])
			}
		}
	}},
}

// playSeries returns so many meetings, one a week, as sessions s0, s1, ...
func playSeries(id string, there bool, meetings int) (out []trends.Dated, plays []*play) {
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for seed := range meetings {
		p := newPlay(uint64(seed)+1, series[id].codebook)
		series[id].play(p, there)
		m := analysis.FromState(p.state, observe.OwnerViewer, nil, nil)
		m.Session = observe.SessionID(fmt.Sprint("s", seed))
		out = append(out, trends.Dated{Meeting: m, At: observe.NewTimestamp(first.AddDate(0, 0, 7*seed))})
		plays = append(plays, p)
	}
	return out, plays
}

// follow returns the trends of meetings, with their patterns.
func follow(t testing.TB, meetings []trends.Dated, purpose observe.Purpose) (*trends.Trends, []analysis.Pattern) {
	t.Helper()
	o := trends.DefaultOptions()
	o.Permutations, o.Purpose = 1000, purpose
	out, err := patterns.Follow(t.Context(), meetings, o)
	if err != nil {
		t.Fatal(err)
	}
	list := []analysis.Pattern{}
	for _, p := range out.Patterns {
		list = append(list, p.Pattern)
	}
	return out, list
}

// Each pattern is found in a series that has it and not in one that nearly has
// it, and never in a single meeting.
func TestPatternsOverMeetings(t *testing.T) {
	for _, id := range patterns.All() {
		if about, _ := patterns.About(id); !about.Series {
			continue
		}
		t.Run(id, func(t *testing.T) {
			if series[id].play == nil {
				t.Fatal("no series shows it")
			}
			meetings, plays := playSeries(id, true, 4)
			_, list := follow(t, meetings, "")
			if got := confidenceOf(list, id); got != analysis.Clear {
				t.Errorf("in the series that has it it is %q; there is %s", got, said(list))
			}
			for _, p := range plays {
				if r := p.result(t); confidenceOf(r.Patterns, id) != "" {
					t.Errorf("it is told of one meeting: %s", said(r.Patterns))
				}
			}
			_, list = follow(t, meetings[:2], "")
			if got := confidenceOf(list, id); got != analysis.TooFew {
				t.Errorf("of two meetings it is %q, want too few", got)
			}
			nearly, _ := playSeries(id, false, 4)
			_, list = follow(t, nearly, "")
			if got := confidenceOf(list, id); got != "" {
				t.Errorf("in the series that nearly has it it is %q; there is %s", got, said(list))
			}
		})
	}
}

// Meetings in which nobody did it, or whose codebook has no tag for it, do not
// count: with them, one meeting is still one.
func TestMeetingsThatCannotShowItDoNotCount(t *testing.T) {
	for _, id := range []string{"bid-without-answer", "after-forcing", "deciding-without"} {
		meetings, _ := playSeries(id, true, 1)
		other, _ := playSeries("cycle", true, 2)
		out, list := follow(t, append(meetings, other...), "")
		if got := confidenceOf(list, id); got == analysis.Clear || got == analysis.Possible {
			t.Errorf("%s in one of three meetings, of which the others cannot show it, is %q", id, got)
		}
		for _, p := range out.Patterns {
			if p.ID == id && p.Meetings != 1 {
				t.Errorf("%s: %d meetings could have shown it", id, p.Meetings)
			}
		}
	}
}

// What is compared by shifts is never clear of two persons, but may be of three.
func TestTwoActorsAreNotClear(t *testing.T) {
	for persons, want := range map[string]analysis.Confidence{"ab": analysis.Possible, "abc": analysis.Clear} {
		p := newPlay(3, codebooks.Default)
		turn := 0
		say := func(tag observe.TagID) {
			p.say(string(persons[turn%len(persons)]), "*", tag)
			turn++
		}
		for range 25 {
			for range 1 + p.IntN(8) {
				say(p.plain())
			}
			say("sharing")
			say("defending")
		}
		say(p.plain())
		if got := confidenceOf(p.result(t).Patterns, "opening-breaks-off"); got != want {
			t.Errorf("of %d persons it is %q, want %q", len(persons), got, want)
		}
	}
}

// Too few moments are told as such, and fewer than three not at all.
func TestTooFewMoments(t *testing.T) {
	for times, want := range map[int]analysis.Confidence{2: "", 6: analysis.TooFew} {
		p := newPlay(1, codebooks.Default)
		after(times, "sharing", func(p *play, who string) {
			p.say(p.other(who), "*", "defending")
			p.fill(12)
		})(p, true)
		if got := confidenceOf(p.result(t).Patterns, "opening-breaks-off"); got != want {
			t.Errorf("%d times it is %q, want %q", times, got, want)
		}
	}
}

// Patterns about addressees whom nobody chose carry a warning.
func TestAddresseesThatNobodyChose(t *testing.T) {
	for proposed, want := range map[int]string{10: "proposed", 5: ""} {
		p := newPlay(1, codebooks.Default)
		for i := range 150 {
			from, to := "a", p.other("a")
			if p.last == "a" {
				from, to = to, from
			}
			p.at += 4000
			p.add(observe.Entry{Type: observe.TypeInteraction, From: from, To: to, Proposed: i%10 < proposed})
			p.last = from
		}
		for _, f := range p.result(t).Patterns {
			if f.ID == "through-one" && f.Warning != want {
				t.Errorf("with %d of 10 proposed the warning is %q, want %q", proposed, f.Warning, want)
			}
		}
		if confidenceOf(p.result(t).Patterns, "through-one") != analysis.Clear {
			t.Errorf("with %d of 10 proposed it is not there", proposed)
		}
	}
}

// The texts are complete in both languages, and kind. What a pattern must not be mistaken
// for may be a cause.
func TestTextsAreCompleteAndKind(t *testing.T) {
	analysistest.CheckTexts(t, patterns.In("en"), patterns.In("nl"), "MistakenFor")
}

// Every pattern has texts in both languages, and a question to the team and a circular
// one, of its own.
func TestTexts(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		texts := patterns.In(lang)
		all := patterns.All()
		if len(texts.Patterns) != len(all) || len(all) != 24 {
			t.Errorf("%s: %d texts for %d patterns, want 24", lang, len(texts.Patterns), len(all))
		}
		asked := map[string]string{}
		for _, id := range all {
			text := texts.Patterns[id]
			for _, q := range []string{text.Question, text.Circular} {
				isQuestion(t, lang, id, q)
				if asked[q] != "" {
					t.Errorf("%s: %s and %s ask the same", lang, asked[q], id)
				}
				asked[q] = id
			}
		}
	}
	if patterns.In("fr").Seen != patterns.In("en").Seen {
		t.Error("other languages are not English")
	}
}

// Each loop that the shipped codebooks look for by name has questions of its own, and
// any other loop those of all.
func TestTextsOfLoops(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		texts := patterns.In(lang)
		// These two are of version 1 of three-k.
		named := []string{"directing-holding-off", "directing-directing"}
		for _, c := range codebooks.All() {
			for _, l := range c.KnownLoops {
				named = append(named, l.ID)
			}
		}
		for _, id := range named {
			if _, ok := texts.Loops[id]; !ok {
				t.Errorf("%s: the loop %s has no questions", lang, id)
			}
		}
		for id, l := range texts.Loops {
			isQuestion(t, lang, id, l.Question)
			isQuestion(t, lang, id, l.Circular)
		}
		if other := texts.Loop("nobody-named-this"); other != texts.Loops["*"] || other == texts.Loop("judgement-defending") {
			t.Errorf("%s: of any loop it asks %+v", lang, other)
		}
	}
}

// isQuestion checks that a text asks something, and not for a reason: that makes people
// defend themselves.
func isQuestion(t *testing.T, lang, id, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "?") || strings.Contains(strings.ToLower(text), "waarom") || strings.Contains(strings.ToLower(text), "why") {
		t.Errorf("%s: %s asks %q", lang, id, text)
	}
}

// At least a third of the patterns help, or may, and each has a purpose with
// which it is normal, except the one about pressure.
func TestCatalogue(t *testing.T) {
	helps := 0
	for _, id := range patterns.All() {
		about, ok := patterns.About(id)
		if !ok {
			t.Fatalf("nothing is known about %s", id)
		}
		if about.Leaning != patterns.Hinders {
			helps++
		}
		if len(about.Normal) == 0 && id != "after-forcing" {
			t.Errorf("%s is normal nowhere", id)
		}
		for _, purpose := range about.Normal {
			switch purpose {
			case "inform", "explore", "weigh", "decide":
			default:
				t.Errorf("%s is normal when items %s", id, purpose)
			}
		}
	}
	if 3*helps < len(patterns.All()) {
		t.Errorf("%d of %d help, or may", helps, len(patterns.All()))
	}
	if _, ok := patterns.About("nothing"); ok {
		t.Error("something is known about nothing")
	}
}

// Each pattern says how many moments each meeting has, and which turns the first
// of them are, whatever the order of the meetings.
func TestMomentsOverMeetings(t *testing.T) {
	for id := range series {
		meetings, plays := playSeries(id, true, 4)
		series, _ := follow(t, meetings, "")
		backwards := slices.Clone(meetings)
		slices.Reverse(backwards)
		again, _ := follow(t, backwards, "")
		a, _ := json.Marshal(series)
		if b, _ := json.Marshal(again); !bytes.Equal(a, b) {
			t.Errorf("%s: the same meetings have two answers:\n%s\n%s", id, a, b)
		}
		seqs := make([]map[observe.EntryID]observe.Seq, len(plays))
		for i, p := range plays {
			seqs[i] = map[observe.EntryID]observe.Seq{}
			for _, turn := range p.result(t).Selection.List() {
				seqs[i][turn.ID] = turn.Seq
			}
		}
		for _, p := range series.Patterns {
			total, listed := 0, 0
			for _, m := range p.Moments {
				i := slices.IndexFunc(meetings, func(d trends.Dated) bool { return d.Session == m.Session })
				if m.At != meetings[i].At || m.Total < len(m.Turns) {
					t.Errorf("%s: %+v, the meeting was at %s", p.ID, m, meetings[i].At)
				}
				total, listed = total+m.Total, listed+len(m.Turns)
				known := slices.Collect(maps.Values(seqs[i]))
				for _, seq := range slices.Concat(m.Turns...) {
					if !slices.Contains(known, seq) {
						t.Errorf("%s: %s has no turn %d", p.ID, m.Session, seq)
					}
				}
			}
			if total != p.EvidenceTotal || listed != min(total, sequence.MaxEvidence) || p.Meetings != 4 {
				t.Errorf("%s: %d of %d moments are listed, of %d, in %d meetings", p.ID, listed, total, p.EvidenceTotal, p.Meetings)
			}
			first := p.Moments[0] // the evidence begins with these turns
			i := slices.IndexFunc(meetings, func(d trends.Dated) bool { return d.Session == first.Session })
			for k, turns := range first.Turns {
				for j, seq := range turns {
					if want := seqs[i][p.Evidence[k][j]]; seq != want {
						t.Errorf("%s: a moment is of the turns %v, want %d", p.ID, turns, want)
					}
				}
			}
		}
	}
}

// Patterns of a purpose are those of the phases with that purpose.
func TestPatternsOfAPurpose(t *testing.T) {
	meetings, _ := playSeries("quick-to-agree", true, 4) // in phases whose purpose is to decide
	for purpose, want := range map[observe.Purpose]analysis.Confidence{"decide": analysis.Clear, "explore": ""} {
		if _, list := follow(t, meetings, purpose); confidenceOf(list, "quick-to-agree") != want {
			t.Errorf("of %s there is %s", purpose, said(list))
		}
	}
}
