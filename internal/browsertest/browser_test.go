// Package browsertest opens the built site in a real browser, for what only a
// browser shows: that the search finds and leads to guides, that the site works
// without scripts, and that its own security policy lets everything through that
// it needs and nobody else is asked for anything.
package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/chromium"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	searchBox   = chromedp.CSS(`header form[role="search"] input[type="search"][name="q"]`)
	firstResult = chromedp.CSS(`[data-search-results] a[href]`)
	chosen      = chromedp.CSS(`[data-search-results] [aria-selected="true"]`)
)

func TestSite(t *testing.T) {
	browser := startBrowser(t)
	files := buildSite(t, "https://guides.example/")
	site := serve(t, files, "")
	open := func(name string, test func(t *testing.T, tab *tab)) {
		t.Run(name, func(t *testing.T) { test(t, openTab(t, browser, site)) })
	}
	open("search in the header", searchInHeader)
	open("search by keys", searchByKeys)
	open("search page", searchPage)
	open("address without a page", addressWithoutPage)
	open("without scripts", withoutScripts)
	open("every kind of page", everyKind)

	below := serve(t, buildSite(t, "https://guides.example/some/path/"), "/some/path")
	t.Run("below a path", func(t *testing.T) { belowPath(t, openTab(t, browser, below)) })
}

func searchInHeader(t *testing.T, tab *tab) {
	tab.open("/70450/")
	tab.do(chromedp.SendKeys(searchBox, "birth control rod removal"), chromedp.WaitVisible(firstResult))
	tab.wantResult("/11982/")
	if z := get(tab, chromedp.Evaluate[string](`getComputedStyle(document.querySelector('.search-popup')).zIndex`)); z != "1" {
		t.Errorf("the suggestions have no looks: z-index %s", z)
	}
	tab.follow(chromedp.Click(firstResult))
	tab.wantGuide("/11982/", "11982")
}

func searchByKeys(t *testing.T, tab *tab) {
	tab.open("/")
	tab.do(chromedp.SendKeys(searchBox, "11952"), chromedp.WaitVisible(firstResult))
	tab.wantResult("/11952/")
	tab.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.WaitVisible(chosen))
	tab.follow(pressEnter())
	tab.wantGuide("/11952/", "11952")

	// Enter without a choice leads to the page of results.
	tab.open("/")
	tab.follow(chromedp.SendKeys(searchBox, "sugar test"+kb.Enter))
	tab.wantAddress("/search/", "sugar test")
	tab.do(chromedp.WaitVisible(firstResult))
	tab.wantResult("/83036/")
}

