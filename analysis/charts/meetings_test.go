package charts_test

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/observetest"
)

// realMeetings are the six meetings that charts are tested with.
var realMeetings = []string{"Bed003", "Bmr001", "Bmr006", "Bmr019", "Bro023", "Buw001"}

// meetingFile returns the path of a real meeting. The test is skipped where the
// files are missing.
func meetingFile(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(observetest.Meetings(t), name+".csv")
}

// rowsOf reads the rows of a real meeting: time, from, to, tag.
func rowsOf(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(meetingFile(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func millis(t testing.TB, s string) int64 {
	t.Helper()
	at, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// loadResult analyses the first n turns of a real meeting, or all when n is
// negative.
func loadResult(t testing.TB, name string, n int) *analysis.Reading {
	t.Helper()
	b := analysis.NewBuilder(name, &observe.Codebook{ID: "none"})
	for i, r := range rowsOf(t, name) {
		if i == n {
			break
		}
		b.Add(millis(t, r[0]), r[1], r[2], r[3], "", "")
	}
	return result(t, b)
}

// asThreeK maps the dialogue acts of the real meetings to the nearest tag of the
// three-k codebook, so that charts are tested with real colours and labels of
// real length. It is no coding, and says nothing about the meetings.
var asThreeK = map[string]string{"qwh": "curiosity", "qot": "curiosity", "qyn": "curiosity", "inf": "informing", "ela": "informing",
	"def": "defending", "bck": "connecting", "ack": "connecting", "app": "connecting", "pos": "connecting", "neg": "differing",
	"sug": "steering", "act": "deciding", "dis": "forcing", "unc": "not-knowing", "cpl": "judgement", "jok": "sharing",
	"chk": "naming", "flg": "ordering", "flh": "other", "rst": "accountable", "pol": "sharing"}

// coded is a real meeting with the tags of the codebook with this id, with names
// of usual length and four phases.
func coded(t testing.TB, name, codebook string) *analysis.Reading {
	t.Helper()
	c, ok := codebooks.Get(codebook)
	if !ok {
		t.Fatalf("there is no codebook %q", codebook)
	}
	return inWords(t, name, c, []string{"Marieke de Vries", "Bo", "Jan-Willem", "Şebnem Yıldız", "Sara", "Ruud", "Anne-Fleur van den Berg", "Cy", "Noor", "Di"})
}

// inWords is coded with this codebook and these names, which are given to persons
// as they come.
func inWords(t testing.TB, name string, c observe.Codebook, pool []string) *analysis.Reading {
	t.Helper()
	names := map[string]string{"*": "*"}
	who := func(id string) string {
		if _, ok := names[id]; !ok {
			names[id] = pool[len(names)-1]
		}
		return names[id]
	}
	b := analysis.NewBuilder(name, &c)
	rows := rowsOf(t, name)
	for i, r := range rows {
		from := who(r[1])
		phase := []string{"Opening", "Stand van zaken", "Besluit over maart", "Rondvraag"}[4*i/len(rows)]
		b.Add(millis(t, r[0]), from, who(r[2]), asThreeK[r[3]], phase, "")
	}
	return result(t, b)
}

// longNames are about the longest names that people in the Netherlands have.
var longNames = []string{"Wilhelmina van der Meulen-Oosterhuis", "Jonkheer Alexander van Randwijck tot Rossum", "Ömer Çağlayan-Yılmaz",
	"Anne-Marije Schimmelpenninck van der Oye", "Ngọc-Ánh Nguyễn-de Boer", "Berend-Jan", "Fenna Groot Koerkamp", "Maximiliaan Kruijswijk", "X", "Zus & Zo"}

// crowd is a meeting of 24 people in seeded random turns, who answer whoever
// spoke last.
func crowd(t testing.TB) *analysis.Reading {
	t.Helper()
	c, _ := codebooks.Get("three-k")
	r := rand.New(rand.NewPCG(4, 2))
	first := []string{"Marieke", "Bo", "Jan-Willem", "Şebnem", "Sara", "Ruud", "Anne-Fleur", "Cy", "Noor", "Di", "Hendrik-Jan", "Fatma"}
	last := []string{"de Vries", "van den Heuvel-Bakker"}
	name := func(i int) string { return first[i%12] + " " + last[i/12] }
	b := analysis.NewBuilder("crowd", &c)
	at, speaker := int64(0), 0
	for i := range 900 {
		next := r.IntN(24)
		if r.IntN(3) > 0 {
			next = (speaker + 1 + r.IntN(4)) % 24
		}
		to := "*"
		if next != speaker && r.IntN(4) > 0 {
			to = name(speaker)
		}
		at += 1000 + r.Int64N(9000)
		tag := c.Tags[(i*7+r.IntN(3)*r.IntN(4))%len(c.Tags)].ID
		b.Add(at, name(next), to, string(tag), []string{"Opening", "Plannen voor het nieuwe jaar", "Rondvraag"}[i/301], "")
		speaker = next
	}
	return result(t, b)
}

func result(t testing.TB, b *analysis.Builder) *analysis.Reading {
	t.Helper()
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Analyze(t.Context(), m, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// galleryOnce keeps the gallery, which takes a while to make. Charts only read
// results, so tests can share it.
var galleryOnce map[string]*analysis.Reading

// gallery returns the meetings that every chart is tested with. Tests that use it
// must not run in parallel.
func gallery(t testing.TB) map[string]*analysis.Reading {
	if galleryOnce != nil {
		return galleryOnce
	}
	book, _ := codebooks.Get("three-k")
	out := map[string]*analysis.Reading{
		"none":   loadResult(t, "Bmr001", 0),
		"twelve": loadResult(t, "Bmr006", 12),
		"coded":  coded(t, "Bmr006", "three-k"),
		"nine":   coded(t, "Bmr019", "three-k"),
		"long":   inWords(t, "Bro023", book, longNames),
		"crowd":  crowd(t),
	}
	for _, name := range realMeetings {
		out[name] = loadResult(t, name, -1)
	}
	galleryOnce = out
	return out
}

// withRawLoops returns a result whose raw links and loops are put where found
// ones belong, so that there is something to draw: the first loops as whole, the
// next one as a side loop, the others as pieces.
func withRawLoops(r *analysis.Reading) *analysis.Reading {
	out := *r
	out.Sequence.Draws = 1
	out.Links, out.Loops = nil, nil
	cells := map[[2]string]sequence.Transition{}
	for _, t := range r.Sequence.Transitions {
		cells[[2]string{t.From, t.To}] = t
	}
	for _, l := range r.RawLinks {
		t := cells[[2]string{l.From, l.To}]
		out.Links = append(out.Links, sequence.Link{From: l.From, To: l.To, Sign: l.Sign, Z: t.Z, Lift: t.Lift, Observed: t.Observed})
	}
	for i, l := range r.RawLoops {
		status := sequence.Whole
		switch {
		case i > 3:
			status = sequence.Pieces
		case i > 2:
			status = sequence.Side
		}
		n := 3 + i
		out.Loops = append(out.Loops, sequence.Loop{ID: strings.Join(l.Nodes, ">"), Nodes: l.Nodes, Signs: l.Signs, Kind: l.Kind, Status: status, Traversals: &n})
	}
	return &out
}

// withExample returns a result with loops that the literature knows, as a meeting
// might show them.
func withExample(r *analysis.Reading) *analysis.Reading {
	out := *r
	out.Sequence.Draws = 5000
	out.Links, out.Loops = nil, nil
	seen := map[string]bool{}
	loop := func(status sequence.Status, kind sequence.Kind, traversals int, words string) {
		l := sequence.Loop{ID: words, Kind: kind, Status: status}
		if traversals > 0 {
			l.Traversals = &traversals
		}
		parts := strings.Fields(words)
		for i := 0; i < len(parts); i += 2 {
			from, sign, to := parts[i], sequence.Sign(parts[i+1]), parts[(i+2)%len(parts)]
			l.Nodes, l.Signs = append(l.Nodes, from), append(l.Signs, sign)
			if !seen[from+">"+to] {
				seen[from+">"+to] = true
				lift := 1.6 + 0.7*float64(len(seen)%4)
				if sign == sequence.Negative {
					lift = 1 / lift
				}
				out.Links = append(out.Links, sequence.Link{From: from, To: to, Sign: sign, Lift: &lift, Observed: 9})
			}
		}
		out.Loops = append(out.Loops, l)
	}
	loop(sequence.Whole, sequence.Reinforcing, 11, "steering + withdrawing +")
	loop(sequence.Whole, sequence.Reinforcing, 7, "curiosity + sharing + connecting +")
	loop(sequence.Whole, sequence.Balancing, 0, "curiosity - judgement + defending +")
	loop(sequence.Whole, sequence.Reinforcing, 5, "judgement + defending +")
	loop(sequence.Side, sequence.Reinforcing, 4, "steering + withdrawing + judgement +")
	loop(sequence.Pieces, sequence.Reinforcing, 1, "informing + differing +")
	loop(sequence.Pieces, sequence.Reinforcing, 2, "naming +")
	return &out
}

// withKnown returns a result in which known loops were found, as a meeting might show
// them: two that are clear, two that are possible, and one of which one way is there.
func withKnown(r *analysis.Reading) *analysis.Reading {
	out := *r
	out.Sequence.Draws = 5000
	known := func(found sequence.LoopConfidence, kind sequence.Kind, words string) {
		l := sequence.KnownLoop{ID: words, Kind: kind, Source: sequence.FromCodebook, Confidence: &found, EvidenceTotal: 14}
		parts := strings.Fields(words)
		for i := 0; i < len(parts); i += 2 {
			link := sequence.KnownLink{From: parts[i], Sign: sequence.Sign(parts[i+1]), To: parts[(i+2)%len(parts)], Observed: 9, Expected: 3, P: float64(i)}
			if link.Sign == sequence.Negative {
				link.Observed = 0
			}
			l.Nodes, l.Signs, l.Links = append(l.Nodes, link.From), append(l.Signs, link.Sign), append(l.Links, link)
		}
		out.KnownLoops = append(out.KnownLoops, l)
	}
	known(sequence.ClearLoop, sequence.Reinforcing, "defending + judgement +")
	known(sequence.ClearLoop, sequence.Reinforcing, "steering +")
	known(sequence.PossibleLoop, sequence.Balancing, "curiosity - judgement +")
	known(sequence.PossibleLoop, sequence.Reinforcing, "sharing +")
	known(sequence.OneWay, sequence.Reinforcing, "steering + withdrawing +")
	return &out
}
