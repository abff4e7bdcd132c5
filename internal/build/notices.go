package build

import (
	"bytes"
	"regexp"

	"bedside/internal/check"
	"bedside/internal/diag"
)

// templateForm finds the layouts that a layout executes.
var templateForm = regexp.MustCompile(`\{\{-?\s*template\s+"([^"]+)"`)

const (
	frameLayout = "base.html"
	footLayout  = "partials/footer.html"
)

// framing returns the names of the layouts that every page has: the frame, and what it
// executes.
func framing(files map[string][]byte) map[string]bool {
	reached := map[string]bool{}
	for next := []string{frameLayout}; len(next) > 0; next = next[1:] {
		name := next[0]
		if reached[name] {
			continue
		}
		reached[name] = true
		for _, m := range templateForm.FindAllSubmatch(files[name], -1) {
			next = append(next, string(m[1]))
		}
	}
	return reached
}

// takeNotices finds out which of the sentences that every page should have the layouts
// show: that it is no medical advice, and whose trademark CPT is.
func (l *layouts) takeNotices() {
	reached := framing(l.files)
	disclaimer := false
	l.withoutNotice = true
	for name := range reached {
		disclaimer = disclaimer || bytes.Contains(l.files[name], []byte(".Disclaimer"))
		l.withoutNotice = l.withoutNotice && !check.IsNotice(l.files[name])
	}
	switch {
	case disclaimer:
	case reached[footLayout]:
		l.notes = diag.List{check.NoDisclaimer("layouts/" + footLayout)}
	default:
		l.notes = diag.List{check.NoDisclaimer("layouts/" + frameLayout)}
	}
}
