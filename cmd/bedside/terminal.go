package main

import (
	"os"

	"golang.org/x/term"
)

// terminal reports whether a stream is one that a person looks at.
func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// lively reports whether a stream can show a line that is written over.
func lively(f *os.File) bool { return os.Getenv("TERM") != "dumb" && terminal(f) }

// colorful follows https://no-color.org and leaves files and pipes plain.
func colorful(f *os.File) bool { return os.Getenv("NO_COLOR") == "" && lively(f) }
