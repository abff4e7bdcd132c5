package palette

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pair is two colors that meet, and the contrast they must have.
type pair struct {
	what     string
	a, b     Color
	contrast float64
}

// pairs lists everything that is promised of a palette.
func (p Palette) pairs() []pair {
	return slices.Concat(p.Light.pairs("light", lightSurfaces), p.Dark.pairs("dark", darkSurfaces))
}

func (s Scheme) pairs(name string, surfaces []Color) []pair {
	out := []pair{{name + " header text", s.HeaderText, s.Header, TextContrast}, {name + " header ring", s.HeaderFocus, s.Header, RingContrast}}
	for _, on := range surfaces {
		out = append(out, pair{name + " link on " + on.String(), s.Link, on, TextContrast},
			pair{name + " hover on " + on.String(), s.Hover, on, TextContrast}, pair{name + " ring on " + on.String(), s.Focus, on, RingContrast})
	}
	return out
}

func random(r *rand.Rand) Color {
	return Color{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32())}
}

func mustParse(t *testing.T, s string) Color {
	t.Helper()
	c, err := Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return c
}

// TestEveryPaletteCanBeRead derives palettes of thousands of accents, readable or
// not, and computes every contrast that is promised.
func TestEveryPaletteCanBeRead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	accents := []Color{Default().Accent, {}, white, ink, yellow, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}}
	for range 1200 {
		if c := random(r); Readable(c) {
			accents = append(accents, c)
		}
	}
	accents = append(accents, random(r), Color{0x00, 0x77, 0xc8}) // not readable, most likely
	palettes := []Palette{Default()}
	for _, a := range accents {
		palettes = append(palettes, New(a))
	}
	for _, p := range palettes {
		for _, x := range p.pairs() {
			if got := Contrast(x.a, x.b); got < x.contrast {
				t.Errorf("accent %s: %s: %s on %s has %.3f, less than %g", p.Accent, x.what, x.a, x.b, got, x.contrast)
			}
		}
	}
	if len(palettes) < 400 {
		t.Errorf("only %d palettes were looked at", len(palettes))
	}
}

// TestLinksKeepTheHue: what follows from an accent still looks like it.
func TestLinksKeepTheHue(t *testing.T) {
	for _, accent := range []string{"#0c3c5c", "#7a0019", "#00563f", "#4b2e83", "#7c2d12"} {
		c := mustParse(t, accent)
		p := New(c)
		for _, derived := range []Color{p.Light.Link, p.Light.Hover, p.Dark.Link, p.Dark.Header} {
			if d := turn(derived.lch(), c.lch()); d > 6 {
				t.Errorf("%s: %s has a hue that is %.0f degrees from it", accent, derived, d)
			}
		}
		if p.Accent != c || p.Light.Header != c {
			t.Errorf("%s became %s", accent, p.Accent)
		}
	}
}

func TestNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	unreadable := 0
	for unreadable < 40 {
		c := random(r)
		if Readable(c) {
			continue
		}
		unreadable++
		offered := Nearest(c)
		if !Readable(offered) {
			t.Errorf("%s: %s is offered, which cannot be read either", c, offered)
		}
		if x, y := c.lch(), offered.lch(); x.c > 0.05 && y.c > 0.05 && turn(x, y) > 3 {
			t.Errorf("%s: %s is offered, which has another hue by %.0f degrees", c, offered, turn(x, y))
		}
		// No readable color out of many is much nearer.
		d := Difference(c, offered)
		for range 4000 {
			if other := random(r); Readable(other) && Difference(c, other) < 0.75*d {
				t.Fatalf("%s: %s is offered at %.5f, but %s is at %.5f", c, offered, d, other, Difference(c, other))
			}
		}
	}
	if c := Nearest(Color{0x77, 0x77, 0x77}); c.R != c.G || c.G != c.B {
		t.Errorf("%s is offered for a gray", c)
	}
	if c := (Color{1, 2, 3}); Nearest(c) != c {
		t.Error("a color that can be read is not offered itself")
	}
}

// turn is how far apart two hues are, in degrees.
func turn(x, y lch) float64 { return math.Abs(math.Remainder(x.h-y.h, 2*math.Pi)) * 180 / math.Pi }

// TestContrast compares with ratios that are published.
func TestContrast(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want float64
	}{{"#000", "#fff", 21}, {"#fff", "#fff", 1}, {"#767676", "#fff", 4.54}, {"#0c3c5c", "#fff", 11.56}, {"#ffd84d", "#0b2a40", 10.70}} {
		if got := Contrast(mustParse(t, tc.a), mustParse(t, tc.b)); math.Abs(got-tc.want) > 0.006 {
			t.Errorf("%s on %s: %.3f, not %.2f", tc.a, tc.b, got, tc.want)
		}
	}
}

