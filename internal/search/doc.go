// Package search makes the index of all guides and answers queries from it.
//
// An Analyzer turns each guide into an Entry, at any time and in any order, and
// all entries into the files of the index. A Reader answers from these files.
// The client in the browser (assets/search.js) reads the same files and gives
// the same answers in the same order.
//
// The package knows nothing of Markdown, pages or disks.
package search
