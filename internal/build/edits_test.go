package build

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bedside/internal/fees/feestest"
)

// editor changes a source directory at random, as people and programs do. Each of
// its edits says which names a watcher would tell of.
type editor struct {
	t    *testing.T
	dir  string
	rand *rand.Rand
	// guides holds the guides by file, broken what the broken files held before.
	guides   map[string]*draftGuide
	broken   map[string][]byte
	settings map[string]string
	n        int // numbers what is made, so that each edit is another
	names    []string
	// good says that the site had no errors when it was looked at last.
	good bool
}

// draftGuide is a guide that has not been written down yet.
type draftGuide struct {
	code, title, body string
	fields            map[string]string
}

func (g *draftGuide) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ncode: \"%s\"\ntitle: %s\nsummary: About %s.\n", g.code, g.title, g.title)
	for _, k := range slices.Sorted(maps.Keys(g.fields)) {
		fmt.Fprintf(&b, "%s: %s\n", k, g.fields[k])
	}
	return b.String() + "---\n" + g.body
}

func newEditor(t *testing.T, seed uint64) *editor {
	e := &editor{t: t, dir: t.TempDir(), rand: rand.New(rand.NewPCG(seed, 1)), guides: map[string]*draftGuide{}, broken: map[string][]byte{}, settings: map[string]string{}}
	for range 14 {
		e.addGuide()
	}
	e.put("content/index.md", "---\ntitle: Home\n---\nWelcome to [all](/codes/).\n")
	e.put("content/about.md", "---\ntitle: About\n---\n## A part\n\nText.\n")
	e.put("static/files/a.txt", "a")
	e.put("static/shared.png", generatedPicture(e.t, 7))
	e.swap()
	if seed%3 > 0 {
		e.settings["codes"] = "fees.csv"
		e.fees()
	}
	e.setting()
	return e
}

func (e *editor) pick(words ...string) string { return words[e.rand.IntN(len(words))] }

func (e *editor) put(name, data string) {
	writeFile(e.t, e.dir, name, data)
	e.names = append(e.names, name)
}

func (e *editor) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

func (e *editor) remove(name string) {
	if err := os.RemoveAll(e.path(name)); err != nil {
		e.t.Fatal(err)
	}
	e.names = append(e.names, name)
}

