package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/picture"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/site"
)

// picturesFolder is where the files of pictures are published, each in the folder that
// its source would have: files of assets/ have names that never change their meaning,
// which _headers tells browsers.
const picturesFolder = "assets/pictures/"

// shown is a picture that a text shows: its files are published in folder.
type shown struct {
	folder  string
	source  *otherFile
	picture *picture.Described
}

// inspected is what was found out about a picture, or what is wrong with it.
type inspected struct {
	picture *picture.Described
	fault   *picture.Fault
	bytes   int
}

// look inspects the pictures that a text shows, and those of its folder that it links
// to.
func (v *view) look(t *text, f *facts, j *judgement) error {
	for i, l := range f.links {
		to := j.links[i]
		if to.Kind != site.TargetFile || !l.Image && (to.Source == "static/"+to.Path || !isPicture(to.Source)) {
			continue
		}
		o := v.others[to.Source]
		if o == nil {
			return fmt.Errorf("reading %s: %w", to.Source, errGone)
		}
		is, err := v.b.inspect(o)
		if err != nil {
			return err
		}
		j.images = append(j.images, o)
		j.problems = append(j.problems, is.problems(t.file, o.name, l)...)
		if is.fault == nil && l.Image {
			j.show(shown{path.Join(picturesFolder, path.Dir(to.Path)) + "/", o, is.picture})
		}
	}
	return nil
}

// show adds a picture to those that are published.
func (j *judgement) show(s shown) {
	d := s.picture
	p := render.Picture{Path: s.folder + d.Shown.Name, Width: d.Shown.Width, Height: d.Shown.Height}
	for _, f := range d.WebP {
		p.WebP = append(p.WebP, render.PictureFile{Path: s.folder + f.Name, Width: f.Width})
	}
	if j.pictures == nil {
		j.pictures = map[string]render.Picture{}
	}
	if _, known := j.pictures[s.source.name]; !known {
		j.shown = append(j.shown, s)
	}
	j.pictures[s.source.name] = p
}

// problems are told where the picture stands in the text.
func (is *inspected) problems(file, source string, l check.Link) diag.List {
	d := diag.Diagnostic{File: file, Pos: l.Pos}
	if is.fault != nil {
		d.Severity, d.Rule, d.Hint = diag.Error, "image-broken", is.fault.Hint
		d.Message = fmt.Sprintf("the image %s cannot be shown: %s", placeIn(source, is.fault.Line, is.fault.Column), is.fault.Message)
		return diag.List{d}
	}
	var found diag.List
	for _, left := range is.picture.LeftOut {
		d.Severity, d.Rule, d.Hint = diag.Warning, "image-cleaned", left.Hint
		d.Message = fmt.Sprintf("of the image %s %s", placeIn(source, left.Line, left.Column), left.Message)
		found = append(found, d)
	}
	found = append(found, check.Pictures(check.Picture{File: file, Pos: l.Pos, Source: source, Bytes: is.bytes,
		Drawing: is.picture.Format == picture.SVG, Place: is.picture.Personal.Place})...)
	if is.picture.Animated {
		d.Severity, d.Rule, d.Hint = diag.Warning, "image-moves", "Show a still picture, or say what happens in the text."
		d.Message = fmt.Sprintf("the image %s moves, and readers cannot stop it (WCAG 2.2.2)", source)
		found = append(found, d)
	}
	return found
}

func placeIn(source string, line, column int) string {
	if line == 0 {
		return source
	}
	return fmt.Sprintf("%s:%d:%d", source, line, column)
}

var errGone = errors.New("it is not there any more")

// isPicture reports whether a file's name is that of a picture which can be published.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg":
		return true
	}
	return false
}

// inspect finds out about a picture once for each state of its file. It is decoded
// unless an earlier build has published it.
func (b *Builder) inspect(o *otherFile) (*inspected, error) {
	if is := o.picture.Load(); is != nil {
		return is, nil
	}
	is := new(inspected)
	data, err := b.readPicture(o.name)
	is.bytes = len(data)
	if err == nil {
		is.picture, err = picture.Describe(o.name, data)
	}
	if err == nil && !b.isProven(is.picture) {
		err = b.maker.Verify(data, is.picture)
	}
	if err != nil && !errors.As(err, &is.fault) {
		return nil, err
	}
	o.picture.Store(is)
	return is, nil
}

// isProven reports whether the picture was published before. In which folder is not
// asked: the name says what it was made from.
func (b *Builder) isProven(d *picture.Described) bool { return b.proven()[d.Shown.Name] }

func (b *Builder) listProven() map[string]bool {
	names := map[string]bool{}
	if b.Out == "" {
		return names
	}
	for p := range publish.Listed(b.Out, strings.TrimSuffix(picturesFolder, "/")) {
		names[path.Base(p)] = true
	}
	return names
}

// readPicture reads a picture. One that is too large is not read, and is a fault.
func (b *Builder) readPicture(name string) ([]byte, error) {
	f, err := ordinary{b.Source}.Open(name)
	if err == nil {
		var size int64
		if info, statErr := f.Stat(); statErr == nil {
			size = info.Size()
		}
		err = f.Close()
		if err == nil && size > picture.MaxBytes {
			return nil, &picture.Fault{Message: fmt.Sprintf("this file has more than %d MB", picture.MaxBytes>>20),
				Hint: "Make it smaller: a page shows no more than 1216 pixels in width."}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, reason(err))
	}
	return b.fsReadFile(name)
}