// TestOKLab compares with the table of https://bottosson.github.io/posts/oklab/ for
// the primaries, as CSS Color 4 gives them.
func TestOKLab(t *testing.T) {
	for _, tc := range []struct {
		c    string
		want lab
	}{{"#fff", lab{1, 0, 0}}, {"#f00", lab{0.62796, 0.22486, 0.12585}}, {"#0f0", lab{0.86644, -0.23389, 0.17950}}, {"#00f", lab{0.45201, -0.03246, -0.31153}}} {
		if got := mustParse(t, tc.c).lab(); got.distance(tc.want) > 1e-4 {
			t.Errorf("%s is %v, not %v", tc.c, got, tc.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		if c := random(r); c.lch().color() != c {
			t.Fatalf("%s comes back from OKLab as %s", c, c.lch().color())
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]string{
		"#0c3c5c": "#0c3c5c", "#0C3C5C": "#0c3c5c", " #abc ": "#aabbcc", "navy": "#000080", "RebeccaPurple": "#663399",
		"rgb(12, 60, 92)": "#0c3c5c", "rgb(12 60 92)": "#0c3c5c", "rgb(100% 0% 50%)": "#ff0080", "RGB( 1,2 ,3 )": "#010203",
		"hsl(204 77% 20%)": "#0c3b5a", "hsl(204, 77%, 20%)": "#0c3b5a", "hsl(0deg 100% 50%)": "#ff0000", "hsl(-120 100% 50%)": "#0000ff",
		"oklch(0.628 0.2577 29.23)": "#ff0000", "oklch(62.8% 0.2577 29.23deg)": "#ff0000", "oklch(1 0 0)": "#ffffff", "oklch(0 0 0)": "#000000",
	} {
		if got, err := Parse(s); err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %s, %v, not %s", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"": "no color of this name", "bleu": "no color of this name", "#12": "not 2", "#12345g": "digits", "#1234567": "not 7",
		"#0c3c5c80": "lets through", "rgb(1 2 3 / 50%)": "lets through", "rgba(1,2,3,.5)": "lets through", "rgb(1 2)": "three numbers",
		"rgb(256 0 0)": "between", "rgb(a 0 0)": "no number", "rgb(0x1 0 0)": "no number", "rgb(nan 0 0)": "no number", "rgb(1 2 3": ") at its end",
		"hwb(1 2 3)": "not known", "oklch(2 0 0)": "between", "hsl(1e9 0% 0%)": "between", "#+12345": "digits",
	} {
		if got, err := Parse(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %s, %v; the error is to say %q", s, got, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"#0c3c5c", "rgb(12 60 92 / 1)", "hsl(204 77% 20%)", "oklch(0.6 0.25 29)", "navy"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again != c {
			t.Errorf("%q is %s, which is read as %s, %v", s, c, again, err)
		}
	})
}

// TestDefaultStyleSheet holds the default palette, and the surfaces that contrast is
// computed for, against the style sheet.
func TestDefaultStyleSheet(t *testing.T) {
	css, err := os.ReadFile("../../assets/main.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, _ := strings.Cut(string(css), "@media screen and (prefers-color-scheme: dark)")
	dark, _, _ := strings.Cut(rest, "\n}\n")
	for _, scheme := range []struct {
		text     string
		scheme   Scheme
		surfaces []Color
	}{{light, Default().Light, lightSurfaces}, {dark, Default().Dark, darkSurfaces}} {
		says := declared(t, scheme.text)
		for _, x := range scheme.scheme.tokens() {
			if got, ok := says[x.name]; ok && got != x.color || !ok && scheme.text == light {
				t.Errorf("%s is %s in the style sheet, %s in the default palette", x.name, got, x.color)
			}
		}
		for i, name := range []string{"--page", "--panel", "--note", "--warning"} {
			if says[name] != scheme.surfaces[i] {
				t.Errorf("%s is %s in the style sheet, contrast is computed for %s", name, says[name], scheme.surfaces[i])
			}
		}
	}
	if declared(t, light)["--text"] != ink {
		t.Error("the color of texts is another in the style sheet")
	}
}

var property = regexp.MustCompile(`(--[a-z-]+): (#[0-9a-f]+);`)

func declared(t *testing.T, css string) map[string]Color {
	t.Helper()
	out := map[string]Color{}
	for _, m := range property.FindAllStringSubmatch(css, -1) {
		out[m[1]] = mustParse(t, m[2])
	}
	return out
}

// TestTokensOfStyleSheet: every color of the palette is used by the style sheet.
func TestTokensOfStyleSheet(t *testing.T) {
	css, err := os.ReadFile("../../assets/main.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range Default().Light.tokens() {
		if !strings.Contains(string(css), "var("+x.name+")") {
			t.Errorf("the style sheet does not use %s", x.name)
		}
	}
}

func TestCSS(t *testing.T) {
	want := ":root{--accent:#0c3c5c;--header:#0c3c5c;--header-text:#ffffff;--header-focus:#ffd84d;--link:#0a4a82;--hover:#06305a;--focus:#0c3c5c}" +
		"@media screen and (prefers-color-scheme:dark){:root{--header:#0b2a40;--header-text:#ffffff;--header-focus:#ffd84d;--link:#93c9ff;--hover:#c4e1ff;--focus:#ffd84d}}"
	if got := Default().CSS(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func BenchmarkNearest(b *testing.B) {
	for b.Loop() {
		Nearest(Color{0x00, 0x77, 0xc8})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(Color{0x0c, 0x3c, 0x5c})
	}
}

func ExampleNew() {
	p := New(Color{0x0c, 0x3c, 0x5c})
	fmt.Println(p.Light.Link, p.Light.Hover, p.Dark.Header, p.Dark.Link, p.Dark.Hover)
	// Output: #005484 #00385b #002a45 #7dc6ff #b4ddff
}
