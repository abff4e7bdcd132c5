package check

import (
	"bedside/internal/diag"
)

var codeFilename = Rule{
	Name: "code-filename", Severity: diag.Error, Firm: true,
	Title:  "A guide's file is named after its code.",
	Why:    "Editors find a guide by its code. Where the file's name says another one, one of the two is wrong.",
	Fix:    "Rename the file, or its folder if the file is index.md, or correct the code.",
	Source: "This program: the address of a guide is its code.",
}