// copied reads a file that is published under its own name. A picture loses its
// metadata on the way, and a drawing of content/ all that is no drawing; what cannot
// be read as a picture is published as it is.
func (b *Builder) copied(name string) ([]byte, error) {
	data, err := b.fsReadFile(name)
	if err != nil || !isPicture(name) || strings.HasPrefix(name, "static/") && isSVG(name) {
		return data, err
	}
	clean, err := b.maker.Clean(data)
	var fault *picture.Fault
	if errors.As(err, &fault) {
		return data, nil
	}
	return clean, err
}

// shownPictures are the pictures of a view, each source's bytes in a group of their
// own, however many files and texts there are.
func (v *view) shownPictures() [][]shown {
	var all []shown
	for _, t := range v.texts {
		if j := t.judged[v.slot].Load(); j != nil {
			all = append(all, j.shown...)
		}
	}
	slices.SortFunc(all, func(a, b shown) int {
		return cmp.Or(strings.Compare(a.picture.ID, b.picture.ID), strings.Compare(a.folder, b.folder), strings.Compare(a.picture.Shown.Name, b.picture.Shown.Name))
	})
	all = slices.CompactFunc(all, func(a, b shown) bool {
		return a.folder == b.folder && a.picture.Shown.Name == b.picture.Shown.Name
	})
	var groups [][]shown
	for i, s := range all {
		if i == 0 || all[i-1].picture.ID != s.picture.ID {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], s)
	}
	return groups
}

// pictures publishes all pictures that are shown. What the last build made of the same
// source is taken from there.
func (p *publication) pictures(ctx context.Context) error {
	groups := p.view.shownPictures()
	var done atomic.Int64
	return each(ctx, len(groups), everyCore(), func(i int) error {
		err := p.picture(groups[i])
		if p.b.Progress != nil {
			p.b.Progress("pictures", int(done.Add(1)), len(groups))
		}
		return err
	})
}

// picture publishes one picture wherever it is shown.
func (p *publication) picture(group []shown) error {
	first := group[0]
	files := first.picture.Files()
	made := make([][]byte, len(files))
	var missing []picture.File
	for k, f := range files {
		var ok bool
		if made[k], ok = p.out.Earlier(first.folder + f.Name); !ok {
			missing = append(missing, f)
		}
	}
	if len(missing) > 0 {
		fresh, err := p.b.makePicture(first, missing...)
		if err != nil {
			return err
		}
		for k := range made {
			if made[k] == nil {
				made[k], fresh = fresh[0], fresh[1:]
			}
		}
	}
	for _, s := range group {
		for k, f := range s.picture.Files() {
			if err := p.add(s.folder+f.Name, made[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// makePicture makes files of a picture.
func (b *Builder) makePicture(s shown, files ...picture.File) ([][]byte, error) {
	data, err := b.readPicture(s.source.name)
	if err == nil && !s.picture.Of(data) {
		err = fmt.Errorf("reading %s: %w", s.source.name, errChanged)
	}
	if err != nil {
		return nil, err
	}
	b.work.pictures.Add(int64(len(files)))
	made, err := b.maker.Make(data, s.picture, files...)
	if err == nil && s.picture.Format == picture.SVG {
		made[0], err = b.minified("x.svg", made[0])
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.source.name, err)
	}
	return made, nil
}

// pictureFile makes a file of a picture that a text shows.
func (v *Version) pictureFile(name string) ([]byte, bool, error) {
	s, f, err := v.shown.findPicture(v, name)
	if err != nil {
		return nil, false, err
	}
	if f.Name == "" {
		data, ok := v.lastPicture(name)
		return data, ok, nil
	}
	const always = 1 // the name is the key
	if data, ok := v.b.made.get(name, always); ok {
		return data, true, nil
	}
	made, err := v.b.makePicture(s, f)
	if err != nil {
		return nil, false, err
	}
	v.b.made.keep(name, always, made[0])
	return made[0], true, nil
}

// lastPicture returns a file of a picture that is not there any more, for a page that
// is shown as it was last made because its text or picture has a mistake now.
func (v *Version) lastPicture(name string) ([]byte, bool) {
	t := v.shown.textAt(strings.TrimPrefix(path.Dir(name)+"/", picturesFolder))
	if t == nil {
		return nil, false
	}
	if failed, err := v.failedText(t, nil); !failed || err != nil {
		return nil, false
	}
	return v.b.made.last(name)
}

// findPicture finds which picture a file belongs to; the file has no name if it
// belongs to none. A picture of content/ is published beside the text that shows it,
// one of static/ may be shown by any.
func (v *view) findPicture(version *Version, name string) (shown, picture.File, error) {
	folder, base := path.Split(name)
	look := func(t *text) (shown, picture.File, error) {
		j, err := version.needJudgement(t)
		if err != nil {
			return shown{}, picture.File{}, err
		}
		s, f := j.find(folder, base)
		return s, f, nil
	}
	if t := v.textAt(strings.TrimPrefix(folder, picturesFolder)); t != nil {
		if s, f, err := look(t); err != nil || f.Name != "" {
			return s, f, err
		}
	}
	var unknown []*text
	for _, t := range v.texts {
		j, err := v.judge(t, nil)
		if err != nil || j == nil {
			unknown = append(unknown, t)
		} else if s, f := j.find(folder, base); f.Name != "" {
			return s, f, nil
		}
	}
	for _, t := range unknown {
		if s, f, err := look(t); err != nil || f.Name != "" {
			return s, f, err
		}
	}
	return shown{}, picture.File{}, nil
}

// find looks for a file among the pictures of a text.
func (j *judgement) find(folder, base string) (shown, picture.File) {
	for _, s := range j.shown {
		if s.folder != folder {
			continue
		}
		for _, f := range s.picture.Files() {
			if f.Name == base {
				return s, f
			}
		}
	}
	return shown{}, picture.File{}
}
