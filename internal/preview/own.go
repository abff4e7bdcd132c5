package preview

import (
	"bytes"
	"crypto/subtle"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"bedside/internal/diag"
)

// What the browser needs beside the site: the scripts and style sheets of the
// preview, and the templates of what it adds to a page.
//
//go:embed client
var client embed.FS

// clientPath is where the files of the client are found. It names their
// fingerprint, so that a tab that is left over from an older program notices.
var clientPath = sync.OnceValue(func() string {
	var all []byte
	err := fs.WalkDir(client, "client", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := client.ReadFile(name)
		all = append(append(all, name...), data...)
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	return ownPath + "client/" + sum(all) + "/"
})

// answerOwn answers what the preview's script asks for.
func (s *Server) answerOwn(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case ownPath + "events":
		s.sendEvents(w, r)
	case ownPath + "panel":
		s.sendPanel(w, r)
	case ownPath + "open":
		s.openEditor(w, r)
	default:
		sendClient(w, r)
	}
}

func sendClient(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, clientPath())
	data, err := client.ReadFile("client/" + name)
	if !ok || err != nil || strings.HasSuffix(name, ".tmpl") {
		http.Error(w, "There is no such part of the preview.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", contentType(name))
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// openEditor opens a source file at a place. It is no page, so that nothing but a
// script or link of the preview's own pages leads here; the token shows that it was
// one of this run.
func (s *Server) openEditor(w http.ResponseWriter, r *http.Request) {
	token := r.FormValue("token")
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
		http.Error(w, "This link is of an earlier preview. Reload the page.", http.StatusForbidden)
		return
	}
	path, ok := s.options.Locate(r.FormValue("file"))
	if !ok || s.options.Edit == nil {
		http.Error(w, "There is no such file to edit.", http.StatusNotFound)
		return
	}
	at := diag.Pos{Line: number(r, "line"), Column: number(r, "column")}
	if r.Method == http.MethodGet {
		if err := s.options.Edit(path, at); err != nil {
			http.Error(w, fmt.Sprintf("The editor did not start: %v", err), http.StatusInternalServerError)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// number returns a number of a request, at least 1.
func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil {
		return 1
	}
	return max(n, 1)
}

// editLink returns the address that opens a place in an editor, or "" if the file
// is not one on this machine, such as a layout inside the program.
func (s *Server) editLink(file string, at diag.Pos) string {
	path, ok := s.options.Locate(file)
	if !ok {
		return ""
	}
	line, column := max(at.Line, 1), max(at.Column, 1)
	if s.options.Edit == nil {
		slashes := strings.TrimPrefix(strings.ReplaceAll(path, `\`, "/"), "/")
		u := url.URL{Scheme: "vscode", Host: "file", Path: fmt.Sprintf("/%s:%d:%d", slashes, line, column)}
		return u.String()
	}
	q := url.Values{"file": {file}, "line": {strconv.Itoa(line)}, "column": {strconv.Itoa(column)}, "token": {s.token}}
	return ownPath + "open?" + q.Encode()
}