func (e *editor) rename(from, to string) {
	if err := os.MkdirAll(filepath.Dir(e.path(to)), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.Rename(e.path(from), e.path(to)); err != nil {
		e.t.Fatal(err)
	}
	e.names = append(e.names, from, to)
}

// file returns a random guide's file that is not broken, in an order that depends
// on the seed alone.
func (e *editor) file() string {
	var files []string
	for f := range e.guides {
		if e.broken[f] == nil {
			files = append(files, f)
		}
	}
	slices.Sort(files)
	return files[e.rand.IntN(len(files))]
}

func (e *editor) save(file string) { e.put(file, e.guides[file].String()) }

// change writes a guide anew after f has changed it.
func (e *editor) change(f func(g *draftGuide)) {
	file := e.file()
	f(e.guides[file])
	e.save(file)
}

func (e *editor) other() string { return e.guides[e.file()].code }

func (e *editor) addGuide() {
	e.n++
	code := e.pick(fmt.Sprintf("1%04d", e.n), fmt.Sprintf("J%04d", e.n), fmt.Sprintf("7%04d", e.n))
	file := fmt.Sprintf("content/%s/%s.md", e.pick("a", "b/c", "d"), code)
	if e.rand.IntN(4) == 0 {
		file = "content/bundles/" + code + "/index.md"
		e.put("content/bundles/"+code+"/picture.png", generatedPicture(e.t, 4+e.rand.IntN(9)))
	}
	e.guides[file] = &draftGuide{code: code, title: fmt.Sprintf("Guide %d", e.n), body: e.text(file), fields: map[string]string{"setting": e.pick("Office", "Hospital")}}
	e.save(file)
}

// text makes a body, with links that lead somewhere.
func (e *editor) text(file string) string {
	e.n++
	var b strings.Builder
	fmt.Fprintf(&b, "Text %d about %s.\n\n", e.n, e.pick("an arm", "a knee", "TLAs", "CPT", "CPT®"))
	for _, heading := range []string{"Recovery", "Symptoms", "How to prepare", "What comes next", "Part " + e.pick("one", "two")} {
		if e.rand.IntN(3) > 0 {
			fmt.Fprintf(&b, "## %s\n\n%s.\n\n", heading, e.pick("Walk", "Rest", "- Sleep", "> [!URGENT]\n> Call"))
		}
	}
	if len(e.guides) > 3 {
		fmt.Fprintf(&b, "See [it](%s).\n", e.other())
		b.WriteString(e.pick("", "Or [help](/help).\n"))
		if strings.Contains(b.String(), "## What comes next") { // which settings may make another section's
			b.WriteString(e.pick("", "", "Or [below](#what-comes-next).\n"))
		}
		if e.rand.IntN(8) == 0 { // may be broken, now or by a later edit
			fmt.Fprintf(&b, "See [there](%s#%s).\n", e.other(), e.pick("recovery", "symptoms", "part-one"))
		}
	}
	b.WriteString(e.pick("", "", "\nIt has a 90-day global period.\n", "\nMedicare does not pay for it.\n"))
	if strings.HasSuffix(file, "index.md") && e.rand.IntN(3) > 0 {
		b.WriteString("\n![A picture](picture.png)\n" + e.pick("", "\n[The same](picture.png)\n", "\n![Again](picture.png \"A caption\")\n"))
	}
	if e.rand.IntN(5) == 0 {
		b.WriteString("\n![Shared](/shared.png)\n")
	}
	return b.String()
}

func (e *editor) setField(name string, values ...string) {
	e.change(func(g *draftGuide) {
		if g.fields[name] != "" && e.rand.IntN(2) == 0 {
			delete(g.fields, name)
		} else {
			g.fields[name] = e.pick(values...)
		}
	})
}

func (e *editor) deleteGuide() {
	if len(e.guides) < 10 {
		return
	}
	file := e.file()
	delete(e.guides, file)
	if dir, ok := strings.CutSuffix(file, "/index.md"); ok {
		e.remove(dir)
	} else {
		e.remove(file)
	}
}

func (e *editor) renameCode() {
	file := e.file()
	if strings.HasSuffix(file, "index.md") {
		return
	}
	g := e.guides[file]
	e.n++
	delete(e.guides, file)
	g.code = fmt.Sprintf("9%04d", e.n)
	to := fmt.Sprintf("content/a/%s.md", g.code)
	e.guides[to] = g
	e.rename(file, to)
	e.save(to)
}

func (e *editor) moveFolder() {
	e.n++
	from := e.pick("a", "b/c", "b", "d", "bundles")
	if _, err := os.Stat(e.path("content/" + from)); err != nil {
		return
	}
	to := fmt.Sprintf("moved/%d", e.n)
	e.rename("content/"+from, "content/"+to)
	move := func(f string) string { return "content/" + to + strings.TrimPrefix(f, "content/"+from) }
	for f, g := range e.guides {
		if strings.HasPrefix(f, "content/"+from+"/") {
			delete(e.guides, f)
			e.guides[move(f)] = g
		}
	}
	for f, data := range e.broken {
		if strings.HasPrefix(f, "content/"+from+"/") {
			delete(e.broken, f)
			e.broken[move(f)] = data
		}
	}
}

// setting changes one of the settings, or adds or removes it.
func (e *editor) setting() {
	e.n++
	if e.rand.IntN(8) == 0 {
		e.synonyms()
		return
	}
	name, value := "name", fmt.Sprintf("Site %d", e.n)
	switch e.rand.IntN(13) {
	case 12:
		name, value = "codes", e.pick("fees.csv", "fees/2026.csv")
		e.fees()
	case 0:
		name, value = "synonyms", "\n  - arm, "+e.pick("limb", "tla")+"\n  - knee, joint"
	case 1, 2:
		name, value = "sections", "{recovery: ["+e.pick("What comes next", "Part one")+"]}"
	case 3:
		name, value = "promos", "[{title: A card, text: Text, position: recovery}]"
	case 4:
		name, value = "nav", "[{text: All, link: /codes/}]"
	case 5:
		name, value = "faq_schema", "true"
	case 6:
		name, value = "practice", "{name: A practice, phone: \"555-"+e.pick("0100", "0101")+"\"}"
	case 7:
		name, value = "feedback", e.pick("mailto:a@example.org", "/help/")
	case 8:
		name, value = "base_url", "https://guides.example/"+e.pick("", "sub/")
	case 9:
		name, value = "accent", e.pick(`"#7a0019"`, "navy", "gold")
	case 10:
		name, value = "social_cards", e.pick("on", "off", "auto")
	case 11:
		name, value = "logo", "/files/logo.png"
		e.put("static/files/logo.png", generatedPicture(e.t, 4+e.rand.IntN(9)))
	}
	if e.settings[name] != "" && e.rand.IntN(2) == 0 {
		delete(e.settings, name)
	} else {
		e.settings[name] = value
	}
	e.writeSettings()
}

func (e *editor) writeSettings() {
	var lines strings.Builder
	for _, k := range slices.Sorted(maps.Keys(e.settings)) {
		fmt.Fprintf(&lines, "%s: %s\n", k, e.settings[k])
	}
	e.put("bedside.yaml", lines.String())
}

// synonyms writes the editors' list, with a mistake or without, or takes it away.
func (e *editor) synonyms() {
	switch e.rand.IntN(4) {
	case 0:
		e.remove("content/_synonyms.yaml")
	case 1:
		e.put("content/_synonyms.yaml", "- lonely\n")
	default:
		e.put("content/_synonyms.yaml", "- guide, "+e.pick("booklet", "leaflet")+"\n")
	}
}

// fees writes both fee schedules, of which the settings may name one. With luck they are
// not there, or no fee schedules.
func (e *editor) fees() {
	switch e.rand.IntN(16) {
	case 0:
		e.remove("fees.csv")
		e.remove("fees")
		return
	case 1:
		e.put("fees.csv", "no fee schedule")
		return
	}
	var rows []feestest.Row
	for _, f := range slices.Sorted(maps.Keys(e.guides)) {
		rows = append(rows, feestest.Row{Code: e.guides[f].code, Descriptor: "MADE UP ARM", Status: e.pick("A", "N", "D"), Global: e.pick("000", "090"), Bilateral: e.pick("0", "1")})
	}
	e.put("fees.csv", string(feestest.File(rows[1:])))
	e.put("fees/2026.csv", string(feestest.File(rows)))
}

// layout writes a layout or a partial with a mark in it, or takes it away again.
func (e *editor) layout(name string) {
	file := "layouts/" + name
	if _, err := os.Stat(e.path(file)); err == nil && e.rand.IntN(3) == 0 {
		e.remove(file)
		return
	}
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		e.t.Fatal(err)
	}
	e.n++
	e.put(file, string(text)+fmt.Sprintf("{{define \"mark%d\"}}{{end}}", e.n)+e.pick("", "\n<!-- x -->")+"")
	e.put(file, strings.Replace(string(text), "\n<", fmt.Sprintf("\n<i data-n=\"%d\"></i><", e.n), 1))
}

