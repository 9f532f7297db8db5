package text

import (
	"fmt"
	"math"
	"strconv"
)

func figure(v *float64, decimals int) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v, 'f', decimals, 64)
}

// percent writes a share so that what is there is never nothing, and what is
// missing never forgotten.
func percent(v *float64) string {
	if v == nil {
		return "-"
	}
	switch n := math.Round(*v * 100); {
	case n == 0 && *v > 0:
		return "<1%"
	case n == 100 && *v < 1:
		return ">99%"
	default:
		return strconv.FormatFloat(n, 'f', 0, 64) + "%"
	}
}

func plural(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case word == "person":
		return strconv.Itoa(n) + " people"
	}
	return strconv.Itoa(n) + " " + word + "s"
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// clock writes a time or a length as m:ss or h:mm:ss.
func clock(ms int64) string {
	s := ms / 1000
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// seconds writes a short length of time.
func seconds(ms int64) string { return strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64) + " s" }
