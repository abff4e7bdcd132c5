package build

import (
	"context"
	"hash/maphash"
	"io"
	"maps"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/site"
)

// refresh is one call of Update.
type refresh struct {
	*Builder
	ctx    context.Context
	rescan bool
	// change holds the names of files that are not what they were.
	change map[string]bool
	// old holds the states that the changed content files had before.
	old []*text
	// all are the content files as they are now, by name.
	all []*text
	// joins says that the guides must be joined again, full that nothing which was
	// gathered before may be used.
	joins, full bool
	// swaps are guides that have another state, anew says that this is not all that
	// the guides must be joined again for.
	swaps []replacedGuide
	anew  bool
	// cloned says that others is not the last version's map any more.
	cloned bool
}

func (u *refresh) look(names []string) error {
	if err := u.shared(names); err != nil {
		return err
	}
	return u.files(names)
}

// touches reports whether something at or below a top-level name may have changed.
func (u *refresh) touches(names []string, top string) bool {
	return u.rescan || slices.ContainsFunc(names, func(n string) bool { return n == top || strings.HasPrefix(n, top+"/") })
}

// touchesFees reports whether the fee schedule may have changed.
func (u *refresh) touchesFees(names []string) bool {
	if u.settings == nil || u.settings.config.Codes == "" {
		return false
	}
	file := u.settings.config.Codes
	return slices.ContainsFunc(names, func(n string) bool { return n == file || strings.HasPrefix(file, n+"/") })
}

// shared reads what all pages have in common.
func (u *refresh) shared(names []string) error {
	settings, layouts, assets := u.settings, u.layouts, u.assets
	var err error
	if u.touches(names, "layouts") {
		if layouts, err = u.readLayouts(layouts); err != nil {
			return err
		}
	}
	if u.touches(names, site.ConfigFile) || u.touches(names, site.SynonymsFile) || u.touchesFees(names) ||
		settings.withoutNotice != layouts.withoutNotice {
		settings = u.readSettings(settings, layouts.withoutNotice)
	}
	if u.touches(names, "assets") {
		if assets, err = u.readAssets(assets); err != nil {
			return err
		}
	}
	if settings != u.settings || layouts != u.layouts || assets != u.assets {
		u.full = true
	}
	if settings != u.settings {
		u.joins, u.anew, u.change[site.ConfigFile] = true, true, true
		if u.settings != nil && !u.settings.problems.HasErrors() {
			u.good.settings = u.settings
		}
	}
	if layouts != u.layouts {
		u.change["layouts"] = true
		if u.layouts != nil && u.layouts.usable() {
			u.good.layouts = u.layouts
		}
	}
	if assets != u.assets {
		for _, name := range differing(u.assets, assets) {
			u.change[name] = true
		}
		if u.assets != nil {
			u.good.assets = u.assets.mended(u.good.assets)
		}
	}
	u.Builder.settings, u.Builder.layouts, u.Builder.assets = settings, layouts, assets
	return nil
}

// files looks at content/ and static/.
func (u *refresh) files(names []string) error {
	if u.rescan {
		found, err := scan(u.Source)
		if err != nil {
			return err
		}
		u.scanned = found.problems
		return u.replace(found, slices.Collect(maps.Keys(u.texts)), slices.Collect(maps.Keys(u.others)))
	}
	for _, name := range names {
		if top, _, _ := strings.Cut(name, "/"); !slices.Contains(tops, top) {
			continue
		}
		found, err := scanAt(u.Source, name)
		if err != nil {
			return err
		}
		u.rescanned(name, found.problems)
		if err := u.replace(found, atOrBelow(u.texts, name, found), atOrBelow(u.others, name, found)); err != nil {
			return err
		}
	}
	return nil
}

// atOrBelow returns what is known at a path or below it. Where a file was found
// there, nothing lies below.
func atOrBelow[T any](known map[string]T, name string, found *sources) []string {
	var out []string
	if _, ok := known[name]; ok {
		out = append(out, name)
	}
	if len(out) > 0 || slices.Contains(found.content, name) || slices.Contains(found.other, name) {
		return out
	}
	for file := range known {
		if strings.HasPrefix(file, name+"/") {
			out = append(out, file)
		}
	}
	return out
}

