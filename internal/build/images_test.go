package build

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside"
	"bedside/internal/diag"
)

const picturedGuide = "content/11982/index.md"

func pictured(text string) string { return smallGuide("11982", "Guide", text) }

// placed is a photograph that tells where it was taken.
func placed(t *testing.T) string {
	photo := generatedPhoto(t, 120, 1)
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00" +
		"\x00\x01\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x2c\x00\x00\x00\x00SECRETSECRETSECRETSECRET")
	head := binary.BigEndian.AppendUint16([]byte("\xff\xe1"), uint16(len(tiff)+8))
	return photo[:2] + string(head) + "Exif\x00\x00" + string(tiff) + photo[2:]
}

func buildPictured(t *testing.T, dir, out string) Result {
	t.Helper()
	result, err := Build(t.Context(), Options{Source: os.DirFS(dir), Defaults: bedside.Defaults(), Out: out, Brief: true})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestNoMetadataIsPublished shows a photograph with a place, links to it, has it in
// static/ and in assets/, and looks for the place in everything that is published.
func TestNoMetadataIsPublished(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	for _, name := range []string{"content/11982/knee.jpg", "static/knee.jpg", "assets/knee.jpg"} {
		writeFile(t, dir, name, placed(t))
	}
	writeFile(t, dir, picturedGuide, strings.Replace(pictured("![A knee](knee.jpg)\n\n[The knee](knee.jpg)\n\n![It again](/knee.jpg)"), "---\n", "---\nallow: {phi: that is what this test is about}\n", 1))
	if result := buildPictured(t, dir, out); result.Problems.HasErrors() {
		t.Fatal(result.Problems)
	}
	pictures := 0
	for name, data := range readTree(t, os.DirFS(out)) {
		if strings.Contains(name, "knee") {
			pictures++
		}
		if bytes.Contains(data, []byte("SECRET")) || bytes.Contains(data, []byte("Exif")) {
			t.Errorf("/%s tells of the place", name)
		}
	}
	if pictures != 7 { // two files in two folders, and three copies
		t.Errorf("%d files were published", pictures)
	}
}

// TestPicturesAreMadeOnce counts the files that are made of pictures: none again while
// their sources are the same, also by another process.
func TestPicturesAreMadeOnce(t *testing.T) {
	s := &small{T: t, dir: t.TempDir()}
	out := filepath.Join(t.TempDir(), "public")
	start := func() {
		s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults(), Out: out})
		s.v = mustUpdate(t, s.builder, nil, true)
	}
	last := int64(0)
	made := func(what string, want int64) {
		t.Helper()
		result, err := s.builder.Publish(t.Context(), s.v)
		if err != nil || result.Problems.HasErrors() {
			t.Fatal(result.Problems, err)
		}
		if got := s.builder.Work().Pictures - last; got != want {
			t.Errorf("%s: %d files were made, want %d", what, got, want)
		}
		last = s.builder.Work().Pictures
	}
	s.write("content/11982/a.jpg", generatedPhoto(t, 120, 1))
	s.write("content/11982/b.jpg", generatedPhoto(t, 120, 1)) // the same bytes
	s.write("content/11982/c.jpg", generatedPhoto(t, 120, 2))
	s.write(picturedGuide, pictured("![A](a.jpg) ![B](b.jpg) ![C](c.jpg)"))
	start()
	made("first build", 4)
	made("again", 0)
	s.save(picturedGuide, pictured("Edited. ![A](a.jpg) ![B](b.jpg) ![C](c.jpg)"))
	made("after an edit of the text", 0)
	s.save("content/11982/c.jpg", generatedPhoto(t, 120, 3))
	made("after an edit of a picture", 2)
	start()
	last = 0
	made("another process", 0)
	files, err := filepath.Glob(filepath.Join(out, "assets/pictures/11982/c-*.webp"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], []byte("somebody's"), 0o644); err != nil {
		t.Fatal(err)
	}
	made("a file was changed by somebody", 1)
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	made("the site was removed", 4)
}

var pictureSource = regexp.MustCompile(`(?:src|srcset)="?\.\./(assets/pictures/[^ ">]+)`)

