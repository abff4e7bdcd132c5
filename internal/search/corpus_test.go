package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// testParts and testActions make a small corpus of our own: every action on
// every part is a guide.
var (
	testParts = []string{"gallbladder", "knee joint", "shoulder", "wrist", "tear duct", "outer ear", "eyelid", "tonsils", "thyroid gland",
		"aortic valve", "carotid artery", "lumbar spine", "kidney", "urinary bladder", "prostate", "uterus", "ovary", "skin of the face",
		"finger nail", "abdominal wall", "small intestine", "X-shaped ligament", "Menière’s sac", "Hüfte und Füße"}
	testActions = []struct{ name, text string }{
		{"Removal of the", "A surgeon takes it out through a short cut. Walking on the same day is encouraged."},
		{"Open repair of the", "Stitches or a mesh close the weak place. Heavy lifting waits for six weeks."},
		{"Endoscopic biopsy of the", "A thin tube with a camera takes a small sample, which is examined for abnormal cells."},
		{"Injection into the", "Medicine and lidocaine are given with a fine needle. Soreness fades within two days."},
		{"Computed tomography (CT) of the", "The table slides through a ring while pictures are taken. Contrast dye may feel warm."},
		{"Re-operation on the", "Scar tissue makes a second operation longer. Infections and haemorrhages are more frequent."},
	}
)

// testCorpus makes guides; the same every time.
func testCorpus() []Document {
	var docs []Document
	for i, a := range testActions {
		for k, part := range testParts {
			n := 10_000 + 500*i + 7*k
			d := Document{
				Code: fmt.Sprint(n), URL: fmt.Sprintf("%d/", n), Title: a.name + " " + part, Category: "Surgery: part " + fmt.Sprint(k%5),
				Summary:  fmt.Sprintf("%s %s: what happens, how to prepare, and when to call.", a.name, part),
				Headings: []string{"How to prepare", "What happens during the procedure"},
				Body:     []string{a.text, fmt.Sprintf("The %s is examined first by nurse number%d. 胆嚢の検査%s", part, n, part)},
			}
			if k%4 == 0 {
				d.Synonyms = []string{part + " treatment", fmt.Sprintf("type %d-%s", k, strings.ToUpper(part[:2]))}
			}
			docs = append(docs, d)
		}
	}
	docs = append(docs, testGuides...)
	return docs
}

// testQueries are what people might type to find the guides: names, beginnings,
// slips, codes, questions, other scripts, and nonsense.
func testQueries(docs []Document, n int) []string {
	rng := rand.New(rand.NewPCG(3, 5))
	queries := []string{"", " ", "?", "-", "''", "<b>knee</b>", "胆嚢", "検", "ct", "CT of the", "cpt 10 007", "0042t", "j12", "MENIÈRE", "é", "x-ray", "xshaped",
		"x shaped", "reoperation", "re operation", "hemorrhage", "99999", "10007 knee", "ﬁnger", "İstanbul", "straße", "a", "the", "what is", "knee's", "knees’",
		"kneejoint", "Biopsy kneejoint", "kneejoi", "outerear repair", "can't urinarybladder",
		"kneeʼs joint", "kneeʼll joint", "мкб10", "kneejoint urinarybladder outerear", "arthritisand"}
	for len(queries) < n {
		d := docs[rng.IntN(len(docs))]
		source := d.Title
		if rng.IntN(3) == 0 {
			source = d.Body[rng.IntN(len(d.Body))]
		}
		runes := []rune(source)
		at := rng.IntN(len(runes))
		switch rng.IntN(8) {
		case 0:
			queries = append(queries, source)
		case 1:
			queries = append(queries, string(runes[:at]))
		case 2:
			queries = append(queries, string(runes[:at])+string(runes[min(at+1, len(runes)):]))
		case 3:
			queries = append(queries, string(runes[:at])+"e"+string(runes[at:]))
		case 4:
			queries = append(queries, "how long does recovery take after "+strings.ToLower(source)+"?")
		case 5:
			queries = append(queries, d.Code[:1+rng.IntN(len(d.Code))])
		case 6:
			words := strings.Fields(source)
			rng.Shuffle(len(words), func(i, k int) { words[i], words[k] = words[k], words[i] })
			queries = append(queries, strings.Join(words[:min(3, len(words))], " "))
		case 7:
			queries = append(queries, strings.ReplaceAll(source, " ", "-"))
		}
	}
	return queries
}
