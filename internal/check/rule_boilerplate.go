package check

import (
	"fmt"
	"strings"

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
		sections.Update(s.Texts)
		for _, t := range s.Texts {
			if t.Guide == nil || t.Digest == nil {
				continue
			}
			for i, section := range t.Digest.Sections {
				if section.Sketch == nil {
					continue
				}
				if near := sections.index.Near(t.File, i, many); len(near) == many {
					found.In(t.File).At(section.Pos, "this section is nearly the same in ten other guides or more",
						fmt.Sprintf("Compare it with %s and %s. Write what is true of this procedure, or link to one page for all.", near[0], near[1]))
				}
			}
		}
	},
}

// many is how many other guides must have a section before it is called boilerplate:
// scans of ten parts of the body may rightly be prepared for in one way.
const many = 10

// Sections remembers which sections are nearly alike from one look at a site to the
// next, so that only those of changed texts are entered anew. The zero value is ready.
// It is not safe for concurrent use.
type Sections struct {
	index   resemblance.Index
	entered map[string]*Digest
}

// Update enters what changed since the last time.
func (s *Sections) Update(texts []Read) {
	now := make(map[string]*Digest, len(texts))
	for _, t := range texts {
		if t.Guide == nil || t.Digest == nil {
			continue
		}
		now[t.File] = t.Digest
		if s.entered[t.File] != t.Digest {
			s.index.Set(t.File, t.Digest.sketches())
		}
	}
	for file := range s.entered {
		if now[file] == nil {
			s.index.Set(file, nil)
		}
	}
	s.entered = now
}

func (d *Digest) sketches() []resemblance.Text {
	var out []resemblance.Text
	for i, s := range d.Sections {
		if s.Sketch != nil {
			out = append(out, resemblance.Text{Number: i, Sketch: *s.Sketch})
		}
	}
	return out
}

// sketch makes the sketches of a text's sections.
func (d *Digest) sketch(b *Body) {
	if b.Guide == nil {
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
		if section < 0 || b.Parsed.Sections[section].Kind == guide.Billing {
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
	var s reading.Scanner
	s.Scan([]byte(g.Title + " " + strings.Join(g.Synonyms, " ")))
	out := make([]uint64, 0, len(s.Words))
	for _, w := range s.Words {
		if w.End-w.Start > 3 {
			out = append(out, w.Key)
		}
	}
	return out
}
