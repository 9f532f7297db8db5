package charts

import (
	"fmt"
	"strings"
)

// fewTurns is the number of turns below which every chart warns that there are
// few.
const fewTurns = 30

// noteFew adds the warning that there are few turns.
func (d *drawing) noteFew() {
	if d.Interactions < fewTurns {
		d.caption.Note = strings.TrimSpace(d.caption.Note + " " + fmt.Sprintf(d.texts.tooFew, d.texts.Turns(d.Interactions)))
	}
}

// finding makes what was found the title, where there are enough turns to say it.
func (d *drawing) finding(title string, args ...any) {
	if d.Interactions >= fewTurns {
		d.caption.Title = fmt.Sprintf(title, args...)
	}
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
		return d.texts.minute
	}
	return d.duration(ms)
}
