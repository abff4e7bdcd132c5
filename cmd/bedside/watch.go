package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"bedside/internal/build"
	"bedside/internal/watch"
)

// pollFlag is the help of --poll, which two commands have.
const pollFlag = "look for changes every so often (such as 500ms) where the system does not tell of them"

// follower keeps versions of a site up to date with its source directory.
type follower struct {
	builder *build.Builder
	dir     string
	poll    time.Duration
	// note is told, in a sentence for people, what else there is to know.
	note func(string)
	// show gets each new version, and what it changed.
	show func(v *build.Version, c build.Change) error
	// rest is what is done with a version while nothing changes, or nil. It ends when
	// its context does.
	rest func(ctx context.Context, v *build.Version)
}

// follow builds, and builds again whenever a source file may have changed, until
// the context ends.
func (f *follower) follow(ctx context.Context) error {
	w, err := f.watch("")
	if err != nil {
		return err
	}
	defer func() { w.Close() }() //nolint:errcheck // Nothing is lost with it.
	feeFile := ""
	var last *build.Version
	polled := ""
	stopRest := func() {}
	defer func() { stopRest() }()
	for {
		var change watch.Change
		select {
		case change = <-w.Changes():
		case <-ctx.Done():
			return nil
		}
		stopRest()
		if on, why := w.Polling(); on && why != polled && f.poll == 0 {
			polled = why
			f.note(why)
		}
		f.settle(ctx, change.Names)
		v, err := f.builder.Update(ctx, change.Names, change.Rescan || last == nil)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if v != last {
			c := build.Change{Everything: true}
			if last != nil {
				c = v.Changed(last)
			}
			if err := f.show(v, c); err != nil {
				return err
			}
			last = v
		}
		stopRest = f.background(ctx, v)
		if v.FeeFile() != feeFile {
			// A new watcher looks at everything once, so nothing is missed meanwhile.
			feeFile = v.FeeFile()
			if err := w.Close(); err != nil {
				return err
			}
			if w, err = f.watch(feeFile); err != nil {
				return err
			}
		}
	}
}

// watch begins to look after the sources, and after the fee schedule, which lies where
// the settings say, unless it is "".
func (f *follower) watch(feeFile string) (*watch.Watcher, error) {
	roots := build.Roots()
	if feeFile != "" {
		roots = append(roots, feeFile)
	}
	w, err := watch.New(watch.Options{Dir: f.dir, Roots: roots, Ignore: build.Ignored, Poll: f.poll})
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", f.dir, err)
	}
	return w, nil
}

// Limits of settle.
const (
	settleTime  = 100 * time.Millisecond
	settleStep  = 5 * time.Millisecond
	settleFiles = 20
)

// settle waits a moment for texts that are empty. An editor that saves in place
// empties a file before it writes it, and nobody should be told of that.
func (f *follower) settle(ctx context.Context, names []string) {
	if len(names) > settleFiles {
		return
	}
	for end := time.Now().Add(settleTime); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(settleStep) {
		if !slices.ContainsFunc(names, f.empty) {
			return
		}
	}
}

func (f *follower) empty(name string) bool {
	if path.Ext(name) != ".md" {
		return false
	}
	info, err := os.Lstat(filepath.Join(f.dir, filepath.FromSlash(name)))
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// background does the rest. The returned function ends it.
func (f *follower) background(ctx context.Context, v *build.Version) (stop func()) {
	if f.rest == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.rest(ctx, v)
	}()
	return func() {
		cancel()
		<-done
	}
}
