package check

import (
	"sync"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/guide"
	"bedside/internal/meaning"
)

// FeeSchedule is the reader's own fee schedule, prepared for the rules that compare
// guides with it. It never changes and may be shared.
type FeeSchedule struct {
	*fees.Schedule
	// meanings and copies are made when the first guide is looked at.
	meanings func() *meaning.Index
	copies   func() *fees.Copies
}

// NewFeeSchedule prepares a schedule.
func NewFeeSchedule(s *fees.Schedule) *FeeSchedule {
	return &FeeSchedule{
		Schedule: s,
		meanings: sync.OnceValue(func() *meaning.Index { return meaning.New(s.Len(), s.Descriptor) }),
		copies:   sync.OnceValue(func() *fees.Copies { return fees.NewCopies(s) }),
	}
}

// feeText is a content file and what the fee schedule says of its code.
type feeText struct {
	schedule *FeeSchedule
	src      *diag.Source
	// body is where the text begins.
	body int
	// guide is nil for other pages.
	guide *guide.Guide
	// row and service are the code's, listed is set if there is one.
	row     int
	service fees.Service
	listed  bool
}

// feeText is the text for rules that need a fee schedule, nil without one.
func (b *Body) feeText() *feeText {
	s := b.Fees
	if s == nil {
		return nil
	}
	t := &feeText{schedule: s, src: b.Source, body: b.Start, guide: b.Guide}
	if g := b.Guide; g != nil && g.Code != "" {
		if t.row, t.listed = s.Index(g.Code); t.listed {
			t.service = s.At(t.row)
		}
	}
	return t
}

func (t *feeText) code() codes.Code {
	if t.guide == nil {
		return ""
	}
	return t.guide.Code
}
