package preview

import (
	"bytes"
	"hash/maphash"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// head is how others show a page: a search engine, or a program in which somebody
// shares its address.
type head struct {
	Title, Description, Address string
	CardTitle, CardText, Site   string
}

// readHead reads the head of a published page.
func readHead(page []byte) head {
	var h head
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return h
			case atom.Title:
				if z.Next() == html.TextToken {
					h.Title = strings.TrimSpace(string(z.Text()))
				}
			case atom.Link:
				if attribute(t, "rel") == "canonical" {
					h.Address = attribute(t, "href")
				}
			case atom.Meta:
				h.meta(attribute(t, "name")+attribute(t, "property"), attribute(t, "content"))
			}
		}
	}
}

func (h *head) meta(name, content string) {
	switch name {
	case "description":
		h.Description = content
	case "og:title":
		h.CardTitle = content
	case "og:description":
		h.CardText = content
	case "og:site_name":
		h.Site = content
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// part is what stands between one heading with an id and the next.
type part struct {
	id  string
	sum uint64
}

// partSeed makes sums of one run of the program comparable.
var partSeed = maphash.MakeSeed()

// sections splits the main part of a page at its headings. The table of contents
// is left out: it changes with each heading.
func sections(page []byte) []part {
	parts := []part{{}}
	var h maphash.Hash
	h.SetSeed(partSeed)
	flush := func() {
		parts[len(parts)-1].sum = h.Sum64()
		h.Reset()
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	inMain, nav := false, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			flush()
			return parts
		}
		raw := bytes.Clone(z.Raw())
		t := z.Token()
		switch {
		case t.DataAtom == atom.Main:
			inMain = kind == html.StartTagToken
		case t.DataAtom == atom.Nav && kind == html.StartTagToken:
			nav++
		case t.DataAtom == atom.Nav && kind == html.EndTagToken:
			nav--
		case inMain && nav == 0:
			if id := attribute(t, "id"); kind == html.StartTagToken && isHeading(t.DataAtom) && id != "" {
				flush()
				parts = append(parts, part{id: id})
			}
			_, _ = h.Write(raw) // which never fails
		}
	}
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// firstDifference returns the id of the first part that is new or differs, or of
// the one before a part that was removed.
func firstDifference(was, is []part) string {
	for i, p := range is {
		if i >= len(was) || was[i] != p {
			return p.id
		}
	}
	if len(was) > len(is) {
		return is[len(is)-1].id
	}
	return ""
}
