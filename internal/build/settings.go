package build

import (
	"bytes"
	"errors"
	"io/fs"
	"reflect"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/search"
	"bedside/internal/site"
)

// settings are what bedside.yaml says, and what is made of it once for all texts.
type settings struct {
	config   site.Config
	raw      []byte
	problems diag.List
	wordings *wordings
	analyzer *search.Analyzer
}

// wordings have an identity, so that facts can tell which ones they depend on.
type wordings struct{ words guide.Wordings }

// readSettings reads the settings. It returns the last ones if nothing changed.
func (b *Builder) readSettings(last *settings) *settings {
	raw, err := fs.ReadFile(ordinary{b.Source}, site.ConfigFile)
	s := &settings{config: site.DefaultConfig(), raw: raw}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		s.problems = diag.List{unreadable(site.ConfigFile, err)}
	case last != nil && last.raw != nil && bytes.Equal(raw, last.raw):
		return last
	default:
		s.config, s.problems = site.ParseConfig(raw)
	}
	if b.BaseURL != "" {
		s.config.BaseURL = b.BaseURL
	}
	if last != nil && reflect.DeepEqual(s.config, last.config) && reflect.DeepEqual(s.problems, last.problems) {
		return last
	}
	s.wordings, s.analyzer = prepared(s.config, last)
	return s
}

// prepared returns what texts are read with; the last one's where it would be the
// same, so that what was made with it stays good.
func prepared(c site.Config, last *settings) (*wordings, *search.Analyzer) {
	var w *wordings
	var a *search.Analyzer
	if last != nil && reflect.DeepEqual(c.Sections, last.config.Sections) {
		w = last.wordings
	} else {
		w = &wordings{guide.NewWordings(c.Sections)}
	}
	if last != nil && c.Language == last.config.Language && reflect.DeepEqual(c.Synonyms, last.config.Synonyms) {
		a = last.analyzer
	} else {
		a = search.NewAnalyzer(search.Options{Language: c.Language, Groups: c.Synonyms})
	}
	return w, a
}
