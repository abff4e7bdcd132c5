package build

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"

	"bedside/internal/check"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/site"
)

// joined is a site and everything that follows from its front matter alone.
type joined struct {
	site *site.Site
	// problems are those of joining and of the rules on front matter.
	problems diag.List
	// own are the files that have problems of joining among them.
	own map[string]bool
	// failed names the files among them that have an error.
	failed map[string]bool
	// targets is the same for sites in which every link leads to the same place.
	targets *targetSpace
	// id is another number for each site.
	id uint64
}

// targetSpace has an identity and nothing else. It must not be of size zero, or two
// of them could have one address.
type targetSpace struct{ _ byte }

// join makes the site of texts, those with a mistake included.
func (b *Builder) join(s *settings, texts []*text, files []string, last *joined) *joined {
	b.work.joins.Add(1)
	src := site.Sources{Config: s.config, Files: files}
	waivers := map[string][]guide.Waiver{}
	for _, t := range texts {
		if w := t.waivers(); len(w) > 0 {
			waivers[t.file] = w
		}
		if code, ok := t.unreadableCode(); ok {
			src.Unreadable = append(src.Unreadable, code)
		}
		leftOut := t.draft && !b.Drafts
		switch {
		case t.guide != nil && leftOut:
			src.DraftGuides = append(src.DraftGuides, t.guide)
		case t.guide != nil:
			src.Guides = append(src.Guides, t.guide)
		case t.page != nil && leftOut:
			src.DraftPages = append(src.DraftPages, t.page)
		case t.page != nil:
			src.Pages = append(src.Pages, t.page)
		}
	}
	b.ids++
	j := &joined{id: b.ids, own: map[string]bool{}}
	j.site, j.problems = site.New(src)
	j.problems = append(j.problems, staticConflicts(j.site, files)...)
	j.problems = append(j.problems, badAddresses(j.site)...)
	for _, d := range j.problems {
		j.own[d.File] = true
	}
	j.problems = append(j.problems, check.Guides(j.site, s.wordings.check)...)
	j.failed = failedFiles(s.policy.Apply(j.problems, func(file string) []guide.Waiver { return waivers[file] }))
	if last != nil && j.site.SameTargets(last.site) {
		j.targets = last.targets
	} else {
		j.targets = new(targetSpace)
	}
	return j
}

// replacedGuide is a guide's state before an update and after it.
type replacedGuide struct{ old, now *guide.Guide }

// maxReplaced is how many guides are replaced one by one in a joined site.
const maxReplaced = 4

// joinAgain is the last joined site with a few guides in another state, or nil if it
// must be made anew.
func (u *refresh) joinAgain(last *joined) *joined {
	if last == nil || u.anew || len(u.swaps) > maxReplaced {
		return nil
	}
	u.ids++
	j := &joined{id: u.ids, site: last.site, problems: last.problems, own: last.own, targets: last.targets}
	for _, r := range u.swaps {
		var ok bool
		if j.site, ok = j.site.Replace(r.old, r.now); !ok || j.own[r.now.File] {
			return nil
		}
		found := check.OneGuide(j.site, u.settings.wordings.check, r.now)
		j.problems = append(slices.DeleteFunc(slices.Clone(j.problems), func(d diag.Diagnostic) bool { return d.File == r.now.File }), found...)
	}
	u.work.joins.Add(1)
	j.failed = failedFiles(u.settings.policy.Apply(j.problems, func(file string) []guide.Waiver { return u.texts[file].waivers() }))
	return j
}

func failedFiles(problems diag.List) map[string]bool {
	failed := map[string]bool{}
	for _, d := range problems {
		if d.Severity == diag.Error {
			failed[d.File] = true
		}
	}
	return failed
}

// staticPath is where a file of static/ is published.
func staticPath(file string) (string, bool) { return strings.CutPrefix(file, "static/") }

// staticConflicts finds files of static/ in the place of something that the
// program makes.
func staticConflicts(s *site.Site, files []string) diag.List {
	var found diag.List
	for _, f := range files {
		published, ok := staticPath(f)
		if !ok {
			continue
		}
		message, hint := "", ""
		if err := publish.ValidPath(published); err != nil {
			message, hint = err.Error(), "Rename it."
		} else if owner := s.Owner(published); owner != "" {
			message = fmt.Sprintf("this would be published as /%s, which is the place of %s", published, owner)
			hint = "Rename or remove it."
		}
		if message != "" {
			found = append(found, diag.Diagnostic{File: f, Severity: diag.Error, Rule: "address-taken", Message: message, Hint: hint})
		}
	}
	return found
}

// badAddresses finds what would be published where some system could not hold it, such as
// content/con.md: Windows takes con for a device.
func badAddresses(s *site.Site) diag.List {
	var found diag.List
	bad := func(address, file string, pos diag.Pos, hint string) {
		if err := publish.ValidPath(pageFile(address)); err != nil {
			found = append(found, diag.Diagnostic{File: file, Pos: pos, Severity: diag.Error, Rule: "address-taken",
				Message: "the address of this would be /" + address + ": " + err.Error(), Hint: hint})
		}
	}
	for _, p := range s.Pages {
		bad(p.Path, p.File, diag.Pos{Line: 1, Column: 1}, "Rename the file or folder.")
	}
	for _, sp := range s.Specialties {
		for _, g := range sp.Guides {
			bad(sp.Path, g.File, g.PosOf("specialties"), "Give the specialty another name.")
		}
	}
	for _, sec := range s.Sections {
		for _, g := range sec.Guides {
			bad(sec.Path, g.File, g.PosOf("category"), "Give the category another name.")
		}
	}
	return found
}

