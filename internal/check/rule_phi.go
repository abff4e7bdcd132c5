package check

import (
	"fmt"

	"bedside/internal/diag"
)

var phi = Rule{
	Name: "phi", Severity: diag.Error,
	Title: "Nothing in a guide tells who a patient is.",
	Why: "What is published can be read by everybody and copied for good; publishing it is a breach that must be reported. Looked for are social security numbers, numbers of medical records, " +
		"dates of birth, and places in the files of photographs, as errors, and a phone number or e-mail address beside a person's name, as a warning. Numbers of practices and of clinicians are fine.",
	Fix: "Remove it, also from earlier versions of the file if it is kept in a repository, and tell whoever is responsible for privacy. " +
		"Made-up examples can be written so that nobody takes them for real: 000-00-0000.",
	Source: "HIPAA Privacy Rule, 45 CFR 164.514(b)(2), http://edocket.access.gpo.gov/cfr_2006/octqtr/45cfr164.514.htm; " +
		"SSA, Invalid Social Security Numbers, https://secure.ssa.gov/apps10/poms.nsf/lnx/0110201035.",
	body: func(b *Body, found Report) {
		s := identifierScanner{text: b.Source.Text}
		for {
			id, ok := s.next()
			if !ok {
				return
			}
			pos := b.At(id.at)
			switch id.kind {
			case socialSecurity:
				found.At(pos, "this looks like a social security number", "Remove it. An example can be written 000-00-0000.")
			case recordNumber:
				found.At(pos, "this looks like the number of a medical record", "Remove it.")
			case birthDate:
				found.At(pos, "this looks like somebody's date of birth", "Remove it. An age in years says enough.")
			case contact:
				found.As(diag.Warning, pos, fmt.Sprintf("this phone number or e-mail address stands beside a person's name, %s", id.name),
					"Remove it if that is a patient; if it is a member of staff, name the office instead.")
			}
		}
	},
}
