package preview

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A site tells its host which headers to send, in _headers, and which old
// addresses lead where, in _redirects. The preview does as they say, since a page
// whose security policy breaks it should break here first.

// headerRule is one header for all paths with a prefix, or for one path.
type headerRule struct {
	path  string
	whole bool // path is no prefix
	name  string
	value string
}

func (st *state) readHeaders() []headerRule {
	data, ok, err := st.file("_headers")
	if !ok || err != nil {
		return nil
	}
	var rules []headerRule
	var path string
	whole := true
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n")
		name, value, isHeader := strings.Cut(strings.TrimSpace(text), ":")
		switch {
		case strings.HasPrefix(text, "/"):
			var prefix bool
			path, prefix = strings.CutSuffix(text, "*")
			whole = !prefix
		case isHeader && path != "":
			rules = append(rules, headerRule{path, whole, name, strings.TrimSpace(value)})
		}
	}
	return rules
}

// setHeaders sets what the site asks for. Strict-Transport-Security is left out:
// the preview has no encryption to be strict about.
func (st *state) setHeaders(h http.Header, path string) {
	path = strings.TrimSuffix(path, "index.html")
	for _, r := range st.headers() {
		if http.CanonicalHeaderKey(r.name) == "Strict-Transport-Security" {
			continue
		}
		if path == r.path || !r.whole && strings.HasPrefix(path, r.path) {
			h.Set(r.name, r.value)
		}
	}
}

// redirect leads to a path below the site's root.
type redirect struct {
	path   string
	status int
}

// readRedirects returns the redirects by the path that they lead from. Those that
// lead to another host are left out: nobody should be sent away from a preview.
func (st *state) readRedirects() map[string]redirect {
	data, ok, err := st.file("_redirects")
	if !ok || err != nil {
		return nil
	}
	base := strings.TrimSuffix(st.version.Base, "/")
	all := map[string]redirect{}
	for line := range bytes.Lines(data) {
		fields := strings.Fields(string(line))
		if len(fields) != 3 {
			continue
		}
		from, fromErr := url.Parse(strings.TrimPrefix(fields[0], base))
		to, toErr := url.Parse(strings.TrimPrefix(fields[1], base))
		status, statusErr := strconv.Atoi(fields[2])
		if fromErr != nil || toErr != nil || statusErr != nil || to.IsAbs() || to.Host != "" || status < 300 || status > 399 {
			continue
		}
		if target, ok := sitePath(to); ok {
			all[from.Path] = redirect{target, status}
		}
	}
	return all
}
