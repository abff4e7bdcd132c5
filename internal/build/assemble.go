package build

import (
	"maps"
	"path"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// version makes the Version of what the update has seen.
func (u *refresh) version() *Version {
	u.all = u.allTexts()
	now, shown := u.views()
	v := u.newVersion(now, shown, u.changes())
	v.all = u.all
	v.late = u.last.carried(v, u.change)
	v.todo = u.rechecks(v)
	v.published = u.statics()
	v.settled, v.settledRuled = u.settled(v)
	if l := u.good.layouts; l != nil && l != shown.frame.layouts {
		v.spare = u.newFrame(shown.settings, l, shown.frame.assets, u.lastFrames()...)
		v.spareWhole = u.newWhole(v.spare.Share(shown.site))
	}
	return v
}

// newVersion makes a version that takes over what stands of the last one.
func (b *Builder) newVersion(now, shown *view, c Change) *Version {
	v := &Version{b: b, now: now, shown: shown, mistakes: newMistakes()}
	if last := b.last; last != nil {
		v.number = last.number + 1
		v.history = append(slices.Clone(last.history[max(0, len(last.history)+1-maxHistory):]), c)
	}
	return v
}

// carried are the late problems that stand in for those of the next version until
// it has found its own: of files that are the same, and of layouts if they are.
func (v *Version) carried(next *Version, changed map[string]bool) late {
	if v == nil {
		return late{ruled: next.rule(nil)}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	same := func(list diag.List) diag.List {
		changes := func(d diag.Diagnostic) bool { return changed[d.File] }
		if !slices.ContainsFunc(list, changes) {
			return list
		}
		return slices.DeleteFunc(slices.Clone(list), changes)
	}
	l := late{problems: same(v.late.problems), all: same(v.late.all)}
	if r := v.late.ruled; r.policy == next.now.settings.policy {
		l.ruled = &ruled{r.policy, same(r.all), same(r.errors)}
	} else {
		l.ruled = next.rule(l.all)
	}
	if v.now.frame.layouts == next.now.frame.layouts {
		l.mistakes = v.mistakes.found()
		if len(l.mistakes) == 0 && !v.late.done {
			l.mistakes = v.late.mistakes
		}
	}
	return l
}

// rechecks are the texts that CheckAll has to look at where all else is as it was
// when everything had been checked; nil if that cannot be told.
func (u *refresh) rechecks(v *Version) []recheck {
	last := u.last
	if last == nil || u.joins || u.full || u.cloned || u.suspect || v.now.frame != last.now.frame || !last.checkable() {
		return nil
	}
	todo := make([]recheck, 0, len(last.todo)+len(u.old))
	for _, r := range last.pending() {
		r.text = v.now.texts[r.at]
		todo = append(todo, r)
	}
	for _, t := range u.old {
		i, ok := v.now.place(t)
		known := slices.ContainsFunc(todo, func(r recheck) bool { return r.at == i })
		if ok && !known {
			todo = append(todo, recheck{at: i, text: v.now.texts[i], before: t})
		}
	}
	return todo
}

// views makes the view of what the files say and that of what is served.
func (u *refresh) views() (now, shown *view) {
	var nowJoined, shownJoined *joined
	var lastNow, lastShown *view
	if u.last != nil {
		lastNow, lastShown = u.last.now, u.last.shown
		nowJoined, shownJoined = lastNow.joined, lastShown.joined
	}
	settings := u.settings
	if settings.problems.HasErrors() && u.good.settings != nil {
		settings = u.good.settings
	}
	layouts := u.layouts
	if len(layouts.problems) > 0 && u.good.layouts != nil {
		layouts = u.good.layouts
	}
	assets := u.assets.mended(u.good.assets)
	whole := settings == u.settings && len(u.good.texts) == 0
	if u.joins || u.last == nil {
		files := u.otherNames()
		if again := u.joinAgain(nowJoined); again != nil {
			nowJoined = again
		} else {
			nowJoined = u.join(u.settings, u.states(u.current), files, nowJoined)
		}
		if shownJoined = nowJoined; !whole {
			shownJoined = u.join(settings, u.states(u.served), files, nil)
		}
	}
	frame := u.newFrame(u.settings, u.layouts, u.assets, u.lastFrames()...)
	now = u.newView(nowJoined, frame, u.current, lastNow, lastShown)
	if whole && layouts == u.layouts && len(u.assets.problems) == 0 {
		return now, now
	}
	frame = u.newFrame(settings, layouts, assets, append(u.lastFrames(), frame)...)
	shown = u.newView(shownJoined, frame, u.served, lastNow, lastShown)
	shown.slot = 1
	return now, shown
}

func (u *refresh) lastFrames() []*frame {
	if u.last == nil {
		return nil
	}
	return []*frame{u.last.now.frame, u.last.shown.frame, u.last.spare}
}

// current is the state of a file as it is, served the one that is shown.
func (u *refresh) current(file string) *text { return u.texts[file] }

func (u *refresh) served(file string) *text {
	if t := u.good.texts[file]; t != nil {
		return t
	}
	return u.texts[file]
}

// states lists a state of each content file, by name.
func (u *refresh) states(state func(string) *text) []*text {
	out := slices.Clone(u.all)
	for i, t := range out {
		out[i] = state(t.file)
	}
	return out
}

func byFile(a, b *text) int { return strings.Compare(a.file, b.file) }

func (u *refresh) otherNames() []string {
	out := make([]string, 0, len(u.others))
	for name := range u.others {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// newView makes a view and takes over what the last views have of the same parts.
func (u *refresh) newView(j *joined, f *frame, state func(string) *text, last ...*view) *view {
	v := &view{joined: j, b: u.Builder, frame: f, settings: f.settings, others: u.others}
	v.texts = u.viewTexts(v, state, last)
	for _, l := range last {
		if l != nil && l.joined == j && l.frame == f {
			v.shared, v.whole = l.shared, l.whole
		}
		if l != nil && l.joined == j && l.settings.analyzer == v.settings.analyzer && slices.Equal(l.texts, v.texts) {
			v.index = l.index
		}
	}
	if v.whole == nil {
		v.shared = f.Share(j.site)
		v.whole = u.newWhole(v.shared)
	}
	if v.index == nil {
		v.index = new(searchIndex)
	}
	return v
}

// viewTexts lists the texts of a site: those of the last view of it, with the
// changed ones in their places.
func (u *refresh) viewTexts(v *view, state func(string) *text, last []*view) []*text {
	guides := v.site.Guides
	for _, l := range last {
		if l == nil || l.joined != v.joined {
			continue
		}
		texts := slices.Clone(l.texts)
		for file := range u.change {
			if t := state(file); t != nil {
				if i, ok := v.place(t); ok {
					texts[i] = t
				}
			}
		}
		return texts
	}
	texts := make([]*text, 0, len(guides)+len(v.site.Pages))
	for _, g := range guides {
		texts = append(texts, state(g.File))
	}
	for _, p := range v.site.Pages {
		texts = append(texts, state(p.File))
	}
	return texts
}

// place returns where the text of a file stands in the view's list.
func (v *view) place(t *text) (int, bool) {
	switch {
	case t.guide != nil:
		i, ok := v.site.Index(t.guide.Code)
		return i, ok && v.site.Guides[i].File == t.file
	case t.page != nil:
		i := slices.IndexFunc(v.site.Pages, func(p *guide.Page) bool { return p.File == t.file })
		return len(v.site.Guides) + i, i >= 0
	}
	return 0, false
}

// allTexts lists all content files by name.
func (u *refresh) allTexts() []*text {
	if u.last != nil && len(u.last.all) == len(u.texts) {
		if all, ok := u.replaced(u.last.all); ok {
			return all
		}
	}
	all := slices.Collect(maps.Values(u.texts))
	slices.SortFunc(all, byFile)
	return all
}

// replaced is a list of texts with the changed ones in their places, and false if
// one of them has none.
func (u *refresh) replaced(all []*text) ([]*text, bool) {
	all = slices.Clone(all)
	for file := range u.change {
		t := u.texts[file]
		if t == nil {
			continue
		}
		i, ok := slices.BinarySearchFunc(all, t, byFile)
		if !ok {
			return nil, false
		}
		all[i] = t
	}
	return all, true
}

// statics maps published paths to the files of static/.
func (u *refresh) statics() map[string]string {
	if u.last != nil && !u.cloned {
		return u.last.published
	}
	out := map[string]string{}
	for name := range u.others {
		if published, ok := staticPath(name); ok {
			out[published] = name
		}
	}
	return out
}

// settled gathers the problems that are known without reading a text.
func (u *refresh) settled(v *Version) (diag.List, *ruled) {
	if u.last != nil && !u.joins && !u.full && !u.suspect && !u.problematic() && v.now.frame == u.last.now.frame {
		return u.last.settled, u.last.settledRuled
	}
	list := slices.Concat(u.scanned, u.settings.problems, u.layouts.problems, u.layouts.notes, u.assets.problems, v.now.frame.pictures.problems, v.now.problems)
	for _, t := range v.all {
		if u.matters(t) {
			list = append(list, t.problems...)
		}
	}
	return list, v.rule(list)
}

// problematic reports whether a changed content file has problems, or had.
func (u *refresh) problematic() bool {
	for _, t := range u.old {
		now := u.texts[t.file]
		if len(t.problems) > 0 || now != nil && len(now.problems) > 0 {
			return true
		}
	}
	return false
}

// changes says what the update changed, for whoever shows a page.
func (u *refresh) changes() Change {
	c := Change{Joined: u.joins}
	pages := map[string]bool{}
	for name := range u.change {
		switch {
		case name == site.ConfigFile || name == "layouts":
			c.Everything = true
		case strings.HasPrefix(name, "assets/"):
			style := path.Ext(name) == ".css"
			c.Styles, c.Everything = c.Styles || style, c.Everything || !style
		default:
			c.Files = append(c.Files, name)
			if t := u.texts[name]; t != nil && (t.guide != nil || t.page != nil) {
				pages[t.origin().Path] = true
			}
		}
	}
	for _, t := range u.old {
		if t.guide != nil || t.page != nil {
			pages[t.origin().Path] = true
		}
	}
	for p := range pages {
		c.Pages = append(c.Pages, p)
	}
	slices.Sort(c.Files)
	slices.Sort(c.Pages)
	return c
}
