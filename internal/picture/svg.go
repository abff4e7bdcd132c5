package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of an SVG: what is above draws too slowly to be of use, or is meant to.
const (
	maxSVGBytes    = 4 << 20
	maxSVGDepth    = 200
	maxSVGElements = 100_000
)

// Finding is something that was left out of an SVG. Line and Column, from 1, say where
// it stood.
type Finding struct {
	Line, Column  int
	Message, Hint string
}

// maxFindings bounds what is told of one file.
const maxFindings = 10

// CleanSVG returns an SVG without what is no drawing: scripts, handlers of events,
// foreign content, anything that would be loaded from elsewhere, links, movement,
// declarations, comments, and what drawing programs note for themselves. Only elements
// and attributes that are known to be harmless are kept. What was left out and is more
// than a note is told. An error is a *Fault.
func CleanSVG(data []byte) ([]byte, []Finding, error) {
	if len(data) > maxSVGBytes {
		return nil, nil, &Fault{Message: fmt.Sprintf("this drawing has more than %d MB", maxSVGBytes>>20),
			Hint: "Save it without embedded photographs, or as PNG.", Line: 1, Column: 1}
	}
	c := &svgCleaner{data: data, in: xml.NewDecoder(bytes.NewReader(data)), told: map[string]bool{}}
	if err := c.run(); err != nil {
		return nil, nil, err
	}
	return c.out.Bytes(), c.findings, nil
}

// svgCleaner copies what is allowed from one token to the next.
type svgCleaner struct {
	data []byte
	in   *xml.Decoder
	out  bytes.Buffer
	// open are the names of the elements that are open, and whether each is written.
	open []svgElement
	// skipping is how many of the open elements are inside one that is left out, which
	// is counted itself.
	skipping int
	elements int
	// style is the text of the style element that is open: comments divide it, and only
	// the whole can be judged.
	style    strings.Builder
	at       int
	findings []Finding
	told     map[string]bool
}

type svgElement struct {
	name    xml.Name
	written string // "" if only its content is
}

func (c *svgCleaner) run() error {
	for {
		c.at = int(c.in.InputOffset())
		token, err := c.in.RawToken()
		if errors.Is(err, io.EOF) {
			if len(c.open) > 0 || c.elements == 0 {
				return c.fault("this SVG file is cut off", saveAnew)
			}
			return nil
		}
		if err != nil {
			return c.syntax(err)
		}
		if err := c.token(token); err != nil {
			return err
		}
	}
}

func (c *svgCleaner) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return c.start(t)
	case xml.EndElement:
		return c.end(t.Name)
	case xml.CharData:
		return c.text(t)
	case xml.Directive:
		if bytes.Contains(bytes.ToUpper(t), []byte("<!ENTITY")) {
			c.tell("declarations of entities were left out", "")
		}
	case xml.ProcInst:
		if t.Target != "xml" {
			c.tell(fmt.Sprintf("the instruction <?%s?> was left out", t.Target), "")
		}
	}
	return nil
}

func (c *svgCleaner) fault(message, hint string) *Fault {
	line, column := place(c.data, c.at)
	return &Fault{Message: message, Hint: hint, Line: line, Column: column}
}

func (c *svgCleaner) syntax(err error) *Fault {
	var syntax *xml.SyntaxError
	if !errors.As(err, &syntax) {
		return c.fault("this SVG file cannot be read: "+err.Error(), "Save it anew, as UTF-8.")
	}
	if strings.Contains(syntax.Msg, "entity") {
		return c.fault("this SVG file uses "+strings.TrimPrefix(syntax.Msg, "invalid character "),
			"Save it as plain SVG: Illustrator calls that “Save for web”, Inkscape “Plain SVG”.")
	}
	return c.fault("this SVG file has a mistake: "+syntax.Msg, saveAnew)
}

