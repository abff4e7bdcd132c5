// Package watch tells which files of a source directory may have changed.
//
// A Watcher looks after the roots: the folders and files below a directory that
// somebody builds from, such as content/ and bedside.yaml. Whenever something may
// have moved in them it sends a Change:
//
//	w, err := watch.New(watch.Options{Dir: ".", Roots: []string{"content", "bedside.yaml"}})
//	…
//	defer w.Close()
//	for change := range w.Changes() { // the first one says Rescan
//		…
//	}
//
// # What a Change means
//
// A Change is a hint of where to look, never of what happened. A name in it may
// stand for a file that was written, made, renamed, removed or not touched at
// all, and the file may be different again by the time one looks, in which case
// another Change follows. So the receiver looks and compares:
//
//   - The name is that of a file: read it.
//   - There is nothing of that name: forget it, and what was in it.
//   - It is a folder: look at everything in it. It was made, or something in it was
//     made or removed that has no name of its own in the Change.
//
// What the receiver may rely on is the other direction: once a file has changed, a
// Change that comes later names it or a folder that it is in, or says Rescan.
//
// Rescan means that names would not be enough: the watcher is new, a folder was
// moved or removed, its rights changed, events were lost, or more than a
// thousand files moved at once. The receiver then looks at everything.
//
// # When it is told
//
// Saving a file is several steps for most editors, and a git checkout is
// thousands. A Change is told when nothing has moved for a moment
// (Options.Quiet), but not later than Options.Latest after the first step. While
// the receiver is busy everything that moves is gathered into one Change, which
// waits for it. At most a thousand names are kept.
//
// # Events and polling
//
// Usually the operating system announces changes (github.com/fsnotify/fsnotify:
// inotify, kqueue, ReadDirectoryChangesW). It does so for single folders, so every
// folder in the roots is watched, and a new one is watched and then listed: what
// was written into it before the watch is found in the list. After a folder was
// moved or removed, or events were lost, all is watched anew, since watches stay
// with the folder that moved and would report it under its old name.
//
// Some changes are never announced. So twice a second a look is taken at the few
// things that could fall silent unnoticed: whether the directory and the roots are
// still the same folders (the folder above may have been moved, another file
// system mounted over one of them), and whether files behind symbolic links have
// changed.
//
// Where changes are not announced at all the watcher polls: it compares size,
// times and mode of every file with those of its last look. It does so when
// Options.Poll asks for it, and by itself on network drives and on folders shared
// with a virtual machine or container, where a root is a symbolic link, and when
// the system has no watches left. Polling says which it is, in words for the
// person who waits for the page. Contents are not read. On Unix the time of the
// last status change gives away a file whose size and date were kept, as archive
// and synchronising tools do; on other systems, and on file systems that keep
// time in whole seconds, such a change is not seen.
//
// # Limits
//
// A symbolic link is followed to a file inside the directory and nowhere else; a
// folder behind a link is not entered, except that a root may be a link. Writing
// through a memory map is not announced by any system; programs that do it and
// set the time of the file are noticed. On Linux every folder takes one of the
// user's inotify watches. On macOS every file takes a file descriptor. Windows
// does not let a folder be renamed while one inside it is watched; polling does
// not have that effect.
package watch

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options says what a Watcher looks after.
type Options struct {
	// Dir is the source directory. It must exist when New is called; later it may
	// go away and come back.
	Dir string
	// Roots are slash-separated names below Dir, such as "content" or
	// "bedside.yaml": folders with everything in them, or files. They need not
	// exist, and may come and go.
	Roots []string
	// Ignore reports whether a name, slash-separated and below Dir, is never told.
	// If it is a folder, nothing inside is watched. It is called from one goroutine
	// at a time and must not call Close. Nil ignores nothing.
	Ignore func(name string) bool
	// Quiet is how long nothing may move before a Change is told. Zero means 12 ms:
	// longer than the pauses inside one save of the usual editors, and too short to
	// be felt.
	Quiet time.Duration
	// Latest is how long after the first step a Change is told even if things keep
	// moving. Zero means 200 ms. When more than a thousand files move at once, or
	// more than the system can announce, it is five times as long: a receiver that
	// looks at everything should not do so in the middle of every checkout.
	Latest time.Duration
	// Poll, if positive, asks for polling and says how often. The next look begins
	// no sooner than twice the time that the last one took, so that polling never
	// takes more than a third of a processor. Where the watcher polls by itself it
	// does so every 500 ms.
	Poll time.Duration
}

// Change says where to look. It belongs to the receiver.
type Change struct {
	// Names are slash-separated, below the directory, sorted, each once: files and
	// folders that may have been made, written, renamed or removed. There are none if
	// Rescan is set.
	Names []string
	// Rescan asks to look at everything.
	Rescan bool
}

const (
	defaultQuiet  = 12 * time.Millisecond
	defaultLatest = 200 * time.Millisecond
	defaultPoll   = 500 * time.Millisecond
	// heartbeat is how often a look is taken at what is not announced.
	heartbeat = 500 * time.Millisecond
	// maxFaults is how many faults of the notification are mended between two
	// heartbeats before it is given up for polling.
	maxFaults = 3
)