// pressEnter presses the key as a keyboard does: what it types is part of pressing
// it, so a script that handles the one prevents the other. chromedp.KeyEvent sends
// both, and the form would be submitted whatever the script does.
func pressEnter() chromedp.Action[chromedp.Void] {
	key := input.DispatchKeyEventParams{Type: kb.KeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
	up := key
	up.Type, up.Text = kb.KeyUp, ""
	return chromedp.Steps(call(input.DispatchKeyEvent, key), call(input.DispatchKeyEvent, up))
}

func searchPage(t *testing.T, tab *tab) {
	tab.open("/search/?q=j7307")
	tab.do(chromedp.WaitVisible(firstResult))
	tab.wantResult("/j7307/")
	if typed := get(tab, chromedp.Value(searchBox)); typed != "j7307" {
		t.Errorf("the box holds %q, not the query of the address", typed)
	}
	tab.follow(chromedp.Click(firstResult))
	tab.wantGuide("/j7307/", "J7307")

	// Markup in a query is text: a word that is found stands between the signs.
	tab.open("/search/?q=" + url.QueryEscape(`<img src=x onerror=alert(1)> implant "'`))
	tab.do(chromedp.WaitVisible(firstResult))
	if n := tab.count(`img[src="x"]`); n != 0 {
		t.Errorf("the query became %d elements", n)
	}
}

// addressWithoutPage opens addresses that lead nowhere: the page searches for what
// they ask for, and for the codes near one that has no guide.
func addressWithoutPage(t *testing.T, tab *tab) {
	for _, x := range []struct{ address, box, status, first string }{
		{"/11983/", "11983", "No guide for “11983”", "/11982/"},
		{"/services/Removal-of-arm_implant.html", "Removal of arm implant", "“Removal of arm implant”", "/11982/"},
		{"/11982/handout/index.htm", "11982", "“11982”", "/11982/"},
		{"/sugar%20test?from=elsewhere", "sugar test", "“sugar test”", "/83036/"},
	} {
		tab.open(x.address)
		tab.do(chromedp.WaitVisible(firstResult))
		tab.wantResult(x.first)
		if box := get(tab, chromedp.Value(searchBox)); box != x.box {
			t.Errorf("%s puts %q into the box, not %q", x.address, box, x.box)
		}
		if status := get(tab, chromedp.Text(chromedp.CSS(`main [role="status"]`))); !strings.Contains(status, x.status) {
			t.Errorf("%s says %q, not %q", x.address, status, x.status)
		}
	}
	// Nothing is found, and nothing goes wrong: the lists are there.
	tab.open("/qqqqq-zzzzz")
	get(tab, chromedp.Poll[bool](`document.querySelector('main [role="status"]').textContent.includes('qqqqq')`))
	tab.do(chromedp.WaitVisible(chromedp.CSS(`main a[href$="codes/"]`)))
}

func withoutScripts(t *testing.T, tab *tab) {
	tab.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	tab.open("/")
	tab.follow(chromedp.SendKeys(searchBox, "rod"+kb.Enter))
	tab.wantAddress("/search/", "rod")
	tab.do(chromedp.WaitVisible(chromedp.CSS(`main a[href$="codes/"]`)), chromedp.WaitVisible(chromedp.CSS(`main a[href$="a-z/"]`)))
	tab.follow(chromedp.Click(chromedp.CSS(`main a[href$="codes/"]`)))
	tab.follow(chromedp.Click(chromedp.CSS(`main a[href$="/11982/"]`)))
	tab.wantGuide("/11982/", "11982")
	tab.open("/11983/")
	tab.do(chromedp.WaitVisible(chromedp.CSS(`main a[href$="codes/"]`)))
	if tab.asked("/search/index/") {
		t.Error("the search index was loaded although scripts are off")
	}
}

// everyKind opens one page of each layout. What must hold in all of them is
// checked when the tab is closed.
func everyKind(t *testing.T, tab *tab) {
	for _, address := range []string{"/", "/11982/", "/11982/handout/", "/codes/", "/a-z/", "/surgery/", "/specialties/", "/about/", "/search/", "/nowhere/at/all"} {
		tab.open(address)
		if n := tab.count(`main h1`); n != 1 {
			t.Errorf("%s has %d headings of the first level", address, n)
		}
	}
	if font := get(tab, chromedp.Evaluate[string](`getComputedStyle(document.body).fontFamily`)); strings.Contains(font, "Times") {
		t.Errorf("the style sheet is not used: the font is %s", font)
	}
}

// belowPath opens the page for unknown addresses, deep down, of a site that is
// published below a path, and goes on from there.
func belowPath(t *testing.T, tab *tab) {
	tab.open("/deep/down/nowhere")
	get(tab, chromedp.Poll[bool](`document.querySelector('header [name="q"]').value === 'nowhere'`))
	// What is typed takes the place of what the address asks for.
	get(tab, chromedp.Evaluate[bool](`document.querySelector('header [name="q"]').select() === undefined`))
	tab.do(chromedp.SendKeys(searchBox, "11982"), chromedp.WaitVisible(firstResult))
	tab.wantResult("/11982/")
	tab.follow(chromedp.Click(firstResult))
	tab.wantGuide("/11982/", "11982")
}

// tab is one tab of the browser and everything that happened in it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string // address of the site, without a slash at its end

	mu       sync.Mutex
	requests []string
	faults   []string
}

// openTab opens an empty tab. When the test ends, it must have asked for nothing
// elsewhere, and nothing may have gone wrong in it.
func openTab(t *testing.T, browser context.Context, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	x := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, x.note); err != nil {
		t.Fatal(err)
	}
	x.do(call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}))
	t.Cleanup(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, fault := range x.faults {
			t.Error(fault)
		}
		if len(x.requests) == 0 {
			t.Error("the tab asked for nothing: requests are not seen")
		}
		for _, r := range x.requests {
			if !strings.HasPrefix(r, base+"/") {
				t.Errorf("the page asked somebody else: %s", r)
			}
		}
		cancel()
	})
	return x
}