// rescanned replaces the problems of the files at or below a path.
func (u *refresh) rescanned(name string, problems diag.List) {
	kept := slices.DeleteFunc(slices.Clone(u.scanned), func(d diag.Diagnostic) bool {
		return d.File == name || strings.HasPrefix(d.File, name+"/")
	})
	if kept = append(kept, problems...); !slices.Equal(kept, u.scanned) {
		u.scanned = kept
		u.change[name], u.full = true, true
	}
}

// replace puts what was found in the place of what was known.
func (u *refresh) replace(found *sources, texts, others []string) error {
	for _, name := range missingFrom(found.content, texts) {
		u.removeText(name)
	}
	if err := u.replaceOthers(found.other, missingFrom(found.other, others)); err != nil {
		return err
	}
	loaded := make([]*text, len(found.content))
	err := each(u.ctx, len(loaded), everyCore(), func(i int) error {
		loaded[i] = u.load(found.content[i], u.texts[found.content[i]])
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range loaded {
		if t != u.texts[t.file] {
			u.putText(t)
		}
	}
	return nil
}

// replaceOthers puts files that are no texts in the place of what was known.
func (u *refresh) replaceOthers(found, gone []string) error {
	loaded := make([]*otherFile, len(found))
	err := each(u.ctx, len(found), everyCore(), func(i int) error {
		loaded[i] = u.loadOther(found[i], u.others[found[i]])
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range gone {
		delete(u.ownOthers(), name)
		u.joins, u.anew, u.change[name] = true, true, true
	}
	for _, o := range loaded {
		last := u.others[o.name]
		if last == o {
			continue
		}
		if last == nil {
			u.joins, u.anew = true, true
		}
		u.ownOthers()[o.name] = o
		u.change[o.name] = true
	}
	return nil
}

// ownOthers is the map of other files, to be changed: the last version keeps its own.
func (u *refresh) ownOthers() map[string]*otherFile {
	if !u.cloned {
		u.Builder.others, u.cloned = maps.Clone(u.others), true
	}
	return u.others
}

// loadOther returns the last state of a file if its bytes are the same.
func (b *Builder) loadOther(name string, last *otherFile) *otherFile {
	o := &otherFile{name: name}
	if b.once {
		return o
	}
	f, err := ordinary{b.Source}.Open(name)
	if err != nil {
		return o
	}
	defer f.Close() //nolint:errcheck // It was only read from.
	var h maphash.Hash
	h.SetSeed(b.seed)
	if _, err := io.Copy(&h, f); err != nil {
		return o
	}
	if o.sum = h.Sum64(); last != nil && last.sum == o.sum {
		return last
	}
	return o
}

// missingFrom returns the known names that are not among those found, which are
// sorted.
func missingFrom(found, known []string) []string {
	return slices.DeleteFunc(known, func(name string) bool {
		_, ok := slices.BinarySearch(found, name)
		return ok
	})
}

func (u *refresh) removeText(file string) {
	t := u.texts[file]
	u.old = append(u.old, t)
	delete(u.texts, file)
	delete(u.good.texts, file)
	u.joins, u.anew, u.change[file] = u.joins || u.matters(t) || u.leftOut(t) != "", true, true
}

func (u *refresh) putText(t *text) {
	last := u.texts[t.file]
	if last != nil && last.usable() {
		u.good.texts[t.file] = last
	}
	if t.usable() {
		delete(u.good.texts, t.file)
	}
	if last != nil {
		u.old = append(u.old, last)
	}
	u.texts[t.file] = t
	u.change[t.file] = true
	if last == nil || last.guide != t.guide || last.page != t.page || t.guide == nil && t.page == nil || last.usable() != t.usable() {
		u.joins = u.joins || u.matters(t) || last != nil && u.matters(last) || u.leftOut(t) != u.leftOut(last)
		u.noteReplaced(last, t)
	}
}

// noteReplaced notes a guide that was and is part of the site, or that it is not so
// simple.
func (u *refresh) noteReplaced(last, t *text) {
	if last == nil || last.guide == nil || t.guide == nil || !last.usable() || !t.usable() || !u.matters(last) || !u.matters(t) {
		u.anew = true
		return
	}
	u.swaps = append(u.swaps, replacedGuide{last.guide, t.guide})
}

// matters reports whether a text is part of the site: drafts may not be.
func (u *refresh) matters(t *text) bool { return u.Drafts || !t.draft }

// leftOut is the address of a draft that is no part of the site, or "": links to it
// are told of the draft.
func (u *refresh) leftOut(t *text) string {
	if t == nil || u.matters(t) {
		return ""
	}
	return "/" + t.origin().Path
}
