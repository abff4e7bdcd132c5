package preview

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const longText = `<p id="first">The first paragraph, with a <a id="link" href="/11983/">link</a>.</p>
<form><label>Box <input id="box" name="q"></label></form>
<details id="one"><summary>Does it hurt?</summary><p>A little.</p></details>
<details><summary>How long does it take?</summary><p>Ten minutes.</p></details>
<ul><li>One</li><li>Two</li><li>Three</li></ul>
<div class="tall"></div>
<h2 id="recovery">Recovery</h2><p id="rest">Rest for a day.</p>
<div class="tall"></div>`

// longSite has a page that is higher than the window.
func longSite(t *testing.T) (*site, *running) {
	x := newSite()
	x.files["assets/main.0123456789.css"] = "h1 { color: rgb(1, 2, 3) } .tall { height: 3000px }"
	x.files["11982/index.html"] = page("11982", longText)
	return x, runSite(t, x)
}

// save changes a page and shows the new version.
func (r *running) save(x *site, code string, oldNew ...string) {
	r.t.Helper()
	name := code + "/index.html"
	changed := strings.NewReplacer(oldNew...).Replace(x.files[name])
	if changed == x.files[name] && len(oldNew) > 0 {
		r.t.Fatalf("%s does not hold %q", name, oldNew)
	}
	x.files[name] = changed
	r.Show(x.version(), Change{Paths: []string{name}, Saved: saved(code)})
}

func keepsState(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`
		window.mark = 'not reloaded';
		window.nodes = [...document.querySelectorAll('p, li, details, input, a')];
		document.querySelector('details').open = true;
		document.querySelector('#box').focus();
		document.querySelector('#box').value = 'typed';
		document.querySelector('ul').append(Object.assign(document.createElement('li'), { id: 'own', textContent: 'of a script' }));
		getSelection().setBaseAndExtent(document.querySelector('#first').firstChild, 4, document.querySelector('#first').firstChild, 9);
	`)
	tab.want("getSelection().toString()", "first")
	// The focus is given after the selection, which would move it.
	tab.run(`document.querySelector('#box').focus({ preventScroll: true })`)
	r.save(x, "11982", "paragraph, with", "paragraph, now with", "A little.", "Not much.", "<title>11982", "<title>11982 changed",
		"About 11982", "Another description", "<li>Two</li>", "<li>Two</li><li>Two and a half</li>")
	tab.wait(`document.querySelector('#first').textContent.includes('now with')`)
	tab.waitVersion()
	for expression, want := range map[string]string{
		"window.mark": "not reloaded",
		"window.nodes.filter((n) => n.isConnected).length - window.nodes.length": "0",
		"document.querySelector('details').open":                                 "true",
		"document.querySelectorAll('details')[1].open":                           "false",
		"document.querySelector('details p').textContent":                        "Not much.",
		"document.activeElement.id":                                              "box",
		"document.querySelector('#box').value":                                   "typed",
		"document.querySelector('#box').dataset.enhanced":                        "yes",
		"document.querySelector('#own').textContent":                             "of a script",
		"[...document.querySelectorAll('li')].map((n) => n.textContent).join()":  "One,Two,Two and a half,Three,of a script",
		"document.title": "11982 changed",
		"document.querySelector('meta[name=description]').content": "Another description",
		"getSelection().toString()":                                "first",
		"document.querySelectorAll('script').length":               "2",
		"document.documentElement.hasAttribute('style')":           "false",
	} {
		tab.want(expression, want)
	}
	// A second update starts from the first, and from the elements that it made.
	tab.run(`document.querySelectorAll('li')[2].id = 'made'`)
	r.save(x, "11982", "Two and a half", "Two and three quarters", "Ten minutes.", "Five minutes.")
	tab.wait(`document.querySelector('#made').textContent === 'Two and three quarters'`)
	tab.want("document.querySelectorAll('details p')[1].textContent", "Five minutes.")
	tab.want("document.querySelector('details').open", "true")
}

