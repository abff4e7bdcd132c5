package findings

import (
	_ "embed"
	"encoding/json"
	"io"

	"bedside/internal/diag"
)

//go:embed check.schema.json
var schema []byte

// Schema is the JSON Schema (2020-12) of what JSON writes.
func Schema() []byte { return schema }

// JSON writes one object, which Schema describes. Programs rely on its form: fields are
// added, never changed, while the version is the same.
func JSON(w io.Writer, list diag.List) error {
	if list == nil {
		list = diag.List{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Version  int       `json:"version"`
		Errors   int       `json:"errors"`
		Warnings int       `json:"warnings"`
		Infos    int       `json:"infos"`
		Summary  []Count   `json:"summary"`
		Findings diag.List `json:"findings"`
	}{1, list.Count(diag.Error), list.Count(diag.Warning), list.Count(diag.Info), Summary(list), list})
}
