//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// toldEvent is what an open page is told of a change.
type toldEvent struct {
	Version uint64   `json:"version"`
	All     bool     `json:"all"`
	Paths   []string `json:"paths"`
}

// listen returns what a tab of the preview is told from now on.
func (s *serving) listen() <-chan toldEvent {
	s.t.Helper()
	res, err := http.Get(s.base + ".bedside/events")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { res.Body.Close() })
	events := make(chan toldEvent, 1000)
	go func() {
		defer close(events)
		for in := bufio.NewScanner(res.Body); in.Scan(); {
			if data, ok := strings.CutPrefix(in.Text(), "data: "); ok {
				var e toldEvent
				if json.Unmarshal([]byte(data), &e) != nil {
					return
				}
				events <- e
			}
		}
	}()
	return events
}

// TestTabsAreTold makes edits of every kind. Whatever they change in pages, the tabs
// that show them must be told, and of the edit of a text no other ones.
func TestTabsAreTold(t *testing.T) {
	a := newAuthor(t, 12)
	a.write("content/pictured/20080/index.md", guideText(80, "first")+"\n![A scan](scan.svg)\n")
	a.write("content/pictured/20080/scan.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>`)
	a.serve()
	a.wantFresh()
	events := a.s.listen()
	<-events // what it missed so far
	before := a.published()
	for _, c := range []struct {
		name string
		edit func()
		only []string // what is told and nothing else, or none for any
	}{
		{"text", func() { a.text(4, "edited") }, []string{guideAddress(4) + "handout/index.html", guideAddress(4) + "index.html"}},
		{"title", func() { a.guide(5, "edited") }, nil},
		{"new guide", func() { a.guide(50, "new") }, nil},
		{"removed guide", func() { a.remove(guideFile(50)) }, nil},
		{"picture", func() {
			a.write("content/pictured/20080/scan.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>`)
		}, nil},
		{"layout", func() { a.write("layouts/base.html", layout(t, "base.html", "marked")) }, nil},
		{"style sheet", func() { a.write("assets/main.css", "body{margin:1px}") }, nil},
		{"home page", func() { a.write("content/index.md", "---\ntitle: Home\n---\nOther.\n") }, nil},
		{"settings", func() { a.write("bedside.yaml", "name: Another\nbase_url: https://guides.example/\n") }, nil},
		{"static file", func() { a.write("static/files/a b.txt", "b") }, []string{"files/a b.txt"}},
	} {
		c.edit()
		var told toldEvent
		select {
		case told = <-events:
		case <-time.After(soon()):
			t.Fatalf("%s: tabs are told nothing", c.name)
		}
		a.wantFresh()
		for more := true; more; { // what was told until now
			select {
			case e := <-events:
				told.All, told.Paths = told.All || e.All, append(told.Paths, e.Paths...)
			case <-time.After(50 * time.Millisecond):
				more = false
			}
		}
		after := a.published()
		for name, data := range after {
			if was, ok := before[name]; strings.HasSuffix(name, ".html") && ok && !bytes.Equal(was, data) && !told.All && !slices.Contains(told.Paths, name) {
				t.Errorf("%s: %s is another page, and tabs are told of %v only", c.name, name, told.Paths)
			}
		}
		slices.Sort(told.Paths)
		if c.only != nil && (told.All || !slices.Equal(slices.Compact(told.Paths), c.only)) {
			t.Errorf("%s: tabs are told of %+v, not of %s only", c.name, told, c.only)
		}
		before = after
	}
}

// TestFewDescriptors builds and serves a site with many more files than a process
// may have open.
func TestFewDescriptors(t *testing.T) {
	a := newAuthor(t, 150)
	self, err := os.Executable()
	a.must(err)
	program := filepath.Join(t.TempDir(), "bedside")
	a.must(os.Symlink(self, program))
	limited := func(args ...string) *exec.Cmd {
		return &exec.Cmd{Path: "/bin/sh", Args: append([]string{"sh", "-c", `ulimit -n 64 && exec "$@"`, "sh", program}, args...)}
	}
	if out, err := limited("build", "--source", a.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	a.wantPublished()
	a.s = launchAs(t, limited("serve", "--source", a.dir, "--port", "0"))
	a.s.awaitAddress()
	a.wantFresh()
	a.guide(4, "edited")
	a.wantFresh()
}
