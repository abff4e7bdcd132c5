package check

import (
	"fmt"
	"strings"

	"bedside/internal/guide"
	"bedside/internal/prose"
	"bedside/internal/reading"
)

// Prose returns the text taken apart into sentences and words. It is made once for all
// rules and must not be changed.
func (b *Body) Prose() *prose.Text {
	if b.prose == nil {
		if b.Reader == nil {
			b.Reader = &prose.Reader{}
		}
		b.prose = b.Reader.Read(b.Parsed)
	}
	return b.prose
}

// english returns the prose of a guide in English, which is all that the rules on
// language understand; nil for any other text.
func (b *Body) english() *prose.Text {
	lang, _, _ := strings.Cut(b.Lang(), "-")
	if b.Guide == nil || !strings.EqualFold(lang, "en") {
		return nil
	}
	return b.Prose()
}

// forStaff reports whether a block is written for billing staff and not for patients.
func (b *Body) forStaff(block *prose.Block) bool {
	return block.Callout == guide.BillingNote || block.Section >= 0 && b.Parsed.Sections[block.Section].Means == guide.Billing
}

// isSentence reports whether a block holds what is read as sentences: a cell of a table
// or a heading is not.
func isSentence(block *prose.Block) bool {
	switch block.Kind {
	case prose.Paragraph, prose.Item, prose.Description:
		return true
	}
	return false
}

// quote returns the beginning of a sentence.
func quote(t *prose.Text, s *reading.Sentence) string {
	const most = 50
	text := string(t.Plain[s.Start:s.End])
	if len(text) <= most+10 {
		return fmt.Sprintf("“%s”", text)
	}
	cut := strings.LastIndexByte(text[:most], ' ')
	if cut < 0 {
		cut = most
	}
	return fmt.Sprintf("“%s …”", strings.ToValidUTF8(text[:cut], ""))
}
