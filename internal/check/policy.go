package check

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// Policy is what a site makes of findings: the severities that its settings give
// rules. It is never changed.
type Policy struct {
	levels map[string]site.Level
}

// NewPolicy reads the severities of the settings. What names no rule, or one that
// cannot be changed, is a problem and changes nothing.
func NewPolicy(c site.Config) (*Policy, diag.List) {
	p := &Policy{levels: map[string]site.Level{}}
	var found diag.List
	for _, l := range c.Rules {
		if problem := notChangeable(l.Rule); problem != "" {
			found = append(found, diag.Diagnostic{File: site.ConfigFile, Pos: l.Pos, Severity: diag.Error, Rule: "unknown-field",
				Message: problem, Hint: nearRule(l.Rule)})
			continue
		}
		p.levels[l.Rule] = l.Level
	}
	return p, found
}

// notChangeable says why a rule can neither be waived nor given another severity; ""
// if it can.
func notChangeable(name string) string {
	r, ok := Find(name)
	switch {
	case !ok:
		return fmt.Sprintf("there is no rule %q", name)
	case r.Firm:
		return fmt.Sprintf("the rule %s cannot be switched off", name)
	}
	return ""
}

// nearRule names the rule that was probably meant.
func nearRule(name string) string {
	if r, ok := Find(name); ok {
		return r.Why
	}
	if near := Near(name); near != "" {
		return fmt.Sprintf("Did you mean %s? docs/rules.md lists all rules.", near)
	}
	return "docs/rules.md lists all rules."
}

// Apply returns what is left of findings, with the severities that they have on this
// site: the list itself if that is all of them. The function says what each file waives.
func (p *Policy) Apply(list diag.List, waivers func(file string) []guide.Waiver) diag.List {
	file, waived := "", waivers("")
	var out diag.List
	same := true // as the list, so far
	for i, d := range list {
		if d.File != file {
			file, waived = d.File, waivers(d.File)
		}
		r, ok := p.apply(d, waived)
		if same && (!ok || r.Severity != d.Severity) {
			out, same = append(make(diag.List, 0, len(list)), list[:i]...), false
		}
		if ok && !same {
			out = append(out, r)
		}
	}
	if same {
		return list
	}
	return out
}

func (p *Policy) apply(d diag.Diagnostic, waived []guide.Waiver) (diag.Diagnostic, bool) {
	if waives(waived, d.Rule) {
		return d, false
	}
	level, ok := p.levels[d.Rule]
	if !ok {
		return d, true
	}
	if level == site.LevelOff {
		return d, false
	}
	rule, _ := Find(d.Rule)
	// What a rule itself calls lighter than its other findings stays so.
	if to := severityOf(level); d.Severity == rule.Severity || d.Severity < to {
		d.Severity = to
	}
	return d, true
}

// severity is that of a rule's gravest findings.
func (p *Policy) severity(r *Rule) diag.Severity {
	if level, ok := p.levels[r.Name]; ok {
		return severityOf(level)
	}
	return r.Severity
}

func severityOf(l site.Level) diag.Severity {
	switch l {
	case site.LevelError:
		return diag.Error
	case site.LevelWarning:
		return diag.Warning
	default:
		return diag.Info
	}
}

// waives reports whether a rule is among those that are waived with a reason and can be.
func waives(waived []guide.Waiver, rule string) bool {
	return slices.ContainsFunc(waived, func(w guide.Waiver) bool {
		return w.Rule == rule && w.Reason != "" && notChangeable(rule) == ""
	})
}

// Waivers finds the waivers of a file that name no rule or one that cannot be waived.
func Waivers(file string, waivers []guide.Waiver) diag.List {
	var found diag.List
	for _, w := range waivers {
		if problem := notChangeable(w.Rule); problem != "" {
			report := Report{&allowUnknown, file, &found}
			report.At(w.Pos, strings.Replace(problem, "switched off", "waived", 1), nearRule(w.Rule))
		}
	}
	return found
}

// Unneeded finds the waivers of a file that waive nothing. The findings are all those
// of the file, before any Policy. Of a rule that is switched off, or that cannot speak
// for want of something in the context, nothing is said.
func (p *Policy) Unneeded(c *Context, file string, waivers []guide.Waiver, findings diag.List) diag.List {
	var found diag.List
	for _, w := range waivers {
		rule, _ := Find(w.Rule)
		needed := p.levels[w.Rule] == site.LevelOff || notChangeable(w.Rule) != "" || w.Reason == "" || c.silent(rule) ||
			slices.ContainsFunc(findings, func(d diag.Diagnostic) bool { return d.Rule == w.Rule })
		if !needed {
			report := Report{&allowUnneeded, file, &found}
			report.At(w.Pos, fmt.Sprintf("the rule %s finds nothing here, so that nothing is waived", w.Rule), "Remove the line.")
		}
	}
	return found
}
