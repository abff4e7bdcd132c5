package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"bedside/internal/diag"
)

func TestListensOnLoopbackOnly(t *testing.T) {
	listeners, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range listeners {
		defer l.Close()
		a, ok := l.Addr().(*net.TCPAddr)
		if !ok || !a.IP.IsLoopback() || a.Port != Port(listeners[0]) {
			t.Errorf("it listens on %v", l.Addr())
		}
	}
	if v6, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		defer v6.Close()
		if len(listeners) != 2 {
			t.Error("this machine has IPv6, and the preview does not listen there")
		}
	}
}

func TestPortTaken(t *testing.T) {
	listeners, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range listeners {
		defer l.Close()
	}
	port := Port(listeners[0])
	again, err := Listen(port)
	var taken *PortTakenError
	if !errors.As(err, &taken) || taken.Port != port || taken.Free <= port || len(again) > 0 {
		t.Fatalf("listening again: %v, %v", again, err)
	}
	free, err := Listen(taken.Free)
	if err != nil {
		t.Fatalf("the port that is called free: %v", err)
	}
	for _, l := range free {
		defer l.Close()
	}
}

func TestPortTakenOnIPv6Only(t *testing.T) {
	other, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6") // so there is nothing to be taken
	}
	defer other.Close()
	var taken *PortTakenError
	if _, err := Listen(Port(other)); !errors.As(err, &taken) {
		t.Errorf("localhost would lead to somebody else: %v", err)
	}
}

// secret stands in a file beside those that are served.
const secret = "s3cr3t"

