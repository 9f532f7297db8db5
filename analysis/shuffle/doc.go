// Package shuffle compares what was counted in a sequence of codes with what is
// counted when the codes are shuffled, within stretches in which their order is
// taken to be without meaning.
//
//   - [Shuffling] makes the draws: permutations within strata (Fisher & Yates),
//     rotations within strata, or, where a code cannot follow itself, a chain of swaps.
//   - [Blocks], [Segments] and [Split] make strata.
//   - [DrawnCounts] has what the draws count, and tests observed counts against it, all
//     together by step-down maxT (Westfall & Young 1993). [DrawnTables] does so for
//     tables, each compared with its own margins, and tests each cell alone, too.
//   - [Score] makes cells with few and with many counts comparable.
//   - [Generator] is the source of all random numbers of the analysis.
//
// A code is a number; what it stands for is not known here. The same seed makes
// the same draws on any number of cores.
package shuffle