func keepsPlace(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`document.querySelector('#rest').scrollIntoView({ block: 'center' }); window.top0 = document.querySelector('#rest').getBoundingClientRect().top`)
	r.save(x, "11982", `<h2 id="recovery">`, `<h2 id="before">Before</h2>`+strings.Repeat("<p>More.</p>", 20)+`<h2 id="recovery">`)
	tab.wait(`document.querySelector('#before')`)
	tab.waitVersion()
	// After the next frame the browser's own adjustment would have happened too.
	moved := `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(String(Math.abs(document.querySelector('#rest').getBoundingClientRect().top - window.top0) < 2)))))`
	ctx, cancel := context.WithTimeout(tab.ctx, stepTimeout)
	defer cancel()
	if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](moved, chromedp.EvalAwaitPromise)); err != nil || got != "true" {
		t.Errorf("what was in view has moved (%v)", err)
	}
	r.save(x, "11982", strings.Repeat("<p>More.</p>", 20), "")
	tab.wait(`document.querySelector('#before') && document.querySelectorAll('main > p').length === 2`)
	tab.want(`Math.abs(document.querySelector('#rest').getBoundingClientRect().top - window.top0) < 2`, "true")

	// At its top, the page stays at its top.
	tab.run(`scrollTo(0, 0)`)
	r.save(x, "11982", `<p id="first">`, `<p>New at the top.</p><p id="first">`)
	tab.wait(`document.querySelector('#first').previousElementSibling.textContent === 'New at the top.'`)
	tab.want("scrollY", "0")
}

// changesLittle counts what is changed in the page: an editor's eye, and a screen
// reader, notice every change.
func changesLittle(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`
		window.seen = [];
		new MutationObserver((all) => window.seen.push(...all.map((m) => m.type + ' ' + m.target.nodeName)))
			.observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, characterData: true });
	`)
	r.save(x, "11982", "Rest for a day.", "Rest for two days.")
	tab.waitVersion()
	tab.want("window.seen.join()", "characterData #text")
	r.save(x, "11982", "<li>One</li>", "<li>Zero</li><li>One</li>")
	tab.waitVersion()
	tab.want("window.seen.slice(1).join()", "childList UL")
	r.save(x, "11982", `id="rest"`, `id="rest" class="new"`)
	tab.waitVersion()
	tab.want("window.seen.slice(2).join()", "attributes P")
	r.save(x, "11982")
	tab.waitVersion()
	tab.want("window.seen.length", "3")
}

// colors notes the colour of the heading at every frame from now on.
const colors = `
	window.colors = new Set();
	window.frameCount = 0;
	(function look() {
		window.frameCount++;
		window.colors.add(getComputedStyle(document.querySelector('h1')).color);
		requestAnimationFrame(look);
	})();
	window.mark = 'not reloaded';`

// waitFrame waits until a frame that begins from now on has been noted by colors: what
// a script reads is the page as the next frame will show it.
func (x *tab) waitFrame() {
	x.t.Helper()
	x.run(`window.frameNow = window.frameCount`)
	x.wait(`window.frameCount > window.frameNow`)
}

