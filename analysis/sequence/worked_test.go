package sequence_test

import (
	"fmt"
	"strconv"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// lagseq is a table that R's LagSequential prints, with the sequence that it
// is made from where there is one.
type lagseq struct {
	Source   string      `json:"source"`
	Codes    []int       `json:"codes"`
	Freqs    [][]int     `json:"freqs"`
	Expected [][]float64 `json:"expfreqs"`
	Probs    [][]float64 `json:"probs"`
	Chi      [][]float64 `json:"chi"` // chi-square, degrees of freedom, p
	Adjres   [][]float64 `json:"adjres"`
	P        [][]float64 `json:"p"`
	YulesQ   [][]float64 `json:"YulesQ"`
}

// undefined is how LagSequential prints what is undefined.
const undefined = -9999

func printed(v float64) *float64 {
	if v == undefined {
		return nil
	}
	return &v
}

// TestSequenceComesOutAsPrinted compares with worked examples to 12 printed
// digits: Bakeman & Quera (2011, p. 159), Griffin & Gottman (1990, p. 137),
// Wampold (1982, 1984) and LagSequential's own data, lags 1 and 2, as R's
// LagSequential 0.1.1 prints them.
func TestSequenceComesOutAsPrinted(t *testing.T) {
	for name, lag := range map[string]int{
		"lagseq_bakeman_quera_2011_p159": 1,
		"lagseq_griffin_gottman_1990":    1,
		"lagseq_data_Wampold_1982":       1,
		"lagseq_data_Wampold_1984":       1,
		"lagseq_data_sequential":         1,
		"lagseq_data_sequential_lag2":    2,
	} {
		t.Run(name, func(t *testing.T) {
			var want lagseq
			analysistest.LoadJSON(t, analysistest.Shared(t, "worked", name+".json"), &want)
			m := len(want.Freqs)
			var transitions []sequence.Transition
			var x, p *float64
			var df int
			if want.Codes == nil {
				names := make([]string, m)
				for i := range names {
					names[i] = strconv.Itoa(i + 1)
				}
				transitions, x, df, p, _ = sequence.Classical(names, want.Freqs)
			} else {
				q := analysistest.Analyze(t, sequenceOf(t, want.Codes), func(o *analysis.Options) { o.Lag = lag }).Sequence
				transitions, x, df, p = q.Transitions, q.ChiSquare, q.DF, q.P
			}
			c := &analysistest.Checker{T: t}
			const digits = 5e-12
			c.Count("cells", len(transitions), m*m)
			for i, tr := range transitions {
				row, column := i/m, i%m
				at := fmt.Sprintf("%s -> %s", tr.From, tr.To)
				c.Count("observed "+at, tr.Observed, want.Freqs[row][column])
				c.Within("expected "+at, &tr.Expected, printed(want.Expected[row][column]), digits)
				c.Within("probability "+at, tr.Probability, printed(want.Probs[row][column]), digits)
				c.Within("z "+at, tr.Z, printed(want.Adjres[row][column]), digits)
				c.Within("p "+at, tr.P, printed(want.P[row][column]), 1e-11)
				c.Within("yules_q "+at, tr.YulesQ, printed(want.YulesQ[row][column]), digits)
			}
			c.Within("chi_square", x, &want.Chi[0][0], digits)
			c.Count("df", df, int(want.Chi[0][1]))
			c.Within("p", p, &want.Chi[0][2], 1e-11)
			c.AtLeast(4 + 6*m*m)
		})
	}
}

// sequenceOf returns a meeting in which one person acts in each second, coded as
// said.
func sequenceOf(t testing.TB, codes []int) *analysis.Meeting {
	t.Helper()
	b := analysis.NewBuilder("", &observe.Codebook{ID: "none"})
	for i, code := range codes {
		b.Add(int64(i)*1000, "A", "*", strconv.Itoa(code), "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
