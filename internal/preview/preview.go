// Package preview shows a site in the browser of whoever writes it: an HTTP
// server on this machine alone that sends the latest version from memory, and a
// script of its own that keeps the open pages up to date.
//
// Whoever builds the site hands each Version to Server.Show. The server never
// reads a file, never writes one, and knows nothing of guides: it looks up paths
// in the version. A page is sent byte for byte as it is published, but for one
// script element before </body>, and, while something is broken, the list of
// problems. Everything that the preview adds lies below /.bedside/ and exists
// nowhere else.
//
// # What stays when something breaks
//
// A version whose problems include errors could not be published. It is shown all
// the same, so that one broken guide stops nobody: a page that is broken comes as it
// was when it was good, with the problems over it. If it never was good, the problems
// are the page.
//
// # How an open page learns of a change
//
// Each visible tab listens to /.bedside/events. The server never waits for a tab:
// a new version only leaves a mark in each stream, and the stream tells everything
// since what it told last. Tabs that slept or met a restarted server say which
// version they show, and are told what they missed. The script then asks for its
// own page again and changes what differs (client/morph.js); it reloads only if
// the page's scripts have changed.
//
// # Whom it answers
//
// The server listens on loopback addresses and answers only requests that name it
// as localhost, 127.0.0.1 or [::1], so that no other site can reach it by a name
// that leads here. There is no CORS header, and what is below /.bedside/ refuses
// other origins. Only GET and HEAD are answered and no body is read. Paths are
// looked up, never opened.
package preview

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"bedside/internal/diag"
)

// Options say how a preview treats its reader.
type Options struct {
	// Locate returns where a source file such as "content/surgery/11982.md" lies on
	// this machine, or false if there is no such file to open in an editor.
	Locate func(file string) (path string, ok bool)
	// Edit opens a file, by the path that Locate returned, at a place. If it is nil,
	// places are links with the scheme vscode.
	Edit func(path string, at diag.Pos) error
	// Follow makes open pages go to the page that was saved.
	Follow bool
	// ErrorLog receives what goes wrong in the server itself.
	ErrorLog *log.Logger
}

// Server shows the latest version. It is safe for concurrent use.
type Server struct {
	options Options
	run     string // differs from one start of the server to the next
	token   string // proves that a request to open a file comes from our page

	mu      sync.Mutex // held by whoever makes the next state
	state   atomic.Pointer[state]
	first   chan struct{} // closed when there is a state
	streams streams
	ending  chan struct{} // closed when the server ends
	limits  limits
	now     func() time.Time
}

// New returns a server that has nothing to show yet. Requests wait for the first
// version.
func New(o Options) *Server {
	return &Server{
		options: o, run: randomText(), token: randomText(), limits: usualLimits, now: time.Now,
		first: make(chan struct{}), ending: make(chan struct{}),
	}
}

// randomText returns 128 bits that nobody can guess.
func randomText() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // which never fails, as its documentation says
	return hex.EncodeToString(b[:])
}

// limits are held against clients that are slow, many, or send too much.
type limits struct {
	// header is how long a request may take to come, idle how long a connection may
	// wait for one, send how long an answer may take to be read. Everything comes
	// from memory and stays on this machine.
	header, idle, send time.Duration
	connections        int
}

var usualLimits = limits{header: 10 * time.Second, idle: time.Minute, send: 20 * time.Second, connections: 1024}

const (
	bodyTimeout = time.Second // for a body that nobody will read
	maxHeader   = 64 << 10    // bytes
	// endTimeout is how long the answers under way may take when the server ends.
	endTimeout = 500 * time.Millisecond
)

// Serve answers requests until the context ends or a listener fails, and closes
// the listeners. It returns nil if the context ended it. It can be called once.
func (s *Server) Serve(ctx context.Context, listeners []net.Listener) error {
	server := &http.Server{
		Handler:           http.HandlerFunc(s.answer),
		ReadHeaderTimeout: s.limits.header,
		WriteTimeout:      s.limits.send, // streams extend it
		IdleTimeout:       s.limits.idle,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          s.options.ErrorLog,
		// OPTIONS * is refused like every other method.
		DisableGeneralOptionsHandler: true,
	}
	places := make(chan struct{}, s.limits.connections)
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- server.Serve(limitedListener{l, places}) }()
	}
	var err error
	ended := 0
	select {
	case <-ctx.Done():
	case err = <-failed:
		ended = 1
	}
	close(s.ending) // ends the streams and whoever waits for a version
	end(server)
	for range len(listeners) - ended {
		<-failed
	}
	return err
}

// end lets the answers under way be finished, and then closes what is still open:
// clients that have sent half a request, or do not read.
func end(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close() // closes the connections whatever it reports
	}
}

// sum is a short fingerprint of bytes.
func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:8])
}
