package check

import (
	"bedside/internal/diag"
	"bedside/internal/site"
)

var orphan = Rule{
	Name: "orphan", Severity: diag.Info,
	Title:  "Some other guide or page leads to each guide.",
	Why:    "Readers come to a guide from one that they were sent to. What nothing leads to is found by the search and the lists only.",
	Fix:    "Name its code in the field related of a guide that is near, or link to it where its subject is spoken of.",
	Source: "The published site: the field related is shown by both guides, so naming it on one side is enough.",
	whole: func(s *Site, found Report) {
		led := map[string]bool{}
		for _, t := range s.Texts {
			own := ""
			if t.Guide != nil {
				own = site.GuidePath(t.Guide.Code)
				for _, c := range t.Guide.Related {
					// A relation is shown at both ends.
					led[site.GuidePath(c)] = true
					if s.Exists(c) && c != t.Guide.Code {
						led[own] = true
					}
				}
			}
			for _, path := range t.LeadsTo {
				if path != own {
					led[path] = true
				}
			}
		}
		for _, t := range s.Texts {
			if t.Guide != nil && !led[site.GuidePath(t.Guide.Code)] {
				found.In(t.File).At(t.Guide.PosOf("title"), "no other guide or page leads here", "Name this code in the field related of a guide that is near.")
			}
		}
	},
}
