package preview

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"bedside/internal/diag"
)

// policy is that of the default theme.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// site is what a builder would hand over, made by hand.
type site struct {
	files    map[string]string
	failing  map[string]error
	problems diag.List
	reports  map[string]Report
	base     string
}

// newSite has two guides, a style sheet, a script, a picture, and everything that a
// host needs.
func newSite() *site {
	x := &site{files: map[string]string{}, failing: map[string]error{}, reports: map[string]Report{}, base: "/"}
	x.files["index.html"] = page("Home", "<p>Welcome.</p>")
	x.files["11982/index.html"] = page("11982", "<p>The implant is taken out.</p>")
	x.files["11983/index.html"] = page("11983", "<p>The implant is replaced.</p>")
	x.files["404.html"] = page("Not found", "<p>Nothing is here.</p>")
	x.files["assets/main.0123456789.css"] = "h1 { color: rgb(1, 2, 3) }"
	x.files["assets/site.0123456789.js"] = "document.querySelector('input')?.setAttribute('data-enhanced', 'yes');"
	x.files["logo.svg"] = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`
	x.files["codes.json"] = `["11982"]`
	x.files["sitemap.xml"] = `<urlset/>`
	x.files["robots.txt"] = "User-agent: *\n"
	x.files["odd.unknown"] = "<script>alert(1)</script>"
	x.files["empty.txt"] = ""
	x.files["files/note.txt"] = "A note.\n"
	x.files[".well-known/security.txt"] = "Contact: nobody\n"
	x.files["_headers"] = "/*\n  Content-Security-Policy: " + policy + "\n  Strict-Transport-Security: max-age=31536000\n  X-Frame-Options: DENY\n/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
	x.files["_redirects"] = "/old-name /11982/ 301\n/old-name/ /11982/ 301\n/%C3%84lter /11983/ 301\n/away //evil.example/ 301\n/away-too https://evil.example/ 301\n/back /\\evil.example 301\n"
	return x
}

func page(title, body string) string {
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>` + title +
		`</title><link rel="stylesheet" href="/assets/main.0123456789.css"><script type="module" src="/assets/site.0123456789.js"></script><link rel="icon" href="/logo.svg"><meta name="description" content="About ` + title +
		`"></head><body><main><h1>` + title + `</h1>` + body + `</main></body></html>`
}

// clone returns a copy that can be changed without changing a version.
func (x *site) clone() *site {
	y := &site{files: map[string]string{}, failing: map[string]error{}, reports: map[string]Report{}, problems: x.problems, base: x.base}
	for k, v := range x.files {
		y.files[k] = v
	}
	for k, v := range x.failing {
		y.failing[k] = v
	}
	for k, v := range x.reports {
		y.reports[k] = v
	}
	return y
}

func (x *site) version() Version {
	y := x.clone()
	files := make(map[string][]byte, len(y.files)) // once: some are large, and asked for by many
	for path, data := range y.files {
		files[path] = []byte(data)
	}
	return Version{
		File: func(path string) ([]byte, bool, error) {
			if err := y.failing[path]; err != nil {
				return nil, true, err
			}
			data, ok := files[path]
			return data, ok, nil
		},
		Errors: func() diag.List {
			return slices.DeleteFunc(slices.Clone(y.problems), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
		},
		Found: func() int64 { return int64(len(y.problems)) },
		Report: func(page string) (Report, bool) {
			r, ok := y.reports[page]
			return r, ok
		},
		Base: y.base,
	}
}

// broken is an error in the file of a guide.
func broken(code string) diag.Diagnostic {
	return diag.Diagnostic{
		File: "content/surgery/" + code + ".md", Pos: diag.Pos{Line: 4, Column: 10}, Severity: diag.Error, Rule: "front-matter",
		Message: "the list is not closed", Hint: "Add ] at its end.", Excerpt: `related: ["11983"`,
	}
}

// running is a preview that a test talks to.
type running struct {
	*Server
	t    *testing.T
	base string // "http://127.0.0.1:12345"
	host string // "127.0.0.1:12345"
	stop func() error
	log  *syncBuffer
}

// run starts a preview on a free port and ends it with the test.
func run(t *testing.T, o Options) *running {
	t.Helper()
	return start(t, New(o), func(*Server) {})
}

func start(t *testing.T, s *Server, prepare func(*Server)) *running {
	t.Helper()
	listeners, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, s, listeners, prepare)
}

