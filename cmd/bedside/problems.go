package main

import (
	"fmt"

	"bedside/internal/diag"
)

// problemPrinter prints the problems of one version after another: those that the
// version before did not have, and that all errors are mended when they are.
type problemPrinter struct {
	c      console
	last   map[diag.Diagnostic]bool
	errors int
}

func newProblemPrinter(c console) *problemPrinter {
	return &problemPrinter{c: c, last: map[diag.Diagnostic]bool{}}
}

func (p *problemPrinter) print(problems diag.List, addExcerpts func(diag.List)) error {
	now := make(map[diag.Diagnostic]bool, len(problems))
	var fresh diag.List
	for _, d := range problems {
		key := d
		key.Excerpt = "" // which is filled in later for some
		if !p.last[key] {
			fresh = append(fresh, d)
		}
		now[key] = true
	}
	before := p.errors
	p.last, p.errors = now, problems.Count(diag.Error)
	addExcerpts(fresh)
	if err := printList(p.c, fresh); err != nil {
		return err
	}
	switch {
	case p.errors > 0 && fresh.HasErrors():
		fmt.Fprintf(p.c.err, "%s; what is broken is shown as it was before\n", plural(p.errors, "error"))
	case p.errors > 0 && p.errors != before:
		fmt.Fprintf(p.c.err, "%s left\n", plural(p.errors, "error"))
	case p.errors == 0 && before > 0:
		fmt.Fprintln(p.c.err, "all errors are mended")
	}
	return nil
}
