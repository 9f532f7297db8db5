// Package allowance bounds what one person, or one address, can take of the
// server: memory, exports, entries a second, and attempts to sign in or to join.
//
// What is counted is counted for a holder: a text that stands for a person, or
// where nobody is signed in, for an address.
package allowance

// Owner is the holder that stands for the owner. Only the limits for one holder
// bind the owner, and not those for all others together.
const Owner = ""
