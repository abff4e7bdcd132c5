// Package check holds the content rules: what a guide should have and must not
// have, beyond what makes it readable at all.
//
// A rule is a value with its text (what is found, why it matters, how to mend it,
// where the rule comes from) and one function. There are five kinds of functions,
// by what they look at:
//
//   - front looks at the front matter of one guide, and at what joins it with others;
//   - body looks at one text with everything that the parser made of it. It depends
//     on nothing but the file and the Context, so it runs once for each state of a file;
//   - fees looks at one text beside what the reader's own fee schedule says of its code;
//   - links looks at where the links of one text lead. It needs no parsed text, so it
//     runs again, without reading anything, when something else has moved;
//   - whole looks at all texts of the site, of which a Digest is kept.
//
// A few rules have no function: they are found while files are read (packages guide
// and site), and stand here for their text.
//
// Rules report and never stop; no rule relies on another, and none asks for the time,
// the disk or the network: what they may know beside the files is in the Context.
// Order and number of findings do not depend on the order of work. A rule reports
// with its own severity; what a site's settings and the waivers of a guide make of
// that is for Policy to say, afterwards.
package check

import (
	"fmt"
	"slices"
	"time"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/matter"
	"bedside/internal/site"
)

// Rule is one thing that is checked. At most one of the functions is set.
type Rule struct {
	// Name is stable: people look it up, set its severity and waive it by it.
	Name     string
	Severity diag.Severity
	// Title says in one sentence what is right, Why why it matters, and Fix what to do.
	Title, Why, Fix string
	// Source says where the rule comes from: a standard, a publication, or a property
	// of the published site.
	Source string
	// Firm is set for what the site cannot be made or kept without. It can neither be
	// waived nor given another severity.
	Firm bool

	// grave reports whether some findings are errors though the severity is none; nil for
	// never.
	grave func(*Context) bool
	// needs is what the rule cannot speak without, beside the files.
	needs need

	front func(*Guide, Report)
	body  func(*Body, Report)
	fees  func(*feeText, Report)
	links func(*Text, Report)
	whole func(*Site, Report)
}

// need is a part of a Context that may be missing.
type need uint8

const (
	nothing need = iota
	aDate
	aHistory
	theWeb
)

// silent reports whether a rule says nothing, whatever the files hold.
func (c *Context) silent(r Rule) bool {
	switch {
	case c.leavesOut(&r):
		return true
	case r.fees != nil:
		return c.Fees == nil
	case r.needs == aDate:
		return c.Today.IsZero()
	case r.needs == aHistory:
		return c.Renewals == nil
	case r.needs == theWeb:
		return !c.Web
	}
	return false
}

// Context is what rules may know beside the files. It is never changed once it is
// in use; what is found depends on it, so whoever keeps findings keeps it with them.
type Context struct {
	// Today is the day that dates are compared with. Rules that compare dates say
	// nothing if it is the zero time.
	Today time.Time
	// Language is that of texts which name none, a BCP 47 tag.
	Language string
	// Renewals are, by file, the guides whose date of review was moved on while nothing
	// else was changed; nil if the history is not known.
	Renewals map[string]Renewal
	// Fees is the reader's own fee schedule, nil without one. Rules that need it say
	// nothing then.
	Fees *FeeSchedule
	// Web is set if addresses on the web are asked for.
	Web bool
	// WithoutNotice is set if the layouts do not say whose trademark CPT is.
	WithoutNotice bool
	// Brief is set for a check that leaves out advice on texts: rules that read whole
	// texts or compare them, and find no errors with these severities.
	Brief *Policy
}

// leavesOut reports whether a rule is advice, which a brief check leaves out.
func (c *Context) leavesOut(r *Rule) bool {
	return c.Brief != nil && (r.body != nil || r.whole != nil) && !(r.grave != nil && r.grave(c)) && c.Brief.severity(r) != diag.Error
}

// ReadsDigests reports whether a rule on the whole site will look at the digests of
// texts.
func (c *Context) ReadsDigests() bool {
	return slices.ContainsFunc(rules, func(r Rule) bool { return r.whole != nil && !c.silent(r) })
}

// Renewal is a date of review that was moved on without any other change.
type Renewal struct {
	// From and To are the two dates as they are written: YYYY-MM-DD.
	From, To string
}

