package charts

import (
	"fmt"
	"strings"

	"kompas/analysis"
)

// cameNext tells what came after turns of a role, where there is enough to
// compare. What came after somebody's own turns is for that person to read.
func (t *teller) cameNext() Section {
	w := t.say
	s := Section{Name: effectsSection, Title: w.effectsTitle, Method: []string{w.effectsMethod}}
	maybe := Fold{Title: w.maybeEffects}
	enough := 0
	for _, e := range t.Effects {
		if !e.Enough || e.Rate == nil || e.Base == nil || e.Trigger.Person != "" || neverCame(e) {
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
		s.Lead = []string{t.words.noTurns}
	case enough == 0:
		s.Lead = []string{w.noEffects}
	case len(s.Items) == 0:
		s.Lead = []string{fmt.Sprintf(w.noDifference, enough)}
	}
	return s
}

// alpha is how often at most something is said that chance makes.
const alpha = 0.05

func (t *teller) effect(e analysis.EffectRow, sure analysis.Confidence) Finding {
	w := t.say
	g := &gathered{}
	came := 0
	t.Selection.EachTrigger(e, func(turn int, after []int, did bool) {
		if did {
			came++
		}
		t.gather(g, append([]int{turn}, after...)...)
	})
	role := w.roles[e.Trigger.Role]
	text := fmt.Sprintf(w.effect, t.quoted(string(e.Trigger.Tag)), role, w.outcomes[e.Outcome], came, t.times(e.N), t.percent(e.Rate), t.percent(e.Base))
	f := t.found(strings.Join([]string{"effect", string(e.Trigger.Role), string(e.Trigger.Tag), e.Outcome}, ":"), upperFirst(text),
		fmt.Sprintf(w.after, t.codeLabel(string(e.Trigger.Tag)), role), g, sure)
	if e.Low != nil && e.High != nil && e.Difference != nil {
		f.Figures = strings.Join(append([]string{fmt.Sprintf(w.difference, t.number(*e.Difference*100, 0),
			t.number(*e.Low*100, 0), t.number(*e.High*100, 0), e.N, e.NBase)}, t.chances(e.P, e.PAdjusted)...), "; ")
	}
	return f
}