func (e *editor) asset() {
	e.n++
	if e.rand.IntN(3) == 0 {
		e.remove("assets/main.css")
		return
	}
	e.put("assets/main.css", fmt.Sprintf("body{margin:%dpx}", e.n))
}

func (e *editor) static() {
	e.n++
	if e.rand.IntN(4) == 0 { // with the logo, which may be missed
		e.remove("static/files")
	}
	if e.settings["logo"] != "" {
		e.put("static/files/logo.png", generatedPicture(e.t, 4+e.n%9))
	}
	e.put(fmt.Sprintf("static/files/%s.txt", e.pick("a", "b", "c")), fmt.Sprint(e.n))
}

// swap makes a page of the file that is published at /help, or the other way round:
// links that lead there lead elsewhere then, though no text that has one changed.
func (e *editor) swap() {
	if _, err := os.Stat(e.path("content/help.md")); err == nil {
		e.remove("content/help.md")
		e.put("static/help", "help")
	} else {
		e.remove("static/help")
		e.put("content/help.md", "---\ntitle: Help\n---\nText.\n")
	}
}

// picture replaces a picture that a guide shows, or that several may show: by one of
// another size or kind, by one that is damaged, or by none.
func (e *editor) picture() {
	e.n++
	if e.rand.IntN(4) == 0 {
		e.put("static/shared.png", generatedPhoto(e.t, 30+e.n%20, e.n))
		return
	}
	for _, f := range slices.Sorted(maps.Keys(e.guides)) {
		dir, ok := strings.CutSuffix(f, "/index.md")
		if !ok || !strings.Contains(e.guides[f].body, "picture.png") || e.rand.IntN(2) == 0 {
			continue
		}
		name := dir + "/picture.png"
		switch e.rand.IntN(7) {
		case 0, 1:
			e.put(name, generatedPicture(e.t, 20+e.n))
		case 2, 3:
			e.put(name, generatedPhoto(e.t, 40+e.n%30, e.n))
		case 4:
			e.put(name, fmt.Sprintf(`<svg viewBox="0 0 %d 9"><script>x</script><path d="M0 0h%d"/></svg>`, e.n, e.n))
		case 5:
			e.put(name, generatedPicture(e.t, 9)[:30]+damaged)
		case 6:
			e.remove(name)
		}
		return
	}
}