// view is a site with everything that its files are made from. A Version has one
// of what the files say, by which problems are judged, and one of the last good
// states, from which it serves. They are one and the same unless something is
// broken.
type view struct {
	*joined
	b        *Builder
	frame    *frame
	shared   *render.Shared
	settings *settings
	// texts are those of the site's guides and then of its pages, in their order.
	texts []*text
	// others are the files that are no texts, by name.
	others map[string]*otherFile
	whole  *whole
	index  *searchIndex
	// slot says where texts remember judgements for this view.
	slot int
}

// otherFile is a file of content/ or static/ that is no text, in one state.
type otherFile struct {
	name string
	// sum is that of the bytes.
	sum     uint64
	picture atomic.Pointer[inspected]
}

// textAt returns the text at an address such as "11982/", or nil.
func (v *view) textAt(path string) *text {
	if code, err := codes.Parse(strings.TrimSuffix(path, "/")); err == nil && path == site.GuidePath(code) {
		if i, ok := v.site.Index(code); ok {
			return v.texts[i]
		}
	}
	if page := v.site.Page(path); page != nil {
		return v.texts[len(v.site.Guides)+slices.Index(v.site.Pages, page)]
	}
	return nil
}

// judge says what follows from a text in this view. The reading may be nil; if it
// turns out to be needed, so is the result.
func (v *view) judge(t *text, r *parsedText) (*judgement, error) {
	f := v.b.factsOf(t, v.settings.wordings, r)
	if f == nil {
		return nil, nil
	}
	if j := t.judged[v.slot].Load(); j != nil && v.stands(j, f) {
		return j, nil
	}
	j, err := v.newJudgement(t, f)
	if err != nil {
		return nil, err
	}
	if v.b.once {
		v.rememberLess(t, f, j)
	} else {
		t.judged[v.slot].Store(j)
	}
	return j, nil
}

// rememberLess keeps of a text what is needed once all texts have been read: nobody
// will judge it again.
func (v *view) rememberLess(t *text, f *facts, j *judgement) {
	t.facts.Store(&facts{wordings: f.wordings, ids: f.ids, digest: f.digest})
	ruled := v.ruledOf(t, j)
	if len(j.problems) > 0 || len(j.leads) > 0 || len(j.bundled) > 0 || len(j.shown) > 0 || len(j.external) > 0 {
		less := &judgement{problems: j.problems, anchors: j.anchors, bundled: j.bundled, leads: j.leads, shown: j.shown, external: j.external}
		less.ruled.Store(ruled)
		t.judged[v.slot].Store(less)
	}
}

// stands reports whether a judgement of earlier is still true.
func (v *view) stands(j *judgement, f *facts) bool {
	if j.facts != f || j.targets != v.targets {
		return false
	}
	for _, o := range j.images {
		if v.others[o.name] != o {
			return false
		}
	}
	return true
}

func (v *view) newJudgement(t *text, f *facts) (*judgement, error) {
	j := &judgement{facts: f, targets: v.targets, links: make([]site.Target, len(f.links))}
	for i, l := range f.links {
		j.links[i] = v.site.Resolve(t.origin(), l.Destination)
		if to := j.links[i]; to.Kind == site.TargetFile && to.Source != "static/"+to.Path && !l.Image {
			j.bundled = append(j.bundled, bundled{to.Path, to.Source, t.file, l.Pos})
		} else if to.Kind == site.TargetGuide || to.Kind == site.TargetPage {
			j.leads = append(j.leads, to.Path)
		}
	}
	checked := &check.Text{File: t.file, Guide: t.guide, Links: f.links, Targets: j.links, HasAnchor: func(name string) bool {
		return f.hasAnchor(maphash.String(v.b.seed, name))
	}}
	j.problems = append(slices.Clone(f.problems), check.Texts(checked)...)
	j.anchors = check.Anchors(checked)
	if v.b.AskWeb != nil {
		j.external = check.Externals(checked)
	}
	if err := v.look(t, f, j); err != nil {
		return nil, err
	}
	return j, nil
}

// key is a hash of everything that a text's files are made from: its bytes, what
// it takes from other guides, where its links lead, which images it shows, and
// the frame. It costs microseconds and needs no reading.
func (v *view) key(t *text, j *judgement) uint64 {
	var h maphash.Hash
	h.SetSeed(v.b.seed)
	maphash.WriteComparable(&h, struct {
		file       string
		sum, frame uint64
	}{t.file, t.sum, v.frame.id})
	if t.guide != nil {
		around := v.shared.Surroundings(t.guide)
		around.Hash(&h)
	}
	for _, to := range j.links {
		maphash.WriteComparable(&h, to)
		h.WriteString(j.pictures[to.Source].Path) //nolint:errcheck // It never fails. The name tells the source's bytes.
	}
	return h.Sum64() | 1 // 0 stands for none
}
