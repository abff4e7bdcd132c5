package watch

import (
	"maps"
	"slices"
	"time"
)

// maxNames is how many names a burst keeps before it becomes a rescan: above it,
// looking at everything costs little more than looking at each.
const maxNames = 1000

// floodFactor is how many times longer a burst may last that has more than
// maxNames names.
const floodFactor = 5

// burst gathers what moved until it is told. The zero burst is empty.
type burst struct {
	names  map[string]struct{}
	rescan bool
	// flood is set when there was too much to keep.
	flood bool
	// first and last are when things began to move and when they moved last.
	first, last time.Time
	// sorted holds the names in order, or nil since one was added.
	sorted []string
}

func (b *burst) empty() bool { return !b.rescan && len(b.names) == 0 }

// touch says that something moves.
func (b *burst) touch(now time.Time) {
	if b.first.IsZero() {
		b.first = now
	}
	b.last = now
}

// add names a file that may have changed.
func (b *burst) add(name string, now time.Time) {
	b.touch(now)
	if b.rescan {
		return
	}
	if _, known := b.names[name]; known {
		return
	}
	if b.names == nil {
		b.names = map[string]struct{}{}
	}
	b.names[name] = struct{}{}
	b.sorted = nil
	if len(b.names) > maxNames {
		b.addFlood(now)
	}
}

// addAll makes the burst a rescan.
func (b *burst) addAll(now time.Time) {
	b.touch(now)
	b.rescan, b.names, b.sorted = true, nil, nil
}

// addFlood makes the burst a rescan that may wait longer for the end.
func (b *burst) addFlood(now time.Time) {
	b.addAll(now)
	b.flood = true
}

// due returns when the burst is to be told.
func (b *burst) due(quiet, latest time.Duration) time.Time {
	if b.flood {
		latest *= floodFactor
	}
	soon, limit := b.last.Add(quiet), b.first.Add(latest)
	if limit.Before(soon) {
		return limit
	}
	return soon
}

// change returns what is told. The burst must not be added to once the Change has
// left the watcher.
func (b *burst) change() Change {
	if b.rescan {
		return Change{Rescan: true}
	}
	if b.sorted == nil {
		b.sorted = slices.Sorted(maps.Keys(b.names))
	}
	return Change{Names: b.sorted}
}
