package main

import (
	"fmt"
	"maps"
	"slices"

	"bedside/internal/build"
	"bedside/internal/diag"
)

// problemPrinter prints the problems of one version after another: once all of them,
// and afterwards the errors that the version before did not have, new warnings in the
// files that were saved (or in all, if settings or layouts were), and that all errors
// are mended when they are.
type problemPrinter struct {
	c      console
	errors map[diag.Diagnostic]bool
	// saved are the files that were saved since warnings were printed last, with what
	// was known of them then.
	saved map[string]map[diag.Diagnostic]bool
	// all is set if all files may have other problems since, and before holds what was
	// known of them then.
	all    bool
	before map[diag.Diagnostic]bool
	last   *build.Version
}

func newProblemPrinter(c console) *problemPrinter {
	return &problemPrinter{c: c, saved: map[string]map[diag.Diagnostic]bool{}, all: true}
}

// shows prints the errors that are known of a version which was just shown.
func (p *problemPrinter) shows(v *build.Version, c build.Change) error {
	if c.Everything && !p.all {
		// Later is too late: what is known of a text goes with the settings.
		p.all, p.before = true, set(p.last.Problems())
	}
	for _, f := range c.Files {
		if _, ok := p.saved[f]; !ok && p.last != nil {
			p.saved[f] = set(p.last.ProblemsOf(f))
		}
	}
	p.last = v
	return p.print(v.Errors(), nil, v.AddExcerpts)
}

// checked prints what was found in a version since it was shown.
func (p *problemPrinter) checked(v *build.Version) error {
	warnings := diag.List{} // not nil: all is known
	note := func(list diag.List, known map[diag.Diagnostic]bool) {
		for _, d := range list {
			if d.Severity != diag.Error && !known[bare(d)] {
				warnings = append(warnings, d)
			}
		}
	}
	if p.all {
		note(v.Problems(), p.before)
		p.all, p.before = false, nil
	} else {
		for f, known := range p.saved {
			note(v.ProblemsOf(f), known)
		}
	}
	clear(p.saved)
	return p.print(v.Errors(), warnings, v.AddExcerpts)
}

// print prints the errors that are new, and warnings. If warnings is nil, more errors
// may be found, and nothing is said of those that are gone.
func (p *problemPrinter) print(errors, warnings diag.List, addExcerpts func(diag.List)) error {
	before := len(p.errors)
	now := set(errors)
	var fresh diag.List
	for _, d := range errors {
		if !p.errors[bare(d)] {
			fresh = append(fresh, d)
		}
	}
	if warnings == nil {
		maps.Copy(now, p.errors)
	}
	p.errors = now
	if err := printList(p.c, slices.Concat(fresh, warnings).Sort(), addExcerpts); err != nil {
		return err
	}
	switch n := len(now); {
	case len(fresh) > 0:
		fmt.Fprintf(p.c.err, "%s; what is broken is shown as it was before\n", plural(n, "error"))
	case n > 0 && n != before:
		fmt.Fprintf(p.c.err, "%s left\n", plural(n, "error"))
	case n == 0 && before > 0:
		fmt.Fprintln(p.c.err, "all errors are mended")
	}
	return nil
}

// bare is a problem without its excerpt, which is filled in later for some.
func bare(d diag.Diagnostic) diag.Diagnostic {
	d.Excerpt = ""
	return d
}

func set(list diag.List) map[diag.Diagnostic]bool {
	s := make(map[diag.Diagnostic]bool, len(list))
	for _, d := range list {
		s[bare(d)] = true
	}
	return s
}
