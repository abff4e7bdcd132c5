package card

import (
	"image"
	"image/color"

	"bedside/internal/palette"
)

// Painter draws cards. It remembers letters that it has drawn, so that the next card
// takes less time. It is not safe for concurrent use.
type Painter struct {
	fonts   *fonts
	encoder *encoder
	canvas  *image.Paletted
}

// NewPainter returns a Painter. An error is a fault of this program.
func NewPainter() (*Painter, error) {
	f, err := newFonts()
	if err != nil {
		return nil, err
	}
	return &Painter{fonts: f, encoder: newEncoder(), canvas: image.NewPaletted(image.Rect(0, 0, Width, Height), nil)}, nil
}

// ramp is the colors from a background to what is drawn on it, as they stand in the
// palette of a card: first is the background's place, steps the number of those that
// follow it. PNG stores sixteen colors in half a byte.
type ramp struct{ background, first, steps int }

var (
	titleRamp = ramp{background: 0, first: 1, steps: 6}
	lineRamp  = ramp{background: 0, first: 7, steps: 4}
	bandRamp  = ramp{background: 11, first: 12, steps: 4}
)

var paper, ink = palette.Color{R: 0xff, G: 0xff, B: 0xff}, palette.Color{R: 0x1a, G: 0x24, B: 0x2d}

func colors(s palette.Scheme) color.Palette {
	p := make(color.Palette, 16)
	fill := func(r ramp, from, to palette.Color) {
		p[r.background] = from
		for i := 1; i <= r.steps; i++ {
			p[r.first+i-1] = palette.Mix(from, to, float64(i)/float64(r.steps))
		}
	}
	fill(titleRamp, paper, ink)
	fill(lineRamp, paper, s.Link)
	fill(bandRamp, s.Header, s.HeaderText)
	return p
}

// Measures of a card in pixels.
const (
	margin     = 80
	bandTop    = 500
	titleLines = 4
	lineSize   = 40
	siteSize   = 40
	spacing    = 1.18 // height of a line, in sizes of its font
)

// titleSizes are tried from the largest on.
var titleSizes = []int{88, 76, 66, 56}

// Draw returns the card as PNG. The bytes are the caller's.
func (p *Painter) Draw(c Card) ([]byte, error) {
	p.canvas.Palette = colors(c.Scheme)
	clear(p.canvas.Pix)
	p.fill(image.Rect(0, bandTop, Width, Height), bandRamp.background)
	title, line := p.fonts.drawn(c.Title), p.fonts.drawn(c.Line)
	if title == "" {
		title, line = line, ""
	}
	if err := p.text(title, line, c.LineFirst); err != nil {
		return nil, err
	}
	if err := p.band(p.fonts.drawn(c.Site)); err != nil {
		return nil, err
	}
	return p.encoder.encode(p.canvas), nil
}

func (p *Painter) fill(r image.Rectangle, index int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.canvas.Pix[p.canvas.PixOffset(r.Min.X, y):p.canvas.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = uint8(index)
		}
	}
}

// text draws the title and the line above or below it, in the middle of the space
// above the band.
func (p *Painter) text(title, line string, lineFirst bool) error {
	small, err := p.fonts.regularFace(lineSize)
	if err != nil {
		return err
	}
	lines, fits := small.wrap(line, Width-2*margin, 2)
	if fits {
		lines = small.balanced(line, lines)
	}
	between := 0
	if len(lines) > 0 {
		between = 24
	}
	room := bandTop - margin - len(lines)*height(lineSize) - between
	large, size, titles, err := p.fitted(title, room)
	if err != nil {
		return err
	}
	y := (bandTop - len(lines)*height(lineSize) - between - len(titles)*height(size)) / 2
	if lineFirst {
		y = p.lines(small, lineSize, lines, y, lineRamp) + between
		p.lines(large, size, titles, y, titleRamp)
		return nil
	}
	y = p.lines(large, size, titles, y, titleRamp) + between
	p.lines(small, lineSize, lines, y, lineRamp)
	return nil
}

// fitted chooses the largest size in which a title fits; in the smallest it is cut.
func (p *Painter) fitted(title string, room int) (f *face, size int, lines []string, err error) {
	for _, size = range titleSizes {
		if f, err = p.fonts.boldFace(size); err != nil {
			return nil, 0, nil, err
		}
		var fits bool
		if lines, fits = f.wrap(title, Width-2*margin, min(titleLines, room/height(size))); fits {
			return f, size, f.balanced(title, lines), nil
		}
	}
	return f, size, lines, nil
}

func height(size int) int { return int(float64(size) * spacing) }

// lines draws lines from y on and returns where they end.
func (p *Painter) lines(f *face, size int, lines []string, y int, r ramp) int {
	for _, line := range lines {
		p.line(f, line, margin, y+size, r)
		y += height(size)
	}
	return y
}

// line draws one line on a baseline.
func (p *Painter) line(f *face, line string, x, baseline int, r ramp) {
	for l := range f.letters(line) {
		at := l.bounds.Add(image.Pt(x+l.start.Round(), baseline))
		shown := at.Intersect(p.canvas.Rect)
		for y := shown.Min.Y; y < shown.Max.Y; y++ {
			mask := l.mask.Pix[(y-at.Min.Y)*l.mask.Stride+shown.Min.X-at.Min.X:][:shown.Dx()]
			row := p.canvas.Pix[p.canvas.PixOffset(shown.Min.X, y):][:shown.Dx()]
			for i, alpha := range mask {
				if step := (int(alpha)*r.steps + 127) / 255; step > 0 {
					row[i] = max(row[i], uint8(r.first+step-1))
				}
			}
		}
	}
}

// band draws the mark and the site's name.
func (p *Painter) band(site string) error {
	const scale = 2
	x, middle := margin, (bandTop+Height)/2
	for _, bar := range mark {
		p.fill(image.Rect(bar.Min.X*scale, bar.Min.Y*scale, bar.Max.X*scale, bar.Max.Y*scale).
			Add(image.Pt(x-mark[1].Min.X*scale, middle-grid*scale/2)), bandRamp.first+bandRamp.steps-1)
	}
	f, err := p.fonts.boldFace(siteSize)
	if err != nil {
		return err
	}
	x += mark[1].Dx()*scale + 24
	lines, _ := f.wrap(site, Width-margin-x, 1)
	for _, line := range lines {
		p.line(f, line, x, middle+siteSize*36/100, bandRamp)
	}
	return nil
}
