//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"kompas/analysis"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/madeup"
)

// What pandas and networkx took for their part of an analysis of a million
// turns, recorded once: for where there is no python3 with both.
const (
	recordedSeconds   = 1.0
	recordedMegabytes = 276
)

// BenchmarkAnalyze: `kompas analyze` of a CSV of a million turns of 12 persons
// with 15 tags, the whole process, against a part of the same computed by
// testdata/analyze.py. Its figures are the time from start to end and the most
// memory that the process had.
func BenchmarkAnalyze(b *testing.B) {
	file := filepath.Join(b.TempDir(), "million.csv")
	million(b, file)
	ours := []string{kompas, "analyze", file}
	var turns struct{ Interactions int }
	parse(b, done(b, ours[1:]...), &turns) // warm, and to know that it is the whole
	if turns.Interactions != 1_000_000 {
		b.Fatalf("the analysis has %d turns", turns.Interactions)
	}
	var memory, theirs []float64
	measure := func(list *[]float64, command []string) func() float64 {
		return func() float64 {
			seconds, megabytes := whole(b, command)
			*list = append(*list, megabytes)
			return seconds
		}
	}
	baseline := func() float64 { return recordedSeconds }
	name, least := "recorded, pandas + networkx", float64(recordedMegabytes)
	if python := pythonWithPandas(b); python != "" {
		script := []string{python, filepath.Join("testdata", "analyze.py"), file}
		measure(&theirs, script)() // warm
		baseline, name = measure(&theirs, script), "pandas + networkx"
	}
	for b.Loop() {
		o, r, ratio := interleave(measure(&memory, ours), baseline)
		if len(theirs) > 0 {
			least = median(theirs)
		}
		m := median(memory)
		figures = append(figures,
			figure{"analyze 1 000 000 turns, whole process", fmt.Sprintf("%.2f s", o), fmt.Sprintf("%.2f s %s", r, name), fmt.Sprintf("%.2f x", ratio), "< 1 x", ratio < 1},
			figure{"most memory of it", fmt.Sprintf("%.0f MB", m), fmt.Sprintf("%.0f MB %s", least, name), fmt.Sprintf("%.2f x", m/least), "<= 150 MB", m <= 150})
		b.ReportMetric(o, "s")
		b.ReportMetric(m, "MB")
	}
}

// BenchmarkMeeting: everything that is computed of a meeting of 300 turns of six
// persons with 15 tags, with all draws and patterns, in this process.
func BenchmarkMeeting(b *testing.B) {
	book, _ := codebooks.Get(codebooks.Default)
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"Ann", "Bo", "Cy", "Di", "Ed", "Flo"}
	meeting := analysis.NewBuilder("a meeting", &book)
	last := 0
	for i := range 300 {
		tag := r.IntN(15)
		if last < 2 && r.IntN(2) == 0 { // so that there is something to find
			tag = 1 - last
		}
		last = tag
		meeting.Add(int64(i)*4000, names[r.IntN(6)], "*", string(book.Tags[tag].ID), "", "")
	}
	m, err := meeting.Meeting()
	if err != nil {
		b.Fatal(err)
	}
	analyze := func(int) {
		if _, err := patterns.Analyze(b.Context(), m, analysis.DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
	analyze(0) // warm
	for b.Loop() {
		s := medianOf(benchRounds, analyze)
		figures = append(figures, figure{"analyze 300 turns with 15 tags, all of it", milliseconds(s), "-", "-", "<= 200 ms", s <= 0.200})
		b.ReportMetric(s*1000, "ms")
	}
}

// BenchmarkFindings: everything that looking back says of a meeting of 400 turns in
// words, with all draws, from its log on, in this process.
func BenchmarkFindings(b *testing.B) {
	made := madeup.Meeting(madeup.Options{Seed: 1})
	say := func(int) {
		state := observe.NewState(made.Header)
		for _, e := range made.Entries {
			state.Apply(e)
		}
		m := analysis.FromState(state, observe.OwnerViewer, nil, codebooks.KnownLoops(&made.Header.Codebook))
		r, err := patterns.Analyze(b.Context(), m, analysis.DefaultOptions())
		if err != nil {
			b.Fatal(err)
		}
		found, err := findings.Say(b.Context(), r, "nl")
		if err != nil || len(found.Glance.Findings) == 0 {
			b.Fatal(found, err)
		}
	}
	say(0) // warm
	for b.Loop() {
		s := medianOf(benchRounds, say)
		figures = append(figures, figure{"findings of 400 turns, from the log to the words", milliseconds(s), "-", "-", "<= 500 ms", s <= 0.500})
		b.ReportMetric(s*1000, "ms")
	}
}

// BenchmarkReport: the report of a meeting of 400 turns, from its log file to the file on
// disk, the whole process. What it computes is less than that.
func BenchmarkReport(b *testing.B) {
	file, out := madeUpLog(b, nil), filepath.Join(b.TempDir(), "report.html")
	write := func(int) { whole(b, []string{kompas, "report", "--persons", "-o", out, file}) }
	write(0) // warm
	if info, err := os.Stat(out); err != nil || info.Size() < 100_000 {
		b.Fatal(info, err)
	}
	for b.Loop() {
		s := medianOf(benchRounds, write)
		figures = append(figures, figure{"report of 400 turns, from ended to the file, whole process", fmt.Sprintf("%.2f s", s), "-", "-", "<= 2 s", s <= 2})
		b.ReportMetric(s, "s")
	}
}

// million writes a CSV of a million turns, about 20 MB.
func million(b *testing.B, path string) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "time_ms,from,to,tag")
	for i := range 1_000_000 {
		from := r.IntN(12)
		to := "*"
		if r.IntN(3) > 0 {
			to = fmt.Sprintf("P%02d", (from+1+r.IntN(11))%12)
		}
		fmt.Fprintf(w, "%d,P%02d,%s,tag%02d\n", i*3+r.IntN(3), from, to, r.IntN(15))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// whole runs a program to its end and returns how long that took, and the most
// memory that it had.
func whole(b *testing.B, command []string) (seconds, megabytes float64) {
	ctx, cancel := context.WithTimeout(b.Context(), benchTime)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stderr = os.Stderr
	began := time.Now()
	if err := c.Run(); err != nil {
		b.Fatalf("%v: %v", command, err)
	}
	seconds = time.Since(began).Seconds()
	used, ok := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Skip("there is no telling how much memory a process had")
	}
	unit := 1024.0 // Maxrss is in KB, but on macOS in bytes
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return seconds, float64(used.Maxrss) * unit / (1 << 20)
}

// pythonWithPandas returns a python3 that has pandas and networkx, empty when
// there is none; KOMPAS_PYTHON names another than that of the path.
func pythonWithPandas(b *testing.B) string {
	python := os.Getenv("KOMPAS_PYTHON")
	if python == "" {
		python = "python3"
	}
	out, err := exec.CommandContext(b.Context(), python, "-c", "import pandas, networkx, json; print(json.dumps([pandas.__version__, networkx.__version__]))").Output()
	var versions []string
	if err != nil || json.Unmarshal(out, &versions) != nil {
		b.Log("no python3 with pandas and networkx: the baseline is what was recorded")
		return ""
	}
	b.Logf("baseline: pandas %s, networkx %s", versions[0], versions[1])
	return python
}
