package render

import (
	"strconv"
	"strings"

	"bedside/internal/guide"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table can be scrolled sideways on a small screen, by keys too.
func (w *textWriter) table(n *east.Table) {
	w.tables++
	w.raw(`<section class="table"`)
	w.attribute("aria-label", w.tableName(n.FirstChild()))
	w.raw(` tabindex="0"><table>`)
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if _, ok := row.(*east.TableHeader); ok {
			w.raw("<thead>")
			w.row(row, true)
			w.raw("</thead>")
			continue
		}
		if !body {
			w.raw("<tbody>")
			body = true
		}
		w.row(row, false)
	}
	if body {
		w.raw("</tbody>")
	}
	w.raw("</table></section>")
}

// tableName tells the tables of a page apart: "Table 2: Code, Use it for".
func (w *textWriter) tableName(head ast.Node) string {
	name := "Table " + strconv.Itoa(w.tables)
	var columns []string
	for c := head.FirstChild(); c != nil; c = c.NextSibling() {
		if text := guide.PlainText(c, w.src); text != "" {
			columns = append(columns, text)
		}
	}
	if len(columns) == 0 {
		return name
	}
	return name + ": " + strings.Join(columns, ", ")
}

// row writes a row whose first cell is its heading. An empty cell heads nothing.
func (w *textWriter) row(row ast.Node, head bool) {
	w.raw("<tr>")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		open, closing := "td", "td"
		switch {
		case !c.HasChildren():
		case head:
			open, closing = `th scope="col"`, "th"
		case c == row.FirstChild():
			open, closing = `th scope="row"`, "th"
		}
		w.raw("<" + open)
		if cell, ok := c.(*east.TableCell); ok && cell.Alignment != east.AlignNone {
			w.attribute("class", "align-"+cell.Alignment.String())
		}
		w.raw(">")
		w.children(c)
		w.raw("</" + closing + ">")
	}
	w.raw("</tr>")
}
