package preview

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"bedside/internal/chromium"
)

// startBrowser starts a browser that ends with the test.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	deadline, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	browser, stop, err := chromium.Start(deadline)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return browser
}

// tab is one tab of the browser that looks at a preview.
type tab struct {
	*running
	ctx context.Context

	mu     sync.Mutex
	faults []string
	// expected are parts of messages of the browser that are no faults here.
	expected []string
}

// openTab opens a page of a preview. When the test ends, no script may have failed
// and nothing may have broken the site's security policy.
func openTab(browser context.Context, r *running, path string, expected ...string) *tab {
	r.t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	x := &tab{running: r, ctx: ctx, expected: expected}
	if err := chromedp.Listen(ctx, x.note); err != nil {
		r.t.Fatal(err)
	}
	x.do(call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}))
	r.t.Cleanup(func() {
		cancel()
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, fault := range x.faults {
			r.t.Error(fault)
		}
	})
	x.open(path)
	return x
}

func (x *tab) note(event any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	fault := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			fault = fmt.Sprintf("the browser reports: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		fault = fmt.Sprintf("a script wrote to the console: %s", e.Type)
	case *runtime.EventExceptionThrown:
		fault = "a script failed: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	}
	if fault != "" && !slices.ContainsFunc(x.expected, func(part string) bool { return strings.Contains(fault, part) }) {
		x.faults = append(x.faults, fault)
	}
}

// call is an action that sends the browser a command.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// stepTimeout is how long something that a test waits for may take. It is generous:
// the machine may be busy, and the race detector slow.
const stepTimeout = 20 * time.Second

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, stepTimeout)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Steps(steps...)); err != nil {
		x.t.Fatal(err)
	}
}

// open goes to a page and waits until the preview has added its part.
func (x *tab) open(path string) {
	x.t.Helper()
	x.do(chromedp.Navigate(x.base + path))
	x.ready()
}

func (x *tab) ready() {
	x.t.Helper()
	x.wait(`document.documentElement.dataset.bedside === 'problems' || document.querySelector('bedside-preview')?.dataset.version && ` + visible(".bar"))
}

// shadow is the preview's part of the page.
const shadow = `document.querySelector('bedside-preview')?.shadowRoot`

// in is an element of the preview's part of the page.
func in(selector string) string { return fmt.Sprintf("%s.querySelector(%q)", shadow, selector) }

// wait waits until an expression is true in the page, whatever page that is by then.
func (x *tab) wait(expression string) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, stepTimeout)
	defer cancel()
	poll := chromedp.Poll[bool]("document.body && !!("+expression+")", chromedp.WithPollingTimeout(stepTimeout))
	for {
		_, err := chromedp.Run(ctx, poll)
		if err == nil {
			return
		}
		// Going to another page ends what waits in the old one.
		if ctx.Err() == nil && (strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context")) {
			continue
		}
		state := eval[string](x, `document.documentElement?.outerHTML.slice(-2500) + '\n' + (`+shadow+`?.innerHTML ?? '')`)
		x.t.Fatalf("waiting for %s: %v\n%s", expression, err, state)
	}
}

// eval returns what an expression is in the page.
func eval[T any](x *tab, expression string) T {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, stepTimeout)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		x.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// want compares what an expression gives with what it should.
func (x *tab) want(expression, want string) {
	x.t.Helper()
	if got := eval[string](x, "String("+expression+")"); got != want {
		x.t.Errorf("%s is %q, not %q", expression, got, want)
	}
}

// run runs statements in the page.
func (x *tab) run(statements string) {
	x.t.Helper()
	x.do(chromedp.Evaluate[chromedp.Void]("{" + statements + "}"))
}

// waitVersion waits until the tab shows the latest version.
func (x *tab) waitVersion() {
	x.t.Helper()
	x.wait(fmt.Sprintf("document.querySelector('bedside-preview')?.dataset.version === '%d'", x.state.Load().number))
}

// TestBrowser looks at previews as an editor does.
func TestBrowser(t *testing.T) {
	browser := startBrowser(t)
	for _, c := range []struct {
		name string
		test func(t *testing.T, browser context.Context)
	}{
		{"an update keeps what the reader did", keepsState},
		{"what is seen stays in its place", keepsPlace},
		{"only what differs is changed", changesLittle},
		{"a style sheet with a new name", swapsHashedSheet},
		{"a style sheet and a picture with their old names", refreshesNamedFiles},
		{"a changed script", reloadsForScripts},
		{"another guide was saved", offersOtherGuide},
		{"following", follows},
		{"a storm of edits", storm},
		{"a page that goes and comes", pageGoes},
		{"errors come and go", errorsComeAndGo},
		{"errors from the start", errorsFromTheStart},
		{"the panel", panelByMouseAndKeys},
		{"the editor", editorFromThePanel},
		{"markup is text", markupIsText},
		{"the server restarts", serverRestarts},
		{"two tabs", twoTabs},
		{"many tabs", manyTabs},
		{"a narrow window, and paper", narrowAndPaper},
		{"names and roles", namesAndRoles},
		{"another site", otherSite},
		{"the default theme", defaultTheme},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, browser) })
	}
}
