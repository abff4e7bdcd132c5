package render

import (
	"html/template"
	"strconv"
	"strings"
)

// Function documents a function that layouts may call beside those of the
// template language.
type Function struct {
	Name, Example, Doc string
	call               any
}

// Functions returns the functions of layouts in the order of the documentation.
func Functions() []Function { return functions }

var functions = []Function{
	{"add", `{{add 1 2}}`, "The sum of two whole numbers.", func(a, b int) int { return a + b }},
	{"join", `{{join .Synonyms ", "}}`, "The texts of a list, with another text between them.", strings.Join},
	{"lower", `{{lower .Title}}`, "A text in small letters.", strings.ToLower},
	{"number", `{{number .Count}}`, "A whole number with its thousands set off: 10,000.", func(n int) string { return inThousands(strconv.Itoa(n)) }},
	{"startsWith", `{{if startsWith .Code "119"}}`, "Whether a text begins with another.", strings.HasPrefix},
}

func functionMap() template.FuncMap {
	m := make(template.FuncMap, len(functions))
	for _, f := range functions {
		m[f.Name] = f.call
	}
	return m
}
