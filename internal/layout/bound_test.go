package layout

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

// TestCompiledLoopsEnd: loops within loops that make too much are for html/template, which
// is stopped with the place.
func TestCompiledLoopsEnd(t *testing.T) {
	const text = "{{range .Items}}{{range $.Items}}\n{{range $.Items}}{{range $.Items}}<p>x</p>{{end}}{{end}}{{end}}{{end}}"
	data := &page{Items: make([]item, 300)}
	set := parsed(t, text)
	p := Compile(set, "base", funcs, reflect.TypeOf(data))
	if p == nil {
		t.Fatal("it is not compiled")
	}
	if _, ok := p.Append(nil, data); ok {
		t.Error("a Program makes 8 billion paragraphs")
	}
	b := &Bounded{Buffer: &bytes.Buffer{}, Texts: NewTexts(set)}
	if err := set.ExecuteTemplate(b, "base", data); !errors.Is(err, ErrOutput) || b.Buffer.Len() > MaxOutput {
		t.Errorf("%d bytes, %v", b.Buffer.Len(), err)
	}
	if got := b.Place(); got != "base:2:25" {
		t.Errorf("it ended at %q", got)
	}
}

// TestBoundedPlace: without a loop around it, the place is what follows the last text.
func TestBoundedPlace(t *testing.T) {
	set := parsed(t, "\n<p>{{.Title}}</p>")
	Compile(set, "base", funcs, reflect.TypeFor[*page]())
	b := &Bounded{Buffer: &bytes.Buffer{}, Texts: NewTexts(set)}
	if b.Place() != "" {
		t.Errorf("nothing was written, and the place is %q", b.Place())
	}
	b.Buffer.Write(make([]byte, MaxOutput-10))
	if err := set.ExecuteTemplate(b, "base", &page{Title: "more than is left"}); !errors.Is(err, ErrOutput) || b.Place() != "base:2:5" {
		t.Errorf("%q, %v", b.Place(), err)
	}
	small := &Bounded{Buffer: &bytes.Buffer{}, Texts: NewTexts(set)}
	if err := set.ExecuteTemplate(small, "base", &page{Title: "T"}); err != nil || small.Buffer.String() != "\n<p>T</p>" {
		t.Errorf("%q, %v", small.Buffer, err)
	}
}
