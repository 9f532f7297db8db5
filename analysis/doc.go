// Package analysis computes what one coded meeting shows: who took part, who
// responds to whom, and what tends to follow what.
//
// It is pure: a [Meeting] and [Options] in, a [Result] out. It has no clock,
// does no input or output, keeps nothing between calls and never changes what
// it is given. The same input gives the same bytes. Where two programs would
// define a figure differently, the comment at the function says which
// definition is taken; docs/analysis.md has them all.
//
// What is undefined (a share of nothing, the spread of one person) is a nil
// pointer and becomes null in JSON, never NaN.
//
// Words: a turn is an interaction; the stream is what is left of the turns
// after the filters, ordered by (at, seq); a segment is a stretch of the stream
// without a pause, a change of phase or a gap that a filter made.
package analysis
