// Package build runs the steps from a source directory to a site in their order:
// scan, parse, join, check, render, publish.
//
// # Two passes
//
// The first pass reads every front matter, which is all that other guides need to
// know. The second reads one text after another, checks it, makes its files and
// lets it go, so that memory does not grow with the length of the guides. No
// result depends on the order in which the work gets done.
//
// # Builder and Version
//
// A Builder remembers what it read. Update looks again at the files it is told of
// and returns a Version, which is the site in one state and never changes: it
// makes a file when it is asked for it. Build is a Builder that is asked once and
// whose Version is published whole; a preview asks again and again. There is no
// other way from sources to files, so both give the same bytes.
//
// Three things make remembering safe. What is kept is never changed. A parsed file
// depends on its own bytes only. And whatever a page takes from elsewhere (what
// other guides say, where links lead, which pictures it shows, settings, layouts,
// assets) is in its key, which is compared when the page is asked for: nothing
// needs to know which pages an edit touches.
//
// # Faults
//
// A fault of an author's file is a diagnostic; a fault of the machine is an error.
// Problems are judged by what the files say now. What a Version serves is the last
// good state of whatever is broken: a guide with a mistake, layouts, settings, a
// style sheet. Build publishes nothing if there is an error.
package build

import (
	"context"
	"io/fs"
	"time"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/picture"
	"bedside/internal/publish"
)

// Options say what is built, and where to.
type Options struct {
	// Source is the source directory. It must not give out files from outside.
	Source fs.FS
	// Defaults holds layouts/ and assets/ for what the source lacks.
	Defaults fs.FS
	// Out is the folder that becomes the site. If it is empty, everything is
	// checked and nothing is written.
	Out string
	// Spare is a folder on the same file system for what publish keeps between
	// builds, or "".
	Spare string
	// Records is a folder for a second copy of the list of published files, or "".
	Records string
	// BaseURL replaces the one of the settings, unless it is empty.
	BaseURL string
	// Drafts are published only if this is set.
	Drafts bool
	// Today is the day that dates of reviews and sources are compared with; if it is the
	// zero time, nothing is said of them. No published byte depends on it.
	Today time.Time
	// Renewals are what the history of the sources says of dates of review, nil if it is
	// not known; see check.Context.
	Renewals map[string]check.Renewal
	// AskWeb, if set, is called once with the addresses on the web that the checked texts
	// name, and says what became of each.
	AskWeb func(ctx context.Context, addresses []string) (map[string]check.Answer, error)
	// Strict makes Publish take warnings for errors.
	Strict bool
	// Brief leaves out advice on texts, which costs as much as making the pages; see
	// check.Context.
	Brief bool
	// Progress, if set, is called from many goroutines after each of the "guides" and,
	// later, of the "pictures".
	Progress func(what string, done, total int)

	plain bool           // lets tests read pages that are not minified
	maker *picture.Maker // lets tests share one, which takes a moment to start
}

// Result is what a build found and did.
type Result struct {
	// Problems are sorted by place. Errors have their source lines; AddExcerpts fills in
	// those of others.
	Problems    diag.List
	AddExcerpts func(diag.List)
	// Failed is set if one of them kept the site from being published: an error or, if
	// Options say so, a warning.
	Failed bool
	Stats  Stats
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
	b := New(o)
	b.once = true
	v, err := b.Update(ctx, nil, true)
	if err != nil {
		return Result{}, err
	}
	result, err := b.Publish(ctx, v)
	if err != nil {
		return Result{}, err
	}
	result.Stats.Duration = time.Since(start)
	return result, nil
}