// TestPreviewMakesPicturesLate wants a page to be made without its pictures, and those
// to be made when they are asked for, once.
func TestPreviewMakesPicturesLate(t *testing.T) {
	s := &small{T: t, dir: t.TempDir()}
	s.write("content/11982/a.jpg", generatedPhoto(t, 120, 1))
	s.write(picturedGuide, pictured("![A](a.jpg)"))
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults()})
	s.v = mustUpdate(t, s.builder, nil, true)
	page := mustFile(t, s.v, "11982/index.html")
	s.reports()
	if made := s.builder.Work().Pictures; made != 0 {
		t.Errorf("%d files were made for a page", made)
	}
	names := pictureSource.FindAllSubmatch(page, -1)
	if len(names) != 2 {
		t.Fatalf("the page is %s", page)
	}
	for range 2 {
		for _, n := range names {
			if len(mustFile(t, s.v, string(n[1]))) == 0 {
				t.Errorf("%s is empty", n[1])
			}
		}
	}
	if made := s.builder.Work().Pictures; made != 2 {
		t.Errorf("%d files were made when two were asked for", made)
	}
	// What replaces it is broken: the page stays, and so do its pictures.
	s.save("content/11982/a.jpg", "no picture")
	s.reports("image-broken")
	s.shows("11982/index.html", string(names[0][1]))
	s.shows(string(names[0][1]), "WEBP")
	s.save("content/11982/a.jpg", generatedPhoto(t, 120, 2))
	s.reports()
	if _, ok, _ := s.v.File(string(names[0][1])); ok {
		t.Error("a file of the picture of before is still served")
	}
}

// TestPictureProblems says what is told of pictures, and where.
func TestPictureProblems(t *testing.T) {
	const svg = "<svg viewBox=\"0 0 3 2\">\n  <script>x</script>\n  <g onclick=\"x\"/>\n</svg>"
	gif := "GIF89a\x02\x00\x02\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
	frame := "\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x02\x84\x51\x00"
	for _, test := range []struct{ file, data, text, want string }{
		{"a.svg", svg, "![A](a.svg)", "11982/index.md:9:1: warning: of the image content/11982/a.svg:2:3 the element script was left out [image-cleaned]"},
		{"a.svg", svg, "Text.\n\n![A](a.svg)", "11982/index.md:11:1: warning: of the image content/11982/a.svg:3:3 the attribute onclick was left out [image-cleaned]"},
		{"a.svg", svg, "[A](a.svg)", "warning: of the image content/11982/a.svg:2:3"},
		{"a.svg", "<svg>&x;</svg>", "![A](a.svg)", "error: the image content/11982/a.svg:1:6 cannot be shown: this SVG file uses entity &x;"},
		{"a.gif", gif + frame + frame + ";", "![A](a.gif)", "warning: the image content/11982/a.gif moves"},
		{"a.png", "\x00\x00\x00\x1cftypheic\x00\x00", "![A](a.png)", "this is no picture of a kind that can be published (it is HEIC"},
		{"a.jpg", generatedPhoto(t, 40, 1)[:900], "![A](a.jpg)", "11982/index.md:9:1: error: the image content/11982/a.jpg cannot be shown: this JPEG file is cut off or damaged [image-broken]"},
		{"a.jpg", generatedPhoto(t, 40, 1)[:900], "[A](a.jpg)", "cut off"},
		{"a.txt", "Text.", "![A](a.txt)", "this is no picture"},
	} {
		dir := t.TempDir()
		writeFile(t, dir, "content/11982/"+test.file, test.data)
		writeFile(t, dir, picturedGuide, pictured(test.text))
		var b strings.Builder
		if err := buildPictured(t, dir, "").Problems.Print(&b, diag.Style{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), test.want) {
			t.Errorf("%s, %q:\n%s\nwant %s", test.file, test.data[:10], b.String(), test.want)
		}
	}
}

// TestHugePictureIsRefused wants a picture that would fill the memory to be refused by
// what its header says, at once.
func TestHugePictureIsRefused(t *testing.T) {
	dir := t.TempDir()
	bomb := []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00;")
	writeFile(t, dir, "content/11982/a.gif", string(bomb))
	writeFile(t, dir, picturedGuide, pictured("![A](a.gif)"))
	start := time.Now()
	result := buildPictured(t, dir, "")
	if result.Problems.Count(diag.Error) != 1 || !slices.ContainsFunc(result.Problems, func(d diag.Diagnostic) bool { return strings.Contains(d.Message, "65535 by 65535 pixels") }) {
		t.Errorf("%v", result.Problems)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}
