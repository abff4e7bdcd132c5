// Command pictures makes the pictures of docs/pictures.md: each kind of page as a
// phone and a desktop show it, light and dark, and its first sheet of paper.
//
//	go run ./internal/pictures
//
// It builds this repository's site, opens it in Chromium (or $CHROME), and writes
// docs/images and the list of pictures in docs/pictures.md. Paper needs pdftoppm, of
// poppler-utils. Run it in the root of the repository after a change of looks, and
// look at what it made: fonts differ between machines, so no test compares them.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/chromium"
)

// subject is a kind of page: the name of its pictures, what they show, and an
// address.
type subject struct {
	name, shows, address string
	// ready is a selector of what a script adds to the page.
	ready string
}

// A new kind of page is one line here.
var subjects = []subject{
	{"guide", "A guide", "/11982/", ""},
	{"handout", "A handout", "/11982/handout/", ""},
	{"home", "The home page", "/", ""},
	{"section", "A section", "/surgery/", ""},
	{"codes", "All codes", "/codes/", ""},
	{"names", "A to Z", "/a-z/", ""},
	{"search", "The search page", "/search/?q=arm+implant", "[data-search-results] a"},
	{"not-found", "An address without a page", "/11983/", "[data-search-results] a"},
	{"text", "Any other page", "/about/", ""},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := makeAll(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "pictures: %v\n", err)
		os.Exit(1)
	}
}

// makeAll writes every picture below the folder that it is run in, and then the list
// of them.
func makeAll(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "bedside-pictures-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	site, err := serve(ctx, filepath.Join(folder, "public"))
	if err != nil {
		return err
	}
	defer site.Close()
	browser, stop, err := chromium.Start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	for _, s := range subjects {
		for _, v := range views {
			picture, err := v.picture(browser, site.URL, s)
			if err != nil {
				return fmt.Errorf("%s of %s: %w", v.name, s.address, err)
			}
			if err := os.WriteFile(filepath.FromSlash("docs/"+file(s, v)), picture, 0o644); err != nil {
				return err
			}
		}
	}
	return writeList("docs/pictures.md")
}

// serve builds the site and serves it as a host does.
func serve(ctx context.Context, public string) (*httptest.Server, error) {
	result, err := build.Build(ctx, build.Options{Source: os.DirFS("."), Defaults: bedside.Defaults(), Out: public})
	if err != nil {
		return nil, err
	}
	if result.Problems.HasErrors() {
		return nil, errors.New("the site has errors; bedside build shows them")
	}
	notFound, err := os.ReadFile(filepath.Join(public, "404.html"))
	if err != nil {
		return nil, err
	}
	files := http.FileServer(http.Dir(public))
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := os.Stat(filepath.Join(public, filepath.FromSlash(r.URL.Path))); err != nil {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(notFound) // a browser that left needs no answer
			return
		}
		files.ServeHTTP(w, r)
	})), nil
}

// file is the path of a picture below docs/.
func file(s subject, v view) string { return "images/" + s.name + "-" + v.name + ".png" }

const listStart, listEnd = "<!-- pictures -->\n", "<!-- end -->"

// list is what docs/pictures.md says of the pictures.
func list() string {
	var b strings.Builder
	for _, s := range subjects {
		fmt.Fprintf(&b, "\n## %s\n\n", s.shows)
		for _, v := range views {
			fmt.Fprintf(&b, "<img src=\"%s\" alt=\"%s: %s\" width=\"%d\">\n", file(s, v), s.shows, v.shows, v.shown)
		}
	}
	return b.String() + "\n"
}

// writeList puts the list between its marks.
func writeList(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), listStart)
	_, after, closed := strings.Cut(rest, listEnd)
	if !found || !closed {
		return fmt.Errorf("%s has no place for the list", name)
	}
	return os.WriteFile(name, []byte(before+listStart+list()+listEnd+after), 0o644)
}
