package browsertest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pdfPage begins a page in a PDF.
var pdfPage = regexp.MustCompile(`/Type\s*/Page\b`)

var papers = map[string]chromedp.PaperSize{"Letter": chromedp.PaperLetter, "A4": chromedp.PaperA4}

// handouts prints the handout of every guide: a sheet has two sides.
func handouts(t *testing.T, tab *tab) {
	tab.open("/codes/")
	guides := get(tab, chromedp.Evaluate[[]string](`[...document.querySelectorAll('main a')].map((a) => new URL(a.href).pathname).filter((p) => /^\/[a-z0-9]{5}\/$/.test(p))`))
	if len(guides) < 5 {
		t.Fatalf("the list of codes has only %v", guides)
	}
	for _, guide := range guides {
		tab.open(guide + "handout/")
		for paper, size := range papers {
			pdf := get(tab, chromedp.PrintToPDF(chromedp.PDFPaper(size)))
			if n := len(pdfPage.FindAll(pdf, -1)); n < 1 || n > 2 {
				t.Errorf("%shandout/ fills %d pages of %s, and a sheet has two", guide, n, paper)
			}
		}
		if n := tab.count(`svg.qr[role="img"]`); n != 1 {
			t.Errorf("%shandout/ has %d QR codes", guide, n)
		}
		if links := get(tab, chromedp.Evaluate[string](`[...document.querySelectorAll('main a')].map((a) => a.href).join(' ')`)); links != "" {
			t.Errorf("%shandout/ has links that paper cannot follow: %s", guide, links)
		}
	}
}

// onPaper looks at pages as they are printed from a dark screen.
func onPaper(t *testing.T, tab *tab) {
	tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	shown := func(selector string) string {
		return get(tab, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility() && e.getClientRects().length).map((e) => e.className || e.localName).join(' ')`, selector)))
	}
	for _, address := range []string{"/", "/11982/", "/11982/handout/", "/codes/", "/a-z/", "/surgery/", "/about/", "/search/", "/nowhere/"} {
		tab.open(address)
		if got := shown("nav, .skip, form, .breadcrumb, .contents, .promo"); got != "" {
			t.Errorf("%s prints what only a screen can use: %s", address, got)
		}
		if background := get(tab, chromedp.Evaluate[string](`getComputedStyle(document.documentElement).colorScheme + ' ' + getComputedStyle(document.body).backgroundColor`)); !strings.HasPrefix(background, "light ") || background != "light rgba(0, 0, 0, 0)" && background != "light rgb(255, 255, 255)" {
			t.Errorf("%s is printed on %s", address, background)
		}
		if after := get(tab, chromedp.Evaluate[string](`[...document.querySelectorAll('h1, h2, h3')].filter((e) => e.checkVisibility() && getComputedStyle(e).breakAfter !== 'avoid').map((e) => e.textContent).join(', ')`)); after != "" {
			t.Errorf("%s may leave headings alone at the foot of a page: %s", address, after)
		}
	}
	tab.open("/11982/")
	for what, selector := range map[string]string{"the answers to questions": "#faq p", "references": ".references li", "the line of review": "time", "the disclaimer": ".site-footer p"} {
		if shown(selector) == "" {
			t.Errorf("paper lacks %s (%s)", what, selector)
		}
	}
	named := get(tab, chromedp.Evaluate[string](`getComputedStyle(document.querySelector('.references a[href^=http]'), '::after').content`))
	if !strings.Contains(named, "http") {
		t.Errorf("a reference does not name its address on paper: %s", named)
	}
}
