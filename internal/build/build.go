// Package build runs the steps from a source directory to a published site in
// their order: scan, parse, join, check, render, publish.
//
// It works in two passes, so that memory does not grow with the length of the
// guides: the first reads every front matter, which is all that other guides need
// to know; the second reads one text after another, checks it, makes its files
// and lets it go. Both run on all processors, and no result depends on the order
// in which they get done. Nothing is published unless everything succeeded.
//
// A fault of an author's file is a diagnostic in the Result; a fault of the
// machine is an error.
package build

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"bedside/internal/diag"
	"bedside/internal/publish"
)

// Options say what is built, and where to.
type Options struct {
	// Source is the source directory. It must not give out files from outside.
	Source fs.FS
	// Defaults holds layouts/ and assets/ for what the source lacks.
	Defaults fs.FS
	// Out is the folder that becomes the site. If it is empty, everything is made
	// and checked and nothing is written.
	Out string
	// Spare is a folder on the same file system for what publish keeps between
	// builds, or "".
	Spare string
	// BaseURL replaces the one of the settings, unless it is empty.
	BaseURL string
	// Drafts are published only if this is set.
	Drafts bool
	// Progress, if set, is called from many goroutines after each guide.
	Progress func(done, total int)

	plain bool // lets tests read pages that are not minified
}

// Result is what a build found and did.
type Result struct {
	// Problems are sorted by place. If one is an error, nothing was published.
	Problems diag.List
	Stats    Stats
}

// Stats counts what was made.
type Stats struct {
	Guides, Pages int
	publish.Changes
	Duration time.Duration
}

// Build makes the site once. The error is nil if the authors' files are at fault.
func Build(ctx context.Context, o Options) (Result, error) {
	start := time.Now()
	b := &run{Options: o, minifier: publish.NewMinifier()}
	b.workspaces.New = func() any { return new(workspace) }
	stats, err := b.do(ctx)
	if err != nil {
		return Result{}, err
	}
	problems := b.problems.Sort()
	problems.AddExcerpts(func(file string) ([]byte, error) { return fs.ReadFile(b.readable(file), file) })
	stats.Duration = time.Since(start)
	return Result{Problems: problems, Stats: stats}, nil
}

// readable is the file system that a diagnostic's file comes from.
func (b *run) readable(file string) fs.FS {
	if _, err := fs.Stat(b.Source, file); err != nil {
		return b.Defaults
	}
	return b.Source
}

// do runs the steps; it ends early, with problems, where the next step would make
// no sense.
func (b *run) do(ctx context.Context) (Stats, error) {
	config := b.readConfig()
	if b.BaseURL != "" {
		config.BaseURL = b.BaseURL
	}
	found, err := scan(b.Source)
	if err != nil {
		return Stats{}, err
	}
	b.report(found.problems)
	if err := b.parse(ctx, found.content); err != nil {
		return Stats{}, err
	}
	b.join(config, found.other)
	if err := b.prepare(); err != nil {
		return Stats{}, err
	}
	if err := b.begin(); err != nil {
		return Stats{}, err
	}
	stats, err := b.makeAll(ctx)
	if abortErr := b.abort(); err == nil && abortErr != nil {
		err = fmt.Errorf("cleaning up: %w", abortErr)
	}
	return stats, err
}
