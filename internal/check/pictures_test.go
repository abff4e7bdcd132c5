package check_test

import (
	"testing"

	"bedside/internal/check"
	"bedside/internal/diag"
)

func TestPictures(t *testing.T) {
	for _, tc := range []struct {
		picture check.Picture
		want    string
	}{
		{check.Picture{Bytes: 4 << 20}, ""},
		{check.Picture{Bytes: 4<<20 + 1}, "image-large warning "},
		{check.Picture{Bytes: 300 << 10}, ""},
		{check.Picture{Bytes: 300 << 10, Drawing: true}, "image-large warning "},
		{check.Picture{Place: true}, "phi error "},
	} {
		tc.picture.File, tc.picture.Source, tc.picture.Pos = "content/11982.md", "content/arm.jpg", diag.Pos{Line: 3, Column: 1}
		got := ""
		for _, d := range check.Pictures(tc.picture) {
			got += d.Rule + " " + d.Severity.String() + " "
			if d.Location() != "content/11982.md:3:1" || d.Message == "" || d.Hint == "" {
				t.Errorf("%+v", d)
			}
		}
		if got != tc.want {
			t.Errorf("%+v: %q, want %q", tc.picture, got, tc.want)
		}
	}
}