func startOn(t *testing.T, s *Server, listeners []net.Listener, prepare func(*Server)) *running {
	t.Helper()
	r := &running{Server: s, t: t, log: &syncBuffer{}}
	if s.options.Locate == nil {
		s.options.Locate = func(file string) (string, bool) { return "/src/" + file, strings.HasPrefix(file, "content/") }
	}
	s.options.ErrorLog = log.New(r.log, "", 0)
	prepare(s)
	r.host = listeners[0].Addr().String()
	r.base = "http://" + r.host
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, listeners) }()
	r.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if said := r.log.String(); strings.Contains(said, "panic") {
			t.Errorf("the server panicked:\n%s", said)
		}
	})
	return r
}

// runSite starts a preview that shows a site.
func runSite(t *testing.T, x *site) *running {
	t.Helper()
	r := run(t, Options{})
	r.Show(x.version(), Change{All: true})
	return r
}

// syncBuffer is a buffer that goroutines may share.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// answer is what came back for a request.
type answer struct {
	status int
	header http.Header
	body   string
}

var plainClient = &http.Client{
	Timeout:       20 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// get asks for a path; headers are given as "Name: value".
func (r *running) get(path string, headers ...string) answer {
	r.t.Helper()
	return r.ask(http.MethodGet, path, headers...)
}

func (r *running) ask(method, path string, headers ...string) answer {
	r.t.Helper()
	req, err := http.NewRequest(method, r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	res, err := plainClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// raw sends bytes as they are and returns everything that comes back until the
// server closes the connection or says nothing more.
func (r *running) raw(request string) string {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.host)
	if err != nil {
		r.t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(15 * time.Second)); err != nil {
		r.t.Fatal(err)
	}
	// The server may answer and close before it has read all of it.
	go func() {
		_, _ = io.WriteString(conn, request)
		if c, ok := conn.(*net.TCPConn); ok {
			_ = c.CloseWrite()
		}
	}()
	data, err := io.ReadAll(conn)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		r.t.Errorf("no end of the answer to %.60q", request)
	}
	return string(data)
}

// status returns the first status of a raw answer, or 0 if there was none.
func status(answer string) int {
	var code int
	if _, err := fmt.Sscanf(answer, "HTTP/1.%d", new(int)); err != nil {
		return 0
	}
	_, _ = fmt.Sscanf(answer[min(len(answer), len("HTTP/1.1 ")):], "%d", &code) // 0 if there is none
	return code
}

// stream is an open stream of events.
type stream struct {
	t    *testing.T
	body io.ReadCloser
	in   *bufio.Scanner
}

func (r *running) stream(query string) *stream {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	r.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"/.bedside/events?"+query, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/event-stream") {
		r.t.Fatalf("the stream has status %d and type %s", res.StatusCode, got)
	}
	in := bufio.NewScanner(res.Body)
	in.Buffer(nil, 1<<20)
	return &stream{r.t, res.Body, in}
}

// next returns the data of the next event.
func (s *stream) next() string {
	s.t.Helper()
	for s.in.Scan() {
		if data, ok := strings.CutPrefix(s.in.Text(), "data: "); ok {
			return data
		}
	}
	s.t.Fatalf("the stream ended: %v", s.in.Err())
	return ""
}

func TestServesWhatIsPublished(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	for name, want := range x.files {
		if name == "404.html" {
			continue
		}
		got := r.get("/" + name)
		if got.status != http.StatusOK {
			t.Errorf("%s: status %d", name, got.status)
		}
		body := got.body
		if path.Ext(name) == ".html" {
			body = withoutAdded(t, body)
		}
		if body != want {
			t.Errorf("%s is served as\n%s\nnot as\n%s", name, body, want)
		}
		head := r.ask(http.MethodHead, "/"+name)
		if head.body != "" || head.status != got.status {
			t.Errorf("HEAD %s: status %d, body %q", name, head.status, head.body)
		}
		for _, h := range []string{"Content-Length", "Content-Type", "Content-Security-Policy", "Cache-Control"} {
			if head.header.Get(h) != got.header.Get(h) {
				t.Errorf("HEAD %s: %s is %q, with GET it is %q", name, h, head.header.Get(h), got.header.Get(h))
			}
		}
	}
}

