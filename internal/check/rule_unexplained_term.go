package check

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/glossary"
	"bedside/internal/prose"
	"bedside/internal/reading"
)

var unexplainedTerm = Rule{
	Name: "unexplained-term", Severity: diag.Warning,
	Title: "A clinical word is explained where it first stands.",
	Why: "Words that clinicians use every day are foreign to most patients, who seldom ask. A word is taken as explained if brackets follow it or it stands in brackets, " +
		"if its sentence says “called”, “that is”, “means” or the like, if it is the term of a definition list, or if a plain word for it stands in the same sentence " +
		"or in the one before or behind. Words of the guide's title and synonyms are what the guide itself explains.",
	Fix:    "Use the plain word. If the clinical one matters, since the patient will hear it, write both: a pocket of blood (hematoma).",
	Source: "CDC, Everyday Words for Public Health Communication, https://findtbresources.cdc.gov/view?id=342636; CDC Clear Communication Index, https://www.cdc.gov/ccindex/.",
	body: func(b *Body, found Report) {
		t := b.english()
		if t == nil {
			return
		}
		finder := termFinder{b: b, t: t, glossary: glossary.Default()}
		finder.named()
		finder.look(found)
	},
}

// termFinder looks for the terms of one text.
type termFinder struct {
	b        *Body
	t        *prose.Text
	glossary *glossary.Glossary
	// met are the terms whose first place is behind, or that need no explanation.
	met []*glossary.Term
}

// named takes the terms of the guide's front matter for explained.
func (f *termFinder) named() {
	g := f.b.Guide
	for _, text := range slices.Concat([]string{g.Title, g.Summary}, g.Synonyms) {
		words := reading.Words(text)
		for i := range words {
			if term, _ := f.glossary.At(words, i, len(words)); term != nil {
				f.met = append(f.met, term)
			}
		}
	}
}

func (f *termFinder) look(found Report) {
	for i := range f.t.Blocks {
		block := &f.t.Blocks[i]
		if block.Kind == prose.Heading || f.b.forStaff(block) {
			continue
		}
		for j := block.From; j < block.To; j++ {
			f.sentence(block, j, found)
		}
	}
}

func (f *termFinder) sentence(block *prose.Block, j int32, found Report) {
	s := &f.t.Sentences[j]
	for i := int(s.From); i < int(s.To); i++ {
		term, length := f.glossary.At(f.t.Words, i, int(s.To))
		if term == nil {
			continue
		}
		last := i + length - 1
		if !slices.Contains(f.met, term) {
			f.met = append(f.met, term)
			if block.Kind != prose.Term && !f.explained(term, block, j, i, last) {
				w := f.t.Words[i]
				found.At(f.b.At(f.t.Offset(w.Start)), fmt.Sprintf("“%s” is not explained where it first stands", f.t.Plain[w.Start:f.t.Words[last].End]),
					fmt.Sprintf("In plain words: %s.", term.Plain))
			}
		}
		i = last
	}
}

// explaining are words that come with an explanation.
var explaining = []string{"called", "that is", "means", "meaning", "known as", "in other words", "which is", "which are", "is a", "is an", "is the", "are the",
	"is when", "such as", "refers to", ", a ", ", an ", ", or ", " or ", "like a", "a kind of", "a type of"}

func (f *termFinder) explained(term *glossary.Term, block *prose.Block, sentence int32, first, last int) bool {
	t := f.t
	s := &t.Sentences[sentence]
	start, end := t.Words[first].Start, t.Words[last].End
	before, after := string(t.Plain[s.Start:start]), string(t.Plain[end:s.End])
	if strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')') {
		return true
	}
	if open := strings.IndexByte(after, '('); open >= 0 && open <= 40 {
		return true
	}
	for _, cue := range explaining {
		if strings.Contains(after, cue) || (cue == "called" || cue == "known as" || cue == " or ") && strings.Contains(before+" ", cue) {
			return true
		}
	}
	for j := max(sentence-1, block.From); j < min(sentence+2, block.To); j++ {
		for i := t.Sentences[j].From; i < t.Sentences[j].To; i++ {
			if (int(i) < first || int(i) > last) && slices.Contains(term.Keys, t.Words[i].Key) {
				return true
			}
		}
	}
	return false
}
