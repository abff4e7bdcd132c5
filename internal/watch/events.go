package watch

import (
	"errors"
	"os"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// listen watches every folder that matters and remembers what is in it. Each is
// watched before it is listed, so nothing falls in between.
func (w *Watcher) listen() error {
	notes, err := newNotifier()
	if err != nil {
		return err
	}
	w.notes, w.lost = notes, false
	clear(w.seen)
	clear(w.links)
	for _, name := range w.tree.anchors {
		w.anchors[name], _ = w.tree.anchor(name)
	}
	return w.tree.walk(".", w.enter, w.remember)
}

// unlisten gives the watches back.
func (w *Watcher) unlisten() {
	if w.notes == nil {
		return
	}
	if err := w.notes.close(); err != nil && w.err == nil {
		w.err = err
	}
	w.notes = nil
}

// relisten sets all watches anew.
func (w *Watcher) relisten() {
	w.unlisten()
	if err := w.listen(); err != nil {
		w.giveUp(err)
	}
}

// giveUp goes over to polling, because of an error.
func (w *Watcher) giveUp(err error) {
	if !errors.Is(err, errClosed) {
		w.poll(reason(err))
	}
}

// enter watches one folder.
func (w *Watcher) enter(folder string) error {
	name := w.tree.path(folder)
	if kind := w.remote(name); kind != "" {
		return &silence{folder, "is on " + kind + ", where changes are not always announced"}
	}
	if slices.Contains(w.tree.anchors, folder) {
		info, link := w.tree.anchor(folder)
		if link {
			return &silence{folder, "is a symbolic link, and changes behind one are not always announced"}
		}
		w.anchors[folder] = info
	}
	return w.notes.add(name)
}

// event takes note of one event. Only its name is relied upon: what is there now
// is found by looking, since several more things may have happened meanwhile.
func (w *Watcher) event(e fsnotify.Event, now time.Time) {
	name, ok := w.tree.name(e.Name)
	switch {
	case !ok || !w.tree.wanted(name):
		return
	case w.lost: // everything is going to be looked at
		w.burst.touch(now)
		return
	}
	folder := name == "." || w.seen[name].isDir()
	switch gone := e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename); {
	case folder && gone:
		// Even if there is a folder of this name now, it may be another one.
		w.lose(now)
	case name == ".":
	case gone, e.Has(fsnotify.Create):
		w.moved(name, now)
	case e.Has(fsnotify.Write):
		if !folder { // some systems announce a folder when something in it changes
			w.burst.add(name, now)
		}
	case e.Has(fsnotify.Chmod):
		w.touched(name, now)
	}
}

// moved looks at a name under which something was made, removed or renamed.
func (w *Watcher) moved(name string, now time.Time) {
	s, err := w.tree.stamp(name)
	if err != nil {
		w.gone(name, now)
		return
	}
	w.note(name, s, now)
	if !s.isDir() {
		w.burst.add(name, now) // told even if it looks the same: it may have been replaced within a tick of the clock
		return
	}
	// A folder that is already known may be another one, or was found in a list
	// before its event came. Watching twice does no harm.
	err = w.tree.walk(name, w.enter, func(name string, s stamp) { w.note(name, s, now) })
	if err != nil {
		w.giveUp(err)
	}
}

// touched looks at a name whose attributes have changed. Indexers, backup and
// anti-virus programs do that all the time, so it counts only if the size, the
// time of modification or the mode has changed: some systems announce truncation
// so, and a file that has become readable can mend a build.
func (w *Watcher) touched(name string, now time.Time) {
	s, err := w.tree.stamp(name)
	if err != nil {
		return // its removal is announced by the folder
	}
	if old, known := w.seen[name]; !known || old.attributes() != s.attributes() {
		w.note(name, s, now)
	}
}

// fault mends what an error of the notification broke: events were lost.
func (w *Watcher) fault(err error, now time.Time) {
	if w.lost {
		return
	}
	overflow := errors.Is(err, fsnotify.ErrEventOverflow)
	if !overflow {
		w.faults++
	}
	if w.faults > maxFaults {
		w.giveUp(err)
		return
	}
	w.lose(now)
	w.burst.flood = w.burst.flood || overflow
}

// checkAnchors sees to it that the watched roots are still the folders that one
// finds under their names.
func (w *Watcher) checkAnchors(now time.Time) {
	for _, name := range w.tree.anchors {
		is, link := w.tree.anchor(name)
		was := w.anchors[name]
		if link || (is == nil) != (was == nil) || is != nil && !os.SameFile(is, was) {
			w.lose(now)
			return
		}
	}
}

// checkLinks looks at the files behind symbolic links, whose changes are announced
// where they are.
func (w *Watcher) checkLinks(now time.Time) {
	for name := range w.links {
		if s, err := w.tree.stamp(name); err == nil {
			w.note(name, s, now)
		}
	}
}
