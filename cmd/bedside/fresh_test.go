//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside"
	"bedside/internal/build"
)

// soon is how long after the last edit a preview may show something older: 2 s. With
// the race detector, which makes everything many times slower, and on a machine with
// few processors that others use too, a test that demands 2 s would fail for no
// fault of the program.
func soon() time.Duration {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-race" && s.Value == "true" {
				return 10 * time.Second
			}
		}
	}
	return 2 * time.Second
}

// author edits the source of a site while it is previewed.
type author struct {
	*testing.T
	dir string
	s   *serving
	// seen are the paths that were published at any time.
	seen map[string]bool
}

// newAuthor writes a site with n guides. It is not served yet.
func newAuthor(t *testing.T, n int) *author {
	t.Helper()
	a := &author{T: t, dir: t.TempDir(), seen: map[string]bool{}}
	a.write("bedside.yaml", "name: A site\nbase_url: https://guides.example/\n")
	a.write("content/index.md", "---\ntitle: Home\n---\nSee [all](/codes/).\n")
	a.write("static/files/a b.txt", "a")
	for i := range n {
		a.guide(i, "first")
	}
	return a
}

// serve starts the preview, which shows the site as it is.
func (a *author) serve() {
	a.Helper()
	a.s = serve(a.T, nil, "--source", a.dir, "--port", "0")
}

// served writes a site with n guides and waits until it is served.
func served(t *testing.T, n int) *author {
	t.Helper()
	a := newAuthor(t, n)
	a.serve()
	a.wantFresh()
	return a
}

// in returns the same author for a part of the test.
func (a *author) in(t *testing.T) *author { return &author{T: t, dir: a.dir, s: a.s, seen: a.seen} }

func (a *author) path(name string) string { return filepath.Join(a.dir, filepath.FromSlash(name)) }

func (a *author) write(name, text string) {
	a.Helper()
	write(a.T, a.path(name), text)
}

func (a *author) must(err error) {
	a.Helper()
	if err != nil {
		a.Fatal(err)
	}
}

func (a *author) remove(name string) {
	a.Helper()
	_, err := os.Lstat(a.path(name))
	a.must(err)
	a.must(os.RemoveAll(a.path(name)))
}

func (a *author) rename(from, to string) {
	a.Helper()
	a.must(os.MkdirAll(filepath.Dir(a.path(to)), 0o755))
	a.must(os.Rename(a.path(from), a.path(to)))
}

func guideCode(n int) string { return fmt.Sprintf("%05d", 20000+n) }

func guideFile(n int) string {
	return fmt.Sprintf("content/%s/%s.md", []string{"a", "b", "c/d"}[n%3], guideCode(n))
}

func guideAddress(n int) string { return guideCode(n) + "/" }

// guideText is a guide in which a word stands in the front matter, and so in other
// pages, and in the text. All guides refer to the first one.
func guideText(n int, word string) string {
	first := ""
	if n > 0 {
		first = "related: [\"20000\"]\n"
	}
	return fmt.Sprintf(`---
code: "%s"
title: Guide %d %s
summary: About %s.
aliases: [/old/%d]
%s---
It is %s.

## Recovery

Rest, and see [the list](/codes/).
`, guideCode(n), n, word, word, n, first, word)
}

func (a *author) guide(n int, word string) {
	a.Helper()
	a.write(guideFile(n), guideText(n, word))
}

// text replaces a guide's text and leaves its front matter.
func (a *author) text(n int, word string) {
	a.Helper()
	data, err := os.ReadFile(a.path(guideFile(n)))
	a.must(err)
	front, _, _ := strings.Cut(string(data), "\nIt is ")
	a.write(guideFile(n), front+"\nIt is "+word+".\n")
}

// added is what the preview puts into a page: its script, which names a sum of the
// published page, and the problems before it.
var added = regexp.MustCompile(`(?s)(<bedside-preview hidden>.*</bedside-preview>)?<script src="/\.bedside/client/[^>]* data-sum="([0-9a-f]+)"></script>`)

