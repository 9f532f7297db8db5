package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg holds the fields of a package that `go list -json` prints.
type pkg struct {
	ImportPath   string
	Dir          string
	Name         string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
	GoFiles      []string
}

func (p *pkg) short() string { return strings.TrimPrefix(p.ImportPath, "kompas/") }

// rule says which packages of Kompas the packages pkg may import, and why no others.
type rule struct {
	pkg, may []string
	reason   string
}

// rules holds all rules; the first one that names a package applies. A name that ends
// in /... stands for a package and all packages below it.
var rules = []rule{
	{[]string{"cmd/kompas"}, []string{"..."},
		"it puts the program together"},
	{[]string{"server"}, []string{"server/access", "server/allowance", "server/api", "server/describe", "server/documents", "server/live", "server/origin", "server/pages", "server/problem", "server/results", "server/teams",
		"observe", "observe/record", "observe/format", "observe/codebooks", "observe/debrief", "observe/preview", "analysis/..."},
		"the server is given its store and its page, so that both can be others: a replicated log, a page from disk"},
	{[]string{"server/api"}, []string{"observe", "analysis/...", "observe/debrief", "observe/preview", "observe/strictjson"},
		"what goes over the wire is described without the code that serves it, so that types of other languages come from it alone"},
	{[]string{"server/live"}, []string{"server/access", "server/allowance", "server/api", "server/origin", "server/problem", "analysis", "observe", "observe/debrief", "observe/disclosure", "observe/record", "observe/strictjson"},
		"it follows sessions for connections, and knows nothing of the other routes"},
	{[]string{"server/access"}, []string{"server/allowance", "server/api", "server/documents", "server/origin", "server/problem", "observe", "observe/record"},
		"who may what is decided without the routes that ask, so that several servers can share it"},
	{[]string{"server/allowance"}, []string{"server/problem", "observe"},
		"what is counted for whom is handed in, so that counting can be shared between servers"},
	{[]string{"server/pages"}, []string{"server/api"},
		"the files of the page are sent the same way whatever is in them"},
	{[]string{"server/origin"}, nil,
		"where a request comes from is decided from the request alone"},
	{[]string{"server/describe"}, []string{"server/api", "server/problem", "observe", "observe/strictjson"},
		"routes are described, and requests are read, by the types alone, without the code that serves them"},
	{[]string{"server/results"}, []string{"server/allowance", "analysis/compute", "observe"},
		"what is computed, and for whom, is handed in, so that it can be computed elsewhere"},
	{[]string{"server/teams"}, []string{"server/api", "server/documents", "server/problem", "analysis/trends", "observe", "observe/debrief"},
		"what a team is made of is decided without the routes that ask for it"},
	{[]string{"server/documents"}, []string{"observe"},
		"it knows the store's interface for small documents, and not what they are about"},
	{[]string{"server/problem"}, []string{"server/api", "observe", "observe/format"},
		"errors of the domain and of files are put into words for clients in one place"},
	{[]string{"server/client"}, []string{"server/api", "observe"},
		"the client knows the server by its API only"},
	{[]string{"observe/strictjson"}, nil,
		"how JSON is read is the same whatever it says"},
	{[]string{"observe"}, []string{"observe/strictjson"},
		"the domain stands on nothing but the reader of its entries: it is to stay as it is when stores, servers and pages come and go"},
	{[]string{"observe/record"}, []string{"observe"},
		"the order of entries is decided with the domain's rules and the interface of a store, without store or transport, so that several servers can share it"},
	{[]string{"observe/disclosure"}, []string{"observe"},
		"what is told of others is decided by the log and its reader alone, whatever is then computed of it"},
	{[]string{"observe/bolt"}, []string{"observe", "observe/bolt/pagefile"},
		"a store serves the domain and knows nothing of other stores and formats, so that it can be replaced alone"},
	{[]string{"observe/bolt/pagefile"}, nil,
		"it reads pages of a file, and does not know what Kompas keeps in them"},
	{[]string{"observe/debrief"}, []string{"observe"},
		"what is written about a meeting afterwards stands beside its log, and no part of the log depends on it"},
	{[]string{"observe/preview"}, []string{"observe", "observe/debrief", "observe/disclosure"},
		"what people ask to leave out stands beside what is told, which does not depend on it"},
	{[]string{"observe/format"}, []string{"observe", "observe/debrief", "observe/strictjson"},
		"it reads and writes files whatever store, server or page they come from"},
	{[]string{"observe/madeup"}, []string{"observe", "observe/codebooks"},
		"a meeting that tests know all of is made of entries alone, so that every package can be tested with it"},
	{[]string{"observe/madeup/write"}, []string{"observe", "observe/format", "observe/madeup"},
		"it writes the made-up meeting as a file for tests in other languages"},
	{[]string{"observe/codebooks", "observe/observetest"}, []string{"observe", "observe/strictjson"},
		"each serves the domain and knows nothing of the others, so that each can be replaced by itself"},
	{[]string{"analysis/stats"}, nil,
		"statistics are functions of numbers: they know nothing of meetings"},
	{[]string{"analysis/compute"}, nil,
		"stopping and sharing work is the same whatever is computed"},
	{[]string{"analysis/turnshift"}, nil,
		"a shift is from numbers of persons to others, whoever they are"},
	{[]string{"analysis/digraph"}, []string{"analysis/compute"},
		"who is central is computed of numbers of persons, whoever they are"},
	{[]string{"analysis/shuffle"}, []string{"analysis/compute"},
		"a code is a number: what it stands for is not known where it is shuffled"},
	{[]string{"analysis/sequence"}, []string{"analysis/stats", "analysis/compute", "analysis/shuffle", "observe"},
		"what follows what is computed of codes, whatever meeting and filter they come from"},
	{[]string{"analysis"}, []string{"analysis/stats", "analysis/compute", "analysis/digraph", "analysis/turnshift", "analysis/shuffle", "analysis/sequence", "observe", "observe/disclosure"},
		"figures are computed from the domain's types, without store, server or drawing"},
	{[]string{"analysis/agreement"}, []string{"analysis", "analysis/sequence", "analysis/stats", "analysis/compute", "analysis/shuffle", "observe"},
		"two observers are compared on what the analysis of each is computed from"},
	{[]string{"analysis/trends"}, []string{"analysis", "analysis/sequence", "analysis/stats", "analysis/compute", "analysis/shuffle", "observe"},
		"what is followed over meetings is made of the analysis of each"},
	{[]string{"analysis/analysistest"}, []string{"analysis", "analysis/sequence", "observe", "observe/observetest"},
		"it is test code: meetings that the tests of several packages share"},
	{[]string{"analysis/patterns"}, []string{"analysis", "analysis/trends", "analysis/sequence", "analysis/stats", "analysis/compute", "observe"},
		"what is recognised is recognised in results, never in the log"},
	{[]string{"analysis/wording"}, []string{"analysis", "analysis/sequence", "observe"},
		"what pictures, sentences and reports say alike is said without any of them"},
	{[]string{"analysis/moments"}, []string{"analysis", "analysis/sequence", "analysis/compute", "observe"},
		"what lies behind a part is collected for pictures and sentences alike"},
	{[]string{"analysis/charts/echarts", "analysis/charts/colour"}, nil,
		"they are about options and colours, and know nothing of meetings"},
	{[]string{"analysis/charts/words"}, []string{"analysis", "analysis/trends", "analysis/wording", "observe"},
		"the texts of charts depend on no picture"},
	{[]string{"analysis/charts"}, []string{"analysis", "analysis/trends", "analysis/agreement", "analysis/sequence", "analysis/charts/...", "analysis/compute", "analysis/moments", "analysis/wording", "observe"},
		"pictures are drawn from results, without what is said about them"},
	{[]string{"analysis/fragment"}, []string{"analysis/sequence", "observe"},
		"fragments are chosen from turns alone, whatever is said of them"},
	{[]string{"analysis/findings"}, []string{"analysis", "analysis/trends", "analysis/sequence", "analysis/compute", "analysis/fragment", "analysis/moments", "analysis/patterns", "analysis/wording", "observe"},
		"sentences are made from results, without pictures; patterns bring their words along"},
	{[]string{"analysis/report"}, []string{"analysis", "analysis/sequence", "analysis/charts", "analysis/charts/colour", "analysis/charts/words", "analysis/findings", "analysis/moments", "analysis/wording", "observe", "observe/debrief"},
		"the file puts together what charts, sentences and the debrief tell, whoever asks for it"},
	{[]string{"analysis/text"}, []string{"analysis", "analysis/sequence", "analysis/wording", "observe"},
		"the report is made from results, never from the log"},
	{[]string{"static"}, nil,
		"it only holds files"},
}

