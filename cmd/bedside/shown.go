package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/codes"
	"bedside/internal/preview"
	"bedside/internal/site"
)

// pageTime is how long the pages that are open have the processor to themselves
// after a change. What the background finds is read later, by a person.
const pageTime = 100 * time.Millisecond

// watchSite hands the preview each version of the site, until the context ends.
func watchSite(ctx context.Context, source *os.Root, f serveFlags, server *preview.Server, print *problemPrinter) error {
	day, err := today()
	if err != nil {
		return err
	}
	follower := &follower{
		builder: build.New(build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Drafts: f.drafts, Today: day}),
		dir:     f.source, poll: f.poll,
		note: func(s string) { fmt.Fprintf(print.c.err, "bedside: %s\n", s) },
		show: func(v *build.Version, c build.Change) error {
			server.Show(previewVersion(v), previewChange(c))
			return print.shows(v, c)
		},
	}
	follower.rest = func(ctx context.Context, v *build.Version) {
		// The tabs that show what was saved ask for it first.
		select {
		case <-time.After(pageTime):
		case <-ctx.Done():
			return
		}
		err := v.CheckAll(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			follower.note(err.Error())
		}
		server.ProblemsChanged()
		if err := print.checked(v); err != nil {
			follower.note(err.Error())
		}
	}
	return follower.follow(ctx)
}

func previewVersion(v *build.Version) preview.Version {
	base := "/"
	if u, err := url.Parse(v.BaseURL()); err == nil && u.Path != "" {
		base = u.Path
	}
	return preview.Version{
		File: v.File, Errors: v.Errors, Found: v.Found, Base: base,
		Report: func(page string) (preview.Report, bool) {
			r, ok, err := v.Report(page)
			return previewReport(r), ok && err == nil
		},
	}
}

func previewChange(c build.Change) preview.Change {
	out := preview.Change{All: c.Everything || c.Joined || c.Styles}
	for _, f := range c.Files {
		if published, ok := strings.CutPrefix(f, "static/"); ok {
			out.Paths = append(out.Paths, published)
		} else if path.Ext(f) != ".md" {
			out.All = true // a picture beside a text, published where the text is
		}
	}
	for _, p := range c.Pages {
		out.Paths = append(out.Paths, p+"index.html")
		if code, err := codes.Parse(strings.Trim(p, "/")); err == nil {
			out.Paths = append(out.Paths, site.HandoutPath(code)+"index.html")
		}
		out.Saved = append(out.Saved, preview.Page{Path: p, Name: pageName(p)})
	}
	return out
}

// pageName is what an editor calls a page: its code, or its address.
func pageName(address string) string {
	name := strings.Trim(address, "/")
	if name == "" {
		return "The home page"
	}
	return strings.ToUpper(name)
}

func previewReport(r build.Report) preview.Report {
	out := preview.Report{File: r.File, Guide: r.Code != "", Draft: r.Draft, Problems: r.Problems, Words: r.Words}
	for _, s := range r.Sections {
		out.Sections = append(out.Sections, preview.Section{Heading: s.Title, Pos: s.Pos, Words: s.Words, Grade: s.FleschKincaid})
	}
	for _, m := range r.Missing {
		out.Missing = append(out.Missing, m.Heading)
	}
	if r.Review != nil {
		out.Reviewed, out.Due, out.ReviewedBy, out.ReviewPos = r.Review.Reviewed, r.Review.Due, r.Review.By, r.Review.Pos
	}
	for _, l := range r.Incoming {
		out.LinksHere = append(out.LinksHere, preview.Link{From: preview.Page{Path: l.Address, Name: l.Title}, File: l.File, Pos: l.Pos})
	}
	return out
}
