package check

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/guide"
)

var linkTextVague = Rule{
	Name: "link-text-vague", Severity: diag.Warning,
	Title:  "The words of a link say where it leads.",
	Why:    "Who cannot see the page lets a program read out its links, one after another. “Click here” tells them nothing, and on paper it leads nowhere.",
	Fix:    "Make the words that name the target the link: read [how to prepare](#preparation).",
	Source: "W3C, WCAG 2.2, success criterion 2.4.4, https://www.w3.org/WAI/WCAG22/Understanding/link-purpose-in-context.html.",
	body: func(b *Body, found Report) {
		for _, l := range b.Parsed.Links {
			if l.Image {
				continue
			}
			text := strings.ToLower(strings.Trim(guide.PlainText(l.Node, b.Parsed.Source), " .…!»›>→"))
			if slices.Contains(vagueLinks, text) {
				found.At(b.At(l.Offset), fmt.Sprintf("“%s” does not say where the link leads", text), "Make the words that name the target the link.")
			}
		}
	},
}

var vagueLinks = []string{
	"click", "click here", "here", "this", "this link", "link", "this page", "page", "this guide", "read more", "more", "more info", "more information",
	"learn more", "see here", "see more", "details", "info", "information", "website", "this website", "site", "this site", "go", "go here", "continue", "read this",
	"see this", "check here", "follow this link", "this article", "article", "source", "press here", "tap here", "find out more",
}
