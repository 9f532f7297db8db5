package findings

import "kompas/analysis"

// mostGlanced is how many findings, and how many fragments, are told at a glance.
const mostGlanced = 3

// glance chooses what is worth telling first.
func glance(sections []Section) Glance {
	out := Glance{Fragments: []Fragment{}, Findings: []string{}}
	for _, s := range sections {
		for _, f := range s.Items {
			if f.Confidence == analysis.Clear && len(out.Findings) < mostGlanced {
				out.Findings = append(out.Findings, f.ID)
			}
		}
	}
	return out
}
