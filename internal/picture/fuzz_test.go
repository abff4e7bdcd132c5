package picture

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// FuzzDescribe wants any file to be described, made and stripped, or to be a fault: no
// panic, nothing larger than its source, and no metadata.
func FuzzDescribe(f *testing.F) {
	for _, data := range samples(f) {
		if len(data) < 3000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Describe("x.png", data)
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) || fault.Hint == "" {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		if d.Width < 1 || d.Height < 1 || d.Format != SVG && d.Width*d.Height > MaxPixels {
			t.Fatalf("%d by %d", d.Width, d.Height)
		}
		if stripped, err := Strip(data); err != nil {
			t.Fatal(err)
		} else if again, err := Inspect(stripped); d.Format != SVG && (err != nil || again.Personal != (Personal{})) {
			t.Fatalf("stripped it is %+v, %v", again, err)
		}
		if d.Width*d.Height > 1<<16 {
			return
		}
		out, err := sharedMaker().Make(data, d, d.Shown)
		var fault *Fault
		switch {
		case errors.As(err, &fault):
		case err != nil:
			t.Fatal(err)
		case d.Format != SVG && bytes.Contains(out[0], []byte("Exif\x00")) && strings.HasSuffix(d.Shown.Name, ".jpg"):
			t.Fatal("it holds EXIF")
		}
	})
}
