package preview

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/diag"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visible tells whether an element of the preview can be seen.
func visible(selector string) string {
	return "(" + in(selector) + "?.getBoundingClientRect().height ?? 0) > 0"
}

func errorsComeAndGo(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`window.mark = 'not reloaded'; document.querySelector('#box').focus(); window.height0 = document.documentElement.scrollHeight; scrollTo(0, 500)`)
	x.problems = diag.List{broken("11983")}
	r.Show(x.version(), Change{Saved: saved("11983")})
	tab.wait(visible(".errors"))
	for expression, want := range map[string]string{
		in(".errors h2") + ".textContent":                          "1 error: nothing can be published until it is mended",
		in(".errors .where") + ".textContent":                      "content/surgery/11983.md:4:10 [front-matter]",
		in(".errors .where a") + ".href":                           "vscode://file/src/content/surgery/11983.md:4:10",
		in(".errors .hint") + ".textContent":                       "Add ] at its end.",
		in(".announcement") + ".textContent":                       "1 error. content/surgery/11983.md:4:10: the list is not closed",
		in(".errors") + ".getAttribute('role')":                    "region",
		in(".bar button") + ".textContent":                         "Editor’s panel · 1 error elsewhere",
		"window.mark":                                              "not reloaded",
		"document.activeElement.id":                                "box",
		"document.documentElement.scrollHeight === window.height0": "true",
		"scrollY": "500",
		"document.elementFromPoint(50, 50).closest('main') !== null":     "true",
		in(".errors") + ".getBoundingClientRect().top > innerHeight / 3": "true",
	} {
		tab.want(expression, want)
	}
	// Put away, they stay so until there are others.
	tab.run(in(".errors [data-do=hide]") + ".click()")
	tab.wait("!(" + visible(".errors") + ")")
	tab.open("/")
	tab.wait(in(".bar button") + ".textContent.includes('1 error')")
	tab.want(visible(".errors"), "false")
	x.problems = append(x.problems, broken("70450"))
	r.Show(x.version(), Change{})
	tab.wait(visible(".errors"))
	x.problems = nil
	r.Show(x.version(), Change{})
	tab.wait("!" + in(".errors"))
	tab.want(in(".announcement")+".textContent", "All errors are mended.")
}

// errorsFromTheStart opens a page that cannot be made, and mends it.
func errorsFromTheStart(t *testing.T, browser context.Context) {
	x := newSite()
	good := x.files
	// Without scripts of the site, only the kind of page tells the two apart.
	for name, text := range good {
		good[name] = strings.ReplaceAll(text, `<script type="module" src="/assets/site.0123456789.js"></script>`, "")
	}
	x.files, x.problems = map[string]string{}, diag.List{broken("11982")}
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/", "status of 404")
	tab.want("document.querySelector('.where').textContent", "content/surgery/11982.md:4:10 [front-matter]")
	tab.run("window.mark = 'not reloaded'")
	x.problems = append(x.problems, broken("11983"))
	r.Show(x.version(), Change{})
	tab.wait("document.querySelectorAll('.where').length === 2")
	tab.want("window.mark", "not reloaded")
	x.files, x.problems = good, nil
	r.Show(x.version(), Change{})
	tab.wait(`document.body.textContent.includes('is taken out.')`)
	tab.ready()
	tab.want("getComputedStyle(document.querySelector('h1')).color", "rgb(1, 2, 3)")
	x.files, x.problems = map[string]string{}, diag.List{broken("11982")}
	r.Show(x.version(), Change{})
	tab.wait("document.querySelector('main .where')")
	x.failing = map[string]error{"11982/index.html": errors.New("no")}
	r.Show(x.version(), Change{})
}

