package live

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"kompas/analysis"
	"kompas/observe"
	"kompas/observe/disclosure"
)

// spoken is a turn of a script. The attacker wants to know who spoke with which
// tag.
type spoken struct {
	at            int
	from, to, tag string
}

// seen holds the counts by tag that somebody was told after each turn of a script.
type seen []map[string]int

// reconstruct subtracts the counts that somebody was told from the next ones, and
// their own turns from the difference, and returns the differences that belong to
// one or two other people: whoever hears the meeting knows which turns came
// between.
func (s seen) reconstruct(script []spoken, reader string) (leaks []string, steps int) {
	before, start := map[string]int{}, 0
	for _, now := range s {
		if maps.Equal(before, now) {
			continue
		}
		steps++
		who, end := map[string]bool{}, start
		rest := maps.Clone(now)
		for tag, n := range before {
			rest[tag] -= n
		}
		for left := func(n int) bool { return n != 0 }; end < len(script) && slices.ContainsFunc(slices.Collect(maps.Values(rest)), left); end++ {
			turn := script[end]
			if turn.tag == "" {
				continue
			}
			rest[turn.tag]--
			if turn.from != reader && turn.to != reader && turn.from != "*" {
				who[turn.from] = true
			}
		}
		if len(who) > 0 && len(who) < disclosure.Others {
			leaks = append(leaks, fmt.Sprintf("turns %d to %d, of %v", start, end, slices.Sorted(maps.Keys(who))))
		}
		before, start = now, end
	}
	return leaks, steps
}

// TestALeaderDoesNotReconstructTurns is an attack over real sockets: a leader and
// a participant stay connected and poll the analysis after each turn of a meeting,
// and also join again each time, while nothing limits how often they are told.
// They know their own turns and hear who speaks.
func TestALeaderDoesNotReconstructTurns(t *testing.T) {
	for name, script := range scripts(t) {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, func(o *Options) { o.timing.summary, o.timing.limited, o.timing.tick = 0, 0, 20*time.Millisecond })
			s.add("p4", "p5", "p6", "p7")
			dee, viewer := s.join("dee", ""), s.join("viewer", "")
			readers := map[string]string{"leader": "p3", "participant": "p1"}
			live, told := map[string]*client{}, map[string]seen{}
			for role := range readers {
				live[role] = s.join(role, "")
			}
			for i, turn := range script {
				seq := observe.Seq(i + 5)
				dee.add(fmt.Sprint(seq), turn.entry())
				viewer.until(func() bool { return len(viewer.figures) > 0 && viewer.figures[len(viewer.figures)-1].Seq == seq })
				for role := range readers {
					live[role].upTo(seq)
					again := map[string]int{}
					s.summarize(role, func(f analysis.Summary) {
						for tag, n := range f.Tags {
							again[string(tag)] = n
						}
					})
					told[role] = append(told[role], again)
					if f := live[role].figures; len(f) > 0 && f[len(f)-1].Participation != nil {
						t.Fatalf("the %s is told who took part", role)
					}
				}
			}
			all := seen{}
			counts := map[string]int{}
			for _, turn := range script {
				if counts = maps.Clone(counts); turn.tag != "" {
					counts[turn.tag]++
				}
				all = append(all, counts)
			}
			for role, person := range readers {
				if leaks, _ := all.reconstruct(script, person); len(leaks) == 0 {
					t.Fatal("the attack finds nothing in the counts of all turns: it shows nothing")
				}
				leaks, steps := told[role].reconstruct(script, person)
				if len(leaks) > 0 {
					t.Errorf("a %s who subtracts knows %d stretches, such as %s", role, len(leaks), leaks[0])
				}
				if steps < 2 {
					t.Errorf("a %s was told %d steps: this shows nothing", role, steps)
				}
				for _, f := range live[role].figures { // what is sent to them is no more than what they can ask for
					m := map[string]int{}
					for tag, n := range f.Tags {
						m[string(tag)] = n
					}
					if !slices.ContainsFunc(told[role], func(o map[string]int) bool { return maps.Equal(m, o) }) {
						t.Errorf("a %s got %v, which nobody who asks is told", role, m)
					}
				}
			}
		})
	}
}

