package site

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/palette"
)

func TestParseConfig(t *testing.T) {
	raw := `name: "Our guides"
base_url: https://guides.example.org/sub
language: es
description: D
logo: /logo.svg
accent: "#7A0019"
social_cards: off
social_image: card.png
publisher: {name: P, logo: p.svg, address: "1 Road"}
nav:
- {text: About, link: /about/}
footer:
- title: More
  links:
  - {text: Mail, link: "mailto:a@b.example"}
promos:
- {title: A, text: B, link: {text: C, link: "https://d.example"}, position: recovery}
- {title: E}
disclaimer: X
copyright: Y
sections: {recovery: [Getting better]}
faq_schema: true
`
	want := Config{
		Name: "Our guides", BaseURL: "https://guides.example.org/sub/", Language: "es", Description: "D", Logo: "logo.svg",
		Accent: &palette.Color{R: 0x7a, B: 0x19}, SocialCards: CardsOff, SocialImage: "card.png",
		Pictures: []Picture{{"logo", "logo.svg", diag.Pos{Line: 5, Column: 7}}, {"social_image", "card.png", diag.Pos{Line: 8, Column: 15}},
			{"publisher.logo", "p.svg", diag.Pos{Line: 9, Column: 28}}},
		Publisher: Publisher{"P", "p.svg", "1 Road"}, Nav: []Link{{"About", "/about/"}},
		Footer:     []Column{{"More", []Link{{"Mail", "mailto:a@b.example"}}}},
		Promos:     []Promo{{"A", "B", Link{"C", "https://d.example"}, "recovery"}, {Title: "E", Position: PromoEnd}},
		Disclaimer: "X", Copyright: "Y", Sections: map[guide.Kind][]string{guide.Recovery: {"Getting better"}}, FAQSchema: true,
	}
	for _, spelling := range []string{raw, "\uFEFF" + strings.ReplaceAll(raw, "\n", "\r\n")} {
		got, problems := ParseConfig([]byte(spelling))
		if len(problems) > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v\n%v", got, want, problems)
		}
	}
	for _, empty := range []string{"", " \n", "# nothing\n", "name:\n"} {
		if got, problems := ParseConfig([]byte(empty)); len(problems) > 0 || !reflect.DeepEqual(got, DefaultConfig()) {
			t.Errorf("%q: %+v, %v", empty, got, problems)
		}
	}
}

func TestConfigProblems(t *testing.T) {
	for raw, want := range map[string]string{
		"naem: x\n":                        `1:1 [unknown-field] there is no field "naem"`,
		"name: x\nname: y\n":               `2:1 [config] name is given twice, first in line 1`,
		"name: [\n":                        `1:7 [config] a list or group is not closed, or lacks an item`,
		"a: b\n\tc: d\n":                   `2:1 [config] this line is indented with a tab`,
		"name: \xff\n":                     `1:7 [encoding] the text is not valid UTF-8 from here on`,
		"\x00":                             `1:1 [encoding] the file holds a NUL byte: it is no text`,
		"- a\n":                            `1:1 [config] fields are expected here, each as name: value`,
		"name: [a]\nlanguage: {}":          "1:7 [field-type] name must be a text; it is a list\n2:11 [field-type] language must be a text; it is a group of fields",
		"base_url: guides\n":               `1:11 [field-type] base_url must be a web address such as https://guides.example.org/; it is "guides"`,
		"base_url: [x]\n":                  `1:11 [field-type] base_url must be a web address such as https://guides.example.org/; it is a list`,
		"base_url: https://a.example/?b\n": `1:11 [field-type] base_url must be an address without ?, # and user name; it is "https://a.example/?b"`,
		"logo: ../x\n":                     `1:7 [field-type] logo must be a file of this site; it is "../x"`,
		"logo: https://x.example\n":        `1:7 [field-type] logo must be a file of this site; it is "https://x.example"`,
		"nav: {text: A, link: /a/}\n":      `1:6 [field-type] nav must be a list; it is a group of fields`,
		"nav:\n- {text: A}\n- {txt: B, link: /b/}\n- {text: C, link: \"javascript:alert(1)\"}\n": "2:3 [field-missing] a link of nav needs text and link\n" +
			"3:3 [field-missing] a link of nav needs text and link\n3:4 [unknown-field] there is no field \"txt\" in a link of nav\n" +
			`4:19 [field-type] link must be a path of this site such as /about/, or an address with https:, mailto: or tel:; it is "javascript:alert(1)"`,
		"promos:\n- {title: A, position: somewhere}\n": `2:24 [field-type] position must be one of middle, end, ` + strings.Join(kindNames(), ", ") + `; it is the text "somewhere"`,
		"sections: {recvery: [a]}\n":                   `1:12 [unknown-field] there is no field "recvery" in sections`,
		"faq_schema: yes\n":                            `1:13 [field-type] faq_schema must be true or false; it is the text "yes"`,
		"name: x\naccent: \"#0077c8\"\n":               `2:9 [accent-unreadable] text on the accent #0077c8 cannot be read well: white text has a contrast of 4.7:1 and dark text of 3.4:1, but 7:1 is needed`,
		"accent: bleu\n":                               `1:9 [field-type] accent must be a color; "bleu" is none: there is no color of this name`,
		"accent: \"#0c3c5c80\"\n":                      `1:9 [field-type] accent must be a color; "#0c3c5c80" is none: it lets through what is behind it`,
		"accent: #0c3c5c\n":                            `1:8 [field-missing] accent is empty`,
		"accent: [a]\n":                                `1:9 [field-type] accent must be a color such as "#0c3c5c"; it is a list`,
		"social_cards: yes\n":                          `1:15 [field-type] social_cards must be auto, on or off; it is the text "yes"`,
		"publisher: P\n":                               `1:12 [field-type] publisher must be a group of the fields name, logo, address; it is the text "P"`,
	} {
		_, problems := ParseConfig([]byte(raw))
		got := strings.ReplaceAll(locations(problems), ConfigFile+":", "")
		if got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", raw, got, want)
		}
	}
}

