package preview

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"bedside/internal/diag"
)

// The templates write everything that the preview shows of an author's files, so
// that a text can never become markup.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(client, "client/*.tmpl"))
})

// maxShown is how many problems, or links, are listed at once. Nobody mends more
// before looking again.
const maxShown = 20

// view is what the templates show.
type view struct {
	Client string // where the client's files are
	// Run, Version and Sum tell the client which page it is in.
	Run     string
	Version uint64
	Sum     string
	// Errors are those of the whole site, those of this page first.
	Errors     []problemView
	ErrorCount int
	MoreErrors int
	// Key changes when the errors do; Say is what a screen reader says of them.
	Key, Say string
	// Path is the address that was asked for, and Failure why it cannot be shown.
	Path, Failure string
	Panel         *panelView
}

// panelView is the editor's panel of one page.
type panelView struct {
	Label    string
	Draft    bool
	File     place
	Words    int
	Problems []problemView
	Sections []sectionView
	Review   string
	// ReviewPlace is where the date of review is written.
	ReviewPlace place
	Overdue     bool
	Missing     []string
	Links       []linkView
	Head        head
	// MoreProblems and MoreLinks are how many are not listed.
	MoreProblems, MoreLinks int
	// Guide is set for a guide, which is to be reviewed.
	Guide bool
	// IsText is set for a page that has a source file of its own.
	IsText bool
}

// place is a place in a source file, with the link that opens it, if any.
type place struct {
	Text string
	Link template.URL
}

type problemView struct {
	Place          place
	Severity, Rule string
	Message, Hint  string
	Line, Caret    string
}

type sectionView struct {
	Heading string
	Place   place
	Words   int
	Grade   string
	Hard    bool
}

type linkView struct {
	Page  Page
	Place place
}

// hardGrade is the reading grade above which most patients find a text hard. Those
// who write for patients aim at grade 6 to 8.
const hardGrade = 8

func (s *Server) place(file string, at diag.Pos) place {
	d := diag.Diagnostic{File: file, Pos: at}
	return place{Text: d.Location(), Link: template.URL(s.editLink(file, at))} // made of escaped parts
}

func (s *Server) problem(d diag.Diagnostic) problemView {
	line, indent := d.Snippet()
	p := problemView{
		Place: s.place(d.File, d.Pos), Severity: d.Severity.String(), Rule: d.Rule, Message: d.Message, Hint: d.Hint, Line: line,
	}
	if line != "" {
		p.Caret = indent + "^"
	}
	return p
}

// view collects the errors that are shown with a page, which is made from a file if
// that is known.
func (s *Server) view(st *state, page, file string) view {
	v := view{Client: clientPath(), Run: s.run, Version: st.number}
	var own, others diag.List
	var all strings.Builder
	for _, d := range st.errors {
		fmt.Fprintf(&all, "%s %s\n", d.Location(), d.Message)
		if d.File == file || mentions(d.File, page) {
			own = append(own, d)
		} else {
			others = append(others, d)
		}
	}
	own = append(own, others...)
	v.ErrorCount = len(own)
	v.MoreErrors = max(len(own)-maxShown, 0)
	for _, d := range own[:len(own)-v.MoreErrors] {
		v.Errors = append(v.Errors, s.problem(d))
	}
	if len(own) > 0 {
		v.Key = sum([]byte(all.String()))
		v.Say = fmt.Sprintf("%s. %s: %s", plural(len(own), "error"), own[0].Location(), own[0].Message)
	}
	return v
}