func panelByMouseAndKeys(t *testing.T, browser context.Context) {
	x := newSite()
	x.files["11982/index.html"] = page("11982", `<p><input id="box"></p>`)
	x.reports["11982/"] = report()
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/")
	button := in(".bar button")
	tab.want(button+".textContent", "Editor’s panel · 1 problem")
	tab.want(button+".getAttribute('aria-expanded')", "false")
	tab.want(visible("#panel"), "false")
	shortcut := chromedp.KeyEvent("E", chromedp.KeyModifiers(chromedp.ModifierAlt, chromedp.ModifierShift))
	tab.do(chromedp.Focus("#box"), shortcut)
	tab.wait(visible("#panel"))
	tab.want(button+".getAttribute('aria-expanded')", "true")
	tab.want(shadow+".activeElement.id", "panel")
	tab.want("document.querySelector('#box').value", "")
	tab.do(shortcut)
	tab.wait("!(" + visible("#panel") + ")")
	tab.want("document.activeElement.id", "box")
	tab.run(button + ".click()")
	tab.wait(visible("#panel"))
	tab.want("document.activeElement.id", "box")

	// Its state holds for other pages and later ones, and through an update.
	tab.open("/")
	tab.wait(visible("#panel"))
	tab.open("/11982/")
	tab.wait(visible("#panel"))
	tab.run(in("#panel a[href='/11983/']") + ".focus(); window.focused = " + shadow + ".activeElement")
	x.reports["11982/"] = Report{File: "content/surgery/11982.md", Words: 99, Draft: true, LinksHere: report().LinksHere}
	r.Show(x.version(), Change{})
	tab.wait(in(".draft"))
	tab.want(button+".textContent", "Editor’s panel · no problems")
	tab.want(in("#panel")+".textContent.includes('99 words')", "true")
	tab.want(shadow+".activeElement === window.focused", "true")
	tab.do(chromedp.KeyEvent(kb.Escape))
	tab.wait("!(" + visible("#panel") + ")")
	tab.want(shadow+".activeElement === "+button, "true")
	tab.open("/")
	tab.want(visible("#panel"), "false")
}

func editorFromThePanel(t *testing.T, browser context.Context) {
	x := newSite()
	x.reports["11982/"] = report()
	opened := make(chan string, 10)
	r := run(t, Options{Edit: func(path string, at diag.Pos) error {
		opened <- fmt.Sprint(path, at)
		if at.Line == 1 {
			return errors.New("it has no licence")
		}
		return nil
	}})
	r.Show(x.version(), Change{})
	tab := openTab(browser, r, "/11982/", "status of 500")
	tab.run(in("#panel .where a") + ".click()")
	if got := <-opened; got != "/src/content/surgery/11982.md{3 2}" {
		t.Errorf("opened %s", got)
	}
	tab.run(in("#panel .source a") + ".click()")
	<-opened
	tab.wait(in(".note") + ".textContent.includes('The editor did not start: it has no licence')")
	tab.want("location.pathname", "/11982/")
}

func markupIsText(t *testing.T, browser context.Context) {
	x := newSite()
	x.problems = diag.List{{File: "content/" + evil + ".md", Pos: diag.Pos{Line: 1, Column: 1}, Rule: evil, Message: evil, Hint: evil, Excerpt: evil}}
	x.reports["11982/"] = Report{File: "content/" + evil + ".md", Problems: x.problems, Sections: []Section{{Heading: evil}}, Missing: []string{evil}, LinksHere: []Link{{From: Page{Path: evil, Name: evil}, File: evil}}}
	x.files["11982/index.html"] = page(html.EscapeString(evil), "")
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/", "status of 404")
	tab.run(in(".bar button") + ".click()")
	tab.want(in(".errors .message")+".textContent", "error "+evil)
	tab.want(in("#panel .result-title")+".textContent", evil)
	r.Show(x.version(), Change{Saved: []Page{{Path: "javascript:alert(1)", Name: evil}}})
	tab.wait(in(".note a"))
	tab.want(in(".note")+".textContent", evil+" was saved — open it")
	tab.want(in(".note a")+".protocol", "http:")
	tab.want(shadow+".querySelectorAll('img, b, script').length", "0")
	tab.want("document.title", evil)
	delete(x.files, "404.html")
	r.Show(x.version(), Change{})
	for _, path := range []string{"/%3Cimg%20src=x%20onerror=%22document.title='evil'%22%3E", "/%3Cscript%3Edocument.title='evil'%3C/script%3E"} {
		tab.open(path)
		tab.want("document.querySelectorAll('img, main script').length", "0")
		tab.want("document.querySelector('main code').textContent.startsWith('/<')", "true")
		tab.want("document.title.includes('evil')", "false")
	}
}

