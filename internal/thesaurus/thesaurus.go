// Package thesaurus holds groups of English words and phrases that mean the same,
// clinical and lay. They are data (data/*.txt; the README there says how a group is
// written) inside the binary, and in our own words.
//
// What a group does to a text is up to who uses it: the search index finds guides by
// them, the content rules judge by them whether two names can mean the same.
package thesaurus

import (
	"embed"
	"strings"
	"sync"
)

//go:embed data/*.txt
var data embed.FS

// Groups returns all groups in the order of the files, each a list of members as they
// are written. Nobody may change them.
func Groups() [][]string { return groups() }

var groups = sync.OnceValue(func() [][]string {
	files, err := data.ReadDir("data")
	if err != nil {
		panic(err) // The folder is part of the program.
	}
	var groups [][]string
	for _, f := range files {
		text, err := data.ReadFile("data/" + f.Name())
		if err != nil {
			panic(err)
		}
		groups = append(groups, parse(string(text))...)
	}
	return groups
})

// parse reads a group a line, its members separated by commas; # begins a comment.
func parse(s string) [][]string {
	var groups [][]string
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		var g []string
		for m := range strings.SplitSeq(line, ",") {
			if m = strings.TrimSpace(m); m != "" {
				g = append(g, m)
			}
		}
		groups = append(groups, g)
	}
	return groups
}
