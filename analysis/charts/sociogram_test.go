package charts_test

import (
	"math"
	"testing"

	"kompas/analysis/charts"
)

// An arrow bows beside the straight line between two seats, far where there are
// few people. It must stay in the picture at every width.
func TestArrowsStayInThePicture(t *testing.T) {
	type placed struct {
		Left, Right, Top, Bottom *float64
		Data                     []struct {
			ID   string
			X, Y float64
		}
		Links []struct {
			Source, Target string
			LineStyle      struct{ Curveness float64 }
		}
	}
	for meeting, r := range gallery(t) {
		c := decode[struct {
			Kompas charts.Caption `json:"kompas"`
			Series []placed
			Media  []struct {
				Query  *struct{ MaxWidth int }
				Option struct{ Series []placed }
			}
		}](t, build(t, "sociogram", r, english()))
		if c.Kompas.Empty {
			continue
		}
		s := c.Series[0]
		type place struct{ x, y float64 }
		seat := map[string]place{}
		low, high := place{math.Inf(1), math.Inf(1)}, place{math.Inf(-1), math.Inf(-1)}
		for _, n := range s.Data {
			seat[n.ID] = place{n.X, n.Y}
			low = place{min(low.x, n.X), min(low.y, n.Y)}
			high = place{max(high.x, n.X), max(high.y, n.Y)}
		}
		for _, width := range []int{296, 328, 520, 700, 992, 1024} {
			height, margins := 0, placed{}
			for _, h := range c.Kompas.Heights {
				if h.MaxWidth == 0 || width <= h.MaxWidth {
					height = h.Height
					break
				}
			}
			for _, m := range c.Media {
				if m.Query == nil || width <= m.Query.MaxWidth {
					margins = m.Option.Series[0]
					break
				}
			}
			inner := float64(height) - *margins.Top - *margins.Bottom
			scale := min((float64(width)-*margins.Left-*margins.Right)/(high.x-low.x), inner/(high.y-low.y))
			// Seats that do not fill the height stand in the middle of it.
			top := *margins.Top + (inner-(high.y-low.y)*scale)/2
			for _, l := range s.Links {
				from, to := seat[l.Source], seat[l.Target]
				y := (from.y+to.y)/2 - (to.x-from.x)*l.LineStyle.Curveness/2
				if at := top + (y-low.y)*scale; at < 8 || at > float64(height)-8 {
					t.Errorf("%s, %d px wide: the arrow from %s to %s bends to %.0f of %d px", meeting, width, l.Source, l.Target, at, height)
				}
			}
		}
	}
}
