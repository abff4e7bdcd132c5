package bedside_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// physical are declarations that name a side of the screen instead of the start or
// the end of the text, and so are wrong in one of the two directions of writing.
var physical = regexp.MustCompile(`^\s*((margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b|(left|right)\s*:` +
	`|(text-align|float|clear|caption-side)\s*:\s*(left|right)\b|border-(top|bottom)-(left|right)-radius` +
	`|background-position[^;]*\b(left|right)\b|transform\s*:\s*translateX)`)

// fourSides is a shorthand whose second and fourth value are right and left.
var fourSides = regexp.MustCompile(`^\s*(margin|padding|inset|border-(?:width|style|color))\s*:\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+?)(?:;|$)`)

// physicalLines returns the lines of a style sheet that fit one direction only.
func physicalLines(css string) []string {
	var found []string
	for line := range strings.Lines(css) {
		sides := fourSides.FindStringSubmatch(line)
		if physical.MatchString(line) || sides != nil && sides[3] != sides[5] {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

func TestStyleSheetFitsBothDirections(t *testing.T) {
	css, err := os.ReadFile("assets/main.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range physicalLines(string(css)) {
		t.Errorf("assets/main.css: %q names a side of the screen: name the start or the end of the line (margin-inline-start, text-align: start)", line)
	}
	wrong := "  margin-left: 1rem;\n  text-align: right;\n  margin: 0 0 1rem 2rem;\n  left: 0;\n  border-right: 1px solid;\n"
	if n := len(physicalLines(wrong)); n != 5 {
		t.Errorf("%d of 5 wrong lines are found", n)
	}
}