// publishedPart takes what the preview adds out of a page. It reports whether the
// page is one that the preview has sent whole: the script names its sum.
func publishedPart(page []byte) (data []byte, whole bool) {
	at := added.FindSubmatchIndex(page)
	if at == nil {
		return page, false
	}
	data = slices.Concat(page[:at[0]], page[at[1]:])
	sum := sha256.Sum256(data)
	return data, bytes.HasPrefix([]byte(hex.EncodeToString(sum[:])), page[at[4]:at[5]])
}

// client follows no redirect: it asks for what is published at an address.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (s *serving) answer(name string) (status int, data []byte, err error) {
	u := url.URL{Path: name}
	res, err := client.Get(s.base + strings.TrimPrefix(u.String(), "./"))
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	data, err = io.ReadAll(res.Body)
	return res.StatusCode, data, err
}

// wantFresh waits until everything that is served is what a fresh build publishes
// from the same source, and nothing else is. It fails with the first path at which
// they still differ when a preview has to be up to date.
func (a *author) wantFresh() {
	a.Helper()
	deadline := time.Now().Add(soon())
	fresh := a.published()
	for {
		difference := a.difference(fresh)
		if difference == "" {
			return
		}
		if time.Now().After(deadline) {
			a.Fatalf("not up to date after %s: %s\nThe preview printed:\n%s", soon(), difference, a.s.errors)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// published builds the source once into a new folder and returns what is in it.
func (a *author) published() map[string][]byte {
	a.Helper()
	source, err := openSource(a.dir)
	a.must(err)
	defer source.Close()
	out := filepath.Join(a.TempDir(), "public")
	result, err := build.Build(context.Background(), build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Out: out, Drafts: true})
	a.must(err)
	if result.Problems.HasErrors() {
		a.Fatalf("the source is broken: %v", result.Problems)
	}
	files := a.site(out)
	for _, name := range []string{"index.html", "404.html", "codes/index.html", "sitemap.xml", "_redirects", "_headers"} {
		if files[name] == nil {
			a.Fatalf("a fresh build has no %s", name)
		}
	}
	for name := range files {
		a.seen[name] = true
	}
	return files
}

// site returns the files of a published site.
func (a *author) site(dir string) map[string][]byte {
	a.Helper()
	files := map[string][]byte{}
	a.must(fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		return err
	}))
	return files
}

// difference returns where what is served differs from what is published, or "".
// Files whose names hold their sum may outlive the pages that name them.
func (a *author) difference(published map[string][]byte) string {
	a.Helper()
	paths := make([]string, 0, len(a.seen))
	for name := range a.seen {
		paths = append(paths, name)
	}
	slices.Sort(paths)
	for _, name := range paths {
		want, isPublished := published[name]
		if !isPublished && (strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "search/index/")) {
			continue
		}
		status, got, err := a.s.answer(name)
		a.must(err)
		whole := true
		if path.Ext(name) == ".html" {
			got, whole = publishedPart(got)
		}
		switch {
		case !isPublished && status == http.StatusOK:
			return name + " is still served"
		case isPublished && status != http.StatusOK:
			return fmt.Sprintf("%s is answered with %d", name, status)
		case isPublished && !whole:
			return fmt.Sprintf("%s is not sent whole:\n%s", name, got)
		case isPublished && !bytes.Equal(got, want):
			return name + " is " + excerpts(got, want)
		}
	}
	return ""
}

// excerpts returns two texts from a little before the place where they differ.
func excerpts(got, want []byte) string {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	cut := func(b []byte) []byte { return b[max(0, min(at-40, len(b))):min(at+80, len(b))] }
	return fmt.Sprintf("%q, not %q, from byte %d on", cut(got), cut(want), at)
}

// wantShown waits until a page shows a text.
func (a *author) wantShown(name, text string) {
	a.Helper()
	for deadline := time.Now().Add(soon()); ; time.Sleep(5 * time.Millisecond) {
		_, got, err := a.s.answer(name)
		a.must(err)
		if bytes.Contains(got, []byte(text)) {
			return
		}
		if time.Now().After(deadline) {
			a.Fatalf("%s does not show %q after %s, but:\n%s\nThe preview printed:\n%s", name, text, soon(), got, a.s.errors)
		}
	}
}
