package codes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Code{
		"11982": "11982", "00100": "00100", "0042T": "0042T", "0042t": "0042T", "0001F": "0001F", "0001U": "0001U",
		"0002M": "0002M", "J7307": "J7307", "j7307": "J7307", "Z9999": "Z9999",
		"": "", "1198": "", "119820": "", "1198X": "", "0042A": "", "A123": "", "AB123": "", "A12B4": "", "1A982": "",
		" 11982": "", "11982 ": "", "11982\n": "", "１１９８２": "", "1198２": "", "11 82": "", "1.982": "", "+1982": "",
		"../..": "", "<b>12": "", "É1234": "", "ı1234": "", "1198ſ": "",
	} {
		got, err := Parse(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), fmt.Sprintf("%q", in)) {
			t.Errorf("the message about %q does not quote it: %v", in, err)
		}
	}
}

func TestSystemAndSlug(t *testing.T) {
	for c, want := range map[Code]string{"11982": "CPT 11982", "0042T": "CPT 0042t", "J7307": "HCPCS j7307", "": "CPT "} {
		if got := c.System() + " " + c.Slug(); got != want {
			t.Errorf("%s: got %q, want %q", c, got, want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for c, want := range map[Code]string{
		"00100": "anesthesia", "99100": "anesthesia", "11982": "surgery/skin-breast", "10021": "surgery/surgery-general",
		"10022": "surgery", "69990": "surgery/operating-microscope", "70010": "imaging/xray-ct-mri", "80053": "lab/panels",
		"99091": "medicine/special-services", "98000": "visits/telehealth-visits", "99213": "visits/office-visits",
		"0001F": "category-ii/combined-quality-measures", "0016F": "category-ii", "0042T": "category-iii",
		"0041T": "other", "0001U": "pla", "U0001": "hcpcs-u", "0002M": "maaa", "J7307": "hcpcs-j", "F0001": "other", "00001": "other",
	} {
		place := PlaceOf(c)
		got := place.Section.Slug
		if place.Sub.Slug != "" {
			got += "/" + place.Sub.Slug
		}
		if got != want {
			t.Errorf("PlaceOf(%s) = %s, want %s", c, got, want)
		}
	}
}

// TestEveryRange holds the table against itself: each range's ends lie in it, each
// part has a section, and no two ranges of one level share a code.
func TestEveryRange(t *testing.T) {
	sections := map[string]bool{}
	for _, s := range Sections() {
		sections[s.Slug] = true
	}
	for i, r := range ranges() {
		if r.first > r.last {
			t.Errorf("range %d: %d is above %d", i, r.first, r.last)
		}
		if r.sub && !sections[r.parent] {
			t.Errorf("range %d: there is no section %q", i, r.parent)
		}
		for j, o := range ranges()[:i] {
			if o.sub == r.sub && o.kind == r.kind && o.first <= r.last && r.first <= o.last {
				t.Errorf("ranges %d and %d overlap", i, j)
			}
		}
		for _, n := range []int{r.first, r.last} {
			place := PlaceOf(codeOf(r.kind, n))
			if r.sub && (place.Section.Slug != r.parent || place.Sub.Name != r.section.Name) || !r.sub && place.Section != r.section {
				t.Errorf("the code %s of range %d is placed in %+v", codeOf(r.kind, n), i, place)
			}
		}
	}
}

func codeOf(kind byte, n int) Code {
	switch {
	case kind == '0':
		return Code(fmt.Sprintf("%05d", n))
	case kind >= 'a':
		return Code(fmt.Sprintf("%04d%c", n, kind-'a'+'A'))
	default:
		return Code(fmt.Sprintf("%c%04d", kind, n))
	}
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestAddressesAreUnique(t *testing.T) {
	names := map[string]string{}
	add := func(address string, s Section) {
		if !slugForm.MatchString(s.Slug) {
			t.Errorf("%s has the slug %q", s.Name, s.Slug)
		}
		if other, ok := names[address]; ok && other != s.Name {
			t.Errorf("%s and %s share the address %s", other, s.Name, address)
		}
		names[address] = s.Name
		if s.Name == "" || s.PlainName == "" {
			t.Errorf("%+v has no name", s)
		}
	}
	for _, s := range Sections() {
		if _, err := Parse(s.Slug); err == nil {
			t.Errorf("the slug %s is a code", s.Slug)
		}
		add(s.Slug, s)
	}
	for _, r := range ranges() {
		if r.sub {
			place := PlaceOf(codeOf(r.kind, r.first))
			add(place.Section.Slug+"/"+place.Sub.Slug, place.Sub)
		}
	}
	if len(names) < 100 {
		t.Errorf("only %d sections and parts were found", len(names))
	}
}

func TestFindPlace(t *testing.T) {
	for name, want := range map[string]string{
		"Surgery": "surgery", "SURGERY": "surgery", "surgery and procedures": "surgery", "lab": "lab",
		"skin-breast": "surgery/skin-breast", "Integumentary system": "surgery/skin-breast",
		"category-ii": "category-ii", "Category II": "category-ii", "Combined quality measures": "category-ii/combined-quality-measures",
		"combined-quality-measures": "category-ii/combined-quality-measures", "other": "other", "Other codes": "other",
		"": "none", "Gardening": "none",
	} {
		place, ok := FindPlace(name)
		got := strings.TrimSuffix(place.Section.Slug+"/"+place.Sub.Slug, "/")
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("FindPlace(%q) = %s, want %s", name, got, want)
		}
	}
	for _, r := range ranges() {
		place := PlaceOf(codeOf(r.kind, r.first))
		for _, name := range []string{place.Section.PlainName, place.Section.Slug} {
			if got, ok := FindPlace(name); !ok || got.Section != place.Section || got.Sub != (Section{}) {
				t.Errorf("FindPlace(%q) = %+v, %v; want the section %s", name, got, ok, place.Section.Slug)
			}
		}
	}
}

func TestSectionsInOrder(t *testing.T) {
	var slugs []string
	for _, s := range Sections() {
		slugs = append(slugs, s.Slug)
	}
	want := []string{"anesthesia", "surgery", "imaging", "lab", "medicine", "visits"}
	if !slices.Equal(slugs[:6], want) || slugs[len(slugs)-1] != "other" {
		t.Errorf("sections are in the order %v", slugs)
	}
}

func TestModifiers(t *testing.T) {
	names := ModifierNames()
	if len(names) < 100 || !slices.IsSorted(names) {
		t.Fatalf("%d modifiers, sorted: %v", len(names), slices.IsSorted(names))
	}
	if rows := mustRows(modifiersCSV); len(rows) != len(names) {
		t.Errorf("%d rows make %d modifiers: one is given twice", len(rows), len(names))
	}
	for _, n := range names {
		m, ok := FindModifier(strings.ToLower(n))
		if !ok || m.Name != n || len(n) != 2 || m.Meaning == "" || m.Set != "CPT" && m.Set != "HCPCS" {
			t.Errorf("modifier %q: %+v, %v", n, m, ok)
		}
		for _, c := range m.Conflicts {
			if _, ok := FindModifier(c); !ok || c == n {
				t.Errorf("%s is said to conflict with %q", n, c)
			}
		}
	}
	if _, ok := FindModifier("ZZ"); ok {
		t.Error("there is a modifier ZZ")
	}
}
