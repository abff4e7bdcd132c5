package palette

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// Parse reads a color as CSS writes it: #rgb, #rrggbb, rgb(), hsl(), oklch() or a
// name, in the forms with spaces and with commas (CSS Color 4). A color that lets
// something through is refused, because what is behind it decides its contrast.
// The error says what is wrong in words that continue "it is …" or stand alone.
func Parse(s string) (Color, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		return parseHex(digits)
	}
	if name, rest, ok := strings.Cut(s, "("); ok {
		arguments, ok := strings.CutSuffix(rest, ")")
		if !ok {
			return Color{}, errors.New("the ) at its end is missing")
		}
		return parseFunction(strings.TrimSpace(name), arguments)
	}
	if s == "rebeccapurple" { // which came after SVG 1.1
		return Color{0x66, 0x33, 0x99}, nil
	}
	named, ok := colornames.Map[s]
	if !ok {
		return Color{}, errors.New("there is no color of this name")
	}
	return fromRGBA(named), nil
}

func fromRGBA(c color.RGBA) Color { return Color{c.R, c.G, c.B} }

var errTransparent = errors.New("it lets through what is behind it")

func parseHex(digits string) (Color, error) {
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return Color{}, errors.New("behind the # stand three or six of the digits 0 to 9 and a to f")
	}
	switch len(digits) {
	case 3:
		return Color{uint8(n>>8&15) * 17, uint8(n>>4&15) * 17, uint8(n&15) * 17}, nil
	case 6:
		return Color{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
	case 4, 8:
		return Color{}, errTransparent
	}
	return Color{}, fmt.Errorf("behind the # stand three or six digits, not %d", len(digits))
}

func parseFunction(name, arguments string) (Color, error) {
	parts := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(arguments, ",", " "), "/", " / "))
	if len(parts) != 3 {
		if len(parts) > 3 && (parts[3] == "/" || strings.HasSuffix(name, "a") || strings.Contains(arguments, ",")) {
			return Color{}, errTransparent
		}
		return Color{}, fmt.Errorf("%s() takes three numbers", name)
	}
	switch name {
	case "rgb", "rgba":
		return parseRGB(parts)
	case "hsl", "hsla":
		return parseHSL(parts)
	case "oklch":
		return parseOKLCH(parts)
	}
	return Color{}, fmt.Errorf("%s() is not known here: write #rrggbb, rgb(), hsl() or oklch()", name)
}

// number reads a number; whole is what 100% stands for. It must lie between the
// bounds.
func number(s string, whole, low, high float64) (float64, error) {
	digits, percent := strings.CutSuffix(s, "%")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(digits, "xp_in") {
		return 0, fmt.Errorf("%q is no number", s)
	}
	if percent {
		v = v * whole / 100
	}
	if v < low || v > high {
		return 0, fmt.Errorf("%s is not between %g and %g", s, low, high)
	}
	return v, nil
}

// angle reads degrees, with or without their unit.
func angle(s string) (float64, error) {
	v, err := number(strings.TrimSuffix(s, "deg"), 360, -3600, 3600)
	return math.Mod(math.Mod(v, 360)+360, 360), err
}

func parseRGB(parts []string) (Color, error) {
	var v [3]uint8
	for i, p := range parts {
		n, err := number(p, 255, 0, 255)
		if err != nil {
			return Color{}, err
		}
		v[i] = uint8(math.Round(n))
	}
	return Color{v[0], v[1], v[2]}, nil
}

// parseHSL follows the sample code of CSS Color 4, 7.1.
func parseHSL(parts []string) (Color, error) {
	h, errH := angle(parts[0])
	s, errS := number(parts[1], 100, 0, 100)
	l, errL := number(parts[2], 100, 0, 100)
	if err := errors.Join(errH, errS, errL); err != nil {
		return Color{}, err
	}
	s, l = s/100, l/100
	channel := func(n float64) uint8 {
		k := math.Mod(n+h/30, 12)
		return eightBits(l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1)))
	}
	return Color{channel(0), channel(8), channel(4)}, nil
}

func parseOKLCH(parts []string) (Color, error) {
	l, errL := number(parts[0], 1, 0, 1)
	c, errC := number(parts[1], 0.4, 0, 1)
	h, errH := angle(parts[2])
	if err := errors.Join(errL, errC, errH); err != nil {
		return Color{}, err
	}
	return lch{l, c, h * math.Pi / 180}.color(), nil
}
