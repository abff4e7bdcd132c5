package build

import (
	"context"

	"bedside/internal/card"
)

// drawCard returns a card as it is published.
func (b *Builder) drawCard(c card.Card) ([]byte, error) {
	b.work.cards.Add(1)
	p, ok := b.painters.Get().(*card.Painter)
	if !ok {
		var err error
		if p, err = card.NewPainter(); err != nil {
			return nil, err
		}
	}
	defer b.painters.Put(p)
	return p.Draw(c)
}

// cardFile draws the card at a path when it is asked for.
func (v *Version) cardFile(name string) (data []byte, ok bool, err error) {
	c, ok := v.shown.shared.CardAt(name)
	if !ok {
		return nil, false, nil
	}
	// The name says all that is in a card, so there is no other key.
	const key = 1
	if data, ok := v.b.made.get(name, key); ok {
		return data, true, nil
	}
	data, err = v.b.drawCard(c)
	if err == nil {
		v.b.made.keep(name, key, data)
	}
	return data, true, err
}

// cards publishes the cards of the site and of its guides. One that the last build
// published is not drawn again: its name says what it shows.
func (p *publication) cards(ctx context.Context) error {
	var all []card.Card
	if c, ok := p.view.shared.SiteCard(); ok {
		all = append(all, c)
	}
	if p.view.shared.HasCards() {
		for _, g := range p.view.site.Guides {
			all = append(all, p.view.frame.GuideCard(g))
		}
	}
	return each(ctx, len(all), everyCore(), func(i int) error {
		name := all[i].Path()
		data, ok := p.out.Last(name)
		if !ok {
			var err error
			if data, err = p.b.drawCard(all[i]); err != nil {
				return err
			}
		}
		return p.add(name, data)
	})
}
