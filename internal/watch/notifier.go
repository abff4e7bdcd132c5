package watch

import (
	"github.com/fsnotify/fsnotify"
)

// maxEvents is how many events wait while the watcher is busy listing folders.
const maxEvents = 4096

// notifier is the system's notification, for single folders.
//
// Its events and errors are taken off fsnotify's hands at once, whatever the
// watcher is doing. Otherwise adding a watch could wait for ever: on Windows it is
// done by the goroutine that also hands out events, and on Linux an error is
// handed out under the lock that adding needs.
type notifier struct {
	fs     *fsnotify.Watcher
	events chan fsnotify.Event
	// faults holds one error. A second one is dropped: the first already has
	// everything watched anew.
	faults chan error
	ended  chan struct{}
}

func newNotifier() (*notifier, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	n := &notifier{fs: w, events: make(chan fsnotify.Event, maxEvents), faults: make(chan error, 1), ended: make(chan struct{})}
	go n.take()
	return n, nil
}

func (n *notifier) take() {
	defer close(n.ended)
	events, faults := n.fs.Events, n.fs.Errors
	for events != nil || faults != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			select {
			case n.events <- e:
			default:
				n.fault(fsnotify.ErrEventOverflow)
			}
		case err, ok := <-faults:
			if !ok {
				faults = nil
				continue
			}
			n.fault(err)
		}
	}
}

func (n *notifier) fault(err error) {
	select {
	case n.faults <- err:
	default:
	}
}

// channels returns where events and errors arrive: nowhere if there is no notifier.
func (n *notifier) channels() (<-chan fsnotify.Event, <-chan error) {
	if n == nil {
		return nil, nil
	}
	return n.events, n.faults
}

// add watches a folder, but not the folders in it.
func (n *notifier) add(folder string) error { return n.fs.Add(folder) }

// close gives back what the notifier uses. What has not arrived yet never will.
func (n *notifier) close() error {
	err := n.fs.Close()
	<-n.ended
	return err
}
