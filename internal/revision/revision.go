// Package revision says what a new edition of the fee schedule means for the guides of a
// site: which codes were deleted and what could take their place, whose status, global
// days or modifiers changed, and which new codes stand beside codes that have a guide.
//
// It compares two schedules for the codes that have guides; it changes nothing. What it
// proposes for a deleted code is found by meaning: new codes whose short text is like
// that of the old one, and like the guide's title. Short texts are compared and never
// shown.
package revision

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/guide"
	"bedside/internal/meaning"
)

// Kind is what a finding is about; it is also the name of its rule.
type Kind string

// The kinds of findings.
const (
	Deleted    Kind = "code-deleted"
	Status     Kind = "status-changed"
	GlobalDays Kind = "global-days-changed"
	Modifier   Kind = "modifier-changed"
	New        Kind = "code-new"
)

// Finding is one change that an editor should know of.
type Finding struct {
	// Diagnostic says it in words, at its place in the guide. Its severity is an error
	// for a deleted code, a warning for a change, information for a new code.
	diag.Diagnostic
	// Code is that of the guide.
	Code codes.Code `json:"code"`
	// Old and New are the values that changed, empty where there are none.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
	// Proposals are codes: those that could take the place of a deleted one, the best
	// first, or the new ones beside the guide's.
	Proposals []Proposal `json:"proposals,omitempty"`
}

// Proposal is a code of the new schedule.
type Proposal struct {
	Code codes.Code `json:"code"`
	// File is its guide, or empty.
	File string `json:"file,omitempty"`
}

// Compare returns what changed for the guides from one schedule to the next, sorted by
// place. Guides may be in any order.
func Compare(before, after *fees.Schedule, guides []*guide.Guide) []Finding {
	c := comparison{before: before, after: after, guides: map[codes.Code]*guide.Guide{}}
	for _, g := range guides {
		if c.guides[g.Code] == nil {
			c.guides[g.Code] = g
		}
	}
	var out []Finding
	for _, g := range guides {
		if c.guides[g.Code] == g {
			out = append(out, c.guide(g)...)
		}
	}
	out = append(out, c.added(guides)...)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return out
}

type comparison struct {
	before, after *fees.Schedule
	guides        map[codes.Code]*guide.Guide
	// index is made when the first deleted code is found.
	index *meaning.Index
}

func (c *comparison) finding(g *guide.Guide, field string, severity diag.Severity, kind Kind, hint, format string, args ...any) Finding {
	return Finding{Code: g.Code, Diagnostic: diag.Diagnostic{File: g.File, Pos: g.PosOf(field), Severity: severity, Rule: string(kind),
		Message: fmt.Sprintf(format, args...), Hint: hint}}
}

// valid reports whether a schedule has a code that can be used.
func valid(s *fees.Schedule, code codes.Code) (fees.Service, bool) {
	v, ok := s.Find(code)
	if st, _ := fees.StatusOf(v.Status); !ok || st.Deleted {
		return v, false
	}
	return v, true
}

// guide returns what changed for a guide's own code.
func (c *comparison) guide(g *guide.Guide) []Finding {
	old, ok := valid(c.before, g.Code)
	if !ok {
		return nil // It was no code of the schedule before, and what it is now is for check to say.
	}
	now, ok := valid(c.after, g.Code)
	if !ok {
		return []Finding{c.deleted(g)}
	}
	var out []Finding
	if old.Status != now.Status {
		was, _ := fees.StatusOf(old.Status)
		is, _ := fees.StatusOf(now.Status)
		f := c.finding(g, "code", diag.Warning, Status, "Read what the guide says of coverage and payment again.",
			"the Medicare status of %s changes from %c (%s) to %c (%s)", g.Code, old.Status, was.Meaning, now.Status, is.Meaning)
		f.Old, f.New = string(old.Status), string(now.Status)
		out = append(out, f)
	}
	if old.GlobalDays != now.GlobalDays {
		f := c.finding(g, "code", diag.Warning, GlobalDays, "Read what the guide says of follow-up visits and billing again.",
			"the global days of %s change from %s (%s) to %s (%s)", g.Code, old.GlobalDays, old.GlobalDays.Meaning(), now.GlobalDays, now.GlobalDays.Meaning())
		f.Old, f.New = string(old.GlobalDays), string(now.GlobalDays)
		out = append(out, f)
	}
	for i, m := range g.Modifiers {
		if fault := now.Fault(m); fault != "" && old.Fault(m) == "" {
			f := c.finding(g, fmt.Sprintf("modifiers[%d]", i), diag.Warning, Modifier, "Remove it from modifiers, and from the text.",
				"modifier %s does not go with %s any more: %s", m, g.Code, fault)
			f.Old = m
			out = append(out, f)
		}
	}
	return out
}

// deleted proposes what could take the place of a deleted code.
func (c *comparison) deleted(g *guide.Guide) Finding {
	proposals := c.replacements(g)
	f := c.finding(g, "code", diag.Error, Deleted, c.redirect(g, proposals), "%s is deleted", g.Code)
	f.Proposals = proposals
	if len(proposals) > 0 {
		var words []string
		for _, p := range proposals {
			words = append(words, string(p.Code))
		}
		f.Message += "; what fits best by meaning: " + strings.Join(words, ", ")
	}
	return f
}

