package watch

import "time"

// note remembers how a file or folder looks now, and tells of it if it looked
// different before.
func (w *Watcher) note(name string, s stamp, now time.Time) {
	old, known := w.seen[name]
	if known && old == s {
		return
	}
	w.remember(name, s)
	switch {
	case known && old.sameFolder(s):
		// A file may have been made since the last look, found there by the receiver,
		// and removed before this one. Events would have told of each.
		if w.notes == nil && w.tree.inside(name) {
			w.burst.add(name, now)
		}
	case known && old.isDir(): // replaced by a file, or its rights have changed
		w.lose(now)
	default:
		w.burst.add(name, now)
	}
}

func (w *Watcher) remember(name string, s stamp) {
	w.seen[name] = s
	if s.link {
		w.links[name] = struct{}{}
	} else {
		delete(w.links, name)
	}
}

// gone forgets a file or folder that is not there any more, and tells of it.
func (w *Watcher) gone(name string, now time.Time) {
	old := w.seen[name]
	delete(w.seen, name)
	delete(w.links, name)
	if old.isDir() {
		w.lose(now)
		return
	}
	w.burst.add(name, now)
}

// lose asks for a Rescan and, where events are used, for watches set anew.
func (w *Watcher) lose(now time.Time) {
	w.burst.addAll(now)
	if w.notes != nil && !w.lost {
		w.lost = true
		w.burst.first = now // removing a tree of folders sets the watches anew once, not for each
	}
}
