// Package sequence computes what follows what in coded turns, by lag-sequential
// analysis, and what of it is more than chance.
//
// In goes a list of meetings as [Turns]: a code for each turn. [Follow] returns
// everything; [Find] only what is found, with its moments in each meeting. The
// steps, each in a file of its own:
//
//   - turns.go: which pairs of turns count
//   - table.go: counts of pairs and the classical figures (Bakeman & Quera 2011)
//   - nulltable.go: the same table without order, from shuffled codes
//   - find.go: which cells are links; explained.go: which only look like one
//   - cycles.go: the elementary cycles of links
//   - passes.go, breaks.go: how often the talk was seen going round a cycle
//   - loops.go, sides.go: what is said of each cycle
//
// Words: a cycle is a closed path in the graph of links, a pass is the talk going
// once round it, a loop is a cycle with all that is known of it. docs/analysis.md
// has the definitions with their sources.
package sequence