// swapsHashedSheet changes two style sheets and the page at once, and lets the second
// sheet come late: until all is there, nothing may change, and then all at once.
func swapsHashedSheet(t *testing.T, browser context.Context) {
	x := newSite()
	x.files["assets/a.0000000001.css"] = "h1 { color: rgb(1, 2, 3) }"
	x.files["assets/b.0000000001.css"] = "p { margin: 1px }"
	links := func(n int) string {
		return fmt.Sprintf(`<link rel="stylesheet" href="/assets/a.000000000%d.css"><link rel="stylesheet" href="/assets/b.000000000%d.css">`, n, n)
	}
	x.files["11982/index.html"] = strings.Replace(page("11982", ""), `<link rel="stylesheet" href="/assets/main.0123456789.css">`, links(1), 1)
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/")
	tab.run(colors)
	x.files["assets/a.0000000002.css"] = "h1 { color: rgb(9, 9, 9) } h1.new { color: rgb(4, 5, 6) }"
	x.files["assets/b.0000000002.css"] = "p { margin: 2px }"
	x.files["11982/index.html"] = strings.NewReplacer("<h1>", `<h1 class="new">`, links(1), links(2)).Replace(x.files["11982/index.html"])
	v := x.version()
	file, asked, release := v.File, make(chan struct{}, 1), make(chan struct{})
	v.File = func(path string) ([]byte, bool, error) {
		if path == "assets/b.0000000002.css" {
			asked <- struct{}{}
			<-release
		}
		return file(path)
	}
	r.Show(v, Change{All: true})
	<-asked
	tab.run(`window.frames0 = window.frameCount`)
	tab.wait(`window.frameCount > window.frames0 + 5`)
	tab.want("[...window.colors].join(' ')", "rgb(1, 2, 3)")
	close(release)
	tab.wait(`getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'`)
	tab.waitVersion()
	tab.waitFrame()
	tab.want("[...window.colors].join(' ')", "rgb(1, 2, 3) rgb(4, 5, 6)")
	tab.want("window.mark", "not reloaded")
	tab.want("[...document.querySelectorAll('link[rel=stylesheet]')].map((l) => l.outerHTML).join('')", links(2))
	// And again, from the elements that were put in.
	x.files["assets/a.0000000003.css"] = "h1 { color: rgb(7, 8, 9) }"
	x.files["assets/b.0000000003.css"] = ""
	r.save(x, "11982", links(2), links(3))
	tab.wait(`getComputedStyle(document.querySelector('h1')).color === 'rgb(7, 8, 9)'`)
	tab.waitVersion()
	tab.want("document.querySelectorAll('link[rel=stylesheet]').length", "2")
	tab.waitFrame()
	tab.want("[...window.colors].join(' ')", "rgb(1, 2, 3) rgb(4, 5, 6) rgb(7, 8, 9)")
}

func refreshesNamedFiles(t *testing.T, browser context.Context) {
	x := newSite()
	x.files["site.css"] = "h1 { color: rgb(1, 2, 3) }"
	x.files["11982/index.html"] = strings.ReplaceAll(page("11982", `<img src="/logo.svg" alt="Logo">`), "/assets/main.0123456789.css", "/site.css")
	r := runSite(t, x)
	tab := openTab(browser, r, "/11982/")
	tab.run(colors)
	x.files["site.css"] = "h1 { color: rgb(4, 5, 6) }"
	r.Show(x.version(), Change{Paths: []string{"site.css"}})
	tab.wait(`getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'`)
	tab.waitFrame()
	tab.want("[...window.colors].sort().join(' ')", "rgb(1, 2, 3) rgb(4, 5, 6)")
	tab.waitVersion()
	tab.want("document.querySelectorAll('link[rel=stylesheet]').length", "1")
	tab.want("document.images[0].naturalWidth", "9")
	x.files["logo.svg"] = strings.ReplaceAll(x.files["logo.svg"], "9", "20")
	r.Show(x.version(), Change{Paths: []string{"logo.svg"}})
	tab.wait("document.images[0].naturalWidth === 20")
	tab.want("window.mark", "not reloaded")
	// The element that was put in is the one that the next update removes.
	r.save(x, "11982", `<link rel="stylesheet" href="/site.css">`, "")
	tab.wait("document.querySelectorAll('link[rel=stylesheet]').length === 0")
}

func reloadsForScripts(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`window.mark = 'not reloaded'; scrollTo(0, 1000)`)
	x.files["assets/site.abcdef0123.js"] = "document.documentElement.dataset.script = 'new'"
	r.save(x, "11982", "site.0123456789.js", "site.abcdef0123.js")
	tab.wait(`document.documentElement.dataset.script === 'new'`)
	tab.want("window.mark", "undefined")
	tab.wait("scrollY === 1000")
	tab.ready()
	tab.run(`window.mark = 'not reloaded'`)
	r.Show(x.version(), Change{Paths: []string{"assets/site.abcdef0123.js"}})
	tab.wait("window.mark === undefined")
}

