package build

import (
	"bytes"
	"errors"
	"io/fs"
	"reflect"
	"slices"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/search"
	"bedside/internal/site"
)

// settings are what bedside.yaml and the editors' list of synonyms say, and what is
// made of it once for all texts.
type settings struct {
	config   site.Config
	problems diag.List
	// raw and words are the two files as they were read, nil without one.
	raw, words []byte
	// unread are the problems of reading them.
	unread diag.List
	// policy is what becomes of the findings of rules.
	policy   *check.Policy
	wordings *wordings
	analyzer *search.Analyzer
	// fees is the fee schedule that the settings name, nil without one; feesSum is that
	// of its bytes.
	fees         *check.FeeSchedule
	feesSum      uint64
	feesProblems diag.List
	// withoutNotice says that the layouts do not tell whose trademark CPT is.
	withoutNotice bool
}

// wordings are what texts are read with. They have an identity, so that facts can tell
// which ones they depend on.
type wordings struct {
	words guide.Wordings
	// check is what rules may know beside the text, the fee schedule among it.
	check *check.Context
	// digests says that a rule will look at the digests of texts.
	digests bool
}

// checkedBody is a text for the rules on parsed texts.
func (w *wordings) checkedBody(t *text, r *parsedText) *check.Body {
	return &check.Body{Context: w.check, Source: r.src, Start: r.start, Parsed: r.body, Guide: t.guide, Page: t.page}
}

// readSettings reads the settings. It returns the last ones if nothing changed, nor
// whether the layouts are without the notice of the trademark.
func (b *Builder) readSettings(last *settings, withoutNotice bool) *settings {
	s := &settings{config: site.DefaultConfig(), withoutNotice: withoutNotice}
	s.raw = b.readSetting(s, site.ConfigFile)
	s.words = b.readSetting(s, site.SynonymsFile)
	noticed := last != nil && last.withoutNotice == withoutNotice
	if noticed && reflect.DeepEqual(s.unread, last.unread) && same(s.raw, last.raw) && same(s.words, last.words) && b.sameFees(last) {
		return last
	}
	var problems diag.List
	s.problems = slices.Clone(s.unread)
	if s.raw != nil {
		s.config, problems = site.ParseConfig(s.raw)
		s.problems = append(s.problems, problems...)
	}
	if s.words != nil {
		var groups [][]string
		groups, problems = site.ParseSynonyms(s.words)
		s.config.Synonyms = slices.Concat(s.config.Synonyms, groups)
		s.problems = append(s.problems, problems...)
	}
	if b.BaseURL != "" {
		s.config.BaseURL = b.BaseURL
	}
	b.addFees(s, last)
	s.policy, problems = check.NewPolicy(s.config)
	s.problems = append(s.problems, problems...)
	if noticed && s.fees == last.fees && reflect.DeepEqual(s.config, last.config) && reflect.DeepEqual(s.problems, last.problems) {
		return last
	}
	s.wordings, s.analyzer = b.prepared(s, last)
	return s
}

// readSetting reads one of the files; nil if it is not there or cannot be read.
func (b *Builder) readSetting(s *settings, name string) []byte {
	raw, err := fs.ReadFile(ordinary{b.Source}, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		s.unread = append(s.unread, unreadable(name, err))
		return nil
	}
	return raw
}

// same reports whether a file is what it was, or still not there.
func same(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// prepared returns what texts are read with; the last one's where it would be the
// same, so that what was made with it stays good.
func (b *Builder) prepared(s, last *settings) (*wordings, *search.Analyzer) {
	var w *wordings
	var a *search.Analyzer
	c := s.config
	// Whoever writes it into the last lines of every page needs no layout for it.
	withoutNotice := s.withoutNotice && !check.IsNotice([]byte(c.Disclaimer+"\n"+c.Copyright))
	if last != nil && last.wordings.check.WithoutNotice == withoutNotice && s.fees == last.fees && c.Language == last.config.Language && reflect.DeepEqual(c.Sections, last.config.Sections) &&
		(!b.Brief || reflect.DeepEqual(s.policy, last.policy)) {
		w = last.wordings
	} else {
		w = &wordings{words: guide.NewWordings(c.Sections), check: &check.Context{Today: b.Today, Language: c.Language, Renewals: b.Renewals, Fees: s.fees, Web: b.AskWeb != nil, WithoutNotice: withoutNotice}}
		if b.Brief {
			w.check.Brief = s.policy
		}
		w.digests = w.check.ReadsDigests()
	}
	if last != nil && c.Language == last.config.Language && reflect.DeepEqual(c.Synonyms, last.config.Synonyms) {
		a = last.analyzer
	} else {
		a = search.NewAnalyzer(search.Options{Language: c.Language, Groups: c.Synonyms})
	}
	return w, a
}
