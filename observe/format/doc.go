// Package format reads and writes the files of Kompas: the Kompas log (.jsonl),
// which keeps everything, and CSV, which spreadsheets and other programs read.
//
// Reading is done in two passes over the bytes of a file: the first finds
// everything that is wrong, the second gives the entries one at a time, so that
// a large file never stands in memory as entries. Nothing is read by halves: a
// file with one bad row gives no recording.
package format
