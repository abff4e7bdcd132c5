package guide

import (
	"strings"
	"unicode"
)

// Kind is the fixed meaning of a usual section, whatever its heading says. Its
// text is the section's id in the page, so that links to it never break because
// somebody worded a heading anew. The empty Kind is any other section.
type Kind string

// The usual sections, in their usual order.
const (
	WhenItIsUsed  Kind = "when-it-is-used"
	Symptoms      Kind = "symptoms"
	Causes        Kind = "causes"
	Tests         Kind = "tests"
	Procedure     Kind = "procedure"
	Preparation   Kind = "preparation"
	Recovery      Kind = "recovery"
	Complications Kind = "complications"
	FollowUp      Kind = "follow-up"
	Alternatives  Kind = "alternatives"
	HomeCare      Kind = "home-care"
	Prevention    Kind = "prevention"
	Billing       Kind = "billing"
	CostCoverage  Kind = "cost"
	Questions     Kind = "faq"
)

// KindInfo describes a usual section.
type KindInfo struct {
	Kind Kind
	// Heading is the wording that the scaffold writes.
	Heading string
	// Wordings are other headings that mean the same section.
	Wordings []string
}

// Kinds returns the usual sections in their usual order.
func Kinds() []KindInfo { return kinds }

var kinds = []KindInfo{
	{WhenItIsUsed, "When it is used", []string{
		"when this procedure is used", "when it is done", "why it is done", "why it is used",
		"why you may need it", "indications", "uses", "who needs it", "reasons for the procedure"}},
	{Symptoms, "Symptoms", []string{
		"symptoms that point to it", "signs and symptoms", "symptoms and signs"}},
	{Causes, "Causes and risk factors", []string{
		"causes", "risk factors", "causes and risks"}},
	{Tests, "Tests before the procedure", []string{
		"tests before", "tests", "diagnosis", "exams and tests", "tests and diagnosis", "diagnostic tests"}},
	{Procedure, "What happens during the procedure", []string{
		"what happens", "procedure", "procedure details", "how it is done",
		"how the procedure is done", "during the procedure", "what to expect", "what to expect during the procedure"}},
	{Preparation, "How to prepare", []string{
		"preparation", "before the procedure", "preparing", "preparing for the procedure", "getting ready", "how to get ready",
		"how do I prepare", "how you prepare", "what to do before the procedure", "before you come"}},
	{Recovery, "Recovery and aftercare", []string{
		"recovery", "aftercare", "after-care", "after the procedure", "recovering", "recovery after the procedure", "care after the procedure",
		"what to do after the procedure", "what to expect after the procedure", "what happens after the procedure"}},
	{Complications, "Complications", []string{
		"possible complications", "risks", "possible risks", "risks and complications", "complications and risks", "side effects",
		"possible side effects", "risks and side effects", "what can go wrong"}},
	{FollowUp, "Follow-up", []string{
		"follow up", "follow-up care", "follow-up visits", "next steps", "outlook", "results", "what the results mean"}},
	{Alternatives, "Alternatives", []string{
		"other options", "other treatments", "alternative treatments", "alternatives to the procedure"}},
	{HomeCare, "Home care", []string{
		"home care tips", "care at home", "caring for yourself at home", "at home", "after you go home", "self-care", "self care"}},
	{Prevention, "Education and prevention", []string{
		"prevention", "patient education", "patient education and prevention", "education"}},
	{Billing, "Billing and coding", []string{
		"billing", "coding", "coding and billing", "billing information", "codes and modifiers"}},
	{CostCoverage, "Cost and coverage", []string{
		"cost", "costs", "coverage", "cost and insurance", "cost and insurance coverage", "insurance coverage",
		"insurance and cost"}},
	{Questions, "Frequently asked questions", []string{
		"faq", "faqs", "questions", "common questions", "questions and answers"}},
}

// Wordings says which headings mean which usual section.
type Wordings map[string]Kind

// NewWordings returns the built-in wordings and a site's own: kind → headings.
func NewWordings(own map[Kind][]string) Wordings {
	w := Wordings{}
	for _, k := range kinds {
		w[plainHeading(k.Heading)] = k.Kind
		w[string(k.Kind)] = k.Kind
		for _, s := range k.Wordings {
			w[plainHeading(s)] = k.Kind
		}
	}
	for kind, headings := range own {
		for _, h := range headings {
			w[plainHeading(h)] = kind
		}
	}
	return w
}

// Kind returns the usual section that a heading means, or "".
func (w Wordings) Kind(heading string) Kind { return w[plainHeading(heading)] }

// plainHeading ignores case, spacing, a number in front, closing punctuation, and "the"
// and "your"; and what is done may have its own name: "2. After your surgery" is "after
// procedure".
func plainHeading(s string) string {
	var words []string
	for i, w := range strings.Fields(strings.ToLower(s)) {
		w = strings.TrimRightFunc(w, unicode.IsPunct)
		switch {
		case w == "" || w == "the" || w == "your" || w == "my" || i == 0 && isNumber(w):
		case doneToPatients[w]:
			words = append(words, "procedure")
		default:
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// doneToPatients are the words that headings have for a procedure.
var doneToPatients = map[string]bool{"surgery": true, "operation": true, "test": true, "exam": true, "scan": true, "visit": true, "treatment": true, "injection": true}

func isNumber(s string) bool { return strings.Trim(s, "0123456789.") == "" }
