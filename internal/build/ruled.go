package build

import (
	"slices"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// raw are the problems known of single files and of front matter, before the settings
// and waivers are applied.
func (v *Version) raw() diag.List {
	list := slices.Clone(v.settled)
	for _, t := range v.now.texts {
		if j := t.judged[v.now.slot].Load(); j != nil {
			list = append(list, j.problems...)
		}
	}
	return list
}

// ruled is what settings and waivers leave of problems.
func (v *Version) ruled(list diag.List) diag.List {
	return v.now.settings.policy.Apply(list, func(file string) []guide.Waiver { return v.fileNow(file).waivers() })
}

// ruled is what settings and waivers leave of the problems of a text.
func (v *view) ruled(t *text, list diag.List) diag.List {
	if len(list) == 0 {
		return nil
	}
	return v.settings.policy.Apply(list, func(string) []guide.Waiver { return t.waivers() })
}

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

// unneeded finds the waivers that waive none of the problems.
func (v *Version) unneeded(problems diag.List) diag.List {
	byFile := map[string]diag.List{}
	for _, t := range v.now.texts {
		if len(t.waivers()) > 0 {
			byFile[t.file] = nil
		}
	}
	if len(byFile) == 0 {
		return nil
	}
	for _, d := range problems {
		if _, ok := byFile[d.File]; ok {
			byFile[d.File] = append(byFile[d.File], d)
		}
	}
	var found diag.List
	for _, t := range v.now.texts {
		found = append(found, v.now.settings.policy.Unneeded(v.now.settings.wordings.check, t.file, t.waivers(), byFile[t.file])...)
	}
	return found
}
