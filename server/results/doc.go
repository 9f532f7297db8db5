// Package results computes what clients ask for, and keeps it for a while. A
// [Cache] computes a few things at a time: holders take turns, and the owner
// comes first. Those who ask for the same thing at the same time, or soon after,
// get the same result. A computation that nobody waits for any more is stopped,
// and so is one that takes too long.
//
// A holder is a person, or whoever else limits are counted for; see package
// allowance. What is computed, and what a result depends on, is up to the caller.
package results
