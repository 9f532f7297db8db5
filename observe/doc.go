// Package observe is the domain of Kompas: a live meeting that somebody
// observes, as an append-only log of who responds to whom and how.
//
// The words, used with one meaning in code, API and documents:
//
//   - workspace: what belongs together (teams, sessions, codebooks, grants).
//   - session: the record of one observed meeting: a [Header] and a log of
//     entries. The meeting is the event itself; the page says "meeting" for both.
//   - [Entry]: one record of the log; never rewritten but by erasing.
//   - interaction: an entry saying that one person (or everybody, "*")
//     responds to another (or the group, "*"), with tags from the codebook;
//     the first tag is the primary one. A turn is an interaction as the fold
//     shows it: corrected, and not undone.
//   - codebook: the tags that a session is coded with, and their definitions.
//   - phase: one item of the agenda.
//   - observer: who logs; everything the owner does is the one observer
//     "owner".
//   - [State]: what the log means, made by the only reducer there is, the fold.
//   - [Viewer]: who looks. What a viewer sees of the log, and may add to it,
//     is decided here and nowhere else. A [Redactor] shows entries to one viewer.
//   - [Log] and [Docs]: the two stores, owned by this package and implemented
//     elsewhere.
//
// The package imports nothing else of Kompas but the reader of JSON below it,
// which knows nothing of Kompas. It does no input or output, and
// takes the clock and the source of identifiers from its caller.
package observe
