package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/guide"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const mm = 72 / 25.4 // points

// papers are the usual kinds, with their sizes in inches.
var papers = map[string]paper{
	"US Letter": {8.5, 11},
	"A4":        {210 / 25.4, 297 / 25.4},
}

type paper struct{ width, height float64 }

// TestPrint prints pages as a browser does, on both usual kinds of paper.
func TestPrint(t *testing.T) {
	browser := startBrowser(t)
	own := buildSite(t, "https://guides.example/")
	site := serve(t, own, "")
	open := func(name string, test func(t *testing.T, tab *tab)) {
		t.Run(name, func(t *testing.T) { test(t, openTab(t, browser, site)) })
	}
	open("handouts", func(t *testing.T, tab *tab) { printHandouts(t, tab, own) })
	open("handout on the screen", handoutOnScreen)
	open("every kind of page", printEveryKind)
	open("a guide", printGuide)
	full := fullSheets(t)
	t.Run("full sheets", func(t *testing.T) { printHandouts(t, openTab(t, browser, serve(t, full, "")), full) })
}

// printHandouts wants every handout of a site on both sides of one sheet, in large
// type, with a code that can be read.
func printHandouts(t *testing.T, tab *tab, folder string) {
	handouts, err := filepath.Glob(filepath.Join(folder, "*", "handout", "index.html"))
	if err != nil || len(handouts) < 8 {
		t.Fatalf("%d handouts: %v", len(handouts), err)
	}
	twoSides := 0
	for _, file := range handouts {
		code := filepath.Base(filepath.Dir(filepath.Dir(file)))
		tab.open("/" + code + "/handout/")
		if n := tab.count("main a"); n > 0 {
			t.Errorf("the handout of %s has %d links that paper cannot follow", code, n)
		}
		for _, name := range slices.Sorted(maps.Keys(papers)) {
			sheet := tab.print(papers[name])
			if sheet.pages > 2 {
				t.Errorf("the handout of %s takes %d pages of %s", code, sheet.pages, name)
			}
			twoSides += sheet.pages - 1
			sheet.wantNoHeadingAlone(t, code+"/handout on "+name, 10*mm)
		}
	}
	if twoSides == 0 {
		t.Error("no handout needs a second side: the longest are too short")
	}
}

// handoutOnScreen looks at one handout as it is on the screen, and in print at its
// sizes and its code.
func handoutOnScreen(t *testing.T, tab *tab) {
	tab.open("/11982/")
	tab.follow(chromedp.Click(chromedp.CSS(`main a[href="handout/"]`)))
	tab.wantAddress("/11982/handout/", "")
	wantCode(t, tab)
	tab.paper("dark")
	smallest := get(tab, chromedp.Evaluate[float64](`Math.min(...[...document.body.querySelectorAll("*")]
		.filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
		.map((e) => parseFloat(getComputedStyle(e).fontSize)))`))
	if smallest < 14.0*96/72-.01 {
		t.Errorf("the smallest type is %v px, less than 14 pt", smallest)
	}
	if side := get(tab, chromedp.Evaluate[float64](`document.querySelector(".qr").getBoundingClientRect().width * 21 / 37`)); side < 20*96/25.4*.85 {
		t.Errorf("the code is %v px wide without its edge", side)
	}
	if boxes := get(tab, chromedp.Evaluate[int](`[...document.querySelectorAll(".preparation > ul > li")].filter((e) => getComputedStyle(e, "::before").borderTopWidth !== "0px").length`)); boxes < 4 {
		t.Errorf("%d boxes to tick", boxes)
	}
	wantWhitePaper(t, tab, "/11982/handout/")
	wantCode(t, tab)
	tab.hides("nav")
	text := get(tab, chromedp.Evaluate[string](`document.body.innerText`))
	for _, not := range []string{"11983", "modifier", "Billing", "copayment", "Sign up"} {
		if strings.Contains(text, not) {
			t.Errorf("a patient is handed %q", not)
		}
	}
	for _, part := range []string{"https://guides.example/11982/", "November 20, 2026", "not medical advice"} {
		if !strings.Contains(text, part) {
			t.Errorf("the handout lacks %q", part)
		}
	}
}

// wantCode reads the code from a picture of the page.
func wantCode(t *testing.T, tab *tab) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(get(tab, chromedp.ScreenshotScale(chromedp.CSS(".qr"), 4))))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || result.GetText() != "https://guides.example/11982/" {
		t.Errorf("the code is read as %v, %v", result, err)
	}
}

// printEveryKind prints a page of each kind in the dark, and wants what paper has no
// use for hidden, what it needs there, and nothing white on white.
func printEveryKind(t *testing.T, tab *tab) {
	tab.paper("dark")
	for _, address := range []string{"/", "/11982/", "/codes/", "/a-z/", "/surgery/", "/specialties/", "/about/", "/search/", "/nowhere/"} {
		tab.open(address)
		tab.hides("nav, form, .skip, .promo, .site-header, .to-print")
		wantWhitePaper(t, tab, address)
		text := get(tab, chromedp.Evaluate[string](`document.body.innerText`))
		if !strings.Contains(text, "not medical advice") {
			t.Errorf("%s is printed without the disclaimer", address)
		}
		if full := "https://guides.example" + address; !strings.Contains(text, full) && address != "/nowhere/" {
			t.Errorf("%s is printed without its address", address)
		}
	}
}