// home says which package may use a library, and why. Several packages are separated
// by commas.
type home struct{ library, home, reason string }

var homes = []home{
	{"github.com/google/uuid", "...", "ids are everywhere"},
	{"github.com/go-json-experiment/json", "observe/strictjson", "what is refused in JSON is decided in one place"},
	{"github.com/gorilla/websocket", "server/live, server/client", "these two are the ends of a live connection"},
	{"go.etcd.io/bbolt", "observe/bolt/...", "the domain's two interfaces are all that others know of the store"},
	{"github.com/go-echarts/go-echarts/v2", "analysis/charts/...", "what draws the charts can be replaced in one place"},
	{"gonum.org/v1/gonum", "analysis/...", "mathematics is for figures"},
	{"github.com/klauspost/compress", "server", "compression is for answers"},
	{"github.com/prometheus/client_golang", "server", "the server counts; others tell it"},
	{"pgregory.net/rapid", "observe/observetest", "it is test code: the suite that both stores stand"},
	{"github.com/spf13/cobra", "cmd/kompas", "only the program has a command line"},
	{"github.com/mattn/go-isatty", "cmd/kompas", "only the program has a terminal"},
	{"golang.org/x/sys/unix", "cmd/kompas", "only the program reads the clock of the machine"},
}

// barred lists libraries that a package must not import, directly or through others.
var barred = []struct {
	pkg, library, reason string
}{
	{"observe", "net/http", "the domain knows no transport"},
	{"analysis", "net/http", "analysis is pure"},
	{"analysis/charts", "go.etcd.io/bbolt", "charts are built from results"},
	{"analysis/charts", "github.com/gorilla/websocket", "charts are built from results"},
}

