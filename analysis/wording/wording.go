// Package wording has what pictures, sentences and reports about a result share in
// each language: how numbers, times and counts are written, what persons, tags and
// codes are called ([Names]), and the texts that more than one of them uses.
package wording

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kompas/analysis/sequence"
	"kompas/observe"
)

// Texts are the shared texts of one language. A "%" verb is filled by fmt.
type Texts struct {
	Lang string // "en" or "nl"

	decimal                                string // between units and tenths
	oneTurn, manyTurns, onePair, manyPairs string
	once, often                            string
	numbers                                []string // from one

	Group, Somebody    string // the group as an addressee; a person who may not be named
	NoTurns            string // nothing was logged yet
	NoDraws            string // there are no shuffled meetings to compare with
	NoLoop             string // the meeting was compared, and has no loop
	TooManyCodes       string // for a table to be readable; takes their number
	LinkMore, LinkLess string // over the moments of a link; take the two codes
	OwnTurns           string // what is counted of what followed what

	drifts, steady  string // whether the mix of codes changed inside the stretches that were shuffled; take p
	orders, noOrder string // whether the turn before the last one adds to what comes next; take p

	Codes    map[string]string      // effects of tags, roles and the group, as codes of a sequence
	Shifts   map[string]string      // of participation shifts, by their name
	Outcomes map[string]string      // of effects, as a clause of a sentence
	Known    map[string]string      // names of known loops, by [sequence.Loop.Known]
	Explains map[sequence.By]string // what explains a link that is none, as a clause of a sentence
}

// In returns the texts of a language, "en" or "nl". For another one it fails with
// an [observe.Error] that names the option.
func In(lang string) (*Texts, error) {
	switch lang {
	case "en":
		return english(), nil
	case "nl":
		return dutch(), nil
	}
	return nil, observe.FieldError(observe.Invalid, "lang", `must be "nl" or "en"; it is %q`, lang)
}

// Number writes a number with at most so many decimals, without zeros at the end.
func (t *Texts) Number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	return strings.Replace(s, ".", t.decimal, 1)
}

// Turns writes how many turns there are.
func (t *Texts) Turns(n int) string { return counted(n, t.oneTurn, t.manyTurns) }

// Pairs writes how many pairs of turns there are.
func (t *Texts) Pairs(n int) string { return counted(n, t.onePair, t.manyPairs) }

// Times writes how often something happened.
func (t *Texts) Times(n int) string { return counted(n, t.once, t.often) }

// Checks says what was seen of what the draws assume; that of the order is about loops
// of three and more, where there are any.
func (t *Texts) Checks(f *sequence.Following) (out []string) {
	say := func(c *sequence.Check, yes, no string) {
		if c == nil {
			return
		}
		if c.P <= 0.05 {
			no = yes
		}
		out = append(out, fmt.Sprintf(no, t.Number(c.P, 4)))
	}
	say(f.Sequence.Stationarity, t.drifts, t.steady)
	if slices.ContainsFunc(f.Loops, func(l sequence.Loop) bool { return len(l.Nodes) > 2 }) {
		say(f.Sequence.Order, t.orders, t.noOrder)
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

// Count writes a small number in a word, as within a sentence, and a larger one in
// digits.
func (t *Texts) Count(n int) string {
	if n >= 1 && n <= len(t.numbers) {
		return t.numbers[n-1]
	}
	return strconv.Itoa(n)
}

// Sentence begins a text with a capital letter.
func Sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// Percent writes a proportion, from 0 to 1, in whole percents. A proportion above
// 0 is never written as 0%, and one below 1 never as 100%.
func Percent(v float64) string {
	switch n := int(math.Round(v * 100)); {
	case n == 0 && v > 0:
		return "<1%"
	case n == 100 && v < 1:
		return ">99%"
	default:
		return strconv.Itoa(n) + "%"
	}
}

// Clock writes a time of the meeting, or a length of time, in ms, as m:ss or
// h:mm:ss.
func Clock(ms int64) string {
	s := ms / 1000
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// FromTo writes who responded to whom, or what followed what.
func FromTo(from, to string) string { return from + " → " + to }
