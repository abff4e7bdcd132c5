package check

import (
	"fmt"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/site"
)

var linkExternal = Rule{
	Name: "link-external", Severity: diag.Warning, needs: theWeb,
	Title: "An address on the web still answers. It is asked for by check --external only.",
	Why: "A source that is gone cannot be read by anybody, and a claim without its source cannot be checked. A page that has moved for good will be gone some day, " +
		"so that it is a remark, and so is one that programs may not see.",
	Fix:    "Write the new address, or look for another source. What programs may not see, open yourself.",
	Source: "RFC 9110, HTTP Semantics, section 15, Status Codes, https://www.rfc-editor.org/rfc/rfc9110#section-15.",
}

// External is a place in a text or its front matter that names an address on the web.
type External struct {
	File    string
	Pos     diag.Pos
	Address string
}

// Externals returns the addresses on the web that a text links to or names as
// references, in their order.
func Externals(t *Text) []External {
	var out []External
	if t.Guide != nil {
		for i, r := range t.Guide.References {
			if isWeb(r.URL) {
				out = append(out, External{t.File, t.Guide.PosOf(item("references", i) + ".url"), r.URL})
			}
		}
	}
	t.each(false, func(l Link, target site.Target) {
		if target.Kind == site.External && isWeb(target.Path) {
			out = append(out, External{t.File, l.Pos, target.Path})
		}
	})
	return out
}

func isWeb(address string) bool {
	scheme, rest, ok := strings.Cut(address, "://")
	return ok && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// Answer says what became of an address on the web.
type Answer struct {
	// Fault says what is wrong, in the words of a message after the address; "" if
	// nothing is.
	Fault string
	// Hint says what to do.
	Hint string
	// Remark is set where nothing is wrong yet, or nothing can be told.
	Remark bool
}

// DeadLinks returns what is wrong with addresses on the web.
func DeadLinks(links []External, answers map[string]Answer) diag.List {
	var found diag.List
	for _, l := range links {
		a := answers[l.Address]
		if a.Fault == "" {
			continue
		}
		severity := linkExternal.Severity
		if a.Remark {
			severity = diag.Info
		}
		Report{&linkExternal, l.File, &found}.As(severity, l.Pos, fmt.Sprintf("%s %s", shorten(l.Address), a.Fault), a.Hint)
	}
	return found
}