func TestNoPathLeavesTheSite(t *testing.T) {
	x := newSite()
	for _, name := range []string{".env", ".git/config", "files/.htpasswd", "files/.svn/entries", "../beside", "bedside.yaml\x00", "a//b", "a/./b", `a\b`, "%2e%2e/x"} {
		x.files[name] = secret
	}
	r := runSite(t, x)
	dots := []string{"..", "%2e%2e", ".%2e", "%2e.", "..%2f", "..%5c", `..\`, "%252e%252e", "%c0%ae%c0%ae", "..;", "....//", "%2e%2e%2f", "..%00", "%uff0e%uff0e", "..%c0%af"}
	var targets []string
	for _, d := range dots {
		for _, form := range []string{"/%s/beside", "/files/%s/.env", "/%s/%[1]s/%[1]s/etc/passwd", "/11982/%s%%2f.env", "//%s/beside"} {
			targets = append(targets, fmt.Sprintf(form, d))
		}
	}
	targets = append(targets, "/.env", "/%2eenv", "/.git/config", "/%2egit/config", "/.git%2fconfig", "/files/.htpasswd", "/files/%2ehtpasswd", "/files/.svn/entries",
		"/a//b", "/a/./b", `/a\b`, "/a%5cb", "/a%2f%2fb", "/bedside.yaml%00", "/@fs/etc/passwd", "/.env?raw", "/.env/", "//.env", "/./.env", "/%2e/%2eenv", "/files%2f.htpasswd",
		"/.bedside/../.env", "/.bedside/client/../../.env", clientPath()+"../../../own.go", clientPath()+"..%2f..%2fown.go", "/.well-known/../.env", "/.well-known/.env")
	for _, target := range targets {
		for _, version := range []string{"1.1", "1.0"} {
			got := r.raw(fmt.Sprintf("GET %s HTTP/%s\r\nHost: %s\r\nConnection: close\r\n\r\n", target, version, r.host))
			if strings.Contains(got, secret) || strings.Contains(got, "root:") || strings.Contains(got, "package preview") {
				t.Errorf("%s gives out what it should not", target)
			}
			if code := status(got); code < 400 || code >= 500 {
				t.Errorf("%s: status %d", target, code)
			}
		}
	}
	for _, target := range []string{"http://" + r.host + "/.env", "http://" + r.host + "/../beside", "http://" + r.host + "/%2e%2e/beside", "file:///etc/passwd", "*", "?x", "files/note.txt"} {
		got := r.raw(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", target, r.host))
		if code := status(got); strings.Contains(got, secret) || code < 400 || code >= 500 {
			t.Errorf("%s: status %d", target, code)
		}
	}
	if got := r.get("/"); got.status != 200 {
		t.Errorf("afterwards the home page has status %d", got.status)
	}
}

func TestHost(t *testing.T) {
	r := runSite(t, newSite())
	port := r.host[strings.LastIndex(r.host, ":"):]
	ask := func(hosts ...string) string {
		var b strings.Builder
		fmt.Fprint(&b, "GET /11982/ HTTP/1.1\r\n")
		for _, h := range hosts {
			fmt.Fprintf(&b, "Host: %s\r\n", h)
		}
		return r.raw(b.String() + "Connection: close\r\n\r\n")
	}
	for _, host := range []string{"localhost" + port, "127.0.0.1" + port, "[::1]" + port, "LocalHost" + port} {
		if got := ask(host); status(got) != 200 || !strings.Contains(got, "taken out") {
			t.Errorf("%s: %s", host, got)
		}
	}
	for _, host := range []string{
		"evil.example", "evil.example" + port, "localhost.evil.example" + port, "127.0.0.1.nip.io" + port, "localhost", "127.0.0.1", "127.0.0.1:1", "localhost:80",
		"0.0.0.0" + port, "127.0.0.2" + port, "192.168.0.1" + port, "[::]" + port, "[::ffff:127.0.0.1]" + port, "localhost." + port, "xlocalhost" + port,
		"localhost" + port + ".evil.example", "evil.example@localhost" + port, "", " ", "localhost" + port + "," + "localhost" + port, "::1" + port, "0x7f.1" + port, "2130706433" + port,
	} {
		if got := ask(host); status(got) < 400 || strings.Contains(got, "taken out") {
			t.Errorf("%q: %s", host, got)
		}
	}
	for _, got := range []string{
		ask(), ask("localhost"+port, "localhost"+port), ask("localhost"+port, "evil.example"),
		r.raw("GET /11982/ HTTP/1.0\r\n\r\n"),
		r.raw("GET http://evil.example/11982/ HTTP/1.1\r\nHost: " + r.host + "\r\nConnection: close\r\n\r\n"),
	} {
		if status(got) < 400 || strings.Contains(got, "taken out") {
			t.Errorf("no host, or two: %s", got)
		}
	}
	// The target counts, as RFC 9112 wants it, and it names the preview.
	got := r.raw("GET http://" + r.host + "/11982/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
	if status(got) != 200 {
		t.Errorf("a target with the preview's own address: %s", got)
	}
}

func TestMethods(t *testing.T) {
	r := runSite(t, newSite())
	for _, path := range []string{"/11982/", "/.bedside/events", "/.bedside/open", "/nowhere"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Head", "BREW"} {
			got := r.raw(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", method, path, r.host))
			if code := status(got); code != 405 && code != 400 || strings.Contains(got, "taken out") || code == 405 && !strings.Contains(got, "Allow: GET, HEAD") {
				t.Errorf("%s %s: %s", method, path, got)
			}
		}
	}
	got := r.raw("OPTIONS * HTTP/1.1\r\nHost: " + r.host + "\r\nConnection: close\r\n\r\n")
	if status(got) != 405 {
		t.Errorf("OPTIONS *: %s", got)
	}
	preflight := r.ask(http.MethodOptions, "/11982/", "Origin: http://evil.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Private-Network: true")
	for name := range preflight.header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("a preflight is answered with %s", name)
		}
	}
}

func TestForeignOrigins(t *testing.T) {
	r := runSite(t, newSite())
	port := r.host[strings.LastIndex(r.host, ":"):]
	for _, path := range []string{"/.bedside/events?since=1", "/.bedside/panel?page=/", "/.bedside/open?file=content/a.md"} {
		for _, headers := range [][]string{
			{"Origin: http://evil.example"}, {"Origin: http://evil.example" + port}, {"Origin: null"}, {"Origin: file://"}, {"Origin: http://127.0.0.1"},
			{"Origin: http://127.0.0.1:1"}, {"Origin: http://localhost.evil.example" + port}, {"Origin: https://" + r.host}, {"Origin: http://localhost" + port},
			{"Origin: "}, {"Origin: http://" + r.host, "Origin: http://evil.example"},
			{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"},
			{"Origin: http://" + r.host, "Sec-Fetch-Site: cross-site"},
		} {
			if got := r.get(path, headers...); got.status != http.StatusForbidden {
				t.Errorf("%s with %q: status %d", path, headers, got.status)
			}
		}
	}
	for _, headers := range [][]string{{"Origin: http://" + r.host, "Sec-Fetch-Site: same-origin"}, {"Sec-Fetch-Site: none"}, nil} {
		if got := r.get("/.bedside/panel?page=/", headers...); got.status != http.StatusOK {
			t.Errorf("with %q: status %d", headers, got.status)
		}
	}
}

// TestNoRedirectElsewhere looks at every redirect that odd targets bring about.
func TestNoRedirectElsewhere(t *testing.T) {
	x := newSite()
	x.files["evil.example/index.html"] = page("A page with an odd name", "")
	r := runSite(t, x)
	led := 0
	for _, target := range []string{
		"//evil.example", "//evil.example/..", "///evil.example", `/\evil.example`, "/%5cevil.example", "/%2f%2fevil.example", "/%2fevil.example/%2e%2e", "/evil.example",
		"/11982?//evil.example", "/11982?http://evil.example", "//evil.example/11982", "/.//evil.example", "/11982/..//evil.example", "http://" + "evil.example/11982",
		"/old-name?//evil.example", "/away", "/away-too", "/back", "/%0d%0aLocation:%20http://evil.example", "/11982%0d%0a", "/11982?%0d%0aX:y", "/evil.example?/..//x",
	} {
		got := r.raw(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", target, r.host))
		head, _, _ := strings.Cut(got, "\r\n\r\n")
		for line := range strings.SplitSeq(head, "\r\n") {
			location, ok := strings.CutPrefix(line, "Location: ")
			if !ok {
				continue
			}
			led++
			if !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.HasPrefix(location, `/\`) {
				t.Errorf("%s leads to %s", target, location)
			}
		}
	}
	if led < 4 {
		t.Errorf("only %d redirects were seen", led)
	}
}

func TestMalformed(t *testing.T) {
	r := runSite(t, newSite())
	host := "Host: " + r.host + "\r\n"
	for _, request := range []string{
		"GET /\r\n\r\n", "GET / HTTP/0.9\r\n" + host + "\r\n", "GET / HTTP/2.0\r\n" + host + "\r\n", "GET / HTTP/9.9\r\n" + host + "\r\n", "GET / HTTP/1.\r\n" + host + "\r\n",
		"GET / http/1.1\r\n" + host + "\r\n", "GET  / HTTP/1.1\r\n" + host + "\r\n", " GET / HTTP/1.1\r\n" + host + "\r\n", "GET\r\n\r\n", "\r\n\r\n", "\x00\x01\x02\x03", "GET /\x00 HTTP/1.1\r\n" + host + "\r\n",
		"GET / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"GET / HTTP/1.1\r\n" + host + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n",
		"GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
		"GET / HTTP/1.1\r\n" + host + "X\x00Y: z\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "X: a\x00b\r\n\r\n", "GET / HTTP/1.1\r\n" + host + ": empty\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "no colon\r\n\r\n",
		"GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n", "GET / HTTP/1.1\r\n folded\r\n" + host + "\r\n", "GET %zz HTTP/1.1\r\n" + host + "\r\n", "GET /%zz HTTP/1.1\r\n" + host + "\r\n", "GET /%2 HTTP/1.1\r\n" + host + "\r\n",
		"GET http:// HTTP/1.1\r\n" + host + "\r\n", "GET http://[::1 HTTP/1.1\r\n" + host + "\r\n", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello",
		strings.Repeat("A", 100000), "GET / HTTP/1.1\r\n" + host + "Expect: 200-maybe\r\n\r\n", "GET / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello", "GET / HTTP/1.1\r\n" + host + "Upgrade: h2c\r\nContent-Length: 0x5\r\n\r\n",
	} {
		got := r.raw(request)
		if code := status(got); got != "" && (code < 400 || code >= 500) {
			t.Errorf("%.80q: %.200q", request, got)
		}
	}
	// Many requests at once on one connection are answered one after the other.
	one := "GET /empty.txt HTTP/1.1\r\n" + host + "\r\n"
	if got := r.raw(strings.Repeat(one, 2000)); strings.Count(got, "HTTP/1.1 200") != 2000 {
		t.Errorf("%d of 2000 answers", strings.Count(got, "HTTP/1.1 200"))
	}
	if got := r.get("/"); got.status != 200 {
		t.Errorf("afterwards the home page has status %d", got.status)
	}
}

func TestOversized(t *testing.T) {
	r := runSite(t, newSite())
	host := "Host: " + r.host + "\r\n"
	for name, request := range map[string]string{
		"header": "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 2<<20) + "\r\n\r\n",
		"target": "GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\n" + host + "\r\n",
		"lines":  "GET / HTTP/1.1\r\n" + host + strings.Repeat("X: y\r\n", 20000) + "\r\n",
		"body":   "POST / HTTP/1.1\r\n" + host + "Content-Length: 52428800\r\n\r\n" + strings.Repeat("x", 50<<20),
		"chunks": "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\nx\r\n", 1<<20),
	} {
		if got := r.raw(request); got != "" && (status(got) < 400 || status(got) >= 500) {
			t.Errorf("%s: %.200q", name, got)
		}
	}
}

// TestSlowClients holds many connections that send half a request, half a body, or
// do not read, and demands that others are answered at once.
func TestSlowClients(t *testing.T) {
	x := newSite()
	x.files["large.txt"] = strings.Repeat("large\n", 4<<20)
	r := runSite(t, x)
	for i := range 250 {
		conn, err := net.Dial("tcp", r.host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		request := "GET /large.txt HTTP/1.1\r\nHost: " + r.host + "\r\n\r\n"
		switch {
		case i%5 == 4:
			request = "POST / HTTP/1.1\r\nHost: " + r.host + "\r\nContent-Length: 9999\r\n\r\nhalf"
		case i >= 50:
			request = request[:len(request)-3-i%7]
		}
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		start := time.Now()
		if got := r.get("/11982/"); got.status != 200 {
			t.Errorf("status %d", got.status)
		}
		if took := time.Since(start); took > 500*time.Millisecond {
			t.Errorf("an answer took %s", took)
		}
	}
	start := time.Now()
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("with slow clients the server took %s to end", took)
	}
}

// TestDropsSlowClients takes all places with clients that never finish a request or
// do not read, and wants the places to be free again.
func TestDropsSlowClients(t *testing.T) {
	x := newSite()
	x.files["large.txt"] = strings.Repeat("large\n", 4<<20)
	x.files["page.txt"] = strings.Repeat("a page\n", 9<<10) // some hundred of them fill what the system holds back
	for name, request := range map[string]string{
		"silent":         "",
		"half a request": "GET / HTTP/1.1\r\nHost:",
		"half a body":    "POST / HTTP/1.1\r\nContent-Length: 9\r\nHost: HOST\r\n\r\n",
		"a long answer":  "GET /large.txt HTTP/1.1\r\nHost: HOST\r\n\r\n",
		"many answers":   strings.Repeat("GET /page.txt HTTP/1.1\r\nHost: HOST\r\n\r\n", 1<<14),
	} {
		t.Run(name, func(t *testing.T) {
			const places = 4
			r := start(t, New(Options{}), func(s *Server) {
				s.limits = limits{header: 200 * time.Millisecond, idle: time.Second, send: 400 * time.Millisecond, connections: places}
			})
			r.Show(x.version(), Change{})
			for range places {
				conn, err := net.Dial("tcp", r.host)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				go func() { _, _ = io.WriteString(conn, strings.ReplaceAll(request, "HOST", r.host)) }() // the server may stop reading it
			}
			begin := time.Now()
			if got := r.get("/11982/"); got.status != 200 {
				t.Errorf("status %d", got.status)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("slow clients held their places for %s", took)
			}
		})
	}
}

// TestSlowFile makes a file take longer than its answer may.
func TestSlowFile(t *testing.T) {
	r := start(t, New(Options{}), func(s *Server) { s.limits.send = 100 * time.Millisecond })
	v := newSite().version()
	made := v.File
	v.File = func(path string) ([]byte, bool, error) {
		if path == "11982/index.html" {
			time.Sleep(300 * time.Millisecond)
		}
		return made(path)
	}
	r.Show(v, Change{})
	if got := r.get("/11982/"); got.status != 200 || !strings.Contains(got.body, "taken out") {
		t.Errorf("status %d, %s", got.status, got.body)
	}
}

func TestEditor(t *testing.T) {
	type opened struct {
		path         string
		line, column int
	}
	var got []opened
	fails := false
	r := run(t, Options{Edit: func(path string, at diag.Pos) error {
		if fails {
			return errors.New("no such program")
		}
		got = append(got, opened{path, at.Line, at.Column})
		return nil
	}})
	x := newSite()
	r.Show(x.version(), Change{})
	link := r.editLink("content/surgery/11982.md", diag.Pos{Line: 3, Column: 7})
	if a := r.get(link, "Sec-Fetch-Site: same-origin"); a.status != http.StatusNoContent {
		t.Errorf("status %d, %s", a.status, a.body)
	}
	if len(got) != 1 || got[0] != (opened{"/src/content/surgery/11982.md", 3, 7}) {
		t.Fatalf("opened %v", got)
	}
	for request, want := range map[string]int{
		strings.Replace(link, r.token, strings.Repeat("0", len(r.token)), 1):    http.StatusForbidden,
		"/.bedside/open?file=content/surgery/11982.md&line=1":                   http.StatusForbidden,
		strings.Replace(link, "content%2Fsurgery%2F11982.md", "other/file", 1):  http.StatusNotFound,
		strings.Replace(link, "content%2Fsurgery%2F11982.md", "/etc/passwd", 1): http.StatusNotFound,
	} {
		if a := r.get(request); a.status != want {
			t.Errorf("%s: status %d, not %d", request, a.status, want)
		}
	}
	if a := r.get(link, "Sec-Fetch-Site: cross-site"); a.status != http.StatusForbidden {
		t.Errorf("another site opened a file: status %d", a.status)
	}
	if a := r.ask(http.MethodHead, link); a.status != http.StatusNoContent || len(got) != 1 {
		t.Errorf("HEAD: status %d, opened %v", a.status, got)
	}
	fails = true
	if a := r.get(link); a.status != http.StatusInternalServerError || !strings.Contains(a.body, "no such program") {
		t.Errorf("status %d, %s", a.status, a.body)
	}
}

func TestEditLinks(t *testing.T) {
	paths := map[string]string{"content/a.md": "/home/a b/100%/content/a#?.md", "content/w.md": `C:\Users\x\w.md`}
	s := New(Options{Locate: func(file string) (string, bool) { p, ok := paths[file]; return p, ok }})
	for file, want := range map[string]string{
		"content/a.md":    "vscode://file/home/a%20b/100%25/content/a%23%3F.md:3:1",
		"content/w.md":    "vscode://file/C:/Users/x/w.md:3:1",
		"layouts/base.md": "",
	} {
		if got := s.editLink(file, diag.Pos{Line: 3}); got != want {
			t.Errorf("%s: %s, not %s", file, got, want)
		}
	}
}

// TestNothingGrows opens and leaves many connections and streams, and shows many
// versions, and counts what is left.
func TestNothingGrows(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	transport := &http.Transport{}
	use := func(rounds int) {
		for i := range rounds {
			ctx, cancel := context.WithCancel(context.Background())
			for range 3 {
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"/.bedside/events?since=0", nil)
				if err != nil {
					t.Fatal(err)
				}
				res, err := transport.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
			}
			if got := r.get("/11982/"); got.status != 200 {
				t.Fatalf("status %d", got.status)
			}
			x.files["11982/index.html"] = page("11982", strconv.Itoa(i))
			r.Show(x.version(), Change{Paths: []string{"11982/index.html"}})
			cancel()
		}
		transport.CloseIdleConnections()
	}
	use(10)
	goroutines, descriptors := settled(t, r, 1<<30)
	use(300)
	moreGoroutines, moreDescriptors := settled(t, r, goroutines+5)
	if moreGoroutines > goroutines+5 || moreDescriptors > descriptors+5 {
		t.Errorf("%d goroutines became %d, %d descriptors %d", goroutines, moreGoroutines, descriptors, moreDescriptors)
	}
	r.streams.mu.Lock()
	defer r.streams.mu.Unlock()
	if len(r.streams.open) > 0 || len(r.streams.entries) > maxEntries {
		t.Errorf("%d streams and %d changes are left", len(r.streams.open), len(r.streams.entries))
	}
}

// settled counts goroutines and descriptors when no stream is open any more and
// the goroutines are few enough, or after a while: connections take a moment to
// end.
func settled(t *testing.T, r *running, enough int) (goroutines, descriptors int) {
	for range 500 {
		r.streams.mu.Lock()
		open := len(r.streams.open)
		r.streams.mu.Unlock()
		goroutines = runtime.NumGoroutine()
		if open == 0 && goroutines <= enough {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	names, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	return goroutines, len(names)
}

func TestEndsAndFreesThePort(t *testing.T) {
	r := runSite(t, newSite())
	s := r.stream("since=0")
	s.next()
	half, err := net.Dial("tcp", r.host)
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	start := time.Now()
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %s to end", took)
	}
	for s.in.Scan() {
	}
	if err := s.in.Err(); err != nil {
		t.Errorf("the stream was cut off: %v", err)
	}
	_, port, _ := net.SplitHostPort(r.host)
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	listeners, err := Listen(n)
	if err != nil {
		t.Fatalf("the port is not free again: %v", err)
	}
	for _, l := range listeners {
		l.Close()
	}
	if r.log.String() != "" {
		t.Errorf("the server says %s", r.log)
	}
	if _, err := os.Stat(".bedside"); err == nil {
		t.Error("the preview wrote something")
	}
}
