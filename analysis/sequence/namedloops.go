package sequence

import "slices"

// nameOf returns the name that the literature has for a loop, empty for others. Nodes
// and signs start at the smallest node, as in [Loop].
func nameOf(nodes []string, signs []Sign) string {
	for _, k := range namedLoops {
		if slices.Equal(k.nodes, nodes) && slices.Equal(k.signs, signs) {
			return k.id
		}
	}
	// Any code that deciding follows more often, and that follows deciding less often.
	if i := slices.Index(nodes, "deciding"); i >= 0 && len(nodes) == 2 && signs[i] == Negative && signs[1-i] == Positive {
		return "deciding-ends-circling"
	}
	return ""
}

// namedLoops are written in the tags of the codebooks three-k, four-player and those
// for research.
var namedLoops = []struct {
	id    string
	nodes []string
	signs []Sign
}{
	{"defend-attack-spiral", []string{"defending-attacking"}, []Sign{Positive}},
	{"complaint-circle", []string{"complaining"}, []Sign{Positive}},
	{"steering-silence", []string{"steering", "withdrawing"}, []Sign{Positive, Positive}},
	{"judgement-defending", []string{"defending", "judgement"}, []Sign{Positive, Positive}},
	{"curiosity-sharing", []string{"curiosity", "sharing"}, []Sign{Positive, Positive}},
	{"opposing-corrects-moving", []string{"move", "oppose"}, []Sign{Positive, Negative}},
	{"inquiry-calms-judgement", []string{"curiosity", "judgement"}, []Sign{Negative, Positive}},
}
