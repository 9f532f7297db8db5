package sequence

import "slices"

// knownLoop names a loop that the literature describes, empty for others. A
// name is never assumed; it is given to what was found. Loops start at their
// smallest node here, as they do everywhere.
func nameOf(nodes []string, signs []Sign) string {
	for _, k := range namedLoops {
		if slices.Equal(k.nodes, nodes) && slices.Equal(k.signs, signs) {
			return k.id
		}
	}
	// Whatever calls for a decision more often and comes back less often after
	// it.
	if i := slices.Index(nodes, "deciding"); i >= 0 && len(nodes) == 2 && signs[i] == Negative && signs[1-i] == Positive {
		return "deciding-ends-circling"
	}
	return ""
}

// namedLoops are in the words of the codebooks: three-k, four-player and the
// research codebooks.
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
