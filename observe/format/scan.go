package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"kompas/observe"
)

// Names of the columns of a CSV file.
const (
	colTimeMS   = "time_ms"
	colTime     = "time"
	colFrom     = "from"
	colTo       = "to"
	colTag      = "tag"
	colTags     = "tags"
	colNote     = "note"
	colPhase    = "phase"
	colObserver = "observer"
)

// tagSeparator separates the tags of one cell.
const tagSeparator = "|"

// Group is in a [Row] the index of everybody, the group as a whole.
const Group = -1

// NoPhase is in a [Row] the index of no phase, before the first one.
const NoPhase = -1

// OwnerRow is in a [Row] the index of an empty observer: the owner.
const OwnerRow = -1

// Limits of a file. A row may have no more cells than the heading.
const (
	maxColumns = 1000
	maxHeading = 64 << 10 // bytes
	maxPhases  = 10_000   // names
	maxLists   = 1 << 16  // lists of tags that are kept, since most lists occur again
)

const byteOrderMark = "\ufeff"

// ownHeading is how a CSV file begins that Kompas wrote: with a byte order mark,
// without which some spreadsheets take UTF-8 for another encoding, the columns, and
// a line feed.
const ownHeading = byteOrderMark + colTimeMS + "," + colFrom + "," + colTo + "," + colTags + "," + colNote + "," + colPhase + "," + colObserver + "\n"

// CSV is a CSV file of turns. Reading its rows fills the lists of what occurs
// in them, each in order of appearance; rows name these by index.
type CSV struct {
	Persons   []string // names, by first appearance; from comes before to in a row
	Tags      []observe.TagID
	Phases    []string // names, each once
	Observers []string

	file     []byte // with the byte order mark, if any
	data     []byte // without one
	valid    bool   // whether the whole file is UTF-8
	own      bool   // whether Kompas wrote it
	sep      byte
	columns  []string
	unused   []string // names of columns that are ignored
	time     int      // index of the column, -1 if there is none
	inMillis bool     // whether the time column is time_ms
	from, to int
	tags     int
	note     int
	phase    int
	observer int

	pos, line int // where the next row begins
	beyond    int // how many cells the last row had beyond those of the heading
	cells     [][]byte
	scratch   []byte

	persons, phases, observers index
	tagIDs, tagCells           index
	tagLists                   [][]int // by the text of the cell
	problems                   []Problem
	more                       bool
	owner                      bool // whether there are rows without an observer
	toGroup, toGroupLine       int  // number of rows from "*" to a person, and the line of the first
}

// Row is one row of a CSV file. It is valid until the next one is read.
type Row struct {
	N        int // 1 is the first row after the header
	Line     int // physical line on which it begins; the header is line 1
	At       observe.Millis
	From, To int      // of Persons, or Group
	Tags     []int    // of Tags
	Phase    int      // of Phases: the last one that was named; or NoPhase
	NewPhase bool     // whether the phase begins here
	Observer int      // of Observers, or OwnerRow
	Notes    [][]byte // nearly always one, or none
}

// OpenCSV reads the header of a CSV file, from which separator and columns are known.
// Data must not change while the CSV is in use.
func OpenCSV(data []byte) (*CSV, error) {
	c := &CSV{file: data, data: bytes.TrimPrefix(data, []byte(byteOrderMark)), line: 1}
	if len(bytes.TrimSpace(c.data)) == 0 {
		return nil, problem(0, "", "the file is empty; line 1 must name the columns, at least time_ms (or time) and from")
	}
	c.valid = utf8.Valid(c.data)
	c.own = bytes.HasPrefix(data, []byte(ownHeading))
	c.sep = separator(c.data)
	cells, err := c.next()
	switch {
	case err != nil:
	case c.beyond > 0:
		return nil, problem(1, "", "must name at most %d columns; there are %d", maxColumns, len(cells)+c.beyond)
	case c.pos > maxHeading:
		return nil, problem(1, "", "the columns must have at most %d bytes of names; they have %d", maxHeading, c.pos)
	}
	if err == nil && !c.valid {
		err = c.checkUTF8(1, cells)
	}
	if err != nil {
		return nil, &Error{Code: observe.Invalid, Problems: []Problem{*err}}
	}
	for _, cell := range cells {
		c.columns = append(c.columns, string(cell))
	}
	return c, c.findColumns()
}

// separator is the comma or semicolon that comes first in the header, outside
// quotes.
func separator(data []byte) byte {
	quoted := false
	for _, b := range data {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			return ','
		case b == ',' || b == ';':
			return b
		}
	}
	return ','
}

func (c *CSV) findColumns() error {
	var err error
	find := func(names ...string) int {
		found := -1
		for i, name := range c.columns {
			if !slices.Contains(names, name) {
				continue
			}
			if found >= 0 && err == nil {
				err = problem(1, "column "+name, "there are two columns for the same, %q and %q; keep one", c.columns[found], name)
			}
			found = i
		}
		return found
	}
	c.time = find(colTimeMS, colTime)
	c.from, c.to = find(colFrom), find(colTo)
	c.tags = find(colTag, colTags)
	c.note, c.phase, c.observer = find(colNote), find(colPhase), find(colObserver)
	if err != nil {
		return err
	}
	for _, need := range []struct {
		column int
		name   string
	}{{c.time, "time_ms (or time)"}, {c.from, "from"}} {
		if need.column < 0 {
			return problem(1, "", "must name the columns, separated by comma or semicolon, at least time_ms (or time) and from; there is no %s in %s",
				need.name, listed(c.columns))
		}
	}
	c.inMillis = c.columns[c.time] == colTimeMS
	used := []int{c.time, c.from, c.to, c.tags, c.note, c.phase, c.observer}
	for i, name := range c.columns {
		if !slices.Contains(used, i) {
			c.unused = append(c.unused, name)
		}
	}
	return nil
}

