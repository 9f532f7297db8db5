package text

import (
	"strconv"

	"kompas/analysis/wording"
)

// figure writes a figure with so many decimals; a dash where it is not defined.
func figure(v *float64, decimals int) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v, 'f', decimals, 64)
}

// percent writes a proportion; a dash where it is not defined.
func percent(v *float64) string {
	if v == nil {
		return "-"
	}
	return wording.Percent(*v)
}

// plural writes a number with a noun, such as "3 turns". The plural of "person"
// is "people".
func plural(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case word == "person":
		return strconv.Itoa(n) + " people"
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// seconds writes a length of time, in ms, in seconds.
func seconds(ms int64) string { return strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64) + " s" }