// place is where an offset lies, in lines and characters from 1.
func place(data []byte, at int) (line, column int) {
	before := data[:min(at, len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// tell notes what was left out, each message once.
func (c *svgCleaner) tell(message, hint string) {
	if len(c.findings) < maxFindings && !c.told[message] {
		c.told[message] = true
		line, column := place(c.data, c.at)
		c.findings = append(c.findings, Finding{line, column, message, hint})
	}
}

func (c *svgCleaner) start(t xml.StartElement) error {
	c.elements++
	switch {
	case len(c.open) >= maxSVGDepth || c.elements > maxSVGElements:
		return c.fault("this drawing is too complex to be shown", "Simplify it, or save it as PNG.")
	case len(c.open) == 0 && (c.elements > 1 || t.Name.Local != "svg" || !ours(t.Name)):
		return c.fault("this SVG file has something outside of its svg element", saveAnew)
	}
	e := svgElement{name: t.Name}
	switch {
	case c.skipping > 0:
		c.skipping++
	case !ours(t.Name) || t.Name.Local == "metadata" || c.inStyle():
		c.skipping++ // notes of drawing programs
	case t.Name.Local == "a":
		c.tell("links inside of a drawing were left out", "Link to it in the text.")
	case svgElements[t.Name.Local]:
		e.written = t.Name.Local
		c.write(t)
	default:
		c.tell(fmt.Sprintf("the element %s was left out", t.Name.Local), whyNot[t.Name.Local])
		c.skipping++
	}
	c.open = append(c.open, e)
	return nil
}

// ours reports whether a name is one of SVG's own. Prefixes are not looked up: SVG's is
// "svg" or none in every file that a program writes, and what is not known is left out.
func ours(n xml.Name) bool { return n.Space == "" || n.Space == "svg" }

func (c *svgCleaner) write(t xml.StartElement) {
	c.out.WriteString("<" + t.Name.Local)
	if len(c.open) == 0 {
		c.out.WriteString(` xmlns="http://www.w3.org/2000/svg"`)
	}
	seen := map[string]bool{}
	for _, a := range t.Attr {
		name, ok := c.attribute(t.Name.Local, a)
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		c.out.WriteString(" " + name + `="`)
		c.escape(a.Value)
		c.out.WriteByte('"')
	}
	c.out.WriteByte('>')
}

// attribute returns the name under which an attribute is kept, if it is.
func (c *svgCleaner) attribute(element string, a xml.Attr) (string, bool) {
	name := a.Name.Local
	switch {
	case a.Name.Space == "xml" && (name == "space" || name == "lang"):
		return "xml:" + name, true
	case a.Name.Space == "xlink" && name == "href":
	case a.Name.Space != "" || name == "xmlns":
		return "", false // notes of drawing programs
	}
	switch {
	case name == "href":
		if !strings.HasPrefix(a.Value, "#") {
			c.tell(fmt.Sprintf("what the element %s takes from elsewhere was left out", element),
				"A drawing can use its own parts only: #name.")
			return "", false
		}
	case !svgAttributes[name] && !strings.HasPrefix(name, "aria-"):
		if !strings.HasPrefix(name, "data-") {
			c.tell(fmt.Sprintf("the attribute %s was left out", name), whyNot[strings.ToLower(name)[:min(2, len(name))]])
		}
		return "", false
	case !harmlessCSS(a.Value):
		c.tell(fmt.Sprintf("the attribute %s was left out: it leads elsewhere", name), "A drawing can use its own parts only: url(#name).")
		return "", false
	}
	return name, true
}

func (c *svgCleaner) end(name xml.Name) error {
	last := len(c.open) - 1
	if last < 0 || c.open[last].name != name {
		return c.fault(fmt.Sprintf("this SVG file has a mistake: </%s> ends nothing", name.Local), saveAnew)
	}
	e := c.open[last]
	if c.skipping == 0 && c.inStyle() {
		c.endStyle()
	}
	c.open = c.open[:last]
	if c.skipping > 0 {
		c.skipping--
	} else if e.written != "" {
		c.out.WriteString("</" + e.written + ">")
	}
	return nil
}

func (c *svgCleaner) text(t xml.CharData) error {
	if len(c.open) == 0 {
		if len(bytes.TrimSpace(bytes.TrimPrefix(t, []byte("\ufeff")))) > 0 {
			return c.fault("this SVG file has text outside of its svg element", saveAnew)
		}
		return nil
	}
	if c.skipping > 0 {
		return nil
	}
	if c.inStyle() {
		c.style.Write(t)
	} else {
		c.escape(string(t))
	}
	return nil
}

func (c *svgCleaner) inStyle() bool {
	return len(c.open) > 0 && c.open[len(c.open)-1].written == "style"
}

func (c *svgCleaner) endStyle() {
	if harmlessCSS(c.style.String()) {
		c.escape(c.style.String())
	} else {
		c.tell("the style of the drawing was left out: it loads something, or moves", "Write colours and lines as attributes.")
	}
	c.style.Reset()
}

func (c *svgCleaner) escape(s string) {
	// It writes into memory, which cannot fail.
	_ = xml.EscapeText(&c.out, []byte(s))
}

// harmlessCSS reports whether a style or an attribute loads nothing: url() leads to a
// part of the drawing, and there is no rule with @ but @media.
func harmlessCSS(s string) bool {
	s = strings.ToLower(s)
	if strings.Contains(s, `\`) || strings.Contains(strings.ReplaceAll(s, "@media", ""), "@") {
		return false
	}
	loads := []string{"image(", "image-set(", "src(", "cross-fade(", "element(", "expression(", "javascript:", "-moz-binding", "behavior:"}
	if slices.ContainsFunc(loads, func(f string) bool { return strings.Contains(s, f) }) {
		return false
	}
	parts := strings.Split(s, "url(")
	return !slices.ContainsFunc(parts[1:], func(p string) bool {
		return !strings.HasPrefix(strings.TrimLeft(p, " \t\r\n\"'"), "#")
	})
}