func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "..."); ok {
		return name == strings.TrimSuffix(prefix, "/") || strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

func TestImportRule(t *testing.T) {
	for _, p := range packages(t) {
		i := slices.IndexFunc(rules, func(r rule) bool {
			return slices.ContainsFunc(r.pkg, func(pattern string) bool { return matches(pattern, p.short()) })
		})
		if i < 0 {
			t.Errorf("%s: no rule says what it may import; write one, with its reason", p.short())
			continue
		}
		rule := rules[i]
		for _, imported := range p.Imports {
			name, ours := strings.CutPrefix(imported, "kompas/")
			if ours && !slices.ContainsFunc(rule.may, func(pattern string) bool { return matches(pattern, name) }) {
				t.Errorf("%s must not import %s: %s", p.short(), name, rule.reason)
			}
		}
	}
}

func TestLibrariesHaveOneHome(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			for _, h := range homes {
				if strings.HasPrefix(imported+"/", h.library+"/") && !slices.ContainsFunc(strings.Split(h.home, ", "), func(pattern string) bool { return matches(pattern, p.short()) }) {
					t.Errorf("%s must not import %s, which is for %s only: %s", p.short(), imported, h.home, h.reason)
				}
			}
			first, _, _ := strings.Cut(imported, "/")
			known := slices.ContainsFunc(homes, func(h home) bool { return strings.HasPrefix(imported+"/", h.library+"/") })
			if strings.Contains(first, ".") && !known {
				t.Errorf("%s imports %s, a library without a home; name one, with its reason", p.short(), imported)
			}
		}
	}
}

func TestSomePackagesStayOutOfReach(t *testing.T) {
	list := packages(t)
	for _, b := range barred {
		i := slices.IndexFunc(list, func(p pkg) bool { return p.short() == b.pkg })
		if i < 0 {
			t.Errorf("there is no package %s", b.pkg)
		} else if slices.Contains(list[i].Deps, b.library) {
			t.Errorf("%s must not reach %s, not even through others: %s", b.pkg, b.library, b.reason)
		}
	}
}

// The most lines that a file, and the files of a Go package without its tests, may
// have: what is longer is split by what its parts do.
const (
	maxFileLines    = 500
	maxPackageLines = 4_000
)

// longFiles lists the files that may have more than maxFileLines. A pattern that
// ends in /... stands for a folder and everything below it; one that begins with *
// stands for all names that end in the rest.
var longFiles = []struct{ pattern, reason string }{
	{"*_test.go", "the tests of one thing stay together"},
	{"static/web/test/...", "the tests of one thing stay together"},
	{"static/web/e2e/...", "the tests of one thing stay together"},
	{"static/web/bench/...", "they are measurements, as long as the journeys that they time"},
	{"observe/observetest/...", "it is a suite of tests, which several packages run"},
	{"static/web/src/messages/...", "they are tables of texts, compared side by side"},
	{"*.gen.ts", "a program writes them"},
}