// Watcher sends Changes until it is closed. Its methods may be called from any
// goroutine.
type Watcher struct {
	changes chan Change
	why     atomic.Pointer[string] // why it polls; nil while it does not
	closing sync.Once
	done    chan struct{} // closed by Close
	stopped chan struct{} // closed when run has ended

	quiet, latest, every time.Duration
	remote               func(folder string) string // remoteKind, except in tests

	// What follows belongs to New and then to the goroutine of run.
	tree  tree
	burst burst
	// seen holds every wanted file and folder as it was when last looked at, links
	// those among them that are symbolic links.
	seen  map[string]stamp
	links map[string]struct{}
	// notes is nil while the watcher polls.
	notes *notifier
	// anchors are the folders that the watches of the roots, and of the folders on
	// the way to them, were put on.
	anchors map[string]fs.FileInfo
	// lost is set when watches may be missing or on folders that have moved.
	lost   bool
	faults int
	err    error // the first error of closing
}

// New begins to watch. Changes that are made after it has returned are told; those
// made before are covered by the first Change, which says Rescan and is there at
// once.
//
// New fails if the directory does not exist or the options contradict themselves.
// That events cannot be had is no error: see Polling.
func New(o Options) (*Watcher, error) { return start(o, remoteKind) }

func start(o Options, remote func(string) string) (*Watcher, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", o.Dir, err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", o.Dir, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("watching %s: this is a file, not a folder", o.Dir)
	}
	for _, root := range o.Roots {
		if !fs.ValidPath(root) {
			return nil, fmt.Errorf("watching %s: %q is no slash-separated name below it", o.Dir, root)
		}
	}
	w := &Watcher{
		changes: make(chan Change),
		done:    make(chan struct{}),
		stopped: make(chan struct{}),
		quiet:   positive(o.Quiet, defaultQuiet),
		latest:  positive(o.Latest, defaultLatest),
		every:   positive(o.Poll, defaultPoll),
		remote:  remote,
		burst:   burst{rescan: true}, // due at once
		seen:    map[string]stamp{},
		links:   map[string]struct{}{},
		anchors: map[string]fs.FileInfo{},
	}
	w.tree = newTree(dir, slices.Clone(o.Roots), o.Ignore, w.done)
	if o.Poll > 0 {
		w.poll("as asked for")
	} else if err := w.listen(); err != nil {
		w.giveUp(err)
	}
	go w.run()
	return w, nil
}

func positive(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// Changes returns the channel of changes. It is closed after Close. One receiver
// gets each Change.
func (w *Watcher) Changes() <-chan Change { return w.changes }

// Polling reports whether the watcher polls, and why, as half a sentence in plain
// words: "this folder is on a network drive (nfs), where changes are not always
// announced: looking every 500 ms". A watcher may begin to poll at any time, when
// the system runs out of watches; a Change that says Rescan follows.
func (w *Watcher) Polling() (bool, string) {
	if why := w.why.Load(); why != nil {
		return true, *why
	}
	return false, ""
}

// Close ends the watch and returns when everything it used is given back. A second
// call waits for the first and returns the same.
func (w *Watcher) Close() error {
	w.closing.Do(func() { close(w.done) })
	<-w.stopped
	return w.err
}

// run owns the state of the watcher. It never waits for the receiver: an offered
// Change is one case of the select, and grows while nobody takes it.
func (w *Watcher) run() {
	defer w.stop()
	look, due := time.NewTimer(w.pause(0)), time.NewTimer(0)
	defer look.Stop()
	defer due.Stop()
	for {
		out, change := w.offer(due)
		events, faults := w.notes.channels()
		select {
		case <-w.done:
			return
		case out <- change:
			w.burst = burst{}
		case <-due.C:
		case <-look.C:
			start := time.Now()
			w.look(start)
			look.Reset(w.pause(time.Since(start)))
		case e := <-events:
			w.event(e, time.Now())
		case err := <-faults:
			w.fault(err, time.Now())
		}
	}
}

// offer returns what is to be told now and where; or nowhere, and then sets the
// timer for when something may be.
func (w *Watcher) offer(due *time.Timer) (chan<- Change, Change) {
	due.Stop()
	ready, wait := w.ready()
	if !ready {
		if wait > 0 {
			due.Reset(wait)
		}
		return nil, Change{}
	}
	change := w.burst.change()
	select {
	case w.changes <- change: // before any event that would put it off once more
		w.burst = burst{}
		return nil, Change{}
	default:
		return w.changes, change
	}
}

func (w *Watcher) stop() {
	w.unlisten()
	close(w.changes)
	close(w.stopped)
}

// ready reports whether the burst is to be told now, and otherwise in how long it
// may be; zero means that there is nothing to tell.
func (w *Watcher) ready() (bool, time.Duration) {
	if w.burst.empty() {
		return false, 0
	}
	now := time.Now()
	if wait := w.burst.due(w.quiet, w.latest).Sub(now); wait > 0 {
		return false, wait
	}
	switch {
	case w.lost:
		w.relisten() // before it is told: whoever looks then misses nothing afterwards
	case w.notes == nil && now.Before(w.burst.first.Add(w.latest)) && w.moving(now):
		return false, w.burst.due(w.quiet, w.latest).Sub(now)
	}
	return true, 0
}

// pause is how long the watcher waits before its next look, if the last one took
// so long.
func (w *Watcher) pause(took time.Duration) time.Duration {
	if w.notes != nil {
		return heartbeat
	}
	return max(w.every, 2*took)
}

// look is taken from time to time: at everything when polling, else at what is not
// announced.
func (w *Watcher) look(now time.Time) {
	if w.notes == nil {
		w.scan(now)
		return
	}
	w.faults = 0
	w.checkAnchors(now)
	w.checkLinks(now)
}
