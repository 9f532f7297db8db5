// Package analysis computes what one coded meeting shows: who took part, who
// responds to whom, and what tends to follow what.
//
// It is pure: [Meeting] and [Options] go in, a [Result] comes out, with the turns
// beside it as a [Reading]. It has no clock, does no input or output, keeps nothing
// between calls and never changes what it is given. The same input gives the same
// bytes. Where two programs would
// define a figure differently, the comment at the function says which
// definition is taken; docs/analysis.md has them all.
//
// What is undefined (a share of nothing, the spread of one person) is a nil
// pointer and becomes null in JSON, never NaN.
//
// Words: a turn is an interaction as the fold shows it; a [Selection] is the turns
// that the filters leave, ordered by (at, seq); a segment is a stretch of them
// without a pause, a change of phase or a gap that a filter made.
//
// Below this package are stats, compute, shuffle and sequence, which know no
// meetings; above it agreement and trends, which compare selections of several
// observers or meetings, and those that draw, word and recognise results.
package analysis