// serverRestarts ends a server and starts another one on its port, as an editor
// does; the tab says so and goes on, with the reader's state.
func serverRestarts(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/", "ERR_", "status of 503")
	tab.run(`window.mark = 'not reloaded'; document.querySelector('#box').value = 'typed'`)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	tab.wait(in(".note") + ".textContent.startsWith('The preview has stopped.')")
	x.files["11982/index.html"] = strings.ReplaceAll(x.files["11982/index.html"], "Rest for a day.", "Rest for two days.")
	_, port, err := net.SplitHostPort(r.host)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	listeners, err := Listen(n)
	if err != nil {
		t.Fatal(err)
	}
	again := startOn(t, New(Options{}), listeners, func(*Server) {})
	again.Show(x.version(), Change{All: true})
	tab.wait(`document.querySelector('#rest').textContent === 'Rest for two days.'`)
	tab.wait(in(".note") + ".textContent === ''")
	tab.want("window.mark", "not reloaded")
	tab.want("document.querySelector('#box').value", "typed")
	again.save(x, "11982", "two days", "three days")
	tab.wait(`document.querySelector('#rest').textContent === 'Rest for three days.'`)
}

func twoTabs(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	one := openTab(browser, r, "/11982/")
	two := openTab(browser, r, "/11983/")
	r.save(x, "11982", "Rest for", "Lie down for")
	one.wait(`document.querySelector('#rest').textContent === 'Lie down for a day.'`)
	two.wait(in(".note") + ".textContent === '11982 was saved — open it'")
	one.want(in(".note")+".textContent", "")
	two.want("document.body.textContent.includes('is replaced.')", "true")
}

// manyTabs opens more tabs than a browser has connections to one server. Those
// that are hidden must leave theirs to the others, and catch up when they are seen.
func manyTabs(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	var tabs []*tab
	for range 9 {
		tab := openTab(browser, r, "/11982/")
		tabs = append(tabs, tab)
		tab.run(`window.mark = 'not reloaded'`)
		setHidden(tab, true)
	}
	r.save(x, "11982", "Rest for", "Lie down for")
	setHidden(tabs[0], false)
	tabs[0].wait(`document.querySelector('#rest').textContent === 'Lie down for a day.'`)
	tabs[0].want("window.mark", "not reloaded")
	tabs[1].want("document.querySelector('#rest').textContent", "Rest for a day.")
}

// setHidden makes a page believe that its tab is hidden, which all tabs of a browser
// without a window are not.
func setHidden(x *tab, hidden bool) {
	state := "visible"
	if hidden {
		state = "hidden"
	}
	x.run(fmt.Sprintf(`Object.defineProperty(document, 'visibilityState', { value: %q, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`, state))
}

func narrowAndPaper(t *testing.T, browser context.Context) {
	x := newSite()
	x.files["11982/index.html"] = page("11982", longText)
	rep := report()
	rep.Sections[1].Heading = "A heading that is quite long, with averyveryverylongwordthatdoesnotfitanywhere"
	x.reports["11982/"] = rep
	d := broken("11982")
	d.Excerpt = strings.Repeat("a long line ", 30)
	d.Message = "a message that is longer than the window is wide, with averyveryverylongwordthatdoesnotfitanywhereatall"
	x.problems = diag.List{d, d, d, d, d, d}
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/")
	tab.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 700, DeviceScaleFactor: 1, Mobile: true}))
	tab.open("/11982/")
	tab.run(in(".bar button") + ".click()")
	tab.wait(visible("#panel"))
	tab.wait(visible(".errors"))
	tab.want("document.documentElement.scrollWidth", "390")
	for _, part := range []string{".errors", "#panel", ".bar"} {
		box := in(part) + ".getBoundingClientRect()"
		tab.want(fmt.Sprintf("%s.left >= 0 && %s.right <= 390 && %s.top >= 0 && %s.bottom <= 700", box, box, box, box), "true")
		tab.want(in(part)+".scrollWidth - "+in(part)+".clientWidth", "0")
	}
	tab.want(in(".bar button")+".getBoundingClientRect().height >= 24", "true")
	tab.want(`getComputedStyle(document.querySelector('bedside-preview')).display`, "block")
	tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	tab.want(`getComputedStyle(document.querySelector('bedside-preview')).display`, "none")
	tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: ""}))
}

