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
		"what happens", "procedure", "the procedure", "procedure details", "how it is done",
		"how the procedure is done", "during the procedure", "what to expect", "what happens during the test",
		"what happens during the visit", "how the test is done", "treatment"}},
	{Preparation, "How to prepare", []string{
		"preparation", "before the procedure", "preparing", "getting ready", "how to get ready"}},
	{Recovery, "Recovery and aftercare", []string{
		"recovery", "aftercare", "after the procedure", "after the test"}},
	{Complications, "Complications", []string{
		"possible complications", "risks", "risks and complications", "side effects", "complications and risks"}},
	{FollowUp, "Follow-up", []string{
		"follow up", "follow-up care", "outlook", "results", "what the results mean"}},
	{Alternatives, "Alternatives", []string{
		"other options", "other treatments", "alternative treatments", "alternatives to the procedure"}},
	{HomeCare, "Home care", []string{
		"home care tips", "care at home", "self-care", "self care"}},
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

// plainHeading ignores case, spacing and closing punctuation.
func plainHeading(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(s)), " ")
	return strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
}
