package stats_test

import (
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/stats"
)

// TestKappaComesOutAsPrinted compares with R's vcd and psych on published
// tables, to the printed digits.
func TestKappaComesOutAsPrinted(t *testing.T) {
	var tables map[string]struct {
		Table [][]float64 `json:"table"`
		Kappa float64     `json:"kappa_vcd"`
		SE    float64     `json:"ase_vcd"`
		Var   float64     `json:"var_psych"`
	}
	analysistest.LoadJSON(t, analysistest.Shared(t, "worked", "kappa.json"), &tables)
	c := &analysistest.Checker{T: t}
	for name, want := range tables {
		k, se := stats.Kappa(want.Table)
		c.Within(name+" kappa", k, &want.Kappa, 1e-11)
		c.Within(name+" se", se, &want.SE, 1e-11)
		c.Within(name+" variance", new(*se**se), &want.Var, 1e-11)
	}
	c.AtLeast(15)
	if k, se := stats.Kappa([][]float64{{30, 0}, {0, 0}}); k != nil || se != nil {
		t.Errorf("where chance always agrees kappa is %v, %v, want undefined", k, se)
	}
	if k, _ := stats.Kappa(nil); k != nil {
		t.Errorf("of nothing kappa is %v", *k)
	}
}
