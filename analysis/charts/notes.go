package charts

import (
	"fmt"
	"strings"
)

// fewTurns is under how many turns every chart warns.
const fewTurns = 30

// noteFew warns when there are few turns.
func (d *drawing) noteFew() {
	if d.Interactions < fewTurns {
		d.caption.Note = strings.TrimSpace(d.caption.Note + " " + fmt.Sprintf(d.texts.tooFew, d.texts.Turns(d.Interactions)))
	}
}

// noteFewSpeakers warns where links were found among two or three speakers: who
// keeps to one kind of turn for a while makes links with whatever the other does
// meanwhile, and shuffling the turns of each does not keep that.
func (d *drawing) noteFewSpeakers() {
	n := 0
	for _, p := range d.Participation.Persons {
		if p.Sent >= speakerTurns {
			n++
		}
	}
	if n <= fewSpeakers && len(d.Links) > 0 {
		d.caption.Note += " " + d.texts.fewSpeakers
	}
}

// Who counts as a speaker, and with how many of them what was found is to be
// read with care.
const (
	speakerTurns = 5
	fewSpeakers  = 3
)

// finding sets the title to what is seen, where there are enough turns to say
// it.
func (d *drawing) finding(title string, args ...any) {
	if d.Interactions >= fewTurns {
		d.caption.Title = fmt.Sprintf(title, args...)
	}
}

// duration writes a length of time in seconds or minutes.
func (d *drawing) duration(ms int64) string {
	if ms%60_000 == 0 && ms > 0 {
		return fmt.Sprintf("%d min", ms/60_000)
	}
	return d.texts.Number(float64(ms)/1000, 1) + " s"
}

// stretch writes the width of a bin: "minute", "5 min", "30 s".
func (d *drawing) stretch(ms int64) string {
	if ms == 60_000 {
		return d.texts.minute
	}
	return d.duration(ms)
}
