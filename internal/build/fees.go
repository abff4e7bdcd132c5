package build

import (
	"errors"
	"fmt"
	"io/fs"

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
