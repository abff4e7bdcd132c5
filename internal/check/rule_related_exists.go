package check

import (
	"fmt"

	"bedside/internal/diag"
)

var relatedExists = Rule{
	Name: "related-exists", Severity: diag.Error, Firm: true,
	Title:  "Each related code has a guide on this site.",
	Why:    "A reader would be sent nowhere.",
	Fix:    "Correct the code, remove it, or write its guide first.",
	Source: "This program: related codes become links.",
	front: func(g *Guide, found Report) {
		for i, c := range g.Related {
			switch {
			case c == g.Code:
				found.At(itemPos(g.Guide, "related", i), fmt.Sprintf("%s names itself as related", c), "Remove it.")
			case !g.Site.Exists(c):
				found.At(itemPos(g.Guide, "related", i), fmt.Sprintf("no guide has the code %s", c), "Correct the code, or write its guide first: bedside new "+string(c)+".")
			}
		}
	},
}
