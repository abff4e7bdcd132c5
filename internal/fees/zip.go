package fees

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// maxUnpacked bounds a file inside a zip, in bytes. CMS's has some 3 MB.
const maxUnpacked = 64 << 20

// unpack returns the relative value file of a zip, or what it was given if that is no
// zip. It returns nil if there is none, which is a problem.
func (r *reader) unpack(raw []byte) []byte {
	if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return raw
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		r.errorf(0, 0, "Download it again.", "this zip file cannot be read: %v", err)
		return nil
	}
	if slices.ContainsFunc(archive.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, "xl/") }) {
		r.errorf(0, 0, whereFrom, "the fee schedule is a spreadsheet (.xlsx), not a .csv file")
		return nil
	}
	f := choose(archive.File)
	if f == nil {
		r.errorf(0, 0, whereFrom, "no file in this zip is named PPRRVU….csv")
		return nil
	}
	text, err := content(f)
	if err != nil {
		r.errorf(0, 0, "Download it again.", "%s in this zip cannot be read: %v", path.Base(f.Name), err)
		return nil
	}
	r.file += "/" + path.Base(f.Name)
	return text
}

// choose picks the relative value file. From 2026 on there are two, for clinicians
// with and without a qualifying payment model; they differ in the conversion factor,
// which is not read: the first by name is as good as the other.
func choose(files []*zip.File) *zip.File {
	var best *zip.File
	for _, f := range files {
		name := strings.ToUpper(path.Base(f.Name))
		if !strings.HasPrefix(name, "PPRRVU") || !strings.HasSuffix(name, ".CSV") {
			continue
		}
		if best == nil || strings.ToUpper(path.Base(best.Name)) > name {
			best = f
		}
	}
	return best
}

func content(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > maxUnpacked {
		return nil, fmt.Errorf("it has more than %d MB", maxUnpacked>>20)
	}
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxUnpacked+1))
	if err == nil && len(text) > maxUnpacked {
		err = fmt.Errorf("it has more than %d MB", maxUnpacked>>20)
	}
	return text, err
}