// namesAndRoles reads the preview's part of the page as a screen reader does.
func namesAndRoles(t *testing.T, browser context.Context) {
	x := newSite()
	x.reports["11982/"] = report()
	x.problems = diag.List{broken("11982")}
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/")
	tab.run(in(".bar button") + ".click()")
	tab.wait(visible("#panel"))
	nodes := accessibilityTree(tab)
	for _, want := range []string{"region Problems", "group Preview", "button Editor’s panel · 1 problem", "region Editor’s panel", "button Hide", "status ", "link content/surgery/11982.md:4:10", "table Reading grade", "columnheader Words", "rowheader Recovery"} {
		found := false
		for _, n := range nodes {
			found = found || strings.HasPrefix(n, want)
		}
		if !found {
			t.Errorf("there is no %q among\n%s", want, strings.Join(nodes, "\n"))
		}
	}
}

// otherSite tries from a page of another origin to read the preview.
func otherSite(t *testing.T, browser context.Context) {
	r := runSite(t, newSite())
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!DOCTYPE html><title>Other</title><main></main>`)
	}))
	t.Cleanup(other.Close)
	tab := openTab(browser, r, "/", "")
	tab.do(chromedp.Navigate(other.URL + "/"))
	attack := fmt.Sprintf(`(async () => {
		const base = %q;
		const read = async (what, f) => { try { return what + ': ' + (await f()); } catch { return what + ': refused'; } };
		const opened = (make, type) => new Promise((yes, no) => { const s = make(); s.onopen = () => yes('opened'); s.onmessage = () => yes('read'); s.onerror = () => no(); });
		return (await Promise.all([
			read('fetch', async () => (await fetch(base + '/11982/')).text()),
			read('opaque', async () => (await fetch(base + '/codes.json', { mode: 'no-cors' })).type),
			read('events', () => opened(() => new EventSource(base + '/.bedside/events'))),
			read('socket', () => opened(() => new WebSocket(base.replace('http', 'ws') + '/.bedside/events'))),
			read('image', () => new Promise((yes, no) => { const i = new Image(); i.onload = () => yes('loaded'); i.onerror = no; i.src = base + '/logo.svg'; })),
			read('script', () => new Promise((yes, no) => { const s = document.createElement('script'); s.onload = () => yes('loaded'); s.onerror = no; s.src = base + '/assets/site.0123456789.js'; document.head.append(s); })),
		])).join('\n');
	})()`, r.base)
	ctx, cancel := context.WithTimeout(tab.ctx, stepTimeout)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](attack, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(got, "\n") {
		if !strings.HasSuffix(line, ": refused") {
			t.Errorf("another site can read the preview: %s", line)
		}
	}
}

// defaultTheme previews this repository's own site: the preview must not break its
// policy, and an update must not disturb its search.
func defaultTheme(t *testing.T, browser context.Context) {
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{Source: os.DirFS("../.."), Defaults: bedside.Defaults(), Out: out})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	x := newSite()
	x.files = map[string]string{}
	err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(out, name))
		x.files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/", "status of 404")
	tab.do(chromedp.SendKeys(chromedp.CSS(`header input[type="search"]`), "implant"), chromedp.WaitVisible(chromedp.CSS(`[data-search-results] a[href]`)))
	r.save(x, "11982", "Removal of a drug-delivery implant", "Taking out a drug-delivery implant", "<h2 id=recovery", "<h2 id=recovery")
	tab.wait(`document.querySelector('h1').textContent.includes('Taking out')`)
	tab.want("document.querySelectorAll('[data-search-results] a').length > 0", "true")
	tab.want(`document.activeElement.type + document.activeElement.value`, "searchimplant")
	for _, path := range []string{"/", "/codes/", "/search/", "/nowhere"} {
		tab.open(path)
		r.Show(x.version(), Change{All: true})
		tab.waitVersion()
	}
}

// accessibilityTree lists the roles and names of a page.
func accessibilityTree(x *tab) []string {
	x.t.Helper()
	var out []string
	x.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		tree, err := cdp.Call(ctx, target, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		for _, n := range tree.Nodes {
			if n.Ignored || n.Role == nil || n.Name == nil {
				continue
			}
			var role, name string
			if err := errors.Join(json.Unmarshal(n.Role.Value, &role), json.Unmarshal(n.Name.Value, &name)); err != nil {
				return err
			}
			out = append(out, role+" "+name)
		}
		return nil
	}))
	return out
}
