package site

import (
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/matter"
)

// RuleLevel is what a site makes of the findings of a rule.
type RuleLevel struct {
	// Rule is as it was written: there may be no such rule.
	Rule  string
	Level Level
	Pos   diag.Pos
}

// Level is a severity, or that a rule is not wanted.
type Level string

// The levels, as they are written.
const (
	LevelOff     Level = "off"
	LevelInfo    Level = "info"
	LevelWarning Level = "warning"
	LevelError   Level = "error"
)

// disclaimer reads the sentence that says that guides are no medical advice. It can be
// worded anew, but not switched off.
func (d *configDecoder) disclaimer(v matter.Value) string {
	if v.Kind == matter.Scalar && slices.Contains(switchedOff, strings.ToLower(strings.TrimSpace(v.Text))) {
		d.Errorf(v.Pos, "advice-disclaimer", "Remove the field, or write your own sentence.",
			"the sentence that says that guides are no medical advice cannot be switched off")
		return DefaultDisclaimer
	}
	return d.Text("disclaimer", v)
}

// switchedOff is what people write who want a sentence to be gone.
var switchedOff = []string{"", "off", "no", "none", "false", "null", "hide", "hidden", "-", "."}

func (d *configDecoder) rules(v matter.Value) []RuleLevel {
	if v.Kind != matter.Mapping {
		d.WrongKind("rules", v, "a group of rules, such as rules: {reference-old: info}")
		return nil
	}
	var out []RuleLevel
	for _, f := range v.Fields {
		switch level := Level(f.Text); level {
		case LevelOff, LevelInfo, LevelWarning, LevelError:
			out = append(out, RuleLevel{Rule: f.Name, Level: level, Pos: f.NamePos})
		default:
			d.WrongKind("rules."+f.Name, f.Value, "off, info, warning or error")
		}
	}
	return out
}
