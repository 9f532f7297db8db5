package analysis

import "context"

// Following is what follows what: in numbers, and as links and loops.
type Following struct {
	Sequence    Sequence      `json:"sequence"`
	Links       []Link        `json:"links"`
	Loops       []Loop        `json:"loops"`
	RawLinks    []RawLink     `json:"raw_links"`
	RawLoops    []RawLoop     `json:"raw_loops"`
	ExplainedBy []Explanation `json:"explained_by"`
}

// follow computes what follows what.
func (t *track) follow(o *Options) *Following {
	q, tb, n := t.sequence(o)
	out := &Following{Sequence: q, Links: []Link{}, Loops: []Loop{}, ExplainedBy: []Explanation{}}
	out.RawLinks = rawLinks(&out.Sequence)
	out.RawLoops = rawLoops(q.Codes, out.RawLinks, t.ctx)
	if n == nil {
		return out
	}
	found, complements := n.find(tb, o.Alpha, t.ctx)
	out.Links = t.links(found, tb, n)
	out.Loops = t.loops(found, tb, n, o.Alpha)
	out.ExplainedBy = t.explained(found, complements, tb, n, o)
	return out
}

// Pool computes what follows what over several meetings of a team: turns are
// shuffled within each, and nothing reaches from one into the next. Meetings
// should have the same codebook; codes are the same when they are called the
// same, so that codes of persons mean the same persons only where the team's
// ids do. Beyond 20 000 turns together there are no draws.
func Pool(meetings []*Meeting, o Options) (*Following, error) {
	streams := make([]*Selection, len(meetings))
	for i, m := range meetings {
		s, err := Select(m, o)
		if err != nil {
			return nil, err
		}
		streams[i] = s
	}
	return newTrack(context.Background(), streams, o.Codes, o.Lag).follow(&o), nil
}
