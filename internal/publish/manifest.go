package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ManifestName is the file in a published folder that lists the files that
// Bedside wrote there. It is a text of lines:
//
//	bedside-manifest 1
//	<SHA-256 in hexadecimal> <size in bytes> <slash path>
//	...
//	end <number of files> <SHA-256 of all lines above>
//
// The files stand in the order of their paths' bytes. It holds no dates, so the
// same site has the same manifest. The last line tells a whole manifest from one
// that was cut short or edited.
const ManifestName = ".bedside-manifest"

const manifestHead = "bedside-manifest 1\n"

// record is what a manifest says of one file.
type record struct {
	size int64
	sum  [sha256.Size]byte
}

// manifestState says how much is known of the folder's files.
type manifestState int

const (
	noManifest manifestState = iota
	damagedManifest
	soundManifest
)

var errDamaged = errors.New("the manifest is damaged")

// readManifest passes what the manifest lists to add, unless it is damaged, when
// nothing is passed, and when it was written. A manifest that is no regular file counts as damaged.
func readManifest(name string, add func(path string, r record)) (state manifestState, dated time.Time, err error) {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return noManifest, dated, nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return damagedManifest, dated, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return noManifest, dated, err
	}
	if parseManifest(text, func(string, record) {}) != nil {
		return damagedManifest, dated, nil
	}
	return soundManifest, info.ModTime(), parseManifest(text, add)
}

// parseManifest reads the text in its only valid spelling. Paths come from
// outside: none that may not be published is passed on.
func parseManifest(text []byte, add func(path string, r record)) error {
	body, ok := checkedLines(manifestHead, text)
	if !ok {
		return errDamaged
	}
	previous := ""
	for len(body) > 0 {
		line, rest, _ := strings.Cut(body, "\n")
		body = rest
		name, r, ok := parseRecord(line)
		if !ok || name <= previous || ValidPath(name) != nil {
			return errDamaged
		}
		previous = name
		add(name, r)
	}
	return nil
}

// checkedLines returns the lines between the head and the last, if the last one
// says of the others what is true.
func checkedLines(head string, text []byte) (string, bool) {
	if !bytes.HasPrefix(text, []byte(head)) || text[len(text)-1] != '\n' {
		return "", false
	}
	end := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
	if end < len(head) {
		return "", false
	}
	body := string(text[len(head):end])
	want := endLine(strings.Count(body, "\n"), sha256.Sum256(text[:end]))
	return body, string(text[end:]) == want
}

func endLine(files int, sum [sha256.Size]byte) string {
	return "end " + strconv.Itoa(files) + " " + hex.EncodeToString(sum[:]) + "\n"
}

func parseRecord(line string) (string, record, bool) {
	var r record
	digest, rest, _ := strings.Cut(line, " ")
	size, name, ok := strings.Cut(rest, " ")
	if !ok || len(digest) != hex.EncodedLen(len(r.sum)) || digest != strings.ToLower(digest) {
		return "", r, false
	}
	if _, err := hex.Decode(r.sum[:], []byte(digest)); err != nil {
		return "", r, false
	}
	n, err := strconv.ParseInt(size, 10, 64)
	r.size = n
	return name, r, err == nil && n >= 0 && strconv.FormatInt(n, 10) == size
}

// formatManifest returns the manifest of the files with the given paths.
func formatManifest(paths []string, of func(path string) record) []byte {
	paths = slices.Clone(paths)
	slices.Sort(paths)
	text := make([]byte, 0, len(manifestHead)+len(paths)*112+128)
	text = append(text, manifestHead...)
	for _, name := range paths {
		r := of(name)
		text = hex.AppendEncode(text, r.sum[:])
		text = append(text, ' ')
		text = strconv.AppendInt(text, r.size, 10)
		text = append(text, ' ')
		text = append(text, name...)
		text = append(text, '\n')
	}
	return append(text, endLine(len(paths), sha256.Sum256(text))...)
}