// damaged is how a damaged picture ends.
const damaged = "damaged"

// restore puts a picture in the place of those that are damaged or not there.
func (e *editor) restore() {
	for _, f := range slices.Sorted(maps.Keys(e.guides)) {
		dir, ok := strings.CutSuffix(f, "/index.md")
		if !ok {
			continue
		}
		data, err := os.ReadFile(e.path(dir + "/picture.png"))
		if err != nil || strings.HasSuffix(string(data), damaged) {
			e.put(dir+"/picture.png", generatedPicture(e.t, 5))
		}
	}
}

func (e *editor) page() {
	e.n++
	switch name := e.pick("content/about.md", "content/index.md"); {
	case e.rand.IntN(4) == 0:
		e.remove(name)
	default:
		e.put(name, fmt.Sprintf("---\ntitle: Page %d\n---\n## A part\n\nText %d about [it](%s).\n", e.n, e.n, e.other()))
	}
}

// spoil breaks one thing, in a way that it can be mended.
func (e *editor) spoil() {
	file := e.pick(e.file(), e.file(), e.file(), "layouts/guide.html", "layouts/handout.html", "layouts/partials/related.html", "bedside.yaml", "assets/search.js")
	if e.broken[file] != nil {
		return
	}
	old, err := os.ReadFile(e.path(file))
	if err != nil {
		if old, err = os.ReadFile("../../" + file); err != nil {
			e.t.Fatal(err)
		}
	}
	e.broken[file] = old
	bad := string(old)
	switch {
	case strings.HasPrefix(file, "content/"):
		switch e.rand.IntN(6) {
		case 0:
			bad = strings.Replace(bad, "title: ", "title: [", 1)
		case 1:
			bad = strings.Replace(bad, "summary: ", "sumary: ", 1)
		case 2:
			bad += "\n<div>no</div>\n"
		case 3:
			bad += "\n[nowhere](99999)\n"
		case 4:
			bad = "no front matter"
		case 5:
			bad = strings.Replace(bad, "title:", "related: [\"99998\"]\nspecialties: [Surgery]\ntitle:", 1)
		}
	case strings.HasPrefix(file, "layouts/"):
		bad = e.pick("{{if}}", "{{.Nope}}", `{{define "main"}}{{.Nope}}{{end}}`)
	case file == "bedside.yaml":
		bad += e.pick("nope: 1\n", "name: [\n", "accent: \"#777\"\n", "logo: /files/gone.png\n")
	default:
		bad = "function ("
	}
	e.put(file, bad)
}

func (e *editor) mend() {
	for file, data := range e.broken {
		delete(e.broken, file)
		e.put(file, string(data))
	}
}

// heal writes every guide that names a guide which is not there any more, or has
// an alias, anew.
func (e *editor) heal() {
	if e.settings["rules"] != "" && e.broken["bedside.yaml"] == nil {
		delete(e.settings, "rules")
		e.writeSettings()
	}
	e.restore()
	codes := map[string]bool{}
	for _, g := range e.guides {
		codes[g.code] = true
	}
	files := slices.Sorted(maps.Keys(e.guides))
	if e.settings["codes"] != "" {
		for !e.hasFees() {
			e.fees()
		}
	}
	for _, f := range files {
		g := e.guides[f]
		links := linked.FindAllStringSubmatch(g.body+g.fields["related"], -1)
		gone := slices.ContainsFunc(links, func(m []string) bool { return !codes[m[1]] }) || strings.Contains(g.body, "#")
		if e.broken[f] == nil && (gone || g.fields["aliases"] != "" || g.fields["draft"] != "" || g.fields["allow"] != "" || g.fields["modifiers"] != "" || g.fields["reviewed"] != "") {
			g.body, g.fields = e.text(f), map[string]string{}
			e.save(f)
		}
	}
}

