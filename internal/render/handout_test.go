package render

import (
	"fmt"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// handoutOf makes the handout of a guide with this text.
func handoutOf(t testing.TB, c site.Config, text string) *Handout {
	t.Helper()
	raw := front + text
	content, problems := guide.Parse("content/11982.md", []byte(raw))
	if content.Guide == nil {
		t.Fatal(problems)
	}
	return NewFrame(c, nil, nil, nil).HandoutPage(content.Guide, parseText(t, raw, asWritten)).Handout
}

func titles(sections []Section) string {
	var all []string
	for _, s := range sections {
		all = append(all, s.Title)
	}
	return strings.Join(all, ", ")
}

// handoutText has what belongs on a handout, out of order, and what does not.
const handoutText = `It is a rod.

## When it is used

Often.

## Complications

Few.

> [!URGENT]
> Call for fever.

## How to prepare

- Eat [nothing](https://a.example/).

> [!BILLING]
> Modifier 50.

### For the office

> [!BILLING]
> Ask for a form.

## Billing and coding

Bill it.

## What happens during the procedure

1. You lie down.[^1]

> [!EMERGENCY]
> Call 911.

[^1]: A note.

## Follow-up

> [!URGENT]
> Call for fever.
`

func TestHandout(t *testing.T) {
	h := handoutOf(t, withBase(), handoutText)
	if got, want := titles(h.Sections), "How to prepare, What happens during the procedure, Complications"; got != want {
		t.Errorf("the sections are %s, want %s", got, want)
	}
	if h.Overview != "" {
		t.Errorf("the overview stands beside what happens: %s", h.Overview)
	}
	if want := "[{emergency <p>Call 911.</p>} {urgent <p>Call for fever.</p>}]"; fmt.Sprint(h.Help) != want {
		t.Errorf("the help is %v, want %s", h.Help, want)
	}
	text := fmt.Sprint(h.Sections)
	for _, not := range []string{"Modifier", "For the office", "Bill", "<sup", "A note", "fever"} {
		if strings.Contains(text, not) {
			t.Errorf("the sheet has %q: %s", not, text)
		}
	}
	if len(h.LeftOut) > 0 || h.QR == "" || h.Guide != "../" {
		t.Errorf("left out %v, QR %q, guide at %q", h.LeftOut, h.QR, h.Guide)
	}
	if h := handoutOf(t, site.Config{}, "It is a rod."); h.QR != "" || h.Overview != "<p>It is a rod.</p>" {
		t.Errorf("without an address: QR %q, overview %q", h.QR, h.Overview)
	}
}

// TestHandoutLeavesOutWhole gives a sheet more than it holds.
func TestHandoutLeavesOutWhole(t *testing.T) {
	long := strings.Repeat("Here is a sentence of some ten words that fills lines. ", 19) + "\n\n"
	text := "## How to prepare\n\n" + long + "## What happens during the procedure\n\n" + long + "## Recovery and aftercare\n\n" + long +
		"## Home care\n\n" + long + "## Complications\n\n" + long
	h := handoutOf(t, withBase(), text+"> [!URGENT]\n> Call.\n")
	if got, want := titles(h.Sections), "How to prepare, Recovery and aftercare, Home care"; got != want || strings.Join(h.LeftOut, ", ") != "Complications, What happens during the procedure" {
		t.Errorf("the sections are %s, want %s; left out %v", got, want, h.LeftOut)
	}
	// Where nothing else says what to watch for, complications stay.
	h = handoutOf(t, withBase(), text)
	if !strings.Contains(titles(h.Sections), "Complications") {
		t.Errorf("a sheet without warnings has only %s", titles(h.Sections))
	}
}

// TestQRCodeCanBeRead draws the published path as a camera sees it and reads it.
func TestQRCodeCanBeRead(t *testing.T) {
	for _, address := range []string{"https://bedside.example/11982/", "https://a.de/0042t/", "https://guides.example.org/a/very/long/path/" + strings.Repeat("x", 250) + "/j7307/"} {
		svg := string(qrCode(address))
		picture := rasterize(t, svg)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || got.GetText() != address {
			t.Errorf("%s is read as %v, %v", address, got, err)
		}
		if !strings.Contains(svg, `role="img" aria-label="QR code of `+address+`"`) || strings.Contains(svg, "style=") {
			t.Errorf("the picture has no name, or a style: %s", svg)
		}
	}
	if svg := qrCode("https://a.example/" + strings.Repeat("x", 400)); svg != "" {
		t.Errorf("an address too long to be read from paper is drawn: %d bytes", len(svg))
	}
}

var pathStep = regexp.MustCompile(`([Mmh])(\d+)(?: (\d+)(\.5)?)?`)

// rasterize draws the dashes of a QR code's path, eight pixels a module.
func rasterize(t *testing.T, svg string) image.Image {
	t.Helper()
	const scale = 8
	size := number(t, regexp.MustCompile(`viewBox="0 0 (\d+)`).FindStringSubmatch(svg)[1])
	picture := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	x, y := 0, 0
	for _, step := range pathStep.FindAllStringSubmatch(regexp.MustCompile(` d="([^"]*)"`).FindStringSubmatch(svg)[1], -1) {
		n := number(t, step[2])
		switch step[1] {
		case "M":
			x, y = n, number(t, step[3])
		case "m":
			x += n
		case "h":
			for px := x * scale; px < (x+n)*scale; px++ {
				for py := y * scale; py < (y+1)*scale; py++ {
					picture.SetGray(px, py, color.Gray{})
				}
			}
			x += n
		}
	}
	return picture
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
