package format

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"kompas/observe"
)

// Rows reads all rows, each time from the first. It calls yield with each valid
// row, and stops when yield returns false. If a row is wrong, Rows still reads the
// others, to name up to MaxProblems in an [*Error]; the rows that were yielded must
// not be used then.
func (c *CSV) Rows(yield func(*Row) bool) error {
	if err := c.rewind(); err != nil {
		return err
	}
	row := Row{Phase: NoPhase}
	for {
		row.N++
		row.Line = c.line
		cells, bad := c.next()
		if bad != nil { // where the next row begins is unknown
			c.problems = append(c.problems, *bad)
			break
		}
		if len(cells) == 0 {
			break
		}
		if !c.read(&row, cells) {
			if len(c.problems) == MaxProblems {
				c.more = c.pos < len(c.data)
				break
			}
			continue
		}
		if len(c.problems) == 0 && !yield(&row) {
			return nil
		}
	}
	if len(c.problems) > 0 {
		return &Error{Code: observe.Invalid, Problems: c.problems, More: c.more}
	}
	return nil
}

func (c *CSV) rewind() error {
	c.pos, c.line = 0, 1
	if _, bad := c.next(); bad != nil {
		return &Error{Code: observe.Invalid, Problems: []Problem{*bad}}
	}
	c.Persons, c.Tags, c.Phases, c.Observers = nil, nil, nil, nil
	c.persons, c.phases, c.observers = index{}, index{}, index{}
	c.tagIDs, c.tagCells, c.tagLists = index{}, index{}, nil
	c.problems, c.more, c.toGroup, c.owner = nil, false, 0, false
	return nil
}

// read turns cells into a row. If they are wrong it adds a problem and returns
// false.
func (c *CSV) read(row *Row, cells [][]byte) bool {
	wrong := func(column int, format string, args ...any) bool {
		c.problems = append(c.problems, Problem{row.Line, c.columnName(column), fmt.Sprintf(format, args...)})
		return false
	}
	if n := len(cells) + c.beyond; n != len(c.columns) {
		c.problems = append(c.problems, Problem{row.Line, "", fmt.Sprintf("must have %d cells, as the header; it has %d", len(c.columns), n)})
		return false
	}
	if !c.valid {
		if bad := c.checkUTF8(row.Line, cells); bad != nil {
			c.problems = append(c.problems, *bad)
			return false
		}
	}
	var err error
	if c.inMillis {
		row.At, err = parseMillis(cells[c.time])
	} else {
		row.At, err = parseClock(cells[c.time])
	}
	if err != nil {
		return wrong(c.time, "%v; it is %s", err, shortened(string(cells[c.time])))
	}
	if row.From, err = c.person(c.text(cells[c.from])); err != nil {
		return wrong(c.from, "%v", err)
	}
	row.To = Group
	if to := c.cell(cells, c.to); len(to) > 0 {
		if row.From == Group && string(to) != observe.Everybody {
			if c.toGroup == 0 {
				c.toGroupLine = row.Line
			}
			c.toGroup++
		} else if row.To, err = c.person(to); err != nil {
			return wrong(c.to, "%v", err)
		}
	}
	if row.From == row.To && row.From != Group {
		return wrong(c.to, "must differ from from: nobody responds to themself; both are %s", shortened(c.Persons[row.From]))
	}
	row.Tags = nil
	if tags := c.cell(cells, c.tags); len(tags) > 0 {
		if row.Tags, err = c.tagList(tags); err != nil {
			return wrong(c.tags, "%v", err)
		}
	}
	if row.Notes, err = c.noteTexts(c.cell(cells, c.note)); err != nil {
		return wrong(c.note, "%v", err)
	}
	row.NewPhase = false
	if name := c.cell(cells, c.phase); len(name) > 0 {
		phase, err := intern(c.phases, &c.Phases, name, checkName)
		if err == nil && phase == maxPhases {
			err = fmt.Errorf("must be one of at most %d phases in a file", maxPhases)
		}
		if err != nil {
			return wrong(c.phase, "%v", err)
		}
		row.NewPhase = phase != row.Phase
		row.Phase = phase
	}
	row.Observer = OwnerRow
	if name := c.cell(cells, c.observer); len(name) > 0 {
		if row.Observer, err = intern(c.observers, &c.Observers, name, checkName); err != nil {
			return wrong(c.observer, "%v", err)
		}
		if row.Observer == observe.MaxParticipants {
			return wrong(c.observer, "must be one of at most %d observers", observe.MaxParticipants)
		}
	}
	c.owner = c.owner || row.Observer == OwnerRow
	return true
}

