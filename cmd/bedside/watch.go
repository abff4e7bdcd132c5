package main

import (
	"context"
	"fmt"
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
	w, err := watch.New(watch.Options{Dir: f.dir, Roots: build.Roots(), Ignore: build.Ignored, Poll: f.poll})
	if err != nil {
		return fmt.Errorf("watching %s: %w", f.dir, err)
	}
	defer w.Close() //nolint:errcheck // Nothing is lost with it.
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
	}
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
