package build

import (
	"slices"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// ruled are problems as settings and waivers leave them. A site can have a hundred
// thousand, of which an edit changes ten, so they are kept in parts that do not change
// together, and the errors, which every page shows, apart.
type ruled struct {
	policy      *check.Policy
	all, errors diag.List
}

func (p *ruled) in(file string) diag.List { return ofFile(p.all, file) }

func ofFile(list diag.List, file string) (found diag.List) {
	for _, d := range list {
		if d.File == file {
			found = append(found, d)
		}
	}
	return found
}

func newRuled(policy *check.Policy, list diag.List, waivers func(file string) []guide.Waiver) *ruled {
	if len(list) == 0 {
		return &ruled{policy: policy}
	}
	r := &ruled{policy: policy, all: policy.Apply(list, waivers)}
	for _, d := range r.all {
		if d.Severity == diag.Error {
			r.errors = append(r.errors, d)
		}
	}
	return r
}

// rule applies settings and waivers to problems of any files.
func (v *Version) rule(list diag.List) *ruled {
	return newRuled(v.now.settings.policy, list, func(file string) []guide.Waiver { return v.fileNow(file).waivers() })
}

// ruledOf applies settings and waivers to the problems of a text, once.
func (v *view) ruledOf(t *text, j *judgement) *ruled {
	if r := j.ruled.Load(); r != nil && r.policy == v.settings.policy {
		return r
	}
	r := newRuled(v.settings.policy, j.problems, func(string) []guide.Waiver { return t.waivers() })
	j.ruled.Store(r)
	return r
}

// parts calls use with each part of the problems that are known, in no order. The
// caller holds v.mu.
func (v *Version) parts(use func(*ruled)) {
	use(v.settledRuled)
	for _, t := range v.now.texts {
		if j := t.judged[v.now.slot].Load(); j != nil {
			use(v.now.ruledOf(t, j))
		}
	}
	use(v.late.ruled)
	found := v.mistakes.found()
	if len(found) == 0 && !v.late.done {
		found = v.late.mistakes
	}
	use(v.rule(found))
}

// Problems returns what is known to be wrong with the sources, sorted and each
// once. CheckAll finds the rest; until it is done, what was known of an unchanged
// file stands. Errors have their source lines, other problems have not: see
// AddExcerpts.
func (v *Version) Problems() diag.List {
	errors := v.Errors()
	v.mu.Lock()
	defer v.mu.Unlock()
	var list diag.List
	v.parts(func(r *ruled) { list = append(list, r.all...) })
	list = list.Sort()
	next := 0
	for i := range list {
		if list[i].Severity == diag.Error && next < len(errors) {
			list[i].Excerpt = errors[next].Excerpt
			next++
		}
	}
	return list
}

// Errors returns the errors among the problems, with their source lines. It costs
// little, however many other problems there are. The list must not be changed.
func (v *Version) Errors() diag.List {
	v.mu.Lock()
	defer v.mu.Unlock()
	found := v.Found()
	if v.counted == found+1 {
		return v.errors
	}
	var list diag.List
	v.parts(func(r *ruled) { list = append(list, r.errors...) })
	list = list.Sort()
	v.AddExcerpts(list)
	v.errors, v.counted = list, found+1
	return list
}

// ProblemsOf returns the problems of one file, with their source lines.
func (v *Version) ProblemsOf(file string) diag.List {
	v.mu.Lock()
	defer v.mu.Unlock()
	list := slices.Concat(v.settledRuled.in(file), v.late.ruled.in(file), ofFile(v.mistakes.found(), file))
	if t := v.fileNow(file); t != nil {
		if j := t.judged[v.now.slot].Load(); j != nil {
			list = append(list, v.now.ruledOf(t, j).all...)
		}
	}
	list = list.Sort()
	v.AddExcerpts(list)
	return list
}

// Found grows whenever something more is found out about the version.
func (v *Version) Found() int64 { return v.revision.Load() }

// checkWhole applies the rules on the whole site.
func (v *view) checkWhole() diag.List {
	s := &check.Site{Context: v.settings.wordings.check, Site: v.site, Texts: make([]check.Read, len(v.texts)), Sections: &v.b.sections}
	for i, t := range v.texts {
		read := check.Read{File: t.file, Guide: t.guide, Page: t.page}
		if f := t.facts.Load(); f != nil {
			read.Digest = f.digest
		}
		if j := t.judged[v.slot].Load(); j != nil {
			read.LeadsTo = j.leads
		}
		s.Texts[i] = read
	}
	return check.Whole(s)
}

// unneeded finds the waivers that waive none of the problems: of those given, and of
// those known of single files and of front matter.
func (v *Version) unneeded(problems ...diag.List) diag.List {
	byFile := map[string]diag.List{}
	for _, t := range v.now.texts {
		if len(t.waivers()) > 0 {
			byFile[t.file] = nil
			if j := t.judged[v.now.slot].Load(); j != nil {
				byFile[t.file] = slices.Clone(j.problems)
			}
		}
	}
	if len(byFile) == 0 {
		return nil
	}
	for _, list := range append(problems, v.settled) {
		for _, d := range list {
			if known, ok := byFile[d.File]; ok {
				byFile[d.File] = append(known, d)
			}
		}
	}
	var found diag.List
	for _, t := range v.now.texts {
		if len(t.waivers()) > 0 {
			found = append(found, v.now.settings.policy.Unneeded(v.now.settings.wordings.check, t.file, t.waivers(), byFile[t.file])...)
		}
	}
	return found
}
