package build

import "slices"

// Change says what may differ between two Versions.
type Change struct {
	// Everything is set if settings, layouts, scripts or pictures of assets/ are
	// others: every page may differ.
	Everything bool
	// Styles is set if a style sheet is another: pages differ in its address, and
	// unless Everything is set in nothing else because of it.
	Styles bool
	// Joined is set if front matter or the set of files is another: lists, and what
	// guides say of each other, may differ.
	Joined bool
	// Files are the files of content/ and static/ that are others, Pages the
	// addresses of the pages that are made from them, such as "11982/". Both are
	// sorted.
	Files, Pages []string
}

// maxHistory is how many changes a version remembers.
const maxHistory = 64

// Changed says what may differ between an older version of the same Builder and
// this one. Whether a page does is told by its bytes.
func (v *Version) Changed(since *Version) Change {
	steps := v.number - since.number
	if steps < 0 || steps > len(v.history) {
		return Change{Everything: true, Joined: true}
	}
	var c Change
	for _, h := range v.history[len(v.history)-steps:] {
		c.Everything, c.Styles, c.Joined = c.Everything || h.Everything, c.Styles || h.Styles, c.Joined || h.Joined
		c.Files, c.Pages = append(c.Files, h.Files...), append(c.Pages, h.Pages...)
	}
	slices.Sort(c.Files)
	slices.Sort(c.Pages)
	c.Files, c.Pages = slices.Compact(c.Files), slices.Compact(c.Pages)
	return c
}