// hasFees reports whether the fee schedule that the settings may name can be read.
func (e *editor) hasFees() bool {
	raw, err := os.ReadFile(e.path(e.settings["codes"]))
	return err == nil && len(raw) > 100
}

var linked = regexp.MustCompile(`[("]([0-9J][0-9]{4})`)

// edit does something at random and returns what it was and which names were
// touched.
func (e *editor) edit() (what string, names []string) {
	e.names = nil
	what = e.pick("body", "body", "title", "add", "delete", "rename", "move", "draft", "alias", "related", "review", "allow", "billing", "rules", "specialty", "layout", "partial",
		"fact", "fact", "asset", "setting", "setting", "fees", "fees", "modifiers", "static", "picture", "picture", "page", "swap", "spoil", "spoil", "touch")
	switch {
	case len(e.broken) > 0 && e.rand.IntN(3) > 0:
		what = "mend"
	case !e.good && e.rand.IntN(3) > 0:
		what = "heal"
	}
	e.do(what)
	return what, e.names
}

func (e *editor) do(what string) {
	switch what {
	case "review", "allow", "billing", "rules":
		e.concernRules(what)
	case "body":
		file := e.file()
		e.guides[file].body = e.text(file)
		e.save(file)
	case "title":
		e.n++
		e.change(func(g *draftGuide) { g.title = fmt.Sprintf("%s %d", e.pick("An arm", "A knee", "Élan"), e.n) })
	case "add":
		e.addGuide()
	case "delete":
		e.deleteGuide()
	case "rename":
		e.renameCode()
	case "move":
		e.moveFolder()
	case "draft":
		e.setField("draft", "true")
	case "alias":
		e.setField("aliases", "[/old/1]", "[/old/2]", "[/about/]")
	case "related":
		e.setField("related", fmt.Sprintf("[%q]", e.other()))
	case "fact":
		e.change(func(g *draftGuide) { g.fields["setting"] = e.pick("Office", "Hospital", "Clinic") })
	case "specialty":
		e.setField("specialties", "[Surgery]", "[Dentistry]")
	case "layout":
		e.layout(e.pick("guide.html", "handout.html"))
	case "partial":
		e.layout("partials/related.html")
	case "asset":
		e.asset()
	case "setting":
		e.setting()
	case "fees":
		e.fees()
	case "modifiers":
		e.setField("modifiers", "[\"50\"]", "[LT, \"54\"]")
	case "static":
		e.static()
	case "picture":
		e.picture()
	case "swap":
		e.swap()
	case "page":
		e.page()
	case "spoil":
		e.spoil()
	case "mend":
		e.mend()
	case "heal":
		e.heal()
	case "touch":
		e.save(e.file())
	}
}

// concernRules changes what rules look at, or what becomes of their findings.
func (e *editor) concernRules(what string) {
	switch what {
	case "review":
		e.setField("reviewed", "2026-06-01", "2025-01-01", "2027-01-01")
	case "allow":
		e.setField("allow", "{review-due: Later}", "{references-missing: None}", "{anchor-broken: Later, reviewed-future: Later}", "{link-broken: No}", "{nothing: No}", "{trademark: }")
	case "billing":
		switch e.rand.IntN(4) {
		case 0:
			e.setField("modifiers", "[\"50\", LT]", "[\"26\", TC]", "[XX]")
		case 1:
			e.setField("cost", "{low: 1}", "{low: 1, year: 2026}")
		case 2:
			e.setField("category", "Lab", "Our own")
		default:
			e.setField("references", "[{title: A, date: 1999}]", "[{title: A}]")
		}
	case "rules":
		if e.broken["bedside.yaml"] != nil {
			return
		}
		e.settings["rules"] = e.pick("{anchor-broken: warning}", "{review-due: error, trademark: off}", "{references-missing: info}", "{modifier-unknown: off}", "{trademark: error}")
		e.writeSettings()
	}
}
