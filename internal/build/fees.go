package build

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"slices"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/site"
)

// FeeSchedule reads the fee schedule that the settings name. It is nil without one, and
// if there is an error among the problems.
func FeeSchedule(source fs.FS, c site.Config) (*fees.Schedule, diag.List) {
	raw, problem := readFees(source, c)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	if raw == nil {
		return nil, nil
	}
	return fees.Read(c.Codes, raw)
}

// maxFees bounds a fee schedule in bytes: a path that leads to something else must not
// fill the memory. CMS's file has some 3 MB.
const maxFees = 64 << 20

// readFees reads the file that the settings name, nil if they name none.
func readFees(source fs.FS, c site.Config) ([]byte, *diag.Diagnostic) {
	if c.Codes == "" {
		return nil, nil
	}
	fault := func(hint, format string, args ...any) *diag.Diagnostic {
		return &diag.Diagnostic{File: site.ConfigFile, Pos: c.CodesPos, Severity: diag.Error, Rule: fees.Rule, Message: fmt.Sprintf(format, args...), Hint: hint}
	}
	info, err := fs.Stat(source, c.Codes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault("Put the file there, or correct the path. docs/codes.md says where CMS publishes it.", "there is no fee schedule %s", c.Codes)
	case err == nil && info.Size() > maxFees:
		return nil, fault("Name the relative value file of CMS.", "%s has more than %d MB and is no fee schedule", c.Codes, maxFees>>20)
	}
	raw, err := fs.ReadFile(ordinary{source}, c.Codes)
	if err != nil {
		return nil, fault("Name a file that can be read.", "the fee schedule %s cannot be read: %v", c.Codes, reason(err))
	}
	return raw, nil
}

// addFees reads the fee schedule that settings name. If it has the bytes of last time,
// it is last time's, so that whoever holds it can see that nothing changed.
func (b *Builder) addFees(s, last *settings) {
	raw, problem := readFees(b.Source, s.config)
	if problem != nil {
		s.problems = append(s.problems, *problem)
		return
	}
	if raw == nil {
		return
	}
	s.feesSum = maphash.Bytes(b.seed, raw)
	if last != nil && last.fees != nil && last.feesSum == s.feesSum && last.config.Codes == s.config.Codes {
		s.fees = last.fees
		s.feesProblems = last.feesProblems
	} else {
		var schedule *fees.Schedule
		if schedule, s.feesProblems = fees.Read(s.config.Codes, raw); schedule != nil {
			s.fees = check.NewFeeSchedule(schedule)
		}
	}
	s.problems = append(s.problems, s.feesProblems...)
}

// sameFees reports whether the fee schedule is what it was for the last settings.
func (b *Builder) sameFees(last *settings) bool {
	raw, problem := readFees(b.Source, last.config)
	if problem != nil {
		return last.feesSum == 0 && slices.Contains(last.problems, *problem)
	}
	if raw == nil {
		return last.config.Codes == ""
	}
	return maphash.Bytes(b.seed, raw) == last.feesSum
}

// FeeFile is the path of the fee schedule below the source directory, empty if the
// settings name none. It is a part of the source like Roots.
func (v *Version) FeeFile() string { return v.now.settings.config.Codes }