func TestSafeLink(t *testing.T) {
	for link, want := range map[string]bool{
		"/": true, "/a/": true, "https://a.example": true, "http://a.example/b?c#d": true, "mailto:a@b.example": true, "tel:+1-2": true,
		"": false, "a/": false, "//a.example": false, "/\\a.example": false, "https:": false, "https:///x": false, "javascript:alert(1)": false,
		"JAVASCRIPT:x": false, "data:text/html,x": false, "vbscript:x": false, "\x01javascript:x": false, " javascript:x": false, "ftp://a.example": false, "#a": false,
	} {
		if safeLink(link) != want {
			t.Errorf("safeLink(%q) = %v", link, !want)
		}
	}
}

func TestCleanBaseURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example": "https://a.example/", "https://a.example/": "https://a.example/", "http://a.example:8080/b": "http://a.example:8080/b/",
		"": "", "a.example": "", "//a.example": "", "ftp://a.example": "", "https://": "", "https://u:p@a.example": "", "https://a.example#x": "", "https://a.example?": "", "javascript:x": "", "https://a b": "",
	} {
		if got, problem := CleanBaseURL(in); got != want || (problem == "") != (want != "") {
			t.Errorf("CleanBaseURL(%q) = %q, %q; want %q", in, got, problem, want)
		}
	}
}

// TestAccentOffered: the color that an error offers is accepted.
func TestAccentOffered(t *testing.T) {
	for _, accent := range []string{"#0077c8", "#777", "orangered", "rgb(0 181 173)", "hsl(340 80% 50%)"} {
		_, problems := ParseConfig([]byte("accent: \"" + accent + "\"\n"))
		if len(problems) != 1 {
			t.Fatalf("%s: %v", accent, problems)
		}
		offered := regexp.MustCompile(`accent: "#[0-9a-f]{6}"`).FindString(problems[0].Hint)
		if c, problems := ParseConfig([]byte(offered)); len(problems) > 0 || c.Accent == nil {
			t.Errorf("%s: %q is offered: %v", accent, offered, problems)
		}
	}
}

func TestSocialCards(t *testing.T) {
	for _, tc := range []struct {
		yaml   string
		guides int
		want   bool
	}{
		{"", 2000, true}, {"", 2001, false}, {"social_cards: auto\n", 2000, true}, {"social_cards: auto\n", 2001, false},
		{"social_cards: on\n", 9999, true}, {"social_cards: \"off\"\n", 1, false},
	} {
		c, problems := ParseConfig([]byte(tc.yaml))
		if got := c.SocialCards.For(tc.guides); len(problems) > 0 || got != tc.want {
			t.Errorf("%q, %d guides: %v, %v", tc.yaml, tc.guides, got, problems)
		}
	}
}
