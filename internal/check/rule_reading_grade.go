package check

import (
	"fmt"
	"math"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/prose"
	"bedside/internal/reading"
)

var readingGrade = Rule{
	Name: "reading-grade", Severity: diag.Warning,
	Title: "A section can be read by someone in the sixth school year, and by all means in the eighth.",
	Why: "Nearly half of all adults in the United States find everyday texts hard to read, and everybody does who is ill or afraid. " +
		"What is not understood is not followed. A section is reported if both formulas, Flesch–Kincaid and SMOG, put it above grade 8; " +
		"above grade 6 there is a remark. The section on billing is for staff and is left out, and so are tables and headings.",
	Fix: "Begin with the three sentences that are named. Make two of a long one; put a short word in the place of a long one; " +
		"say who does what. Never leave out what a patient must know for the sake of a grade.",
	Source: "AHRQ, Health Literacy Universal Precautions Toolkit, https://www.ahrq.gov/health-literacy/quality-resources/tools/literacy-toolkit/healthlittoolkit2-intro.html; " +
		"Kincaid et al. 1975; McLaughlin 1969.",
	body: func(b *Body, found Report) {
		t := b.english()
		if t == nil {
			return
		}
		for from := 0; from < len(t.Blocks); {
			to := from + 1
			for to < len(t.Blocks) && t.Blocks[to].Section == t.Blocks[from].Section && t.Blocks[to].Kind != prose.Footnote {
				to++
			}
			gradeSection(b, t, t.Blocks[from:to], found)
			from = to
		}
	},
}

const (
	hardGrade, goodGrade = 8, 6
	// Fewer words or sentences say little: one name of three syllables more would
	// make a grade.
	gradedWords, gradedSentences = 60, 5
)

func gradeSection(b *Body, t *prose.Text, blocks []prose.Block, found Report) {
	var sentences []reading.Sentence
	for i := range blocks {
		if block := &blocks[i]; isSentence(block) && !b.forStaff(block) {
			sentences = append(sentences, t.Sentences[block.From:block.To]...)
		}
	}
	c := reading.CountSentences(sentences)
	// As it is shown: nobody understands that 8.0 is more than 8.
	grade := math.Round(10*min(c.FleschKincaid(), c.SMOG())) / 10
	if c.Words < gradedWords || c.Sentences < gradedSentences || grade <= goodGrade {
		return
	}
	name, offset := "the overview", t.Offset(blocks[0].Start)
	if s := blocks[0].Section; s >= 0 {
		name, offset = fmt.Sprintf("“%s”", b.Parsed.Sections[s].Title), b.Parsed.Sections[s].Offset
	}
	severity := found.rule.Severity
	if grade <= hardGrade {
		severity = diag.Info
	}
	var hardest []string
	for _, i := range reading.Hardest(sentences, 3) {
		s := &sentences[i]
		hardest = append(hardest, fmt.Sprintf("line %d, %s", b.At(t.Offset(s.Start)).Line, quote(t, s)))
	}
	found.As(severity, b.At(offset), fmt.Sprintf("%s reads at grade %.1f by Flesch–Kincaid and %.1f by SMOG; the aim is %d", name, c.FleschKincaid(), c.SMOG(), goodGrade),
		"The hardest sentences: "+strings.Join(hardest, "; ")+".")
}
