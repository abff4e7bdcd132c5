package main

import (
	"os"

	"golang.org/x/term"
)

// terminal reports whether a stream is one that a person looks at.
func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// colorful follows https://no-color.org and leaves files and pipes plain.
func colorful(f *os.File) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(f)
}