// A leader gets no second summary before the time between two is over.
func TestALeaderGetsASummaryEveryFiveMinutesAtMost(t *testing.T) {
	if d := defaultTiming(); d.limited != 5*time.Minute {
		t.Errorf("it is %v", d.limited)
	}
	s := newStage(t, func(o *Options) {
		o.timing.summary, o.timing.limited, o.timing.tick = 0, time.Hour, 20*time.Millisecond
	})
	s.add("p4", "p5", "p6", "p7")
	dee, leader := s.join("dee", ""), s.join("leader", "")
	for i := range 60 {
		seq := observe.Seq(i + 5)
		dee.add(fmt.Sprint(seq), spoken{i * 60_000, "p" + strconv.Itoa(1+i%7), "*", "curiosity"}.entry())
		leader.upTo(seq)
	}
	ticks := len(leader.ticks)
	leader.until(func() bool { return len(leader.ticks) > ticks+3 })
	if n := len(leader.figures); n != 1 {
		t.Errorf("a leader got %d summaries in no time, want the first", n)
	}
}

func (s spoken) entry() string {
	tags := ""
	if s.tag != "" {
		tags = strconv.Quote(s.tag)
	}
	return entry(newEntryID(), "interaction", fmt.Sprintf(`"at":%d,"from":%q,"to":%q,"tags":[%s]`, s.at, s.from, s.to, tags))
}

// add lets people join the meeting.
func (s *stage) add(persons ...string) {
	c := s.join("owner", "")
	for i, p := range persons {
		c.add(fmt.Sprint(i+1), entry(newEntryID(), "participant", fmt.Sprintf(`"at":0,"person":{"id":%q,"name":%q},"present":true`, p, p)))
	}
}

// summarize calls f with the figures that somebody gets who joins now.
func (s *stage) summarize(name string, f func(analysis.Summary)) {
	a, _ := s.names[name].RightTo(&observe.Header{ID: meetingID, Team: teamID})
	err := s.recorder.Read(s.Context(), meetingID, a.Viewer, func(snap *observe.Snapshot) error {
		summary, _ := analysis.Summarize(snap.State, snap.Viewer, snap.Redactor)
		f(summary)
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// scripts returns the meetings that are attacked: one that is made up, in which
// one person at a time speaks at length, and a real one where there are any.
func scripts(t *testing.T) map[string][]spoken {
	out := map[string][]spoken{}
	var made []spoken
	for i := range 150 {
		from := "p" + strconv.Itoa(1+i%7)
		if i%30 > 15 {
			from = "p" + strconv.Itoa(1+i/30) // one person speaks alone for a while
		}
		made = append(made, spoken{i * 15_000, from, "*", []string{"curiosity", "control", ""}[i*i%7%3]})
	}
	out["made"] = made
	dir := os.Getenv("KOMPAS_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "meetings", "Buw001.csv"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real meetings must be there: ", err)
		}
		t.Log("without a real meeting: ", err)
		return out
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	persons := map[string]string{}
	var real []spoken
	for _, row := range rows[1:] {
		who := func(name string) string {
			if name == "" || name == "*" {
				return "*"
			}
			if persons[name] == "" && len(persons) < 7 {
				persons[name] = "p" + strconv.Itoa(len(persons)+1)
			}
			return persons[name]
		}
		at, err := strconv.Atoi(row[column("time_ms")])
		from, to := who(row[column("from")]), who(row[column("to")])
		if err != nil || from == "" || to == "" || from == to {
			continue
		}
		tag := []string{"curiosity", "control", ""}[row[column("tag")][0]%3]
		if real = append(real, spoken{at, from, to, tag}); len(real) == 700 {
			break
		}
	}
	out["real"] = real
	return out
}
