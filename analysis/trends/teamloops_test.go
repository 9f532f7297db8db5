package trends_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// Earlier meetings are those that have ended and began before, the latest twelve.
func TestEarlierMeetings(t *testing.T) {
	made := func(id, made, began, state string) observe.SessionInfo {
		day := func(s string) observe.Timestamp {
			if s == "" {
				return ""
			}
			return observe.Timestamp("2026-01-" + s + "T09:00:00.000Z")
		}
		return observe.SessionInfo{Header: observe.Header{ID: observe.SessionID(id), CreatedAt: day(made), Imported: state == "imported"},
			Facts: observe.Facts{State: strings.TrimSuffix(state, "imported"), StartedAt: day(began)}}
	}
	list := []observe.SessionInfo{
		made("made later, began before", "20", "08", "ended"),
		made("made before, began later", "01", "11", "ended"),
		made("this", "02", "10", "live"),
		made("goes on", "03", "03", "live"), made("paused", "04", "04", "paused"), made("never began", "05", "", ""),
		made("imported", "07", "", "imported"),
		made("at the same time", "06", "10", "ended"),
		made("first", "06", "06", "ended"),
	}
	ids := func(of observe.SessionID) (out []string) {
		for _, s := range trends.Earlier(list, of) {
			out = append(out, string(s.Header.ID))
		}
		return out
	}
	if got, want := ids("this"), []string{"first", "imported", "made later, began before"}; !slices.Equal(got, want) {
		t.Errorf("earlier are %v, want %v", got, want)
	}
	if got := ids("another"); got != nil {
		t.Errorf("before one that is not there: %v", got)
	}
	list = nil
	for day := range 20 {
		list = append(list, made(fmt.Sprint(day+1), fmt.Sprintf("%02d", day+1), "", "ended"))
	}
	if got := ids("18"); len(got) != 12 || got[0] != "6" || got[11] != "17" {
		t.Errorf("the latest twelve are %v", got)
	}
}

// Of a team's loops those that were whole most often are looked for, then the latest;
// none that the codebook looks for, or that it has no words for.
func TestLoopsOfATeam(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	m := &analysis.Meeting{Codebook: &book, KnownLoops: book.KnownLoops}
	whole := func(loops ...string) *trends.MeetingLoops {
		out := &trends.MeetingLoops{}
		for _, l := range loops {
			w := trends.WholeLoop{ID: l}
			for _, link := range strings.Fields(l) {
				w.Nodes, w.Signs = append(w.Nodes, link[1:]), append(w.Signs, sequence.Sign(link[:1]))
			}
			out.Whole = append(out.Whole, w)
		}
		return out
	}
	for name, tt := range map[string]struct {
		earlier []*trends.MeetingLoops
		want    string // each with F when its nodes are families
	}{
		"none":                       {nil, ""},
		"known to the codebook":      {[]*trends.MeetingLoops{whole("+defending +judgement", "+steering", "+asking +showing", "+curiosity -judgement", "-curiosity +judgement")}, "+curiosity -judgement"},
		"no words for it":            {[]*trends.MeetingLoops{whole("+leaning +naming", "+naming")}, "+naming"},
		"no statistic for it":        {[]*trends.MeetingLoops{whole("-naming", "-naming -sharing", "+naming +sharing -informing", "+naming -sharing", "+naming +sharing +informing +ordering")}, "+naming +sharing +informing +ordering; +naming -sharing"},
		"families":                   {[]*trends.MeetingLoops{whole("+contributing", "+contributing +naming")}, "+contributing F; +contributing +naming"},
		"most often, latest, and id": {[]*trends.MeetingLoops{whole("+naming", "+informing", "+differing"), whole("+naming", "+ordering", "+connecting", "+deciding"), whole("+informing", "+forcing")}, "+informing; +naming; +forcing; +connecting; +deciding"},
	} {
		var got []string
		for _, s := range trends.TeamLoops(m, tt.earlier) {
			var links []string
			for i, n := range s.Nodes {
				links = append(links, string(s.Signs[i])+n)
			}
			if s.Families {
				links = append(links, "F")
			}
			if s.Source != sequence.FromTeam || s.Name != "" {
				t.Errorf("%s: %+v", name, s)
			}
			got = append(got, strings.Join(links, " "))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%s: %s, want %s", name, s, tt.want)
		}
	}
}
