package check

import (
	"fmt"
	"slices"

	"bedside/internal/diag"
	"bedside/internal/guide"

	"github.com/yuin/goldmark/ast"
)

var placeholder = Rule{
	Name: "placeholder", Severity: diag.Error,
	Title: "A guide that is published says nothing that bedside new wrote to be replaced.",
	Why: "“When to get help now.” in a red box tells a patient nothing, and is printed on the handout; a summary that says what a summary is " +
		"stands in search results.",
	Fix:    "Write the text, or remove it with its heading. Until then leave draft: true in the front matter.",
	Source: "The texts of a guide that bedside new begins.",
	body: func(b *Body, found Report) {
		if b.Guide == nil || b.Guide.Draft {
			return
		}
		say := func(at diag.Pos, text string) {
			found.At(at, fmt.Sprintf("“%s” stands here to be replaced", text), "Write it, or remove it; until then keep draft: true.")
		}
		for _, f := range fieldsToFill(b.Guide) {
			if guide.IsPlaceholder(f[1]) {
				say(b.Guide.PosOf(f[0]), f[1])
			}
		}
		if !slices.ContainsFunc(b.Parsed.OverviewTexts, guide.IsPlaceholder) && !slices.ContainsFunc(b.Parsed.Sections, func(s guide.Section) bool {
			return slices.ContainsFunc(s.Texts, guide.IsPlaceholder)
		}) {
			return
		}
		nodes := slices.Clone(b.Parsed.Overview)
		for _, s := range b.Parsed.Sections {
			nodes = append(nodes, s.Nodes...)
		}
		eachPlaceholder(b, nodes, say)
	},
}

// fieldsToFill are the fields that a new guide has a text for, with what they say.
func fieldsToFill(g *guide.Guide) [][2]string {
	fields := [][2]string{{"title", g.Title}, {"summary", g.Summary}, {"reviewed_by", g.ReviewedBy}}
	if g.Cost != nil {
		fields = append(fields, [2]string{"cost.source", g.Cost.Source})
	}
	for i, r := range g.References {
		fields = append(fields, [2]string{item("references", i) + ".title", r.Title})
	}
	return fields
}

// eachPlaceholder calls say with the place of each placeholder among nodes and within.
func eachPlaceholder(b *Body, nodes []ast.Node, say func(diag.Pos, string)) {
	for _, n := range nodes {
		if n.Type() != ast.TypeBlock {
			continue
		}
		if n.Lines().Len() > 0 {
			if text := guide.PlainText(n, b.Parsed.Source); guide.IsPlaceholder(text) {
				at := n.Lines().At(0).Start
				if first, ok := n.FirstChild().(*ast.Text); ok {
					at = first.Segment.Start // behind the mark of a callout
				}
				say(b.At(at), text)
			}
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			eachPlaceholder(b, []ast.Node{c}, say)
		}
	}
}
