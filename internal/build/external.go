package build

import (
	"context"
	"fmt"

	"bedside/internal/check"
)

// askWeb asks for the addresses on the web that texts name, if Options say how.
func (p *publication) askWeb(ctx context.Context, wanted func(file string) bool) error {
	if p.b.AskWeb == nil {
		return nil
	}
	var links []check.External
	for _, t := range p.view.texts {
		if j := t.judged[p.view.slot].Load(); j != nil && wanted(t.file) {
			links = append(links, j.external...)
		}
	}
	addresses := make([]string, len(links))
	for i, l := range links {
		addresses[i] = l.Address
	}
	answers, err := p.b.AskWeb(ctx, addresses)
	if err != nil {
		return fmt.Errorf("asking for links: %w", err)
	}
	p.dead = check.DeadLinks(links, answers)
	return nil
}
