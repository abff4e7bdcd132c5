package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// entry is one change of what is shown.
type entry struct {
	number uint64
	all    bool
	paths  []string
	saved  []savedPage
}

// savedPage is a page whose source was saved, as the script is told of it.
type savedPage struct {
	Path string `json:"path"`         // "/11983/"
	Name string `json:"name"`         // "11983"
	At   string `json:"at,omitempty"` // id of the heading that changed
}

// event is what a tab is told: which version there is now, and what happened since
// the version that the tab shows.
type event struct {
	Run     string      `json:"run"`
	Version uint64      `json:"version"`
	All     bool        `json:"all"`
	Paths   []string    `json:"paths"`
	Saved   []savedPage `json:"saved"`
	Follow  bool        `json:"follow"`
}

const (
	// maxStreams is how many tabs may listen.
	maxStreams = 256
	// maxEntries is how many changes are remembered for tabs that missed some.
	maxEntries = 64
	// maxTold is how many paths or pages are listed. More are told as "all", or, for
	// saved pages, not at all: nobody goes to a hundred pages.
	maxTold = 50
	// pingEvery is how often a silent stream is written to, so that those whose
	// reader has gone end.
	pingEvery = 15 * time.Second
	// eventTimeout is how long one event may take to be written.
	eventTimeout = 5 * time.Second
)

// streams is the memory of recent changes and the tabs that listen. A tab is a
// channel with room for one mark; who makes a change leaves a mark where there is
// room and never waits.
type streams struct {
	mu      sync.Mutex
	entries []entry
	open    map[chan struct{}]bool
}

func (x *streams) add(e entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.entries) == maxEntries {
		x.entries = slices.Delete(x.entries, 0, 1)
	}
	x.entries = append(x.entries, e)
	for mark := range x.open {
		select {
		case mark <- struct{}{}:
		default: // it has one already
		}
	}
}

// join returns a channel that receives a mark after each change, or false if there
// are too many.
func (x *streams) join() (mark chan struct{}, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.open) >= maxStreams {
		return nil, false
	}
	if x.open == nil {
		x.open = map[chan struct{}]bool{}
	}
	mark = make(chan struct{}, 1)
	x.open[mark] = true
	return mark, true
}

func (x *streams) leave(mark chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.open, mark)
}

// since sums up what happened after a version. What is forgotten counts as
// everything.
func (x *streams) since(number uint64) (e event) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e.Paths, e.Saved = []string{}, []savedPage{}
	if len(x.entries) == 0 {
		return e
	}
	e.Version = x.entries[len(x.entries)-1].number
	e.All = number+1 < x.entries[0].number || number > e.Version
	for _, c := range x.entries {
		if c.number <= number {
			continue
		}
		e.All = e.All || c.all
		e.Paths = append(e.Paths, c.paths...)
		for _, p := range c.saved {
			e.Saved = slices.DeleteFunc(e.Saved, func(q savedPage) bool { return p.Path == q.Path })
			e.Saved = append(e.Saved, p)
		}
	}
	slices.Sort(e.Paths)
	e.Paths = slices.Compact(e.Paths)
	if len(e.Paths) > maxTold {
		e.All = true
	}
	if e.All {
		e.Paths = []string{}
	}
	if len(e.Saved) > maxTold {
		e.Saved = []savedPage{}
	}
	return e
}

// sendEvents is a stream of events. The first one comes at once: it says what the
// tab missed since the version that it shows.
func (s *Server) sendEvents(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	if r.Method == http.MethodHead {
		return
	}
	mark, ok := s.streams.join()
	if !ok {
		refuse(w, http.StatusServiceUnavailable, "Too many tabs listen to this preview.")
		return
	}
	defer s.streams.leave(mark)
	if s.wait(r) == nil {
		return
	}
	told, err := strconv.ParseUint(r.FormValue("since"), 10, 64)
	known := err == nil && r.FormValue("run") == s.run
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for tell := true; ; {
		message := ": still here\n\n"
		if tell {
			var e event
			e, message = s.message(told, known)
			told, known = e.Version, true
		}
		if !write(w, message) {
			return
		}
		select {
		case <-mark:
			tell = true
		case <-ping.C:
			tell = false
		case <-r.Context().Done():
			return
		case <-s.ending:
			return
		}
	}
}

// message is the event for a tab that was told of everything up to a version. A
// tab of another run of the server knows nothing.
func (s *Server) message(told uint64, known bool) (event, string) {
	e := s.streams.since(told)
	e.Run, e.Follow = s.run, s.options.Follow
	if !known {
		e.All, e.Paths, e.Saved = true, []string{}, []savedPage{}
	}
	data, _ := json.Marshal(e) // strings, numbers and booleans always marshal
	return e, fmt.Sprintf("data: %s\n\n", data)
}

func write(w http.ResponseWriter, message string) bool {
	control := http.NewResponseController(w)
	if control.SetWriteDeadline(time.Now().Add(eventTimeout)) != nil {
		return false
	}
	_, err := w.Write([]byte(message))
	return err == nil && control.Flush() == nil
}
