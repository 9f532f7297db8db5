// Package analysistest has what the tests of several packages of the analysis
// share: real meetings, made-up meetings, logs that are written entry by entry,
// and a checker of figures. Only tests import it.
package analysistest
