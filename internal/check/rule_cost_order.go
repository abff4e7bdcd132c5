package check

import (
	"bedside/internal/diag"
)

var costOrder = Rule{
	Name: "cost-order", Severity: diag.Error, Firm: true,
	Title:  "The lower cost is not above the higher one.",
	Why:    "One of the two is a typing error, and the range that is shown would make no sense.",
	Fix:    "Swap the two numbers, or correct one.",
	Source: "This program: low and high are the ends of a range.",
}
