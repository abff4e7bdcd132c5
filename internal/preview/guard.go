package preview

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ownPath is the part of the address space that the preview keeps for itself. No
// file is published there, since names that begin with a dot are never published.
const ownPath = "/.bedside/"

// answer refuses what no browser of the preview's own reader would send, and hands
// on the rest.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	own := strings.HasPrefix(r.URL.Path, ownPath)
	switch {
	case !knownHost(r):
		refuse(w, http.StatusForbidden, "This preview is for the browser on its own machine, under http://localhost, http://127.0.0.1 or http://[::1] and its port.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "A preview can only be read.")
	case r.ContentLength != 0:
		refuse(w, http.StatusBadRequest, "A preview takes no request body.")
	case own && !sameOrigin(r):
		refuse(w, http.StatusForbidden, "This part of the preview is for its own pages.")
	case own:
		s.answerOwn(w, r)
	default:
		s.answerPage(w, r)
	}
}

// refuse answers with a sentence and closes the connection. A body that the client
// still sends is not waited for.
func refuse(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Connection", "close")
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout)) // fails where nothing is read
	http.Error(w, text, status)
}

// knownHost reports whether the request names this machine. A page from elsewhere
// whose host name was made to lead here still names its own host.
func knownHost(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return false
	}
	port := ":" + strconv.Itoa(local.Port)
	name, found := strings.CutSuffix(r.Host, port)
	if !found && port != ":80" {
		return false
	}
	return strings.EqualFold(name, "localhost") || name == "127.0.0.1" || name == "[::1]"
}

// sameOrigin reports whether a request comes from a page of this preview, or from
// no page at all. Not every browser sends both headers.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Values("Sec-Fetch-Site"); len(site) > 0 && (len(site) > 1 || site[0] != "same-origin" && site[0] != "none") {
		return false
	}
	origin := r.Header.Values("Origin")
	return len(origin) == 0 || len(origin) == 1 && origin[0] == "http://"+r.Host
}

// sitePath returns what a request asks for as a path below the site's root. Only
// what looks like the path of a published file or page is one: no empty, hidden or
// relative part, no separator that is hidden by an encoding.
func sitePath(u *url.URL) (string, bool) {
	p, ok := strings.CutPrefix(u.Path, "/")
	if !ok || !utf8.ValidString(p) || strings.ContainsRune(p, '\\') || strings.ContainsFunc(p, unicode.IsControl) {
		return "", false
	}
	if strings.Contains(strings.ToLower(u.EscapedPath()), "%2f") {
		return "", false
	}
	folders := strings.TrimSuffix(p, "/")
	if folders == "" {
		return p, p == ""
	}
	for i, part := range strings.Split(folders, "/") {
		if part == "" || part[0] == '.' && (i > 0 || part != ".well-known") {
			return "", false
		}
	}
	return p, true
}