// mentions reports whether a content file is probably that of a page which does
// not exist: its name is that of the page's folder.
func mentions(file, page string) bool {
	name := path.Base(page)
	stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if stem == "index" {
		stem = path.Base(path.Dir(file))
	}
	return page != "" && strings.EqualFold(name, stem)
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// withPanel adds the editor's panel for a page whose bytes are given.
func (s *Server) withPanel(v view, report Report, isText bool, page []byte) view {
	p := panelView{IsText: isText, Guide: report.Guide, Draft: report.Draft, Words: report.Words, Missing: report.Missing, Head: readHead(page)}
	if isText {
		p.File = s.place(report.File, diag.Pos{})
	}
	p.MoreLinks = max(len(report.LinksHere)-maxShown, 0)
	for _, l := range report.LinksHere[:len(report.LinksHere)-p.MoreLinks] {
		p.Links = append(p.Links, linkView{l.From, s.place(l.File, l.Pos)})
	}
	p.MoreProblems = max(len(report.Problems)-maxShown, 0)
	for _, d := range report.Problems[:len(report.Problems)-p.MoreProblems] {
		p.Problems = append(p.Problems, s.problem(d))
	}
	for _, x := range report.Sections {
		one := sectionView{Heading: x.Heading, Place: s.place(report.File, x.Pos), Words: x.Words, Hard: x.Grade > hardGrade}
		if x.Grade > 0 {
			one.Grade = fmt.Sprintf("%.0f", math.Max(x.Grade, 1))
		}
		p.Sections = append(p.Sections, one)
	}
	p.Review, p.Overdue = review(report, s.now())
	p.ReviewPlace = s.place(report.File, report.ReviewPos)
	p.Label = label(v, report, isText)
	v.Panel = &p
	return v
}

// label is the short form of the panel, on its button.
func label(v view, report Report, isText bool) string {
	elsewhere := v.ErrorCount - report.Problems.Count(diag.Error)
	switch n := len(report.Problems); {
	case n > 0 && elsewhere > 0:
		return fmt.Sprintf("%s, %s elsewhere", plural(n, "problem"), plural(elsewhere, "error"))
	case n > 0:
		return plural(n, "problem")
	case elsewhere > 0:
		return fmt.Sprintf("%s elsewhere", plural(elsewhere, "error"))
	case isText:
		return "no problems"
	default:
		return ""
	}
}

// review says when the page was reviewed and when it is to be again.
func review(r Report, now time.Time) (text string, overdue bool) {
	if r.Reviewed == "" {
		return "", false
	}
	text = "Reviewed " + r.Reviewed
	if r.ReviewedBy != "" {
		text += " by " + r.ReviewedBy
	}
	switch {
	case r.Due == "":
		return text, false
	case r.Due <= now.Format(time.DateOnly):
		return text + "; due again since " + r.Due, true
	default:
		return text + "; due again " + r.Due, false
	}
}

// sendPanel sends what the script shows beside a page.
func (s *Server) sendPanel(w http.ResponseWriter, r *http.Request) {
	st := s.wait(r)
	if st == nil {
		refuse(w, http.StatusServiceUnavailable, "The preview is ending.")
		return
	}
	name, ok := sitePath(&url.URL{Path: r.FormValue("page")})
	if !ok {
		name = notFoundPage
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	data, _, _ := st.file(name) // an error is among the problems
	report, isText := st.version.Report(pageAddress(name))
	v := s.view(st, pageAddress(name), report.File)
	s.sendPage(w, r, http.StatusOK, execute("panel", s.withPanel(v, report, isText, data)))
}

// withScript adds the script element to a page and, while something is broken, the
// problems: whoever reads the page without scripts needs them too.
func (s *Server) withScript(st *state, page string, data []byte) []byte {
	v := s.view(st, page, "")
	v.Sum = sum(data)
	added := execute("added", v)
	at := bytes.LastIndex(data, []byte("</body>"))
	if at < 0 {
		at = len(data)
	}
	out := make([]byte, 0, len(data)+len(added))
	return append(append(append(out, data[:at]...), added...), data[at:]...)
}

// ownPolicy is the security policy of the page that holds nothing but problems.
const ownPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// sendProblems sends a page that says why there is nothing else to show.
func (s *Server) sendProblems(w http.ResponseWriter, r *http.Request, st *state, status int, failure error) {
	page, ok := sitePath(r.URL)
	if !ok {
		page = notFoundPage
	}
	v := s.view(st, page, "")
	v.Path = r.URL.Path
	if failure != nil && v.ErrorCount == 0 {
		v.Failure = failure.Error()
	}
	content := execute("page", v)
	v.Sum = sum(content)
	w.Header().Set("Content-Security-Policy", ownPolicy)
	s.sendPage(w, r, status, append(content, execute("script", v)...))
}

func execute(name string, v view) []byte {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, name, v); err != nil {
		panic(err) // the templates are part of the program, and their data is whole
	}
	return b.Bytes()
}
