package site

import (
	"strings"

	"bedside/internal/diag"
	"bedside/internal/matter"
)

// SynonymsFile is the name of the editors' list of words that mean the same, below
// the source directory. It is a list alone, so that it can be written without a word
// of the settings:
//
//   - gallbladder removal, cholecystectomy
//   - water pill, diuretic
const SynonymsFile = "content/_synonyms.yaml"

// ParseSynonyms reads the groups of SynonymsFile. A group with a mistake is left out.
func ParseSynonyms(raw []byte) ([][]string, diag.List) {
	src := diag.NewSource(SynonymsFile, raw)
	if strings.TrimSpace(string(src.Text)) == "" {
		return nil, nil
	}
	tree, problem := matter.ReadYAML(src, "synonyms", matter.List)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	d := matter.Decoder{File: SynonymsFile}
	groups := synonymGroups(&d, tree)
	return groups, d.Problems
}

// synonymGroups reads groups such as "gallbladder removal, cholecystectomy".
func synonymGroups(d *matter.Decoder, v matter.Value) [][]string {
	var out [][]string
	d.Items("synonyms", v, "groups of words, each as \"gallbladder removal, cholecystectomy\"", func(item matter.Value) {
		var group []string
		for word := range strings.SplitSeq(item.Text, ",") {
			if word = strings.TrimSpace(word); word != "" {
				group = append(group, word)
			}
		}
		if len(group) < 2 {
			d.Errorf(item.Pos, "field-type", "Write the words that mean the same, with commas between them.",
				"a group of synonyms needs two words or more; this has %q", matter.Shorten(item.Text))
			return
		}
		out = append(out, group)
	})
	return out
}
