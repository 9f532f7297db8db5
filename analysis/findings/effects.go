package findings

import (
	"fmt"
	"strings"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
)

// effects tells what came after the acts of a role, where there are enough to
// compare. Effects of a single person are left out: they are for that person to
// read.
func (t *teller) effects() Section {
	w := t.say
	s := Section{Name: effectsSection, Title: w.effectsTitle, Method: []string{w.effectsMethod}}
	maybe := Fold{Title: w.maybeEffects}
	enough := 0
	for _, e := range t.Effects {
		if !e.Enough || e.Rate == nil || e.Base == nil || e.Trigger.Person != "" || !e.Varies() {
			continue
		}
		enough++
		switch {
		case e.PAdjusted != nil && *e.PAdjusted <= alpha:
			s.Items = append(s.Items, t.effect(e, analysis.Clear))
		case e.P != nil && *e.P <= alpha:
			maybe.Items = append(maybe.Items, t.effect(e, analysis.Possible))
		}
	}
	s.Folds = []Fold{maybe}
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.say.NoTurns}
	case enough == 0:
		s.Lead = []string{w.noEffects}
	case len(s.Items) == 0:
		s.Lead = []string{fmt.Sprintf(w.noDifference, enough)}
	}
	return s
}

// alpha is the largest p with which something is told.
const alpha = 0.05

func (t *teller) effect(e analysis.EffectRow, sure analysis.Confidence) Finding {
	w := t.say
	g := &moments.Group{}
	came := 0
	t.Selection.EachTrigger(e, func(turn int, after []int, did bool) {
		if did {
			came++
		}
		t.behind.Gather(g, append([]int{turn}, after...)...)
	})
	role := w.roles[e.Trigger.Role]
	text := fmt.Sprintf(w.effect, t.quoted(string(e.Trigger.Tag)), role, w.Outcomes[e.Outcome], came, t.say.Times(e.N), wording.Percent(*e.Rate), wording.Percent(*e.Base))
	f := t.found(strings.Join([]string{"effect", string(e.Trigger.Role), string(e.Trigger.Tag), e.Outcome}, ":"), upperFirst(text),
		fmt.Sprintf(w.after, t.names.Code(string(e.Trigger.Tag)), role), g, sure)
	if e.Low != nil && e.High != nil && e.Difference != nil {
		f.Figures = strings.Join(append([]string{fmt.Sprintf(w.difference, t.say.Number(*e.Difference*100, 0),
			t.say.Number(*e.Low*100, 0), t.say.Number(*e.High*100, 0), e.N, e.NBase)}, t.chances(e.P, e.PAdjusted)...), "; ")
	}
	return f
}
