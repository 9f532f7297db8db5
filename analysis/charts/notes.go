package charts

import (
	"fmt"
	"strings"

	"kompas/analysis"
)

// fewTurns is the number of turns below which every chart warns that there are
// few.
const fewTurns = 30

// noteFew adds the warning that there are few turns.
func (d *drawing) noteFew() {
	if d.turns < fewTurns {
		d.caption.Note = strings.TrimSpace(d.caption.Note + " " + fmt.Sprintf(d.texts.TooFew, d.texts.Turns(d.turns)))
	}
}

// finding makes what was found the title, where there are enough turns to say it.
func (d *drawing) finding(title string, args ...any) {
	if d.turns >= fewTurns && !d.mute {
		d.caption.Title = fmt.Sprintf(title, args...)
	}
}

// noteWords notes how many turns there are and how many of them have a word, and
// what the group did at once besides.
func (d *drawing) noteWords() {
	w := d.texts
	share := float64(d.tagged) / float64(max(d.turns, 1))
	note := fmt.Sprintf(w.SomeWords, w.Turns(d.turns), percent(&share))
	switch {
	case d.tagged == 0:
		note = fmt.Sprintf(w.NoWords, w.Turns(d.turns))
	case d.tagged == d.turns:
		note = fmt.Sprintf(w.AllWords, w.Turns(d.turns))
	}
	if besides := d.besides(); besides != "" {
		note += "; " + besides
	}
	d.caption.Note = note + "."
}

// besides says what the group did at once, empty where that was nothing.
func (d *drawing) besides() string {
	counts := map[analysis.GroupAct]int{}
	if d.withoutTurns() {
		counts[analysis.Something] = d.Interactions - d.turns
	}
	for _, t := range d.behind.Turns() {
		if t.Group != "" {
			counts[t.Group]++
		}
	}
	var out []string
	for _, act := range analysis.GroupActs() {
		switch n := counts[act]; {
		case n == 1:
			out = append(out, d.texts.ActOnce[act])
		case n > 1:
			out = append(out, fmt.Sprintf(d.texts.ActOften[act], n))
		}
	}
	return strings.Join(out, ", ")
}

// duration writes a length of time, in ms, in seconds or whole minutes.
func (d *drawing) duration(ms int64) string {
	if ms%60_000 == 0 && ms > 0 {
		return fmt.Sprintf("%d min", ms/60_000)
	}
	return d.texts.Number(float64(ms)/1000, 1) + " s"
}

// stretch writes the width of a bin of time, in ms: "minute", "5 min", "30 s".
func (d *drawing) stretch(ms int64) string {
	if ms == 60_000 {
		return d.texts.Minute
	}
	return d.duration(ms)
}

// listed joins names as in a sentence: "a, b and c".
func (d *drawing) listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + d.texts.And + " " + names[last]
}
