package check

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"bedside/internal/diag"
	"bedside/internal/prose"
	"bedside/internal/reading"
)

var absoluteClaim = Rule{
	Name: "absolute-claim", Severity: diag.Warning,
	Title: "Nothing is called safe, painless or certain without a word on how often it is not.",
	Why: "No procedure is without risk, and a patient who was promised the opposite has not given informed consent; regulators take such words for claims that need proof. " +
		"Not meant are sentences that deny (“not always”, “may not be safe”), compare (“safer”, “as safe as”), ask (“Is it safe?”), soften (“usually painless”) " +
		"or set a condition (“ask when it is safe to drive”), and advice (“Always wash your hands”).",
	Fix:    "Say how often, compared with what, and what can go wrong: most people feel only a pinch; serious problems are rare.",
	Source: "FTC, Health Products Compliance Guidance, https://www.ftc.gov/business-guidance/resources/health-products-compliance-guidance; AMA Code of Medical Ethics, opinion 2.1.1.",
	body: func(b *Body, found Report) {
		t := b.english()
		if t == nil {
			return
		}
		for i := range t.Blocks {
			block := &t.Blocks[i]
			if block.Kind == prose.Heading || b.forStaff(block) {
				continue
			}
			for j := block.From; j < block.To; j++ {
				promises(b, t, &t.Sentences[j], found)
			}
		}
	},
}

// promise is what makes a word, or words in a row, a claim.
type promise struct {
	words string
	// is reports whether the words at a place are one, if nothing softens them; nil for
	// always.
	is func(l *line, first, last int) bool
}

// promiseList is read from top to bottom; of two that begin with one word the longer
// stands first.
var promiseList = []promise{
	{"no side effects", nil}, {"no complications", nil}, {"no risks", nil}, {"no risk", nil}, {"no danger", nil},
	{"without any risk", nil}, {"without risk", nil}, {"zero risk", nil}, {"risk free", nil}, {"pain free", isPredicate},
	{"100 safe", nil}, {"100 effective", nil}, {"100 accurate", nil}, {"100 percent", isPraise},
	{"painless", nil}, {"painlessly", nil}, {"harmless", isPredicate}, {"foolproof", nil}, {"infallible", nil}, {"miracle", nil},
	{"guaranteed", nil}, {"guarantees", nil}, {"guarantee", nil},
	{"safe", isSafe}, {"always", isAlways}, {"never", isNever}, {"perfectly safe", nil},
}

// promisesByFirst leads from the key of a first word to the claims that begin with it.
var promisesByFirst = sync.OnceValue(func() map[uint64][]promise {
	out := map[uint64][]promise{}
	for _, c := range promiseList {
		first, _, _ := strings.Cut(c.words, " ")
		out[reading.KeyOf(first)] = append(out[reading.KeyOf(first)], c)
	}
	return out
})

func promises(b *Body, t *prose.Text, s *reading.Sentence, found Report) {
	var l *line
	for i := s.From; i < s.To; i++ {
		list := promisesByFirst()[t.Words[i].Key]
		if list == nil {
			continue
		}
		if l == nil {
			if l = newLine(t, s); l.asks() {
				return
			}
		}
		first := int(i - s.From)
		for _, c := range list {
			last := first + strings.Count(c.words, " ")
			if last >= len(l.words) || strings.Join(l.words[first:last+1], " ") != c.words {
				continue
			}
			if !l.softened(first) && (c.is == nil || c.is(l, first, last)) {
				found.At(b.At(t.Offset(t.Words[i].Start)), fmt.Sprintf("“%s” promises more than anybody can", l.original(first, last)),
					"Say how often, compared with what, or what can go wrong.")
			}
			i += int32(last - first)
			break
		}
	}
}

// line is a sentence as its words in small letters.
type line struct {
	words []string
	text  string
	t     *prose.Text
	from  int32
}

func newLine(t *prose.Text, s *reading.Sentence) *line {
	l := &line{words: make([]string, 0, s.To-s.From), text: string(t.Plain[s.Start:s.End]), t: t, from: s.From}
	for i := s.From; i < s.To; i++ {
		l.words = append(l.words, strings.ReplaceAll(strings.ToLower(string(t.Word(int(i)))), "’", "'"))
	}
	return l
}

