package guide

import "strconv"

// ids gives every heading an id of its own.
type ids struct{ taken map[string]int }

// reserved are the ids that layouts use for what they add to a page. A heading
// never gets one of them; layouts with other parts should begin theirs with "page-".
var reserved = []string{"main", "top", "contents", "key-facts", "overview", "references", "related", "search", "q", "footnotes"}

func newIDs() *ids {
	taken := make(map[string]int, len(reserved)+16)
	for _, id := range reserved {
		taken[id] = 1
	}
	return &ids{taken}
}

func (s *ids) claim(id string) string {
	if id == "" {
		id = "section"
	}
	n := s.taken[id]
	s.taken[id] = n + 1
	if n == 0 {
		return id
	}
	return s.claim(id + "-" + strconv.Itoa(n+1))
}

// HasPart reports whether a link may lead to a part of the guide's page that is
// made from the front matter.
func (g *Guide) HasPart(id string) bool {
	switch id {
	case "key-facts":
		return true
	case "related":
		return len(g.Related) > 0
	case "references":
		return len(g.References) > 0
	}
	return false
}
