package render

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"testing"

	"bedside/internal/codes"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// guideFile makes a guide without parsing anything.
func guideFile(code, title, category string) *guide.Guide {
	if title == "" {
		title = "Guide " + code
	}
	return &guide.Guide{File: "content/" + code + ".md", Code: codes.Code(code), Title: title, Summary: "S.", Category: category, ReviewEvery: 12}
}

func siteOf(t testing.TB, c site.Config, guides ...*guide.Guide) *site.Site {
	t.Helper()
	s, problems := site.New(site.Sources{Config: c, Guides: guides})
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return s
}

// joined is a site with the given layouts.
func joined(s *site.Site, layouts *Layouts, assets map[string]string) *Shared {
	return NewFrame(s.Config, layouts, assets, map[string]Size{}).Share(s)
}

// shared is a site with the default layouts.
func shared(t testing.TB, s *site.Site) *Shared {
	t.Helper()
	layouts, err := defaultLayouts()
	if err != nil {
		t.Fatal(err)
	}
	assets := map[string]string{"icon.svg": "assets/icon.svg", "icon-192.png": "assets/icon-192.png", "icon-512.png": "assets/icon-512.png"}
	entries, err := os.ReadDir("../../assets")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		assets[e.Name()] = "assets/" + e.Name()
	}
	return joined(s, layouts, assets)
}

var defaultLayouts = sync.OnceValues(func() (*Layouts, error) {
	files, err := ReadLayouts(os.DirFS("../../layouts"))
	if err != nil {
		return nil, err
	}
	layouts, problems := ParseLayouts(files)
	if len(problems) > 0 {
		return nil, errors.New(problems[0].Message)
	}
	return layouts, nil
})

// pageHTML executes the layout of a page, and wants the same bytes of html/template.
func pageHTML(t testing.TB, sh *Shared, p *Page) string {
	t.Helper()
	marked := newSlots().page(p)
	if program := sh.layouts.programs[p.Kind](); program != nil {
		quick, ok := program.Append(nil, marked)
		var slow bytes.Buffer
		if err := sh.layouts.kinds[p.Kind].ExecuteTemplate(&slow, frameOf(p.Kind), marked); ok && (err != nil || slow.String() != string(quick)) {
			t.Errorf("/%s: html/template makes %v\n%s\nand a compiled layout\n%s", p.Path, err, slow.String(), quick)
		}
	}
	var b bytes.Buffer
	if problem := sh.HTML(&b, p); problem != nil {
		t.Fatalf("%s: %+v", p.Path, *problem)
	}
	return b.String()
}