// Files and packages are small enough to be read in one sitting.
func TestSizesOfFilesAndPackages(t *testing.T) {
	root := os.DirFS("../..")
	packageLines := map[string]int{} // by folder
	matched := make([]bool, len(longFiles))
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			// Folders of installed and built files.
			if slices.Contains([]string{"node_modules", "dist", ".git", ".build", "out"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".ts", ".tsx", ".css", ".mjs"}, path.Ext(name)) {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		lines := bytes.Count(data, []byte{'\n'})
		if path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			packageLines[path.Dir(name)] += lines
		}
		excepted := false
		for i, e := range longFiles {
			suffix, ok := strings.CutPrefix(e.pattern, "*")
			if ok && strings.HasSuffix(name, suffix) || matches(e.pattern, name) {
				matched[i], excepted = true, true
			}
		}
		if lines > maxFileLines && !excepted {
			t.Errorf("%s has %d lines; split it by what its parts do: %d are the most", name, lines, maxFileLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range longFiles {
		if !matched[i] {
			t.Errorf("no file matches %s, which may be long; remove it from the list", e.pattern)
		}
	}
	if len(packageLines) < 8 {
		t.Errorf("only %d packages are found", len(packageLines))
	}
	for name, lines := range packageLines {
		if lines > maxPackageLines {
			t.Errorf("package %s has %d lines without its tests; split it by what its parts do: %d are the most", name, lines, maxPackageLines)
		}
	}
}

// Package observe has no concurrency: that is the work of observe/record. Only the
// interfaces of stores may name channels.
func TestDomainIsWithoutConcurrency(t *testing.T) {
	files, err := filepath.Glob("../../observe/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of package observe: %v", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range f.Imports {
			if imported.Path.Value == `"sync"` || imported.Path.Value == `"sync/atomic"` {
				t.Errorf("%s imports %s", name, imported.Path.Value)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.InterfaceType:
				return false
			case *ast.GoStmt, *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
				t.Errorf("%s: %T", fset.Position(n.Pos()), n)
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					t.Errorf("%s: a receive", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// Each package says once what it is.
func TestPackagesAreDescribedOnce(t *testing.T) {
	for _, p := range packages(t) {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + filepath.Base(p.Dir) + " "
		}
		var docs []string
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				docs = append(docs, name)
				if !strings.HasPrefix(f.Doc.Text(), want) {
					t.Errorf("%s/%s: the package comment must begin with %q", p.short(), name, want)
				}
			}
		}
		if len(docs) != 1 {
			t.Errorf("%s: the package must be described in one file; it is in %q", p.short(), docs)
		}
	}
}

// docs/dependencies.md gives a reason for each library that is used, and names
// no other.
func TestEveryDependencyHasAReason(t *testing.T) {
	data, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]bool{} // by library: whether it is used
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.TrimSpace(cells[len(cells)-2]) == "" || strings.HasPrefix(cells[1], "---") {
			continue
		}
		for name := range strings.SplitSeq(cells[1], ",") {
			if name = strings.TrimSpace(name); name != "module" && name != "package" {
				reasons[name] = false
			}
		}
	}
	used := map[string]bool{}
	for _, p := range packages(t) {
		for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
				used[path] = true
			}
		}
	}
	tools := exec.Command("go", "list", "tool")
	tools.Dir = "../.."
	out, err := tools.Output()
	if err != nil {
		t.Fatal("go list tool: ", err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		used[path] = true
	}
	var web struct{ Dependencies, DevDependencies map[string]string }
	data, err = os.ReadFile("../../static/web/package.json")
	if err == nil {
		err = json.Unmarshal(data, &web)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []map[string]string{web.Dependencies, web.DevDependencies} {
		for name := range list {
			used[name] = true
		}
	}
	for path := range used {
		found := false
		for name := range reasons {
			if strings.HasPrefix(path+"/", name+"/") {
				reasons[name], found = true, true
			}
		}
		if !found {
			t.Errorf("docs/dependencies.md gives no reason for %s", path)
		}
	}
	for name, used := range reasons {
		if !used {
			t.Errorf("docs/dependencies.md names %s, which nothing uses", name)
		}
	}
}

// packages returns all packages of Kompas.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Name,Imports,TestImports,XTestImports,Deps,GoFiles", "kompas/...")
	cmd.Dir = "../.."
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, stderr.String())
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 8 {
		t.Fatalf("go list finds %d packages only", len(list))
	}
	return list
}
