package preview

import (
	"bytes"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// notFoundPage is the site's own page for addresses at which there is nothing.
const notFoundPage = "404.html"

// answerPage sends what is published at an address, as the host of the site would.
func (s *Server) answerPage(w http.ResponseWriter, r *http.Request) {
	st := s.wait(r)
	if st == nil {
		refuse(w, http.StatusServiceUnavailable, "The preview is ending.")
		return
	}
	p, ok := sitePath(r.URL)
	if !ok {
		s.sendNotFound(w, r, st)
		return
	}
	if base := strings.Trim(st.version.Base, "/"); base != "" && strings.HasPrefix(p+"/", base+"/") {
		sendTo(w, r, http.StatusFound, strings.TrimPrefix(strings.TrimPrefix(p, base), "/"))
		return
	}
	name := p
	if p == "" || strings.HasSuffix(p, "/") {
		name += "index.html"
	}
	data, ok, err := st.file(name)
	switch {
	case err != nil:
		s.sendProblems(w, r, st, http.StatusInternalServerError, err)
	case ok:
		s.sendFile(w, r, st, name, data)
	default:
		s.sendElsewhere(w, r, st, p)
	}
}

// wait returns the latest state. Before the first one it waits; a browser shows
// that as loading.
func (s *Server) wait(r *http.Request) *state {
	select {
	case <-s.first:
	case <-s.ending:
	case <-r.Context().Done():
	}
	return s.state.Load()
}

// sendElsewhere leads to a folder's page, or from an old address to the new one.
func (s *Server) sendElsewhere(w http.ResponseWriter, r *http.Request, st *state, p string) {
	if !strings.HasSuffix(p, "/") {
		if _, ok, err := st.file(p + "/index.html"); ok || err != nil {
			sendTo(w, r, http.StatusMovedPermanently, p+"/")
			return
		}
	}
	if to, ok := st.redirects()["/"+p]; ok {
		sendTo(w, r, to.status, to.path)
		return
	}
	s.sendNotFound(w, r, st)
}

// sendTo leads to another path of this site, never to another host: the path is
// one that sitePath has let through. Nothing is stored, since another site may be
// previewed here tomorrow.
func sendTo(w http.ResponseWriter, r *http.Request, status int, p string) {
	u := url.URL{Path: "/" + p, RawQuery: r.URL.RawQuery}
	w.Header().Set("Location", u.String())
	w.WriteHeader(status)
}

// sendFile sends a published file, with the preview's script if it is a page.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, st *state, name string, data []byte) {
	st.setHeaders(w.Header(), "/"+name)
	w.Header().Set("Content-Type", contentType(name))
	if isPage(name) {
		data = s.withScript(st, pageAddress(name), data)
	}
	s.extend(w)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// sendNotFound sends the site's page for unknown addresses. While something is
// broken, the reason may be among the problems, so they are the page.
func (s *Server) sendNotFound(w http.ResponseWriter, r *http.Request, st *state) {
	data, ok, err := st.file(notFoundPage)
	if st.broken() || !ok || err != nil {
		s.sendProblems(w, r, st, http.StatusNotFound, nil)
		return
	}
	st.setHeaders(w.Header(), "/"+notFoundPage)
	s.sendPage(w, r, http.StatusNotFound, s.withScript(st, notFoundPage, data))
}

func (s *Server) sendPage(w http.ResponseWriter, r *http.Request, status int, data []byte) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", contentType("index.html"))
	h.Set("Content-Length", strconv.Itoa(len(data)))
	s.extend(w)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // a browser that left needs no answer
	}
}

// extend starts the time to send an answer in anew, so that what a file took to be
// made does not count.
func (s *Server) extend(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.limits.send)) // fails where nothing is sent
}

func isPage(name string) bool { return path.Ext(name) == ".html" }

// pageAddress is the address of a page's file: "11982/" for "11982/index.html".
func pageAddress(name string) string {
	if dir, file := path.Split(name); file == "index.html" {
		return dir
	}
	return name
}

// contentType does not ask the machine, whose list may differ from any host's.
func contentType(name string) string {
	if t, ok := contentTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

var contentTypes = map[string]string{
	".avif":        "image/avif",
	".css":         "text/css; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".gif":         "image/gif",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json; charset=utf-8",
	".md":          "text/markdown; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".mp3":         "audio/mpeg",
	".mp4":         "video/mp4",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webm":        "video/webm",
	".webmanifest": "application/manifest+json; charset=utf-8",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xml":         "application/xml; charset=utf-8",
}
