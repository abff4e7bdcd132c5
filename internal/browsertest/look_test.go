package browsertest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"bedside"
	"bedside/internal/build"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// kinds has one address of each kind of page of this repository's site.
var kinds = []string{"/", "/11982/", "/70450/", "/codes/", "/a-z/", "/surgery/", "/specialties/", "/about/", "/search/?q=implant", "/nowhere/at/all"}

// TestLook looks at pages in ways that not everybody uses.
func TestLook(t *testing.T) {
	browser := startBrowser(t)
	site := serve(t, buildSite(t, "https://guides.example/"), "")
	t.Run("narrow", func(t *testing.T) {
		tab := openTab(t, browser, site)
		// 320 by 256 is also what a screen of 1280 by 1024 shows at 400 % (WCAG 2.2, 1.4.10).
		tab.size(320, 256)
		for _, address := range kinds {
			tab.open(address)
			tab.wantNoSidewaysScrolling(address)
		}
	})
	t.Run("nothing jumps", func(t *testing.T) {
		tab := openTab(t, browser, site)
		tab.size(412, 823)
		for _, address := range kinds {
			tab.open(address)
			tab.wantNoShift(address)
		}
	})
	t.Run("forced colors", func(t *testing.T) {
		tab := openTab(t, browser, site)
		tab.media("forced-colors", "active")
		forcedColors(t, tab)
	})
	arabic := serve(t, buildArabic(t), "")
	t.Run("right to left", func(t *testing.T) { rightToLeft(t, openTab(t, browser, arabic)) })
	t.Run("accent", func(t *testing.T) { accent(t, openTab(t, browser, arabic)) })
}

// forcedColors wants what is told apart by backgrounds to be told apart without.
func forcedColors(t *testing.T, tab *tab) {
	tab.open("/11982/")
	if !get(tab, chromedp.Evaluate[bool](`matchMedia('(forced-colors: active)').matches`)) {
		t.Fatal("colors are not forced")
	}
	for _, selector := range []string{".site-header", ".site-footer", ".key-facts", ".callout"} {
		if tab.count(selector) == 0 {
			t.Errorf("the page has no %s", selector)
			continue
		}
		if width := tab.style(selector, "border-block-start-width"); width == "0px" {
			t.Errorf("%s has no border", selector)
		}
	}
	tab.do(chromedp.Focus(chromedp.CSS(".site-name a")), chromedp.KeyEvent("\t"))
	focused := `(s => s.outlineStyle + ' ' + s.outlineWidth + ' ' + (s.outlineColor !== getComputedStyle(document.body).backgroundColor))(getComputedStyle(document.activeElement))`
	if got := get(tab, chromedp.Evaluate[string](focused)); got != "solid 3px true" {
		t.Errorf("the focus shows as %q", got)
	}
}

// rightToLeft wants the layout of a page in Arabic to be a mirror image.
func rightToLeft(t *testing.T, tab *tab) {
	for _, width := range []int64{320, 1280} {
		tab.size(width, 800)
		for _, address := range []string{"/", "/11982/", "/codes/", "/about/", "/search/"} {
			tab.open(address)
			tab.wantNoSidewaysScrolling(address)
			if got := get(tab, chromedp.Evaluate[string](`document.documentElement.dir + ' ' + getComputedStyle(document.querySelector('h1')).direction`)); got != "rtl rtl" {
				t.Errorf("%s has the direction %q", address, got)
			}
		}
	}
	tab.open("/11982/")
	for _, side := range []struct{ what, script string }{
		{"the contents stand at the right of the text", `document.querySelector('.contents').getBoundingClientRect().left > document.querySelector('.text').getBoundingClientRect().right`},
		{"the site's name is at the right", `document.querySelector('.site-name').getBoundingClientRect().right > innerWidth * .9`},
		{"the thick edge of a box is at the right", `getComputedStyle(document.querySelector('.callout')).borderRightWidth === '6px'`},
		{"lists are indented at the right", `getComputedStyle(document.querySelector('.text section ul')).paddingRight !== '0px'`},
	} {
		if !get(tab, chromedp.Evaluate[bool](side.script)) {
			t.Errorf("not so: %s", side.what)
		}
	}
	// A guide in another language reads in its own direction.
	tab.open("/11983/")
	if dir := get(tab, chromedp.Evaluate[string](`getComputedStyle(document.documentElement).direction`)); dir != "ltr" {
		t.Errorf("a guide in English has the direction %q", dir)
	}
}

