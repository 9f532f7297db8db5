// Package format reads and writes the files of Kompas: the Kompas log (.jsonl),
// which keeps everything, and CSV, which spreadsheets and other programs read.
//
// Reading is done in two passes over the bytes of a file: the first finds
// everything that is wrong, the second yields the entries one at a time, so that
// the entries of a large file are never in memory together. A file with one bad
// row makes no recording at all.
package format
