package findings

import (
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
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
		case t.without.has(effectID(e)):
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
	case len(s.Items) == 0 && enough == 1:
		s.Lead = []string{w.oneNoDifference}
	case len(s.Items) == 0:
		s.Lead = []string{fmt.Sprintf(w.noDifference, enough)}
	}
	return s
}

// alpha is the largest p with which something is told.
const alpha = 0.05

func (t *teller) effect(e analysis.EffectRow, sure analysis.Confidence) Finding {
	w := t.say
	more := *e.Rate >= *e.Base
	g, came := &moments.Group{}, 0
	var against [][]int
	t.Selection.EachTrigger(e, func(turn int, after []int, did bool) {
		moment := append([]int{turn}, after...)
		if did {
			came++
		}
		if did == more {
			t.behind.Gather(g, moment...)
		} else {
			against = append(against, moment)
		}
	})
	role, who := w.roles[e.Trigger.Role], t.quoted(string(e.Trigger.Tag))
	if e.Trigger.Role != observe.Member {
		who = fmt.Sprintf(w.actBy, who, role)
	}
	short := fmt.Sprintf(w.came[e.Outcome], who, came, e.N)
	if came == 0 {
		short = fmt.Sprintf(w.cameNever[e.Outcome], who, e.N)
	}
	short = upperFirst(short)
	id, label := effectID(e), fmt.Sprintf(w.after, t.names.Code(string(e.Trigger.Tag)), role)
	f := t.found(id, short+fmt.Sprintf(w.elsewhere, wording.Percent(*e.Base)), label, g, sure)
	f.Short = short + "."
	t.otherwise(&f, label, against, nil)
	if e.Low != nil && e.High != nil && e.Difference != nil {
		f.Figures = strings.Join(append([]string{fmt.Sprintf(w.difference, t.say.Number(*e.Difference*100, 0),
			t.say.Number(*e.Low*100, 0), t.say.Number(*e.High*100, 0), e.N, e.NBase)}, t.chances(e.P, e.PAdjusted)...), "; ")
	}
	if t.several(e.Trigger.Role) && e.Outcome != "silence" { // else it is about one person, or about how long turns are
		t.offer(candidate{id: id, sure: sure, leaning: leaningOfOutcome(e.Outcome, more), kind: effectKind, chance: *e.P, first: string(e.Trigger.Tag)})
	}
	return f
}

func effectID(e analysis.EffectRow) string {
	return strings.Join([]string{"effect", string(e.Trigger.Role), string(e.Trigger.Tag), e.Outcome}, ":")
}

// AboutRole reports whether the finding with this id is about what one of these roles
// does, and what comes after that.
func AboutRole(id string, roles []observe.PersonRole) bool {
	return slices.ContainsFunc(roles, func(r observe.PersonRole) bool {
		return strings.HasPrefix(id, "effect:"+string(r)+":") || r == observe.Leader && id == "pattern:"+toLeader
	})
}

// several reports whether two persons or more have a role.
func (t *teller) several(role observe.PersonRole) bool {
	n := 0
	for _, p := range t.Participants {
		if p.Role == role {
			n++
		}
	}
	return n > 1
}