// printGuide looks at what is made for paper in a guide.
func printGuide(t *testing.T, tab *tab) {
	tab.open("/11982/")
	for _, name := range slices.Sorted(maps.Keys(papers)) {
		tab.print(papers[name]).wantNoHeadingAlone(t, "11982 on "+name, 14*mm)
	}
	tab.paper("light")
	addresses := get(tab, chromedp.Evaluate[map[string]int](`(() => {
		const count = {};
		for (const a of document.querySelectorAll("main a[href]")) {
			const kind = a.closest(".references") ? "references" : /^[a-z]+:/.test(a.getAttribute("href")) ? "elsewhere" : "inside";
			count[kind] ||= 0; count[kind + " with"] ||= 0;
			count[kind]++;
			if (getComputedStyle(a, "::after").content.includes(a.getAttribute("href"))) count[kind + " with"]++;
		}
		return count; })()`))
	if addresses["references"] < 5 || addresses["references with"] != addresses["references"] || addresses["inside"] < 10 || addresses["inside with"] != 0 {
		t.Errorf("addresses are printed so: %v", addresses)
	}
	hidden := get(tab, chromedp.Evaluate[string](`[...document.querySelectorAll("#faq *, .references *, .reviewed, .key-facts *")].filter((e) => !e.checkVisibility()).map((e) => e.outerHTML).join("\n")`))
	if hidden != "" {
		t.Errorf("not printed:\n%s", hidden)
	}
}

func wantWhitePaper(t *testing.T, tab *tab, address string) {
	t.Helper()
	dark := get(tab, chromedp.Evaluate[string](`(() => {
		const bright = (c) => { const [r, g, b, a = 1] = c.match(/[\d.]+/g).map(Number); return a === 0 ? null : (r * 299 + g * 587 + b * 114) / 255000; };
		const visible = [document.documentElement, ...document.body.querySelectorAll("*")].filter((e) => e.checkVisibility());
		return [document.body, ...visible].filter((e) => { const b = bright(getComputedStyle(e).backgroundColor); return b !== null && b < .9; }).concat(
			visible.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && bright(getComputedStyle(e).color) > .5)).map((e) => e.outerHTML.slice(0, 80)).join("\n"); })()`))
	if dark != "" {
		t.Errorf("%s is printed dark, or white on white:\n%s", address, dark)
	}
}

// paper shows pages as they are printed by somebody who prefers a scheme of colors.
func (x *tab) paper(scheme string) {
	x.t.Helper()
	x.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
}

// hides wants elements that are there and cannot be seen.
func (x *tab) hides(selector string) {
	x.t.Helper()
	if n := get(x, chromedp.Evaluate[int](fmt.Sprintf("[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).length", selector))); n > 0 || x.count(selector) == 0 {
		x.t.Errorf("%d of %s are printed, %d are there", n, selector, x.count(selector))
	}
}

// printed is what a PDF says of itself.
type printed struct {
	pages int
	// headings are how high the headings stand above the edge of their pages, in points.
	headings map[string]float64
}

var (
	pdfPage    = regexp.MustCompile(`/Type /Page\b`)
	pdfHeading = regexp.MustCompile(`/Title \(((?:[^)\\]|\\.)*)\)\s*/Dest \[\d+ 0 R /XYZ [\d.]+ ([\d.]+)`)
)

func (x *tab) print(p paper) printed {
	x.t.Helper()
	yes := true
	x.media("prefers-color-scheme", "light")
	params := page.PrintToPDFParams{PaperWidth: p.width, PaperHeight: p.height, GenerateDocumentOutline: &yes, GenerateTaggedPDF: &yes}
	pdf := get(x, chromedp.Action[[]byte](func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		result, err := cdp.Call(ctx, target, page.PrintToPDF, params)
		return result.Data, err
	}))
	out := printed{pages: len(pdfPage.FindAll(pdf, -1)), headings: map[string]float64{}}
	for _, m := range pdfHeading.FindAllSubmatch(pdf, -1) {
		height, err := strconv.ParseFloat(string(m[2]), 64)
		if err != nil {
			x.t.Fatal(err)
		}
		out.headings[string(m[1])] = height
	}
	if out.pages == 0 || len(out.headings) < 2 {
		x.t.Fatalf("%d pages and %d headings", out.pages, len(out.headings))
	}
	return out
}

// wantNoHeadingAlone wants room for a line between each heading and the margin.
func (p printed) wantNoHeadingAlone(t *testing.T, what string, margin float64) {
	t.Helper()
	const headingAndLine = 30 // points
	for heading, height := range p.headings {
		if height < margin+headingAndLine {
			t.Errorf("%s: %q stands alone at the foot of a page, at %.0f pt", what, heading, height)
		}
	}
}

// fullSheets builds guides whose handouts are as full as they get.
func fullSheets(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	words := strings.Fields("the nurse cleans your arm and then a doctor puts medicine under skin which may sting while everybody watches carefully until breathing comfortably again")
	for n := range 24 {
		code := strconv.Itoa(20000 + n)
		var b strings.Builder
		fmt.Fprintf(&b, "---\ncode: %q\ntitle: A procedure of some kind\nsummary: %s.\n---\n> [!EMERGENCY]\n> %s.\n\n", code, sentence(words, n, 24), sentence(words, n, 30))
		for i, k := range guide.Kinds() {
			fmt.Fprintf(&b, "## %s\n\n", k.Heading)
			for part := range 2 + (n+i)%4 {
				mark := []string{"", "- ", "1. "}[(n+i)%3]
				fmt.Fprintf(&b, "%s%s.\n\n", mark, sentence(words, n*7+i*3+part, 6+(n*5+i+part*4)%26))
			}
		}
		if err := os.MkdirAll(filepath.Join(dir, "content"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "content", code+".md"), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{Source: os.DirFS(dir), Defaults: bedside.Defaults(), Out: out, BaseURL: "https://guides.of.a.practice.example/path/"})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	return out
}

// sentence makes one of some words, each time from another beginning.
func sentence(words []string, from, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = words[(from*11+i)%len(words)]
	}
	return "Then " + strings.Join(out, " ")
}