// withoutAdded takes the script element away that every page gets.
func withoutAdded(t *testing.T, body string) string {
	t.Helper()
	before, rest, ok := strings.Cut(body, `<script src="/.bedside/client/`)
	_, after, closed := strings.Cut(rest, "</script>")
	if !ok || !closed || !strings.HasPrefix(after, "</body>") {
		t.Errorf("the page has no script of the preview in front of its end: %s", body)
	}
	return before + after
}

func TestAddresses(t *testing.T) {
	r := runSite(t, newSite())
	for _, c := range []struct {
		path     string
		status   int
		location string
	}{
		{"/", 200, ""},
		{"/11982/", 200, ""},
		{"/11982", 301, "/11982/"},
		{"/11982?q=a%20b", 301, "/11982/?q=a%20b"},
		{"/old-name", 301, "/11982/"},
		{"/old-name/", 301, "/11982/"},
		{"/%C3%84lter", 301, "/11983/"},
		{"/away", 404, ""},
		{"/away-too", 404, ""},
		{"/back", 404, ""},
		{"/nowhere/", 404, ""},
		{"/nowhere", 404, ""},
		{"/assets/", 404, ""},
		{"/assets", 404, ""},
		{"/files/", 404, ""},
		{"/files", 404, ""},
		{"/logo.svg/", 404, ""},
		{"/files%2Fnote.txt", 404, ""},
		{"/.well-known/security.txt", 200, ""},
		{"/files/.well-known/security.txt", 404, ""},
		{"/.bedside-manifest", 404, ""},
		{"/.bedside/", 404, ""},
		{"/.bedside/client/", 404, ""},
		{clientPath(), 404, ""},
		{clientPath() + "preview.js", 200, ""},
		{clientPath() + "preview.tmpl", 404, ""},
		{clientPath() + "../own.go", 404, ""},
	} {
		got := r.get(c.path)
		if got.status != c.status || got.header.Get("Location") != c.location {
			t.Errorf("%s: status %d, location %q; want %d, %q", c.path, got.status, got.header.Get("Location"), c.status, c.location)
		}
	}
	if got := r.get("/nowhere/"); !strings.Contains(got.body, "Nothing is here.") || got.header.Get("Content-Security-Policy") != policy {
		t.Errorf("an unknown address does not get the site's page: %s", got.body)
	}
}

// TestBase wants a site that is published below a path to work at the root, with
// the links that name that path.
func TestBase(t *testing.T) {
	x := newSite()
	x.base = "/guides/"
	x.files["_redirects"] = "/guides/old-name /guides/11982/ 301\n"
	r := runSite(t, x)
	for path, want := range map[string]string{
		"/old-name": "/11982/", "/guides/11982/": "/11982/", "/guides/": "/", "/guides": "/", "/guides/11982?q=1": "/11982?q=1",
		"/guides//evil.example/": "", "/11982/": "",
	} {
		if got := r.get(path); got.header.Get("Location") != want {
			t.Errorf("%s leads to %q, not to %q", path, got.header.Get("Location"), want)
		}
	}
}

