package build

import (
	"slices"

	"bedside/internal/diag"
)

// recheck is a text that is not what it was when everything had been checked.
type recheck struct {
	at           int // in the view's texts
	text, before *text
}

// checkable reports whether the next version may check its own changes only: this
// one checked everything and found no mistake in a layout, or would have done so
// with what is in todo.
func (v *Version) checkable() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return (v.late.done || v.todo != nil) && len(v.mistakes.found()) == 0
}

// pending is what this version has left to check.
func (v *Version) pending() []recheck {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.late.done {
		return nil
	}
	return v.todo
}

// rippling reports whether the changed texts may have brought or taken problems of
// others: their anchors are others, or files lie beside them.
func (v *Version) rippling() bool {
	return slices.ContainsFunc(v.todo, func(r recheck) bool {
		now, before := r.text.facts.Load(), r.before.facts.Load()
		if now == nil || before == nil || !slices.Equal(now.ids, before.ids) {
			return true
		}
		for _, t := range []*text{r.text, r.before} {
			if j := t.judged[v.now.slot].Load(); j == nil || len(j.bundled) > 0 {
				return true
			}
		}
		return false
	})
}

// untouched are the late problems of files that are not in todo.
func (v *Version) untouched() diag.List {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(v.late.problems), func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(v.todo, func(r recheck) bool { return r.text.file == d.File })
	})
}