func offersOtherGuide(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`window.mark = 'not reloaded'; document.querySelector('#box').focus()`)
	r.save(x, "11983", "replaced", "exchanged")
	tab.wait(in(".note a"))
	tab.want(in(".note")+".textContent", "11983 was saved — open it")
	tab.want(in(".note")+".getAttribute('role')", "status")
	tab.want("document.activeElement.id", "box")
	tab.want("window.mark", "not reloaded")
	r.Show(x.version(), Change{Saved: saved("11983", "70450", "J7307")})
	tab.wait(in(".note") + ".textContent === '3 other pages were saved'")
	r.save(x, "11982", "Rest for", "Lie down for") // one's own guide needs no offer
	tab.wait(in(".note") + ".textContent === ''")
	r.save(x, "11983", "exchanged", "renewed")
	tab.wait(in(".note a"))
	tab.run(in(".note a") + ".click()")
	tab.wait(`location.pathname === '/11983/' && document.body.textContent.includes('renewed')`)
}

func follows(t *testing.T, browser context.Context) {
	x := newSite()
	x.files["11982/index.html"] = page("11982", longText)
	x.files["11983/index.html"] = page("11983", longText)
	r := run(t, Options{Follow: true})
	r.Show(x.version(), Change{All: true})
	tab := openTab(browser, r, "/11982/")
	r.save(x, "11983", "Rest for a day.", "Rest for two days.")
	tab.wait(`location.pathname + location.hash === '/11983/#recovery' && document.querySelector('#rest').textContent === 'Rest for two days.'`)
	tab.ready()
	tab.run(`scrollTo(0, 0); window.mark = 'here'`)
	r.save(x, "11983", "two days", "three days")
	tab.wait(`document.querySelector('#rest').textContent === 'Rest for three days.'`)
	tab.want("window.mark", "here")
	tab.want("scrollY", "0")
	// Whoever is typing is not led away, and many pages at once lead nowhere.
	tab.run(`document.querySelector('#box').focus(); document.querySelector('#box').value = 'typing'`)
	r.save(x, "11982", "Rest for a day.", "Rest.")
	tab.wait(in(".note a"))
	tab.run(`document.querySelector('#box').blur()`)
	r.Show(x.version(), Change{Saved: saved("11982", "70450")})
	tab.waitVersion()
	tab.want("location.pathname", "/11983/")
}

func storm(t *testing.T, browser context.Context) {
	x, r := longSite(t)
	tab := openTab(browser, r, "/11982/")
	tab.run(`
		window.mark = 'not reloaded';
		window.fetches = 0;
		window.fetchIt = window.fetch;
		window.fetch = (...args) => { if (!String(args[0]).startsWith('/.bedside/')) window.fetches++; return window.fetchIt(...args); };
	`)
	const edits = 300
	for i := range edits {
		r.save(x, "11982", fmt.Sprintf(`id="rest">%s`, after(x.files["11982/index.html"], `id="rest">`)), fmt.Sprintf(`id="rest">Edit %d`, i))
	}
	tab.wait(fmt.Sprintf(`document.querySelector('#rest').textContent === 'Edit %d'`, edits-1))
	tab.waitVersion()
	tab.want("window.mark", "not reloaded")
	if n := eval[int](tab, "window.fetches"); n > edits/4 {
		t.Errorf("%d edits made the tab ask for its page %d times", edits, n)
	}
}

// after returns the text between a mark and the next tag.
func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	rest, _, _ = strings.Cut(rest, "<")
	return rest
}

func pageGoes(t *testing.T, browser context.Context) {
	x := newSite()
	r := runSite(t, x)
	tab := openTab(browser, r, "/11983/", "status of 404")
	was := x.files["11983/index.html"]
	delete(x.files, "11983/index.html")
	r.Show(x.version(), Change{All: true})
	tab.wait(`document.body.textContent.includes('Nothing is here.')`)
	x.files["11983/index.html"] = was
	r.Show(x.version(), Change{All: true})
	tab.wait(`document.body.textContent.includes('is replaced.') && document.title === '11983'`)
	delete(x.files, "11983/index.html")
	x.files["_redirects"] = "/11983/ /11982/ 301\n"
	r.Show(x.version(), Change{All: true})
	tab.wait(`location.pathname === '/11982/'`)
}