// accent wants the colors of the settings, by day and by night.
func accent(t *testing.T, tab *tab) {
	for scheme, want := range map[string]string{"light": "rgb(122, 0, 25)", "dark": "rgb(89, 0, 15)"} {
		tab.media("prefers-color-scheme", scheme)
		tab.open("/11982/")
		if got := tab.style(".site-header", "background-color"); got != want {
			t.Errorf("%s: the header is %s", scheme, got)
		}
	}
	if got := get(tab, chromedp.Evaluate[string](`document.querySelector('meta[name="theme-color"]').content`)); got != "#7a0019" {
		t.Errorf("the theme is %s", got)
	}
	icons := `fetch('/site.webmanifest').then(r => r.json()).then(m => m.icons.map(i => i.src).join(' '))`
	if got := get(tab, chromedp.Evaluate[string](icons, chromedp.EvalAwaitPromise)); !strings.Contains(got, "assets/icon-512.") {
		t.Errorf("the manifest names the icons %q", got)
	}
}

// buildArabic publishes a site whose language is written from right to left.
func buildArabic(t *testing.T) string {
	t.Helper()
	files := fstest.MapFS{}
	add := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	add("bedside.yaml", "name: دليل الإجراءات\nlanguage: ar\nbase_url: https://guides.example/\naccent: \"#7a0019\"\n")
	section := "\n## الإعداد\n\n- صم قبل الإجراء\n- " + strings.Repeat("كلمة ", 60) + "\n\n> [!WARNING]\n> انتبه.\n"
	add("content/11982.md", "---\ncode: \"11982\"\ntitle: إزالة غرسة\nsummary: يزيل الطبيب الغرسة.\nsynonyms: [غرسة]\n---\nنص.\n"+section+section+"\n1. واحد\n2. اثنان\n")
	add("content/11983.md", "---\ncode: \"11983\"\ntitle: In English\nsummary: A guide.\nlang: en\n---\nText.\n")
	add("content/about.md", "---\ntitle: من نحن\n---\nنص.\n")
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{Source: files, Defaults: bedside.Defaults(), Out: out})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	return out
}

// size sets the size of the window, in CSS pixels.
func (x *tab) size(width, height int64) {
	x.t.Helper()
	x.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}))
}

// media sets a preference that style sheets ask for.
func (x *tab) media(feature, value string) {
	x.t.Helper()
	x.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}}))
}

func (x *tab) style(selector, property string) string {
	x.t.Helper()
	return get(x, chromedp.Evaluate[string](fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).getPropertyValue(%q)`, selector, property)))
}

// wantNoShift wants nothing in the window to have moved while the page was loaded and,
// where it searches at once, what was found was shown (https://web.dev/articles/cls).
func (x *tab) wantNoShift(address string) {
	x.t.Helper()
	if x.count("[data-search-page]") > 0 {
		x.do(chromedp.Poll[chromedp.Void](`/“.*”/.test(document.querySelector('main [role="status"]').textContent)`))
	}
	const shift = `new Promise(done => {
		const all = [];
		new PerformanceObserver(list => all.push(...list.getEntries())).observe({type: 'layout-shift', buffered: true});
		requestAnimationFrame(() => setTimeout(() => done(all.map(e => e.value.toFixed(4) + ' ' + e.sources.map(s => s.node?.nodeName)).join('; ')), 100));
	})`
	if what := get(x, chromedp.Evaluate[string](shift, chromedp.EvalAwaitPromise)); what != "" {
		x.t.Errorf("%s: this jumped: %s", address, what)
	}
}

// wantNoSidewaysScrolling wants everything to fit into the width of the window.
func (x *tab) wantNoSidewaysScrolling(address string) {
	x.t.Helper()
	const wider = `document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')].filter(e => {
		const r = e.getBoundingClientRect(); return r.width && (r.right > innerWidth + 1 || r.left < -1) && getComputedStyle(e).clipPath === 'none'
	}).map(e => e.tagName + '.' + e.className).slice(0, 5).join(' ') || 'something' : ''`
	if what := get(x, chromedp.Evaluate[string](wider)); what != "" {
		x.t.Errorf("%s is wider than the window: %s", address, what)
	}
}
