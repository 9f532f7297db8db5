// Package agreement compares what two observers noted of the same meeting: which
// turns both noted, and how far they agree on who acted, to whom, and in which
// words.
//
//   - clock.go: how much later the clock of the second observer is, and how much
//     faster it runs
//   - align.go: which turns are the same (Needleman & Wunsch 1970; Quera, Bakeman &
//     Gnisci 2007)
//   - confusion.go: agreement on one thing: percentage, Cohen's kappa, per code
//   - agreement.go: all of it, kappa in time and by chance, and the links that both
//     find
//
// docs/analysis.md has the definitions with their sources.
package agreement