// redirect says how readers of the old address come to the new guide.
func (c *comparison) redirect(g *guide.Guide, proposals []Proposal) string {
	alias := "/" + g.Code.Slug() + "/"
	if len(proposals) == 0 {
		return fmt.Sprintf("Remove the guide, or keep it for what was billed before. No code of the new schedule is like it; if one takes its place, write aliases: [%q] into that guide.", alias)
	}
	best := proposals[0]
	if best.File == "" {
		return fmt.Sprintf("If %s takes its place: rename the file to %s.md, change its code, and write aliases: [%q] into it.", best.Code, best.Code, alias)
	}
	target := c.guides[best.Code]
	if slices.Contains(target.Aliases, alias) {
		return fmt.Sprintf("%s has the redirect already: remove this guide.", best.File)
	}
	list := append(slices.Clone(target.Aliases), alias)
	for i, a := range list {
		list[i] = fmt.Sprintf("%q", a)
	}
	pos := target.PosOf("aliases")
	return fmt.Sprintf("If %s takes its place: remove this guide and write aliases: [%s] into %s:%d.", best.Code, strings.Join(list, ", "), best.File, pos.Line)
}

// How proposals are judged.
const (
	proposed    = 3    // at most
	leastLike   = 0.4  // likeness that a proposal needs
	otherSet    = 1.2  // and what it needs if it is of another code set: a drug is no operation
	fromTitle   = 0.5  // how much the likeness to the title counts beside that to the old short text
	bonusNew    = 0.08 // for a code that is new: it is likely to have been made for this
	bonusPlace  = 0.08 // for one of the same subsection
	considerTop = 12
)

// replacements are the codes of the new schedule that are most like a deleted one.
func (c *comparison) replacements(g *guide.Guide) []Proposal {
	if c.index == nil {
		c.index = meaning.New(c.after.Len(), c.after.Descriptor)
	}
	score := map[int]float64{}
	if i, ok := c.before.Index(g.Code); ok {
		for _, m := range c.index.Best(c.before.Descriptor(i), considerTop) {
			score[m.Row] += float64(m.Likeness)
		}
	}
	for _, m := range c.index.Best(g.Title, considerTop) {
		score[m.Row] += float64(m.Likeness) * fromTitle
	}
	type candidate struct {
		code  codes.Code
		score float64
	}
	var found []candidate
	for row, s := range score {
		code := c.after.At(row).Code
		least := leastLike
		if code.System() != g.Code.System() {
			least = otherSet
		}
		if _, ok := valid(c.after, code); !ok || s < least {
			continue
		}
		if _, before := valid(c.before, code); !before {
			s += bonusNew
		}
		if codes.PlaceOf(code) == codes.PlaceOf(g.Code) {
			s += bonusPlace
		}
		found = append(found, candidate{code, s})
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.code, b.code)) })
	var out []Proposal
	for _, f := range found[:min(len(found), proposed)] {
		p := Proposal{Code: f.code}
		if other := c.guides[f.code]; other != nil {
			p.File = other.File
		}
		out = append(out, p)
	}
	return out
}

// near is how far the number of a new code may be from that of a guide.
const near = 9

// added finds the new codes beside each guide: those of the same subsection whose number
// is near. Each is told once, at the nearest guide.
func (c *comparison) added(guides []*guide.Guide) []Finding {
	beside := map[*guide.Guide][]Proposal{}
	for i := range c.after.Len() {
		code := c.after.At(i).Code
		if _, ok := valid(c.after, code); !ok {
			continue
		}
		if _, ok := valid(c.before, code); ok || c.guides[code] != nil {
			continue
		}
		if g := c.nearest(code); g != nil {
			beside[g] = append(beside[g], Proposal{Code: code})
		}
	}
	var out []Finding
	for _, g := range guides {
		list := beside[g]
		if len(list) == 0 {
			continue
		}
		words := make([]string, len(list))
		for i, p := range list {
			words[i] = string(p.Code)
		}
		f := c.finding(g, "code", diag.Info, New, "See whether this guide still says which code is meant, and whether the new one needs a guide: bedside new "+words[0]+".",
			"new beside %s: %s", g.Code, strings.Join(words, ", "))
		f.Proposals = list
		out = append(out, f)
	}
	return out
}

// nearest returns the guide whose code is nearest to a new one, of two that are as near
// the one with the lower code.
func (c *comparison) nearest(code codes.Code) *guide.Guide {
	for d := 1; d <= near; d++ {
		for _, other := range []codes.Code{shifted(code, -d), shifted(code, d)} {
			if g := c.guides[other]; g != nil && codes.PlaceOf(other) == codes.PlaceOf(code) {
				return g
			}
		}
	}
	return nil
}

// shifted returns the code of the same set whose number is higher by d, or "" if there
// is none.
func shifted(c codes.Code, d int) codes.Code {
	from, to := 0, len(c)
	if c[0] > '9' {
		from = 1
	} else if c[to-1] > '9' {
		to--
	}
	n, err := strconv.Atoi(string(c[from:to]))
	if n += d; err != nil || n < 0 {
		return ""
	}
	digits := fmt.Sprintf("%0*d", to-from, n)
	if len(digits) > to-from {
		return ""
	}
	return c[:from] + codes.Code(digits) + c[to:]
}