func (x *tab) note(event any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		x.requests = append(x.requests, e.Request.URL)
	case *network.EventLoadingFailed:
		if !e.Canceled {
			x.faults = append(x.faults, fmt.Sprintf("a request failed: %s %s", e.ErrorText, e.BlockedReason))
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			x.faults = append(x.faults, fmt.Sprintf("%s: status %d", e.Response.URL, e.Response.Status))
		}
	case *log.EventEntryAdded:
		// The browser remarks that the page for unknown addresses has the status 404.
		if e.Entry.Level != log.EntryLevelVerbose && e.Entry.Level != log.EntryLevelInfo && !strings.Contains(e.Entry.Text, "status of 404") {
			x.faults = append(x.faults, fmt.Sprintf("the browser reports: %s (%s)", e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		x.faults = append(x.faults, fmt.Sprintf("a script wrote to the console: %s", e.Type))
	case *runtime.EventExceptionThrown:
		x.faults = append(x.faults, "a script failed: "+e.ExceptionDetails.Text)
	case *page.EventJavascriptDialogOpening:
		x.faults = append(x.faults, "a dialog was opened: "+e.Message)
	}
}

// call is an action that sends the browser a command.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// stepTimeout is how long something that a test waits for may take to appear. It
// is generous: with the race detector, on a busy machine, it takes two seconds.
const stepTimeout = 30 * time.Second

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	get(x, chromedp.Steps(steps...))
}

func get[T any](x *tab, action chromedp.Action[T]) T {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, stepTimeout)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		x.t.Fatal(err)
	}
	return v
}

// follow does steps that lead to another page, and waits until it is loaded.
func (x *tab) follow(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, stepTimeout)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		x.t.Fatal(err)
	}
}

func (x *tab) open(address string) {
	x.t.Helper()
	x.do(chromedp.Navigate(x.base+address), chromedp.WaitVisible(chromedp.CSS("main")))
}

func (x *tab) asked(part string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.ContainsFunc(x.requests, func(r string) bool { return strings.Contains(r, part) })
}

func (x *tab) count(selector string) int {
	x.t.Helper()
	return get(x, chromedp.Evaluate[int](fmt.Sprintf("document.querySelectorAll(%q).length", selector)))
}

// wantResult wants the first result to lead to an address of the site, at last: the
// first letters have results of their own, shown until the later ones are answered.
func (x *tab) wantResult(address string) {
	x.t.Helper()
	leads := fmt.Sprintf(`document.querySelector('[data-search-results] a[href]')?.href.split(/[?#]/)[0] === %q`, x.base+address)
	for deadline := time.Now().Add(stepTimeout); !get(x, chromedp.Evaluate[bool](leads)); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			x.t.Fatalf("the first result leads to %s, not to %s", get(x, chromedp.JavascriptAttribute[string](firstResult, "href")), address)
		}
	}
}

// wantGuide wants the page to be that of a code.
func (x *tab) wantGuide(address, code string) {
	x.t.Helper()
	x.wantAddress(address, "")
	if heading := get(x, chromedp.Text(chromedp.CSS("main h1"))); !strings.Contains(heading, code) {
		x.t.Errorf("%s has the heading %q, which does not name %s", address, heading, code)
	}
}

func (x *tab) wantAddress(address, query string) {
	x.t.Helper()
	at := get(x, chromedp.Location())
	u, err := url.Parse(at)
	if err != nil || "http://"+u.Host+u.Path != x.base+address || u.Query().Get("q") != query {
		x.t.Errorf("this led to %s, not to %s with the query %q", at, address, query)
	}
}

// buildSite publishes this repository's site and returns the folder.
func buildSite(t *testing.T, base string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{
		Source: os.DirFS("../.."), Defaults: bedside.Defaults(), Out: out, BaseURL: base,
	})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	return out
}

// serve serves a folder below a path as hosts do, with the headers that the site
// wants, and returns the address.
func serve(t *testing.T, folder, below string) string {
	t.Helper()
	rules := readHeaders(t, filepath.Join(folder, "_headers"))
	notFound, err := os.ReadFile(filepath.Join(folder, "404.html"))
	if err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(folder))
	server := httptest.NewServer(http.StripPrefix(below, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, rule := range rules {
			if strings.HasPrefix(r.URL.Path, rule.prefix) {
				w.Header().Set(rule.name, rule.value)
			}
		}
		if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(r.URL.Path))); err != nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(notFound) // a browser that left needs no answer
			return
		}
		files.ServeHTTP(w, r)
	})))
	t.Cleanup(server.Close)
	return server.URL + below
}

type headerRule struct{ prefix, name, value string }

func readHeaders(t *testing.T, file string) []headerRule {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rules []headerRule
	prefix := ""
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\n")
		if name, value, ok := strings.Cut(text, ": "); ok && strings.HasPrefix(text, "  ") {
			rules = append(rules, headerRule{prefix, strings.TrimSpace(name), value})
		} else {
			prefix = strings.TrimSuffix(text, "*")
		}
	}
	if !slices.ContainsFunc(rules, func(r headerRule) bool { return r.name == "Content-Security-Policy" && r.prefix == "/" }) {
		t.Fatalf("%s sets no policy for all pages", file)
	}
	return rules
}

// startBrowser starts a browser that ends with the test.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	deadline, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	browser, stop, err := chromium.Start(deadline)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return browser
}
