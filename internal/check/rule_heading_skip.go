package check

import (
	"fmt"
	"strings"

	"bedside/internal/diag"

	"github.com/yuin/goldmark/ast"
)

var headingSkip = Rule{
	Name: "heading-skip", Severity: diag.Error,
	Title:  "A heading is one level below the one that it belongs to.",
	Why:    "Who cannot see the page goes through it by the levels of its headings. Behind a jump from ## to #### they look for a part that is not there.",
	Fix:    "Take away signs #, so that the level is one more than that of the heading above.",
	Source: "W3C, technique G141, Organizing a page using headings, https://www.w3.org/WAI/WCAG22/Techniques/general/G141.",
	body: func(b *Body, found Report) {
		headingLevels(b, 1, b.Parsed.Overview, found)
		for i := range b.Parsed.Sections {
			headingLevels(b, 2, b.Parsed.Sections[i].Nodes, found)
		}
	},
}

// headingLevels looks at the headings behind one of the given level. The page's title
// is of level 1.
func headingLevels(b *Body, level int, nodes []ast.Node, found Report) {
	for _, n := range nodes {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		if h.Level > level+1 {
			found.At(b.At(h.Pos()), fmt.Sprintf("the heading jumps from level %d to level %d", level, h.Level),
				fmt.Sprintf("Write %s before it.", strings.Repeat("#", level+1)))
		}
		level = h.Level
	}
}
