package codebooks_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"kompas/observe"
	"kompas/observe/codebooks"
)

type rgb [3]float64 // linear light, 0 to 1

func parse(t *testing.T, colour string) rgb {
	t.Helper()
	v, err := strconv.ParseUint(colour[1:], 16, 24)
	if err != nil || len(colour) != 7 || colour[0] != '#' {
		t.Fatalf("%q is no colour #RRGGBB", colour)
	}
	var c rgb
	for i := range c {
		s := float64(v>>(16-8*i)&0xff) / 255
		if s <= 0.04045 {
			c[i] = s / 12.92
		} else {
			c[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return c
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b rgb) float64 {
	luminance := func(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Marks of a chart need a contrast of 3 with the background next to them (WCAG 2.2,
// 1.4.11), in both themes.
func TestColoursStandOutOnBothPapers(t *testing.T) {
	for _, c := range codebooks.All() {
		for _, code := range slices.Concat(c.Families, c.Tags) {
			for _, paper := range []string{"#FBFAF6", "#FFFFFF", "#15171A", "#1D2024"} {
				if r := contrast(parse(t, code.Colour), parse(t, paper)); r < 3 {
					t.Errorf("%s: %s, %s, has a contrast of %.2f with %s; it needs 3", c.ID, code.ID, code.Colour, r, paper)
				}
			}
		}
	}
}

// vision turns linear light into what people see who lack one kind of cone:
// Machado, Oliveira and Fernandes (2009), severity 1, doi:10.1109/TVCG.2009.113.
var vision = map[string][3]rgb{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// lab returns CIE 1976 L*a*b* under D65.
func lab(c rgb) [3]float64 {
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.95047)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// People who lack one kind of cone can tell the families apart: a distance of 12 is
// five times the smallest difference that is noticed side by side.
func TestFamiliesDifferForTheColourBlind(t *testing.T) {
	seen := func(colour string, m [3]rgb) [3]float64 {
		c := parse(t, colour)
		var out rgb
		for i, row := range m {
			out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
		}
		return lab(out)
	}
	for _, c := range codebooks.All() {
		for name, m := range vision {
			for i, a := range c.Families {
				for _, b := range c.Families[i+1:] {
					if d := distance(seen(a.Colour, m), seen(b.Colour, m)); d < 12 {
						t.Errorf("%s: with %s, %s and %s differ by %.1f only", c.ID, name, a.ID, b.ID, d)
					}
				}
			}
		}
	}
}

func distance(a, b [3]float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}

// Dimensions have the colours of the families that carry them.
func TestDimensionColours(t *testing.T) {
	c := threeK(t)
	for i, family := range []observe.TagID{"tuning-in", "showing", "settling"} {
		if got, want := c.Dimensions[i].Colour, c.Find(family).Colour; got != want {
			t.Errorf("%s has colour %s; %s has %s", c.Dimensions[i].ID, got, family, want)
		}
	}
}
