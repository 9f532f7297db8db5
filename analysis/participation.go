package analysis

import (
	"kompas/analysis/stats"
	"kompas/observe"
)

// participation computes who took part. Turns of the group ("*") count for nobody.
//
//	share      = sent / sum of sent; of turns, not of speaking time
//	per_10_min = sent / minutes present and live x 10
//	mean_gap   = mean time between own consecutive acts of one segment
//
// [PersonShare] says when they are undefined.
func (s *Selection) participation() Participation {
	n := len(s.Participants)
	sent, received := make([]int, n), make([]int, n)
	group := 0
	for i, from := range s.Turns.From {
		if from >= 0 {
			sent[from]++
		}
		if to := s.Turns.To[i]; to >= 0 {
			received[to]++
		} else {
			group++
		}
	}
	total := stats.Sum(sent)
	gaps, presences := s.meanGaps(), s.presences()
	p := Participation{
		Persons:        make([]PersonShare, n),
		Gini:           stats.Gini(sent),
		Evenness:       stats.Evenness(sent),
		Silent:         []observe.PersonID{},
		GroupAddressed: stats.Ratio(group, s.Len()),
	}
	p.GiniCorrected = stats.CorrectedGini(sent)
	for i, who := range s.Participants {
		p.Persons[i] = PersonShare{ID: who.ID, Sent: sent[i], Received: received[i],
			Share: stats.Ratio(sent[i], total), MeanGapMs: gaps[i]}
		if t := presences[i]; t.total > 0 && !s.Paper {
			p.Persons[i].Per10Min = new(float64(sent[i]) / (float64(t.total) / 60_000) * 10)
			p.Persons[i].LongestSilenceMs = new(t.longest)
		}
		if sent[i] == 0 {
			p.Silent = append(p.Silent, who.ID)
		}
	}
	return p
}

// meanGaps returns by person the mean time in ms between own consecutive acts of one
// segment, nil where there are none.
func (s *Selection) meanGaps() []*float64 {
	n := len(s.Participants)
	sums, counts := make([]int64, n), make([]int, n)
	last, lastSegment := make([]int64, n), make([]int, n)
	segment := 0
	for i, from := range s.Turns.From {
		if s.beginsSegment(i) {
			segment++
		}
		if from < 0 {
			continue
		}
		if lastSegment[from] == segment {
			sums[from] += s.Turns.At[i] - last[from]
			counts[from]++
		}
		last[from], lastSegment[from] = s.Turns.At[i], segment
	}
	out := make([]*float64, n)
	for p := range out {
		if counts[p] > 0 && !s.Paper {
			out[p] = new(float64(sums[p]) / float64(counts[p]))
		}
	}
	return out
}

// came says for each participant whether they were present for any time that counts.
func (s *Selection) came() []bool {
	out := make([]bool, len(s.Participants))
	for i, p := range s.presences() {
		out[i] = p.total > 0
	}
	return out
}

// presentTime is how long somebody was present while the meeting was live, within the
// filters, and the longest part of it without an own act, in ms; quiet is when that
// part was.
type presentTime struct {
	total, longest int64
	quiet          Span
}

// without notes a stretch without an own act.
func (p *presentTime) without(took int64, in Span) {
	if took > p.longest {
		p.longest, p.quiet = took, in
	}
}

// presences returns the time of each person, from one walk over the turns. Time is
// measured on a clock that runs only within the windows, so a pause neither adds to a
// silence nor ends it. Leaving ends it, and coming back begins a new one.
func (s *Selection) presences() []presentTime {
	type walk struct {
		next  int // index of the current or next span of presence
		since int64
		from  int64 // since, in the time of the meeting
		inIt  bool
	}
	out, walks := make([]presentTime, len(s.Participants)), make([]walk, len(s.Participants))
	clock := liveClock{windows: s.windows}
	advance := func(p int, at int64, now int64) {
		w, spans := &walks[p], s.Participants[p].Present
		for w.next < len(spans) && spans[w.next].From <= at {
			if !w.inIt {
				w.since, w.from, w.inIt = s.elapsed(spans[w.next].From), spans[w.next].From, true
			}
			if at <= spans[w.next].To {
				out[p].without(now-w.since, Span{w.from, at})
				w.since, w.from = now, at
				return
			}
			out[p].without(s.elapsed(spans[w.next].To)-w.since, Span{w.from, spans[w.next].To})
			w.next++
			w.inIt = false
		}
	}
	for i, from := range s.Turns.From {
		if from >= 0 {
			advance(int(from), s.Turns.At[i], clock.at(s.Turns.At[i]))
		}
	}
	end := s.elapsed(always.To)
	for p, who := range s.Participants {
		advance(p, always.To, end)
		for _, span := range who.Present {
			out[p].total += s.elapsed(span.To) - s.elapsed(span.From)
		}
	}
	return out
}

// elapsed returns how many ms of the windows lie before a time.
func (s *Selection) elapsed(at int64) int64 {
	c := liveClock{windows: s.windows}
	return c.at(at)
}

// liveClock measures time within windows only. The times that it is asked for must not
// decrease.
type liveClock struct {
	windows []Span
	before  int64 // length of the windows that are over
}

// at returns how many ms of the windows lie before t.
func (c *liveClock) at(t int64) int64 {
	for len(c.windows) > 0 && c.windows[0].To <= t {
		c.before += c.windows[0].To - c.windows[0].From
		c.windows = c.windows[1:]
	}
	if len(c.windows) > 0 && t > c.windows[0].From {
		return c.before + t - c.windows[0].From
	}
	return c.before
}