func TestTypesAndHeaders(t *testing.T) {
	r := runSite(t, newSite())
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/11982/": "text/html; charset=utf-8", "/nowhere": "text/html; charset=utf-8",
		"/assets/main.0123456789.css": "text/css; charset=utf-8", "/assets/site.0123456789.js": "text/javascript; charset=utf-8",
		"/codes.json": "application/json; charset=utf-8", "/sitemap.xml": "application/xml; charset=utf-8", "/logo.svg": "image/svg+xml",
		"/robots.txt": "text/plain; charset=utf-8", "/odd.unknown": "application/octet-stream", "/empty.txt": "text/plain; charset=utf-8",
		clientPath() + "client.js": "text/javascript; charset=utf-8", clientPath() + "panel.css": "text/css; charset=utf-8",
	} {
		got := r.get(path)
		if got.header.Get("Content-Type") != want {
			t.Errorf("%s has the type %q, not %q", path, got.header.Get("Content-Type"), want)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": ""} {
			if got.header.Get(name) != want {
				t.Errorf("%s has %s %q", path, name, got.header.Get(name))
			}
		}
		for name := range got.header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s has the header %s", path, name)
			}
		}
	}
	for path, want := range map[string]string{
		"/": "no-store", "/nowhere": "no-store", "/codes.json": "no-store", "/11982": "no-store", "/assets/gone.0123456789.css": "no-store",
		"/assets/main.0123456789.css": "public, max-age=31536000, immutable", "/.bedside/panel?page=/": "no-store",
	} {
		if got := r.get(path).header.Get("Cache-Control"); got != want {
			t.Errorf("%s has Cache-Control %q, not %q", path, got, want)
		}
	}
	if got := r.get("/"); got.header.Get("Content-Security-Policy") != policy || got.header.Get("X-Frame-Options") != "DENY" {
		t.Errorf("the site's own headers are not sent: %v", got.header)
	}
}

// TestAssetsOfTheVersionBefore lets a page that was sent just before a new version
// find its style sheet.
func TestAssetsOfTheVersionBefore(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	delete(x.files, "assets/main.0123456789.css")
	delete(x.files, "11983/index.html")
	r.Show(x.version(), Change{All: true})
	if got := r.get("/assets/main.0123456789.css"); got.status != 200 {
		t.Errorf("the style sheet of the version before has status %d", got.status)
	}
	if got := r.get("/11983/"); got.status != 404 {
		t.Errorf("a page that was removed has status %d", got.status)
	}
	r.Show(x.version(), Change{})
	if got := r.get("/assets/main.0123456789.css"); got.status != 404 {
		t.Errorf("the style sheet of two versions before has status %d", got.status)
	}
}

// TestOldVersionsAreLetGo wants no version to be kept but the last one and the one
// before it: each may hold a site of ten thousand guides.
func TestOldVersionsAreLetGo(t *testing.T) {
	s := New(Options{})
	shown := make([]weak.Pointer[site], 5)
	for i := range shown {
		x := newSite()
		shown[i] = weak.Make(x)
		v := x.version()
		file := v.File
		v.File = func(path string) ([]byte, bool, error) {
			defer runtime.KeepAlive(x)
			return file(path)
		}
		s.Show(v, Change{All: true})
		s.ProblemsChanged()
	}
	runtime.GC()
	for i, x := range shown {
		if kept, want := x.Value() != nil, i >= len(shown)-2; kept != want {
			t.Errorf("of %d versions, number %d is kept: %v", len(shown), i+1, kept)
		}
	}
	runtime.KeepAlive(s)
}

// TestWaitsForTheFirstVersion wants a request that comes early to be answered with
// the first version, and to be let go when the server ends.
func TestWaitsForTheFirstVersion(t *testing.T) {
	r := run(t, Options{})
	early := r.early()
	r.Show(newSite().version(), Change{All: true})
	if got := <-early; !strings.HasPrefix(got, "HTTP/1.1 200") || !strings.Contains(got, "taken out") {
		t.Errorf("got %s", got)
	}
	r = run(t, Options{})
	early = r.early()
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if got := <-early; got != "" && status(got) != http.StatusServiceUnavailable {
		t.Errorf("a server that ends answers %q", got)
	}
}

// early sends a request and returns when it is on its way.
func (r *running) early() <-chan string {
	conn, err := net.Dial("tcp", r.host)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "GET /11982/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", r.host); err != nil {
		r.t.Fatal(err)
	}
	got := make(chan string, 1)
	go func() {
		defer conn.Close()
		data, _ := io.ReadAll(conn) // what did not come is missing in the answer
		got <- string(data)
	}()
	return got
}
