package check

import (
	"fmt"
	"maps"
	"strings"
	"sync"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/prose"
	"bedside/internal/reading"
	"bedside/internal/resemblance"
)

var boilerplate = Rule{
	Name: "boilerplate", Severity: diag.Warning,
	Title: "A section says something about its own procedure.",
	Why: "A section that stands nearly unchanged in ten other guides tells a reader nothing about this one, hides the few words that matter, and is put right in one of them only. " +
		"Words of the guide's title and synonyms and numbers count as the same in all guides. Boxes, the section on billing and sections of fewer than 20 words may be alike.",
	Fix:    "Write what is true of this procedure. What is true of all belongs on a page of its own, to which the guides link.",
	Source: "A. Broder, On the resemblance and containment of documents, 1997, for how it is found.",
	whole: func(s *Site, found Report) {
		sections := s.Sections
		if sections == nil {
			sections = &Sections{}
		}
		for file, common := range sections.update(s.Texts) {
			for _, c := range common {
				found.In(file).At(c.pos, "this section is nearly the same in ten other guides or more",
					fmt.Sprintf("Compare it with %s and %s. Write what is true of this procedure, or link to one page for all.", c.near[0], c.near[1]))
			}
		}
	},
}

// many is how many other guides must have a section before it is called boilerplate:
// scans of ten parts of the body may rightly be prepared for in one way.
const many = 10

// Sections remembers which sections are nearly alike from one look at a site to the
// next, so that only those of changed texts are entered anew. The zero value is ready.
// It may be used by several goroutines.
type Sections struct {
	mu      sync.Mutex
	index   resemblance.Index
	entered map[string]*Digest
	common  map[string][]common
}

// common is a section that many guides have.
type common struct {
	pos  diag.Pos
	near []string
}

// update enters what changed since the last time, and returns the common sections of
// each file.
func (s *Sections) update(texts []Read) map[string][]common {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entered == nil {
		s.entered, s.common = map[string]*Digest{}, map[string][]common{}
	}
	guides := 0
	for _, t := range texts {
		if t.Guide == nil || t.Digest == nil {
			continue
		}
		guides++
		if s.entered[t.File] != t.Digest {
			s.entered[t.File] = t.Digest
			s.index.Set(t.File, t.Digest.sketches())
		}
	}
	if guides < len(s.entered) {
		s.forget(texts)
	}
	for _, file := range s.index.Changed() {
		if list := s.look(file); len(list) > 0 {
			s.common[file] = list
		} else {
			delete(s.common, file)
		}
	}
	return maps.Clone(s.common)
}

// forget removes the files that are not among the texts.
func (s *Sections) forget(texts []Read) {
	now := make(map[string]bool, len(texts))
	for _, t := range texts {
		now[t.File] = t.Guide != nil && t.Digest != nil
	}
	for file := range s.entered {
		if !now[file] {
			delete(s.entered, file)
			s.index.Set(file, nil)
		}
	}
}

func (s *Sections) look(file string) []common {
	d := s.entered[file]
	if d == nil {
		return nil
	}
	var out []common
	for i := range d.Sections {
		if d.Sections[i].Sketch == nil {
			continue
		}
		if near := s.index.Near(file, i, many); len(near) == many {
			out = append(out, common{d.Sections[i].Pos, near})
		}
	}
	return out
}

func (d *Digest) sketches() []resemblance.Text {
	var out []resemblance.Text
	for i, s := range d.Sections {
		if s.Sketch != nil {
			out = append(out, resemblance.Text{Number: i, Sketch: s.Sketch})
		}
	}
	return out
}

// sketch makes the sketches of a text's sections.
func (d *Digest) sketch(b *Body) {
	if b.Guide == nil || b.leavesOut(&boilerplate) {
		return
	}
	t := b.Prose()
	own := ownWords(b.Guide)
	var words []uint64
	for i := 0; i < len(t.Blocks); {
		section := t.Blocks[i].Section
		words = words[:0]
		for ; i < len(t.Blocks) && t.Blocks[i].Section == section; i++ {
			if block := &t.Blocks[i]; block.Kind != prose.Heading && block.Kind != prose.Footnote && block.Callout == "" {
				words = appendWords(words, t, block, own)
			}
		}
		if section < 0 || b.Parsed.Sections[section].Means == guide.Billing {
			continue
		}
		if sketch, ok := resemblance.SketchOf(words); ok {
			d.Sections[section].Sketch = &sketch
		}
	}
}

// appendWords adds the keys of a block's words. Words of the guide's own name and
// numbers have one key, 0.
func appendWords(words []uint64, t *prose.Text, block *prose.Block, own []uint64) []uint64 {
	for j := block.From; j < block.To; j++ {
		for i := t.Sentences[j].From; i < t.Sentences[j].To; i++ {
			key := t.Words[i].Key
			if c := t.Plain[t.Words[i].Start]; '0' <= c && c <= '9' {
				key = 0
			}
			for _, k := range own {
				if k == key {
					key = 0
				}
			}
			words = append(words, key)
		}
	}
	return words
}

// ownWords are the keys of the words that name the procedure.
func ownWords(g *guide.Guide) []uint64 {
	words := reading.Words(g.Title + " " + strings.Join(g.Synonyms, " "))
	out := make([]uint64, 0, len(words))
	for _, w := range words {
		if w.End-w.Start > 3 {
			out = append(out, w.Key)
		}
	}
	return out
}
