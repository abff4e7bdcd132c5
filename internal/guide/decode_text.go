package guide

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bedside/internal/matter"
)

// maxLabel is how many bytes the name of a list may have: it is part of addresses.
const maxLabel = 120

func (d *decoder) label(field string, v matter.Value) string {
	text := d.Text(field, v)
	if len(text) > maxLabel {
		d.Errorf(v.Pos, "field-type", "Write one or two words.", "%s is longer than a name of a list can be (%d bytes)", field, maxLabel)
		return ""
	}
	return text
}

func (d *decoder) labels(field string, v matter.Value) []string {
	var out []string
	d.Items(field, v, "texts, such as "+field+": [first, second]", func(item matter.Value) {
		if text := d.label("an item of "+field, item); text != "" {
			out = append(out, text)
		}
	})
	return out
}

func (d *decoder) date(field string, v matter.Value) time.Time {
	t, err := time.Parse(time.DateOnly, v.Text)
	if v.Kind != matter.Scalar || err != nil {
		d.WrongKind(field, v, "a date as YYYY-MM-DD, such as 2026-03-31")
		return time.Time{}
	}
	return t
}

var span = regexp.MustCompile(`^([1-9][0-9]{0,2})\s*(m|y)$`)

func (d *decoder) months(field string, v matter.Value) int {
	m := span.FindStringSubmatch(v.Text)
	if v.Kind != matter.Scalar || m == nil {
		d.WrongKind(field, v, "a number of months or years, such as 6m or 2y")
		return 12
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		d.WrongKind(field, v, "a number of months or years, such as 6m or 2y")
		return 12
	}
	if m[2] == "y" {
		n *= 12
	}
	return n
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (d *decoder) lang(v matter.Value) string {
	if v.Kind != matter.Scalar || !langTag.MatchString(v.Text) {
		d.WrongKind("lang", v, "a language tag such as en, es or pt-BR")
		return ""
	}
	return v.Text
}

func (d *decoder) references(v matter.Value) []Reference {
	if v.Kind != matter.List {
		d.WrongKind("references", v, "a list, each item with a title and a url")
		return nil
	}
	var out []Reference
	for i, item := range v.Items {
		name := fmt.Sprintf("references[%d]", i)
		d.mark(name, item.Pos)
		if item.Kind != matter.Mapping {
			d.WrongKind("an item of references", item, "a group such as - {title: …, url: \"https://…\", publisher: …}")
			continue
		}
		out = append(out, d.reference(name, item))
	}
	return out
}

func (d *decoder) reference(name string, v matter.Value) Reference {
	var r Reference
	d.Group("a reference", v, []string{"title", "url", "publisher", "date"}, func(f matter.Field) {
		d.mark(name+"."+f.Name, f.Pos)
		switch f.Name {
		case "title":
			r.Title = d.Text("title", f.Value)
		case "url":
			r.URL = d.webAddress("url", f.Value)
		case "publisher":
			r.Publisher = d.Text("publisher", f.Value)
		case "date":
			r.Date = d.looseDate("date", f.Value)
		}
	})
	if _, ok := v.Find("title"); !ok {
		d.Errorf(v.Pos, "field-missing", "Add title: and the name of the page or paper.", "this reference has no title")
	}
	return r
}

// webAddress accepts http and https only: no address in a guide may run anything.
func (d *decoder) webAddress(field string, v matter.Value) string {
	u, err := url.Parse(v.Text)
	if v.Kind != matter.Scalar || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		d.WrongKind(field, v, "a web address that begins with https://")
		return ""
	}
	return u.String()
}

var aliasPath = regexp.MustCompile(`^[\pL\pN._~/-]+$`)

func (d *decoder) aliases(v matter.Value) []string {
	var out []string
	d.Items("aliases", v, "addresses, such as aliases: [/old-page/]", func(item matter.Value) {
		a := "/" + strings.TrimPrefix(item.Text, "/")
		if problem := aliasProblem(a); problem != "" {
			d.Errorf(item.Pos, "alias-format", "Write the old address below this site, such as /old-page/.",
				"the alias %q %s", matter.Shorten(item.Text), problem)
			return
		}
		d.mark(fmt.Sprintf("aliases[%d]", len(out)), item.Pos)
		out = append(out, a)
	})
	return out
}

func aliasProblem(a string) string {
	switch {
	case a == "/":
		return "is the home page"
	case strings.Contains(a, "//"):
		return "names another host or has an empty part"
	case !aliasPath.MatchString(a):
		return "holds a sign that an address below this site cannot have"
	}
	for part := range strings.SplitSeq(a, "/") {
		if part == ".." || part == "." {
			return "leaves its folder (" + part + ")"
		}
	}
	return ""
}

// allow reads the rules that a file waives. Whether there are such rules is not for
// this package to know.
func (d *decoder) allow(v matter.Value) []Waiver {
	if v.Kind != matter.Mapping {
		d.WrongKind("allow", v, "a group of rules with a reason each, such as allow: {reading-grade: \"terms of the consent form\"}")
		return nil
	}
	var out []Waiver
	for _, f := range v.Fields {
		if f.Kind == matter.Empty || f.Kind == matter.Scalar && strings.TrimSpace(f.Text) == "" {
			d.Errorf(f.NamePos, "allow-reason", "Write behind the colon why this guide is right as it is.",
				"the waiver of %s gives no reason", matter.Shorten(f.Name))
			continue
		}
		out = append(out, Waiver{Rule: f.Name, Reason: d.Text("allow."+f.Name, f.Value), Pos: f.NamePos})
	}
	return out
}
