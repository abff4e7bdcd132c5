package check

import (
	"bedside/internal/diag"
)

var codeFormat = Rule{
	Name: "code-format", Severity: diag.Error, Firm: true,
	Title:  "A code has the form of a CPT or HCPCS code.",
	Why:    "The code is the guide's address and what people search for. One that cannot exist is a typing error.",
	Fix:    "Write the code alone, in quotes: five digits (11982), four digits and F, T, U or M (0042T), or a letter and four digits (J7307).",
	Source: "The American Medical Association (CPT, PLA and MAAA codes) and the CMS (HCPCS Level II) assign codes of these forms.",
}