// Guide is what a rule on front matter may look at.
type Guide struct {
	*guide.Guide
	*Context
	Site *site.Site
}

// Report takes the findings of one rule.
type Report struct {
	rule  *Rule
	file  string
	found *diag.List
}

// At reports a finding with the rule's severity: what is wrong, and what to do.
func (r Report) At(pos diag.Pos, message, hint string) { r.As(r.rule.Severity, pos, message, hint) }

// As reports a finding that is graver or lighter than the rule's others.
func (r Report) As(severity diag.Severity, pos diag.Pos, message, hint string) {
	*r.found = append(*r.found, diag.Diagnostic{
		File: r.file, Pos: pos, Severity: severity, Rule: r.rule.Name, Message: message, Hint: hint,
	})
}

// In returns a report for another file.
func (r Report) In(file string) Report {
	r.file = file
	return r
}

// All returns the rules and the faults: everything that a diagnostic can be of.
func All() []Rule { return slices.Concat(rules, faults) }

// Find returns the rule or fault of a name.
func Find(name string) (Rule, bool) {
	for _, list := range [][]Rule{rules, faults} {
		if i := slices.IndexFunc(list, func(r Rule) bool { return r.Name == name }); i >= 0 {
			return list[i], true
		}
	}
	return Rule{}, false
}

// Near returns the name of the rule or fault that was probably meant, or "".
func Near(name string) string {
	var names []string
	for _, r := range All() {
		names = append(names, r.Name)
	}
	near, _ := matter.Nearest(name, names)
	return near
}

// Explain returns the text of a rule, without the name and severity.
func (r Rule) Explain() string {
	text := fmt.Sprintf("%s\n\n%s\n\nWhat to do: %s\n", r.Title, r.Why, r.Fix)
	if r.Source != "" {
		text += fmt.Sprintf("\nWhere it comes from: %s\n", r.Source)
	}
	if r.Firm {
		text += "\nThis rule can neither be switched off nor waived.\n"
	}
	return text
}

// Names returns the names of all rules in the order of the documentation.
func Names() []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = r.Name
	}
	return out
}

// each calls f with every rule that has a function of one kind, and with the report
// for its findings in a file.
func each(file string, f func(*Rule, Report)) diag.List {
	var found diag.List
	for i := range rules {
		f(&rules[i], Report{&rules[i], file, &found})
	}
	return found
}

// Guides applies the rules on front matter to every guide of a site, on all
// processors. What is found in one guide follows what is found in those before it.
func Guides(s *site.Site, c *Context) diag.List {
	return concurrently(len(s.Guides), func(from, to int) diag.List {
		var found diag.List
		for _, g := range s.Guides[from:to] {
			found = append(found, OneGuide(s, c, g)...)
		}
		return found
	})
}

// OneGuide applies the rules on front matter to one guide. What they find in the others
// depends on what joins a guide with them (site.Replace), and on nothing else of it.
func OneGuide(s *site.Site, c *Context, g *guide.Guide) diag.List {
	looked := &Guide{g, c, s}
	return each(g.File, func(r *Rule, found Report) {
		if r.front != nil {
			r.front(looked, found)
		}
	})
}

// Bodies applies the rules on parsed texts, and those that need a fee schedule, to one
// text.
func Bodies(b *Body) diag.List {
	listed := b.feeText()
	return each(b.Source.File, func(r *Rule, found Report) {
		switch {
		case b.leavesOut(r):
		case r.body != nil:
			r.body(b, found)
		case r.fees != nil && listed != nil:
			r.fees(listed, found)
		}
	})
}

// Texts applies the rules on links to one text.
func Texts(t *Text) diag.List {
	return each(t.File, func(r *Rule, found Report) {
		if r.links != nil {
			r.links(t, found)
		}
	})
}

// Whole applies the rules on the whole site. The list is sorted.
func Whole(s *Site) diag.List {
	return each("", func(r *Rule, found Report) {
		if r.whole != nil && !s.leavesOut(r) {
			r.whole(s, found)
		}
	}).Sort()
}

// itemPos returns the place of an item of a list in the front matter.
func itemPos(g *guide.Guide, list string, i int) diag.Pos { return g.PosOf(item(list, i)) }
