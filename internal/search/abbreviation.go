package search

import (
	"slices"
	"strings"
)

// smallWords may or may not be counted when initials are formed.
var smallWords = map[string]bool{"of": true, "the": true, "and": true, "with": true, "in": true, "for": true, "to": true,
	"by": true, "due": true, "a": true, "an": true, "or": true, "on": true, "without": true, "type": true}

// maxAbbreviation is the longest abbreviation formed or recognised, in bytes.
const maxAbbreviation = 8

// combining forms begin words of medicine and often count as a word of their
// own in an abbreviation: polymicrogyria is PMG.
var combiningForms = strings.Fields("acro adreno angio arterio arthro blepharo broncho cardio cephalo cerebro cervico cholangio " +
	"cholecysto chondro cleido colo costo cranio cysto dacryo dermato dento echo electro encephalo entero epidermo erythro esophago " +
	"fibro gastro glomerulo gluco hemato hemo hepato histo hydro hyper hypo hystero immuno kerato kypho laparo laryngo leio leuko " +
	"lipo lymphangio lympho macro mammo mediastino megalo meningo micro muco musculo myelo myo naso nephro neuro oculo odonto onycho " +
	"oophoro orchido oro osteo oto palato pancreato para peri pharyngo phono photo pneumo poly procto pseudo psycho pyelo radio retino " +
	"rhino sacro salpingo sclero sialo sigmoido spheno spino spondylo stereo stomato tarso thrombo thyro tracheo tricho tympano " +
	"ultra uretero urethro uro utero vaso ventriculo vesico video")

// parted splits a word behind its combining forms.
func parted(w string) []string {
	var parts []string
next:
	for len(w) > 6 {
		for _, f := range combiningForms {
			if len(w) >= len(f)+3 && strings.HasPrefix(w, f) {
				parts = append(parts, f)
				w = w[len(f):]
				continue next
			}
		}
		break
	}
	return append(parts, w)
}

// initials gives the abbreviations people form from a name's words: with and
// without its small words, with and without its combining forms, and with and
// without a number at its end. X-linked is XL, or X where it stands, or X at the end:
// X-linked severe combined immunodeficiency is SCIDX1.
func initials(words []string) []string {
	out := initialsOf(words)
	for i := 1; i < len(words); i++ {
		if words[i-1] != "x" || words[i] != "linked" {
			continue
		}
		there := slices.Delete(slices.Clone(words), i, i+1)
		last := append(slices.Delete(slices.Clone(there), i-1, i), "x")
		for _, s := range append(initialsOf(there), initialsOf(last)...) {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func initialsOf(words []string) []string {
	var all, strong, forms, heads []byte
	var one [][]byte // with the combining forms of one word only
	number := ""
	for _, w := range words {
		if isNumber(w) {
			number = w
			continue
		}
		all = append(all, w[0])
		if smallWords[w] {
			continue
		}
		parts := parted(w)
		for i := range one {
			one[i] = append(one[i], w[0])
		}
		if len(parts) > 1 {
			one = append(one, append(slices.Clone(strong), parts[0][0], parts[1][0]))
			heads = append(heads, parts[0][0], parts[1][0])
		} else {
			heads = append(heads, w[0])
		}
		strong = append(strong, w[0])
		for _, p := range parts {
			forms = append(forms, p[0])
		}
	}
	return abbreviations(append([][]byte{strong, forms, heads}, one...), all, number)
}

// abbreviations takes what is long enough, each once: the variants with and
// without the number, and the initials of all words.
func abbreviations(variants [][]byte, all []byte, number string) []string {
	var out []string
	add := func(s string, least int) {
		if len(s) >= least && len(s) <= maxAbbreviation && isASCII(s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	several := len(variants[0]) > 1
	for _, v := range variants {
		if several || len(v) > 2 {
			add(string(v), 2)
			if number != "" {
				add(string(v)+number, 3)
			}
		}
	}
	if several {
		add(string(all), 2)
	}
	return out
}

// abbreviates reports whether a word written in capitals can stand for a name:
// it begins with the first letter of one of the name's words, and its letters
// occur in the name in their order, at least half of them as initials.
func abbreviates(short string, words []string) bool {
	letters := strings.TrimRight(short, "0123456789")
	if len(letters) < 2 || len(words) == 0 {
		return false
	}
	for i := range words {
		if words[i][0] == letters[0] && lettersRun(letters, words[i:]) {
			return true
		}
	}
	return false
}

// lettersRun takes letters from the words in order, an initial where it can.
func lettersRun(letters string, words []string) bool {
	initial, k, pos := 0, 0, 0
	for i := 0; i < len(letters); i++ {
		if next := nextInitial(letters[i], words, k, pos); next >= 0 {
			k, pos = next, 1
			initial++
			continue
		}
		at := strings.IndexByte(words[k][pos:], letters[i])
		if at < 0 {
			return false
		}
		pos += at + 1
	}
	return initial*2 >= len(letters) && initial >= 2 || initial == 1 && len(words) == 1 && len(letters) >= 3
}

// nextInitial gives the next word, at most three words on, that begins with c.
func nextInitial(c byte, words []string, k, pos int) int {
	if pos > 0 {
		k++
	}
	for i := k; i < len(words) && i < k+3; i++ {
		if words[i][0] == c {
			return i
		}
	}
	return -1
}

// capitals calls emit for every word of two to eight letters and digits in s
// that has at least two capitals and no more small letters than capitals
// ("SMA", "HypoPP").
func capitals(s string, emit func(string)) {
	for i := 0; i < len(s); {
		if !isUpper(s[i]) {
			i++
			continue
		}
		start, upper, lower := i, 0, 0
		for i < len(s) && isWordRune(rune(s[i])) && s[i] < 0x80 {
			if isUpper(s[i]) {
				upper++
			} else if s[i] >= 'a' {
				lower++
			}
			i++
		}
		alone := start == 0 || !isWordRune(rune(s[start-1]))
		if alone && i-start <= maxAbbreviation && upper >= 2 && lower <= upper {
			emit(s[start:i])
		}
	}
}
