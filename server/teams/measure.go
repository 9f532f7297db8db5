package teams

import (
	"strconv"
	"strings"

	"kompas/analysis/trends"
	"kompas/observe"
)

// yardstickMeasure is what the name of a measure begins with when it is a line of the
// team's yardstick; the index of the line follows.
const yardstickMeasure = "yardstick:"

// MeasureOf returns the measure with a name, which may be a line of the team's yardstick.
// Anonymous viewers do not get the team's own words, because there may be names in them.
func (t *Team) MeasureOf(name string, anonymous bool) (trends.Measure, error) {
	if !strings.HasPrefix(name, yardstickMeasure) {
		return trends.ParseMeasure(name)
	}
	n, ok := yardstickLine(name)
	if !ok || n >= len(t.Yardstick) || len(t.Yardstick[n].Tags) == 0 {
		return trends.Measure{}, observe.FieldError(observe.Invalid, "measure",
			"must be a line of the yardstick that has tags, from 0 to %d; it is %q", len(t.Yardstick)-1, name)
	}
	words := t.Yardstick[n].Text
	if anonymous {
		words = name
	}
	return trends.ShareOf(name, words, t.Yardstick[n].Tags), nil
}

// yardstickLine returns which line of the yardstick a measure is, from 0.
func yardstickLine(measure string) (n int, ok bool) {
	place, isLine := strings.CutPrefix(measure, yardstickMeasure)
	n, err := strconv.Atoi(place)
	return n, isLine && err == nil && n >= 0
}
