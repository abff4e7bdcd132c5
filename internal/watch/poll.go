package watch

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"syscall"
	"time"
)

// poll begins to poll, for a reason in words.
func (w *Watcher) poll(why string) {
	w.unlisten()
	w.lost = false
	why = fmt.Sprintf("%s: looking every %d ms", why, w.every.Milliseconds())
	w.why.Store(&why)
	seen, err := w.everything()
	w.seen = map[string]stamp{}
	clear(w.links)
	for name, s := range seen {
		w.remember(name, s)
	}
	if err != nil || !w.burst.rescan {
		w.burst.addAll(time.Now()) // what could not be read now is found by a later look
	}
}

// everything looks at all that matters, the directory itself included.
func (w *Watcher) everything() (map[string]stamp, error) {
	seen := make(map[string]stamp, len(w.seen))
	if s, err := w.tree.stamp("."); err == nil {
		seen["."] = s
	}
	err := w.tree.walk(".", nil, func(name string, s stamp) { seen[name] = s })
	return seen, err
}

// scan looks at everything and tells what is different from the last time.
func (w *Watcher) scan(now time.Time) {
	seen, err := w.everything()
	if errors.Is(err, errClosed) {
		return
	}
	for _, name := range w.tree.anchors {
		// As in note: a root may have been there for a moment.
		if _, there := seen[name]; !there && w.seen[path.Dir(name)] != seen[path.Dir(name)] {
			w.burst.add(name, now)
		}
	}
	for name, s := range seen {
		w.note(name, s, now)
	}
	if err != nil {
		return // what was not found may be in a folder that could not be read this time
	}
	for name := range w.seen {
		if _, there := seen[name]; !there {
			w.gone(name, now)
		}
	}
}

// moving reports whether a file that is about to be told has changed since it was
// last looked at: somebody is still writing it.
func (w *Watcher) moving(now time.Time) bool {
	moving := false
	for name := range w.burst.names {
		s, err := w.tree.stamp(name)
		if was, known := w.seen[name]; err == nil && known && was != s && !was.isDir() && !s.isDir() {
			w.remember(name, s)
			moving = true
		}
	}
	if moving {
		w.burst.touch(now)
	}
	return moving
}

// silence is the error of a folder whose changes are not announced.
type silence struct {
	folder string // slash-separated below the directory
	why    string // goes on from the name of the folder
}

func (s *silence) Error() string {
	if s.folder == "." {
		return "this folder " + s.why
	}
	return s.folder + " " + s.why
}

// reason says in words why the system does not announce changes.
func reason(err error) string {
	var s *silence
	switch {
	case errors.As(err, &s):
		return s.Error()
	case errors.Is(err, syscall.ENOSPC):
		return "the system watches as many folders as it may, for all programs together" + raise(watchLimit)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many programs watch folders, or too many files are open" + raise(instanceLimit)
	default:
		return fmt.Sprintf("the system does not announce changes here (%v)", err)
	}
}

// raise says how to raise a limit, if it has a name.
func raise(limit string) string {
	name, _, named := strings.Cut(limit, "=")
	if !named {
		return ""
	}
	return fmt.Sprintf(" (%s; to see changes at once: sudo sysctl %s)", name, limit)
}
