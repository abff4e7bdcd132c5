package build

import (
	"os"
	"slices"
	"testing"

	"bedside"
	"bedside/internal/diag"
)

func TestNotices(t *testing.T) {
	const cpt = "CPT is a registered trademark of the American Medical Association."
	for _, tc := range []struct {
		name, base, footer, other, want string
		withoutNotice                   bool
	}{
		{"as it is", `{{template "partials/footer.html" .}}`, `{{.Site.Disclaimer}}` + cpt, "", "", false},
		{"in the frame", `{{.Site.Disclaimer}}` + cpt, "", "", "", false},
		{"further in", `{{- template "partials/footer.html" .}}`, `{{ template "partials/other.html" .Site}}`, `{{.Disclaimer}}` + cpt, "", false},
		{"another foot", `{{template "partials/footer.html" .}}`, `Ours`, `{{.Disclaimer}}` + cpt, "layouts/partials/footer.html:1:1", true},
		{"without a foot", `{{block "main" .}}{{end}}`, `{{.Site.Disclaimer}}` + cpt, "", "layouts/base.html:1:1", true},
		{"in a circle", `{{template "base.html" .}}`, "", "", "layouts/base.html:1:1", true},
		{"another trademark", `{{.Site.Disclaimer}} Bedside is a trademark.`, "", "", "", true},
	} {
		l := layouts{files: map[string][]byte{"base.html": []byte(tc.base), "partials/footer.html": []byte(tc.footer), "partials/other.html": []byte(tc.other)}}
		l.takeNotices()
		got := ""
		for _, d := range l.notes {
			got += d.Location()
			if d.Rule != "advice-disclaimer" || d.Message == "" || d.Hint == "" {
				t.Errorf("%s: %+v", tc.name, d)
			}
		}
		if got != tc.want || l.withoutNotice != tc.withoutNotice {
			t.Errorf("%s: found at %q, want %q; without notice %v", tc.name, got, tc.want, l.withoutNotice)
		}
	}
}

// TestTrademarkNotice replaces the foot of a site whose text names CPT by one without
// the notice, and puts it back: also a brief check finds the error, and an old Builder
// what a fresh one finds.
func TestTrademarkNotice(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "content/11982.md", "---\ncode: \"11982\"\ntitle: T\nsummary: S\n---\nA CPT® code.\n")
	writeFile(t, dir, "content/11981.md", "---\ncode: \"11981\"\ntitle: T\nsummary: S\n---\nA CPT® code. CPT is a trademark of the AMA.\n")
	writeFile(t, dir, "content/11976.md", "---\ncode: \"11976\"\ntitle: T\nsummary: S\n---\nA code.\n")
	options := Options{Source: os.DirFS(dir), Defaults: bedside.Defaults(), Brief: true}
	old := New(options)
	found := func(b *Builder) (out []string) {
		v := mustUpdate(t, b, nil, true)
		if err := v.CheckAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, d := range v.Problems() {
			if d.Severity == diag.Error {
				out = append(out, d.Location()+" "+d.Rule)
			}
		}
		return out
	}
	for _, step := range []struct {
		foot, settings string
		want           []string
	}{
		{`<footer>{{.Site.Disclaimer}} CPT is a registered trademark of the American Medical Association.</footer>`, "", nil},
		{`<footer>{{.Site.Disclaimer}}</footer>`, "", []string{"content/11982.md:6:3 trademark"}},
		{`<footer>{{.Site.Disclaimer}}</footer>`, "copyright: CPT is a trademark of the AMA.\n", nil},
		{`<footer>{{.Site.Disclaimer}}</footer>`, "copyright: CPT is a name.\n", []string{"content/11982.md:6:3 trademark"}},
		{`<footer>{{.Site.Disclaimer}} CPT is a trademark of the AMA.</footer>`, "", nil},
	} {
		writeFile(t, dir, "layouts/partials/footer.html", step.foot)
		writeFile(t, dir, "bedside.yaml", step.settings)
		got, fresh := found(old), found(New(options))
		if !slices.Equal(got, step.want) || !slices.Equal(got, fresh) {
			t.Errorf("%s: found %q, want %q; a fresh Builder %q", step.foot, got, step.want, fresh)
		}
	}
}