func (l *line) asks() bool { return strings.Contains(l.text, "?") }

func (l *line) original(first, last int) string {
	words := l.t.Words[l.from:]
	return string(l.t.Plain[words[first].Start:words[last].End])
}

// softening are words before a claim that take it back, compare or set a condition.
var softening = strings.Fields(`not no never cannot can't isn't aren't wasn't don't doesn't won't nothing none nobody neither nor without
	if whether when until unless ask asks once before as so too more most mostly less least almost nearly usually often generally
	sometimes typically normally rarely seldom may might could should can considered thought believed seems appears fairly relatively reasonably
	quite tends likely probably how who which what few hardly little than while keep keeps stay stays feel feels`)

// softened reports whether a word before the claim, in its clause, takes it back.
func (l *line) softened(first int) bool {
	for i := first - 1; i >= 0 && i >= first-8; i-- {
		if slices.Contains(softening, l.words[i]) || strings.HasSuffix(l.words[i], "n't") {
			return true
		}
		if l.breaks(i) {
			return false
		}
	}
	return false
}

// breaks reports whether a clause ends in front of a word.
func (l *line) breaks(i int) bool {
	if i == 0 {
		return true
	}
	words := l.t.Words[l.from:]
	return strings.ContainsAny(string(l.t.Plain[words[i-1].End:words[i].Start]), ";:.—–(")
}

func (l *line) word(i int) string {
	if i < 0 || i >= len(l.words) {
		return ""
	}
	return l.words[i]
}

var (
	being  = []string{"is", "are", "was", "be", "it's", "they're", "that's"}
	praise = []string{"safe", "effective", "accurate", "sure", "certain", "successful", "reliable", "cure", "curable"}
	// treatment are nouns that a claim of safety is made for; a safe place or a safe dose
	// is something else.
	treatment = []string{"procedure", "procedures", "test", "tests", "treatment", "treatments", "surgery", "operation", "operations", "scan", "scans",
		"method", "methods", "technique", "option", "options", "medicine", "medicines", "medication", "medications", "drug", "drugs", "way", "device", "devices",
		"implant", "implants", "injection", "injections", "therapy", "exam", "vaccine", "vaccines", "alternative", "solution"}
	strong = []string{"completely", "totally", "perfectly", "absolutely", "entirely", "very", "extremely", "proven", "always"}
)

func isPredicate(l *line, first, _ int) bool {
	i := first - 1
	for slices.Contains(strong, l.word(i)) || l.word(i) == "also" {
		i--
	}
	return slices.Contains(being, l.word(i))
}

// isSafe tells “the test is safe” and “a safe procedure” from a safe place, a safe dose
// and “safe for work”.
func isSafe(l *line, first, last int) bool {
	if next := l.word(last + 1); next == "from" || next == "enough" || next == "harbor" || next == "side" {
		return false
	}
	return slices.Contains(strong, l.word(first-1)) || isPredicate(l, first, last) ||
		slices.Contains(treatment, l.word(last+1)) || l.word(last+1) == "and" && slices.Contains(praise, l.word(last+2))
}

// isAlways tells “it always works” and “is always” from advice: “Always wash …”, “you
// should always …”.
func isAlways(l *line, first, last int) bool {
	if slices.Contains(being, l.word(first-1)) {
		return slices.Contains(praise, l.word(last+1)) || slices.Contains([]string{"painless", "works", "normal", "harmless"}, l.word(last+1))
	}
	return first > 0 && slices.Contains([]string{"works", "work", "helps", "heals", "succeeds", "cures", "finds", "shows", "goes", "relieves"}, l.word(last+1))
}

func isNever(l *line, first, last int) bool {
	return first > 0 && slices.Contains([]string{"fails", "fail", "hurts", "hurt", "harms", "harm", "comes", "breaks", "leaves"}, l.word(last+1)) &&
		!slices.Contains([]string{"should", "must", "and", "or", "please"}, l.word(first-1))
}

func isPraise(l *line, _, last int) bool { return slices.Contains(praise, l.word(last+1)) }
