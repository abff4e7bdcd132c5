package preview

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// DefaultPort is where a preview is found unless another port is asked for.
const DefaultPort = 1313

// PortTakenError says that something else listens on a port.
type PortTakenError struct {
	Port int
	// Free is the next port that nothing listens on, or 0 if none was found.
	Free int
}

func (e *PortTakenError) Error() string { return fmt.Sprintf("port %d is taken", e.Port) }

// Listen listens on the loopback addresses of this machine, that of IPv6 only
// where there is one: "localhost" may mean either. Port 0 chooses a free port.
func Listen(port int) ([]net.Listener, error) {
	listeners, err := listen(port)
	// A free port of the one address may be taken on the other.
	for try := 0; port == 0 && isTaken(err) && try < 20; try++ {
		listeners, err = listen(0)
	}
	if isTaken(err) {
		return nil, &PortTakenError{Port: port, Free: freePort(port + 1)}
	}
	if errors.Is(err, syscall.EACCES) {
		return nil, fmt.Errorf("port %d is only for administrators; choose one above 1023: %w", port, err)
	}
	return listeners, err
}

func listen(port int) ([]net.Listener, error) {
	v4, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	v6, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(Port(v4))))
	switch {
	case err == nil:
		return []net.Listener{v4, v6}, nil
	case isTaken(err):
		return nil, errors.Join(err, v4.Close())
	default:
		return []net.Listener{v4}, nil // this machine has no IPv6
	}
}

// isTaken reports whether somebody else listens already. Windows has a number of its
// own for that.
func isTaken(err error) bool {
	const windowsAddressInUse = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windowsAddressInUse)
}

// freePort looks for a port that nobody listens on, or returns 0.
func freePort(from int) int {
	for port := from; port < from+100 && port <= 65535; port++ {
		listeners, err := listen(port)
		for _, l := range listeners {
			err = errors.Join(err, l.Close())
		}
		if err == nil {
			return port
		}
	}
	return 0
}

// Port returns the port of a listener that Listen returned.
func Port(l net.Listener) int {
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

// limitedListener hands out only so many connections at once. Further ones wait
// until another is closed.
type limitedListener struct {
	net.Listener
	places chan struct{}
}

// Accept implements net.Listener.
func (l limitedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp, ok := c.(*net.TCPConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection is a %T", c), c.Close())
	}
	l.places <- struct{}{}
	return &connection{TCPConn: tcp, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

// connection gives its place back when it is closed.
type connection struct {
	*net.TCPConn
	leave func()
}

// Close implements net.Conn.
func (c *connection) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

// Write implements net.Conn. The HTTP library answers requests that it does not
// understand with 501 and 505, as if the fault were the server's; whoever looks for
// faults of the server should find those alone.
func (c *connection) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("HTTP/1.1 501 ")) || bytes.HasPrefix(p, []byte("HTTP/1.1 505 ")) {
		_, err := c.TCPConn.Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request"))
		return len(p), err
	}
	return c.TCPConn.Write(p)
}
