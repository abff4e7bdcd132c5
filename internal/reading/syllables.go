package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Syllables counts the syllables of an English word: its groups of vowels, less
// those that are silent, and more where two vowels that meet are spoken apart. An
// abbreviation in capitals without a vowel is spelt out, a letter a syllable.
func Syllables(word string) int {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
	if letters == "" {
		return 1
	}
	if n, ok := exceptions[letters]; ok {
		return n
	}
	if isSpelt(word) {
		return len(letters) + strings.Count(letters, "w")*2
	}
	n := groups(letters) - silent(letters) + apart(letters)
	return max(n, 1)
}

// isSpelt reports whether a word is an abbreviation that nobody could pronounce.
func isSpelt(word string) bool {
	letters := 0
	for _, r := range word {
		if !unicode.IsUpper(r) || strings.ContainsRune("AEIOUY", r) {
			return false
		}
		letters++
	}
	return letters > 1
}

func isVowel(c rune) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return c >= utf8.RuneSelf && strings.ContainsRune("áéíóúàèìòùâêîôûäëïöüœæ", c)
}

func groups(w string) int {
	n, last := 0, false
	for _, c := range w {
		v := isVowel(c)
		if v && !last {
			n++
		}
		last = v
	}
	return n
}

// silent counts groups that are not heard: the e at the end of "take", in "used"
// and "makes", and within "therefore", "sometimes".
func silent(w string) int {
	n := 0
	switch {
	case strings.HasSuffix(w, "le") && len(w) > 2 && !isVowel(rune(w[len(w)-3])):
		// ta-ble
	case endsIn(w, "e"):
		n++
	case endsIn(w, "es") && !endsIn(w, "ses", "zes", "ces", "ges", "ches", "shes", "xes", "ies", "les") ||
		endsIn(w, "les") && len(w) > 3 && isVowel(rune(w[len(w)-4])):
		n++
	case endsIn(w, "ed") && !endsIn(w, "ted", "ded", "ied"):
		n++
	case endsIn(w, "ely", "eful", "ement", "eless", "eness") && !endsIn(w, "lement", "rement"):
		n++
	}
	return n + silentWithin(w)
}

// compounds begin words whose second part begins with a consonant: some-times.
var compounds = []string{"some", "there", "where", "fore", "home", "base", "life", "time", "care"}

// silentWithin counts the e at the end of the first part of a compound, unless the
// word's ending has been counted already.
func silentWithin(w string) int {
	for _, first := range compounds {
		rest, ok := strings.CutPrefix(w, first)
		if !ok || rest == "" || isVowel(rune(rest[0])) {
			continue
		}
		switch rest {
		case "s", "d", "r", "ly", "ful", "less", "ment", "ness":
			return 0
		}
		return 1
	}
	return 0
}

// endsIn reports whether a word has one of the endings and a consonant before the
// ending's first vowel, if it begins with one.
func endsIn(w string, endings ...string) bool {
	for _, e := range endings {
		rest, ok := strings.CutSuffix(w, e)
		if ok && rest != "" && (!isVowel(rune(e[0])) || !isVowel(rune(rest[len(rest)-1]))) {
			return true
		}
	}
	return false
}

// apart counts vowels that meet and are spoken apart: ra-di-o, sci-ence, li-on.
func apart(w string) int {
	n := 0
	for _, pair := range []string{"ia", "io", "iu", "ua", "uou", "eo", "ea", "ie", "ue", "yi", "uity"} {
		for from := 0; ; {
			i := strings.Index(w[from:], pair)
			if i < 0 {
				break
			}
			at := from + i
			if hiatus(pair, w[:at], w[at+len(pair):]) {
				n++
			}
			from = at + 1
		}
	}
	return n
}

// hiatus reports whether a pair of vowels between two parts of a word is spoken
// apart.
func hiatus(pair, before, after string) bool {
	softened := before != "" && strings.ContainsRune("tscgx", rune(before[len(before)-1]))
	switch pair {
	case "ia":
		melts := strings.HasPrefix(after, "l") || strings.HasPrefix(after, "n") // special, physician, Australian
		return !(melts && (softened || strings.HasSuffix(before, "l"))) && !strings.HasPrefix(after, "ge")
	case "io":
		return !softened && !strings.HasPrefix(after, "us") || strings.HasSuffix(before, "r")
	case "iu":
		return true
	case "ua":
		return !strings.HasSuffix(before, "q") && !strings.HasSuffix(before, "g") && !strings.HasPrefix(after, "de")
	case "eo":
		return !strings.HasSuffix(before, "p") && !softened
	case "ea":
		return strings.HasPrefix(after, "te") && strings.HasSuffix(before, "cr")
	case "ie":
		return strings.HasPrefix(after, "t") && !strings.HasPrefix(after, "th") || strings.HasPrefix(after, "nce") && strings.HasSuffix(before, "sc")
	case "yi":
		return true
	case "uity":
		return true
	}
	return false
}

// exceptions are words of guides that the rules miscount.
var exceptions = map[string]int{
	"area": 3, "areas": 3, "idea": 3, "ideas": 3, "being": 2, "blood": 1, "create": 2, "creates": 2, "created": 3, "doctor": 2, "every": 2, "everyone": 3,
	"everything": 3, "science": 2, "client": 2, "patient": 2, "patients": 2, "diet": 2, "diets": 2, "quiet": 2, "fluid": 2, "fluids": 2,
	"poem": 2, "people": 2, "someone": 2, "something": 2, "sometimes": 2, "therefore": 2, "medicine": 3, "medicines": 3, "hour": 1,
	"business": 2, "evening": 2, "different": 3, "going": 2, "doing": 2, "seeing": 2, "lower": 2, "via": 2, "trial": 2, "trials": 2,
	"nausea": 3, "diarrhea": 4, "urea": 3, "ileus": 3, "material": 4, "serious": 3, "various": 3, "previous": 3,
}
