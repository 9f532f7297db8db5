// Package colour computes with colours that are written as "#RRGGBB": it mixes them,
// varies a hue, and finds out what can be read on what.
package colour

import (
	"fmt"
	"math"
	"strconv"
)

// Is reports whether a text is such a colour.
func Is(s string) bool { _, ok := parse(s); return ok }

// rgb is a colour with parts from 0 to 1.
type rgb [3]float64

func parse(s string) (rgb, bool) {
	if len(s) != 7 || s[0] != '#' {
		return rgb{}, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return rgb{}, false
	}
	return rgb{float64(v>>16) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}, true
}

func (c rgb) String() string {
	b := func(v float64) int { return int(math.Round(min(max(v, 0), 1) * 255)) }
	return fmt.Sprintf("#%02X%02X%02X", b(c[0]), b(c[1]), b(c[2]))
}

// mix returns the colour a part t, from 0 to 1, of the way from c to o.
func (c rgb) mix(o rgb, t float64) rgb {
	return rgb{c[0] + (o[0]-c[0])*t, c[1] + (o[1]-c[1])*t, c[2] + (o[2]-c[2])*t}
}

// luminance returns the relative luminance of WCAG 2.2, from 0 to 1.
func (c rgb) luminance() float64 {
	l := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 12.92
		if c[i] > 0.04045 {
			v = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	return l
}

// contrast returns the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Step returns the n-th colour of a family, counted from 0: its own colour, then
// darker and lighter ones in turn.
func Step(colour string, n int) string {
	c, ok := parse(colour)
	if !ok || n == 0 {
		return colour
	}
	amount := 0.22 * float64((n+1)/2)
	if n%2 == 1 {
		return c.mix(rgb{0, 0, 0}, min(amount, 0.5)).String()
	}
	return c.mix(rgb{1, 1, 1}, min(amount, 0.45)).String()
}

// Readable moves a colour away from that of the paper until their contrast is at
// least this ratio.
func Readable(colour, paper string, least float64) string {
	c, _ := parse(colour)
	p, _ := parse(paper)
	to := rgb{1, 1, 1}
	if p.luminance() > 0.5 {
		to = rgb{0, 0, 0}
	}
	for t := 0.0; t < 1; t += 0.05 {
		if m := c.mix(to, t); contrast(m, p) >= least {
			return m.String()
		}
	}
	return to.String()
}

// InkOn returns white or nearly black ink, whichever reads better on a colour.
func InkOn(colour string) string {
	c, ok := parse(colour)
	if ok && contrast(c, rgb{1, 1, 1}) >= contrast(c, rgb{0.07, 0.08, 0.09}) {
		return "#FFFFFF"
	}
	return "#15171A"
}

// Between mixes two colours. The part t, from 0 to 1, is that of b.
func Between(a, b string, t float64) string {
	x, _ := parse(a)
	y, _ := parse(b)
	return x.mix(y, t).String()
}
