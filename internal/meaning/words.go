package meaning

import "strings"

// eachWord calls emit for each word of a text in lower case: letters, digits, and & between
// them (i&d). Numbers and sizes (10cc) are left out, an s behind an apostrophe is no
// part of a word, and x-ray and C-section are one.
func eachWord(text string, emit func(string)) {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	for i := 0; i < len(text); {
		if !letter(text[i]) {
			if digit(text[i]) {
				i = endOfSize(text, i)
				continue
			}
			i++
			continue
		}
		start := i
		for i < len(text) && (letter(text[i]) || digit(text[i]) || text[i] == '&' && i+1 < len(text) && letter(text[i+1])) {
			i++
		}
		w := text[start:i]
		if w == "x" && strings.HasPrefix(text[i:], " ray") || len(w) == 1 && strings.IndexByte("xce", w[0]) >= 0 && i+1 < len(text) && text[i] == '-' && letter(text[i+1]) {
			rest := i + 1
			for i = rest; i < len(text) && letter(text[i]); {
				i++
			}
			w += text[rest:i]
		}
		emit(w)
		i = afterApostrophe(text, i)
	}
}

// endOfSize passes a number with its unit.
func endOfSize(text string, i int) int {
	for i < len(text) && (digit(text[i]) || letter(text[i])) {
		i++
	}
	return i
}

func afterApostrophe(text string, i int) int {
	if strings.HasPrefix(text[i:], "'s") && (i+2 == len(text) || !letter(text[i+2])) {
		return i + 2
	}
	return i
}

// letter takes bytes above ASCII for letters: names of people have them.
func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 0x80 }

func digit(b byte) bool { return b >= '0' && b <= '9' }

// endings are cut off, the first that fits; the number is the least length of what
// remains.
var endings = []struct {
	text  string
	least int
}{
	{"izations", 4}, {"ization", 4}, {"ations", 4}, {"ation", 4}, {"ements", 4}, {"ement", 4}, {"ments", 4}, {"ment", 4},
	{"ions", 4}, {"ion", 4}, {"ings", 4}, {"ing", 4}, {"ically", 4}, {"ical", 4}, {"ials", 4}, {"ial", 4}, {"als", 4}, {"al", 4},
	{"ages", 5}, {"age", 5}, {"ated", 4}, {"ates", 4}, {"ate", 4}, {"ures", 4}, {"ure", 4}, {"ories", 4}, {"ory", 4},
	{"eries", 4}, {"ery", 4}, {"aries", 4}, {"ary", 4}, {"ies", 3}, {"ied", 3}, {"ic", 4}, {"ous", 4}, {"able", 4},
	{"ers", 4}, {"er", 4}, {"ors", 4}, {"or", 5}, {"ar", 4}, {"es", 3}, {"ed", 3}, {"s", 3}, {"y", 3}, {"e", 3}, {"a", 4},
}

// irregular are forms that no ending makes equal.
var irregular = map[string]string{
	"teeth": "tooth", "feet": "foot", "taken": "take", "taking": "take", "taker": "take", "takes": "take", "putting": "put", "cutting": "cut",
	"women": "woman", "broken": "break", "injection": "inject", "using": "use", "testes": "testicle", "testis": "testicle", "diseases": "disease",
	"burned": "burn", "drew": "draw", "drawing": "draw", "drawn": "draw", "lice": "louse", "ova": "ovary", "removing": "remove", "stitches": "stitch",
	"glasses": "glass", "toes": "toe", "shoes": "shoe", "eyes": "eye", "eyed": "eye", "ears": "ear", "ovarian": "ovary", "ovaries": "ovary",
	"axes": "axis", "pelves": "pelvis", "pelvic": "pelvis", "spinal": "spine", "nasal": "nose", "tonsillar": "tonsil", "uteri": "uterus",
	"uterine": "uterus", "thyroidal": "thyroid", "biopsies": "biopsy", "biopsied": "biopsy", "replacing": "replacement", "replace": "replacement",
	"replaced": "replacement", "replaces": "replacement", "amputee": "amputation", "reduce": "reduction", "reduced": "reduction", "fused": "fusion", "destroy": "destruction",
	"xrays": "xray", "destroyed": "destruction", "destroying": "destruction", "excised": "excision", "incised": "incision", "sutures": "suture",
}

// stem takes the forms of one word to one text. It is meant to be compared, not read.
func stem(w string) string {
	if to, ok := irregular[w]; ok {
		w = to
	}
	if strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us") && len(w) > 4 || len(w) < 4 {
		return w
	}
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(w, e.text); ok && len(rest) >= e.least {
			w = rest
			break
		}
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		w = w[:n-1] // stripped of an ending: cutt, scann
	}
	if rest, ok := strings.CutSuffix(w, "ct"); ok && len(rest) > 3 {
		w = rest + "c" // reduct and reduc, resect and resec
	}
	return w
}