// listed quotes up to ten texts, each shortened for a message of one line.
func listed(texts []string) string {
	const most = 10
	out := make([]string, 0, most+1)
	for i, s := range texts {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(texts)-most))
			break
		}
		out = append(out, shortened(s))
	}
	return strings.Join(out, ", ")
}

// shortened quotes a text, cut to fit into a message of one line.
func shortened(s string) string {
	const most = 40
	if n := utf8.UTFMax * (most + 1); len(s) > n {
		s = s[:n] // still too long
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// Warnings says what in the file is not used. It is complete after all rows have been
// read.
func (c *CSV) Warnings() []string {
	var out []string
	if len(c.unused) > 0 {
		out = append(out, "columns that are not used: "+listed(c.unused))
	}
	if c.toGroup > 0 {
		out = append(out, fmt.Sprintf(`rows from "*" that name somebody in to are read as to "*": %d, the first on line %d`, c.toGroup, c.toGroupLine))
	}
	return out
}

// next reads the cells of one row; they are valid until the next call. It returns
// none at the end of the file.
func (c *CSV) next() ([][]byte, *Problem) {
	c.cells, c.scratch, c.beyond = c.cells[:0], c.scratch[:0], 0
	data, i := c.data, c.pos
	first := c.line
	for i < len(data) || len(c.cells) > 0 {
		var cell []byte
		if i < len(data) && data[i] == '"' {
			var bad *Problem
			if cell, i, bad = c.quoted(i); bad != nil {
				return nil, bad
			}
		} else {
			start := i
			for i < len(data) && data[i] != c.sep && data[i] != '\n' {
				i++
			}
			cell = data[start:i]
			if (i == len(data) || data[i] == '\n') && i > start && data[i-1] == '\r' {
				cell = data[start : i-1]
			}
		}
		if len(c.cells) < maxColumns {
			c.cells = append(c.cells, cell)
		} else {
			c.beyond++
		}
		if i >= len(data) {
			break
		}
		i++
		if data[i-1] == '\n' {
			c.line++
			break
		}
	}
	if len(c.cells) == 1 && len(c.cells[0]) == 0 && first > 1 && len(bytes.Trim(data[i:], "\r\n")) == 0 {
		c.cells, i = c.cells[:0], len(data) // only empty lines are left
	}
	c.pos = i
	return c.cells, nil
}

// quoted reads a cell in quotes that begins at i. It returns the index after the
// cell: that of a separator, a newline or the end.
func (c *CSV) quoted(i int) ([]byte, int, *Problem) {
	data, first := c.data, c.line
	broken := func(message string) ([]byte, int, *Problem) {
		return nil, 0, &Problem{Line: first, Where: c.columnName(len(c.cells)), Message: message}
	}
	i++
	start, whole := i, -1 // whole: where the cell begins in scratch, once it differs from data; or -1
	for {
		if i >= len(data) {
			return broken(`has a quote (") that is never closed`)
		}
		switch data[i] {
		case '\n':
			c.line++
			if data[i-1] != '\r' {
				break
			}
			if whole < 0 {
				whole = len(c.scratch)
			}
			c.scratch = append(append(c.scratch, data[start:i-1]...), '\n')
			start = i + 1
		case '"':
			if i+1 < len(data) && data[i+1] == '"' {
				if whole < 0 {
					whole = len(c.scratch)
				}
				c.scratch = append(c.scratch, data[start:i+1]...)
				i++
				start = i + 1
				break
			}
			cell := data[start:i]
			if whole >= 0 {
				c.scratch = append(c.scratch, cell...)
				cell = c.scratch[whole:]
			}
			i++
			if i+1 < len(data) && data[i] == '\r' && data[i+1] == '\n' || i+1 == len(data) && data[i] == '\r' {
				i++
			}
			if i < len(data) && data[i] != c.sep && data[i] != '\n' {
				return broken(`has text after its closing quote ("); a quote within quotes must be doubled`)
			}
			return cell, i, nil
		}
		i++
	}
}

// columnName returns the name of a column, or its number if it has no name.
func (c *CSV) columnName(i int) string {
	if i < len(c.columns) && c.columns[i] != "" && utf8.ValidString(c.columns[i]) {
		return "column " + strings.Trim(shortened(c.columns[i]), `"`)
	}
	return fmt.Sprintf("column %d", i+1)
}

func (c *CSV) checkUTF8(line int, cells [][]byte) *Problem {
	for i, cell := range cells {
		if !utf8.Valid(cell) {
			return &Problem{line, c.columnName(i), "must be valid UTF-8; save the file as CSV in UTF-8"}
		}
	}
	return nil
}

// index numbers texts in order of appearance.
type index map[string]int