// cell returns the text of a column, empty if there is no such column.
func (c *CSV) cell(cells [][]byte, column int) []byte {
	if column < 0 {
		return nil
	}
	return c.text(cells[column])
}

// text returns the text of a cell, without the marks that an export adds.
func (c *CSV) text(cell []byte) []byte {
	if c.own {
		return unguarded(cell)
	}
	return unprefixed(cell)
}

// noteTexts returns the texts of a note cell. Kompas writes several notes into one
// cell, which may then be longer than a note can be. Such a text is cut at newlines
// into as few notes as possible.
func (c *CSV) noteTexts(cell []byte) (list [][]byte, err error) {
	for c.own {
		end, i, runes := -1, 0, 0
		for ; i < len(cell) && runes <= observe.MaxText; runes++ {
			if cell[i] == '\n' {
				end = i
			}
			_, size := utf8.DecodeRune(cell[i:])
			i += size
		}
		if runes <= observe.MaxText || end < 0 { // the rest fits, or it is one line that is too long
			break
		}
		list, cell = append(list, cell[:end]), cell[end+1:]
	}
	if len(list) > 0 || len(cell) > 0 {
		list = append(list, cell)
	}
	for _, text := range list {
		if err := observe.CheckText("", string(text)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (c *CSV) person(name []byte) (int, error) {
	if len(name) == 0 {
		return 0, fmt.Errorf(`must be a name, or "*" for everybody; it is empty`)
	}
	if len(name) == 1 && name[0] == '*' {
		return Group, nil
	}
	i, err := intern(c.persons, &c.Persons, name, checkName)
	if err == nil && i == observe.MaxParticipants {
		err = fmt.Errorf("must be one of at most %d persons", observe.MaxParticipants)
	}
	return i, err
}

// tagList reads the tags of one cell. Equal cells share one list.
func (c *CSV) tagList(cell []byte) ([]int, error) {
	if i, ok := c.tagCells[string(cell)]; ok {
		return c.tagLists[i], nil
	}
	var list []int
	for tag := range c.tagsOf(cell) {
		if len(tag) == 0 {
			return nil, fmt.Errorf("must be tags separated by %q; one of %s is empty", tagSeparator, shortened(string(cell)))
		}
		i, err := intern(c.tagIDs, &c.Tags, tag, func(s string) error { return observe.CheckID("", s) })
		if err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	if len(list) > observe.MaxEntryTags {
		return nil, fmt.Errorf("must be at most %d tags; there are %d", observe.MaxEntryTags, len(list))
	}
	if len(c.Tags) > observe.MaxTags {
		return nil, fmt.Errorf("must be one of at most %d tags in a file", observe.MaxTags)
	}
	if len(c.tagLists) < maxLists {
		c.tagCells[string(cell)] = len(c.tagLists)
		c.tagLists = append(c.tagLists, list)
	}
	return list, nil
}

// tagsOf returns the tags of a cell. Where Kompas wrote it, \ and | within a tag have
// a \ before them.
func (c *CSV) tagsOf(cell []byte) iter.Seq[[]byte] {
	if !c.own || bytes.IndexByte(cell, '\\') < 0 {
		return bytes.SplitSeq(cell, []byte(tagSeparator))
	}
	return func(yield func([]byte) bool) {
		var tag []byte
		for i := 0; i < len(cell); i++ {
			switch {
			case cell[i] == '\\' && i+1 < len(cell):
				i++
				tag = append(tag, cell[i])
			case cell[i] == tagSeparator[0]:
				if !yield(tag) {
					return
				}
				tag = nil
			default:
				tag = append(tag, cell[i])
			}
		}
		yield(tag)
	}
}

func checkName(s string) error { return observe.CheckName("", s) }

// intern returns the number of a text. A new text is checked first, and gets a new
// number.
func intern[T ~string](ix index, list *[]T, text []byte, check func(string) error) (int, error) {
	if i, ok := ix[string(text)]; ok {
		return i, nil
	}
	s := string(text)
	if err := check(s); err != nil {
		return 0, err
	}
	ix[s] = len(*list)
	*list = append(*list, T(s))
	return len(*list) - 1, nil
}

// Cells that a spreadsheet could take for a formula begin with one of these.
const formulaStart = "=+-@\t\r"

// prefixed reports whether an exported cell needs a ' before it: it begins like a
// formula, or in a way that an import would take for such a prefix.
func prefixed[T ~string | ~[]byte](cell T) bool {
	for i := range len(cell) {
		if cell[i] != '\'' {
			return strings.IndexByte(formulaStart, cell[i]) >= 0
		}
	}
	return false
}

// unprefixed removes the ' that an export put before a cell.
func unprefixed(cell []byte) []byte {
	if len(cell) > 1 && cell[0] == '\'' && prefixed(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// guarded reports whether position i of an exported cell is where another cell would
// begin, in programs that separate cells by something else than a comma, and whether
// that cell would be a formula.
func guarded[T ~string | ~[]byte](cell T, i int) bool {
	return (i == 0 || cell[i-1] == ';' || cell[i-1] == '\t') && prefixed(cell[i:])
}

// unguarded removes every ' that appendCell put before something that might be taken
// for a formula.
func unguarded(cell []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(cell); i++ {
		if cell[i] == '\'' && i+1 < len(cell) && guarded(cell, i) {
			out = append(out, cell[done:i]...)
			done = i + 1
			i++ // the next byte is escaped
		}
	}
	if done == 0 {
		return cell
	}
	return append(out, cell[done:]...)
}

// parseMillis reads whole milliseconds.
func parseMillis(s []byte) (observe.Millis, error) {
	n := observe.Millis(0)
	for _, b := range s {
		if b < '0' || b > '9' || n > observe.MaxMillis {
			n = observe.NoTime
			break
		}
		n = n*10 + observe.Millis(b-'0')
	}
	if len(s) == 0 || n < 0 || n > observe.MaxMillis {
		return 0, fmt.Errorf("must be whole milliseconds from 0 to %d", observe.MaxMillis)
	}
	return n, nil
}

// parseClock reads h:mm:ss, mm:ss or seconds, each with up to three decimals
// after a point or, as some spreadsheets write, a comma.
func parseClock(s []byte) (observe.Millis, error) {
	bad := fmt.Errorf("must be h:mm:ss, mm:ss or seconds, each with up to three decimals, up to 24 hours")
	whole, decimals := s, []byte(nil)
	if i := bytes.LastIndexAny(s, ".,"); i >= 0 {
		whole, decimals = s[:i], s[i+1:]
		if len(decimals) < 1 || len(decimals) > 3 {
			return 0, bad
		}
	}
	total := 0
	parts := bytes.Split(whole, []byte{':'})
	for i, part := range parts {
		n, ok := number(part)
		if !ok || len(parts) > 3 || i > 0 && (len(part) != 2 || n > 59) {
			return 0, bad
		}
		total = total*60 + n
	}
	millis, ok := 0, true
	if decimals != nil {
		millis, ok = number(append(append(make([]byte, 0, 3), decimals...), "00"[:3-len(decimals)]...))
	}
	t := observe.Millis(total*1000 + millis)
	if !ok || t > observe.MaxMillis {
		return 0, bad
	}
	return t, nil
}

// number reads 1 to 8 digits.
func number(s []byte) (int, bool) {
	n := 0
	for _, b := range s {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = n*10 + int(b-'0')
	}
	return n, len(s) > 0 && len(s) <= 8
}
