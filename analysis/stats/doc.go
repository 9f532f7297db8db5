// Package stats has the statistics that several parts of the analysis use:
// pure functions over counts and values, which know nothing of meetings.
//
//   - Tails and tests: [PoissonAtMost], [PoissonAtLeast], [BinomialAtMost], [TwoSided]
//   - Adjusted p-values: [Holm], [BenjaminiHochberg]
//   - Intervals: [Wilson], [Newcombe], [Quantile], [Variance]
//   - Inequality and concentration: [Gini], [CorrectedGini], [Evenness],
//     [DegreeCentralization], [StrengthCentralization]
//   - Agreement: [Kappa], [SparseKappa], [Accuracy]
//   - Change over time: [TheilSen], [MannKendall]
//
// Each method has a file of its own. Its comment gives the formula, the variant
// where textbooks differ, and the source. A figure that is undefined, such as a
// share of nothing, is a nil pointer, never NaN. No function changes what it is
// given.
package stats
