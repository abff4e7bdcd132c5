package render

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"testing"

	"bedside/internal/codes"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// TestDifferences: what the pages of a guide say of the guides that it leads to.
func TestDifferences(t *testing.T) {
	with := func(code string, change func(*guide.Guide)) *guide.Guide {
		g := guideFile(code, "", "")
		g.BodyLocation, g.Setting, g.Anesthesia = "Upper arm", "Office", "Numbing shot"
		g.Cost = &guide.Cost{Low: 150, Currency: "USD", Year: 2026}
		change(g)
		return g
	}
	own := with("11982", func(g *guide.Guide) { g.Related = []codes.Code{"11980"} })
	for _, tc := range []struct {
		name  string
		other *guide.Guide
		want  string
	}{
		{"the same", with("11980", func(*guide.Guide) {}), ""},
		{"other capitals", with("11980", func(g *guide.Guide) { g.Setting = "office" }), ""},
		{"not given there", with("11980", func(g *guide.Guide) { g.Setting = "" }), ""},
		{"not given here", with("11980", func(g *guide.Guide) { g.Duration = "An hour" }), ""},
		{"other words", with("11980", func(g *guide.Guide) { g.Setting, g.Anesthesia = "Hospital", "None" }), "Where it is done: Hospital; Numbing or sleep: None"},
		{"another cost", with("11980", func(g *guide.Guide) { g.Cost = &guide.Cost{Low: 150, Currency: "USD", Year: 2025} }), "Typical cost: $150 (2025)"},
		{"another part of the section", with("11980", func(g *guide.Guide) { g.Category, g.Setting = "Digestive system", "Hospital" }), "Kind of care: Mouth, stomach, bowel, liver and belly wall; Where it is done: Hospital"},
		{"another section", with("11980", func(g *guide.Guide) { g.Category, g.Setting = "Radiology", "Hospital" }), "Kind of care: Imaging and radiation"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sh := shared(t, siteOf(t, site.DefaultConfig(), own, tc.other))
			v := sh.guideView(own, sh.Surroundings(own), parseText(t, front, nil), "../")
			if got := factsInWords(v.Related[0].Differs); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if v.Previous == nil || v.Previous.Code != "11980" || v.Previous.Differs != nil {
				t.Errorf("the neighbour that is a related guide as well is %+v", v.Previous)
			}
		})
	}
}

// TestNeighbors: a neighbour that is no related guide says what differs there.
func TestNeighbors(t *testing.T) {
	own, next := guideFile("11982", "", ""), guideFile("11983", "", "")
	own.Setting, next.Setting = "Office", "Hospital"
	sh := shared(t, siteOf(t, site.DefaultConfig(), own, next))
	v := sh.guideView(own, sh.Surroundings(own), parseText(t, front, nil), "../")
	if v.Previous != nil || v.Next == nil || factsInWords(v.Next.Differs) != "Where it is done: Hospital" {
		t.Errorf("the neighbours are %+v and %+v", v.Previous, v.Next)
	}
	page := pageHTML(t, sh, sh.GuidePage(own, sh.Surroundings(own), parseText(t, front, nil)))
	if _, part, _ := strings.Cut(page, `id="related"`); !strings.Contains(part, "<dd>Hospital</dd>") {
		t.Error("the page does not show it")
	}
}

func factsInWords(facts []Fact) string {
	var out []string
	for _, f := range facts {
		out = append(out, f.Name+": "+f.Text)
	}
	return strings.Join(out, "; ")
}

// TestKeyFacts: every fact that a guide gives has a row, and no other.
func TestKeyFacts(t *testing.T) {
	g := guideFile("11982", "", "")
	g.Setting, g.Modifiers = "Office", []string{"50", "A7"}
	sh := shared(t, siteOf(t, site.DefaultConfig(), g))
	got := facts(g, sh.Surroundings(g))
	if want := "Where it is done: Office; Code: CPT 11982; Section: Surgery: Integumentary system; Modifiers: "; factsInWords(got) != want {
		t.Errorf("got  %s\nwant %s", factsInWords(got), want)
	}
	if m := got[len(got)-1].Modifiers; len(m) != 2 || m[0].Meaning == "" || m[1].Name != "A7" {
		t.Errorf("the modifiers are %v", m)
	}
}

// TestEmergency: the link at the top leads to the first section with such a box.
func TestEmergency(t *testing.T) {
	box := "> [!EMERGENCY]\n> Call.\n\n"
	for text, want := range map[string]string{
		"## Recovery\n\nText.\n":                                                "",
		"## Recovery\n\n> [!URGENT]\n> Call.\n":                                 "",
		"## Recovery\n\nText.\n\n## Complications\n\n" + box + "## A\n\n" + box: "#complications",
	} {
		if got := emergency(parseText(t, front+text, nil).Body).Href; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestFeedback: where remarks on a guide go.
func TestFeedback(t *testing.T) {
	for setting, want := range map[string]string{
		"":                                "",
		"mailto:a@example.org":            "mailto:a@example.org?subject=CPT%2011982",
		"mailto:a@example.org?subject=Hi": "mailto:a@example.org?subject=Hi",
		"/contact/":                       "../contact/",
		"https://forms.example.org/x":     "https://forms.example.org/x",
	} {
		c := site.DefaultConfig()
		c.Feedback = setting
		g := guideFile("11982", "", "")
		sh := shared(t, siteOf(t, c, g))
		page := pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), parseText(t, front, nil)))
		_, part, shown := strings.Cut(page, `class="feedback"`)
		if shown != (want != "") || shown && !strings.Contains(part, fmt.Sprintf("href=%q", want)) {
			t.Errorf("%q: shown: %v, want %q", setting, shown, want)
		}
	}
}

// TestHooks: the partials that are there to be replaced show nothing.
func TestHooks(t *testing.T) {
	g := guideFile("11982", "", "")
	sh := shared(t, siteOf(t, site.DefaultConfig(), g))
	text := parseText(t, front, nil)
	plain := pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), text))
	for _, name := range []string{"guide-notice.html", "more-facts.html", "more-head.html"} {
		layouts, problems := withLayouts(t, map[string]string{"partials/" + name: `<template id="own"></template>`})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		sh.layouts = layouts
		own := pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), text))
		if without := strings.Replace(own, `<template id="own"></template>`, "\n", 1); without == own || !slices.Equal(strings.Fields(without), strings.Fields(plain)) {
			t.Errorf("%s: with a file of its own a site shows\n%s", name, own)
		}
	}
}

// TestKeyHoldsWhatDiffers: a page is made anew when a fact of a guide that it leads
// to changes.
func TestKeyHoldsWhatDiffers(t *testing.T) {
	seed := maphash.MakeSeed()
	key := func(related, neighbor string) uint64 {
		own, other, next := guideFile("11982", "", ""), guideFile("99213", "", ""), guideFile("11983", "", "")
		own.Related = []codes.Code{"99213"}
		other.Setting, next.Setting = related, neighbor
		around := shared(t, siteOf(t, site.DefaultConfig(), own, other, next)).Surroundings(own)
		var h maphash.Hash
		h.SetSeed(seed)
		around.Hash(&h)
		return h.Sum64()
	}
	plain := key("Office", "Office")
	if plain != key("Office", "Office") || plain == key("Hospital", "Office") || plain == key("Office", "Hospital") {
		t.Error("the key of a page is not that of the facts that it shows of other guides")
	}
}
