// Package picture makes what is published of a picture: files that are small, fit
// the page, and tell nothing about whoever took it.
//
// # What goes in, what comes out
//
// Inspect reads the headers of a JPEG, PNG, GIF, WebP or SVG file: its size as it is
// shown, and what it says about people and places. Describe plans from that which
// files will be published under which names, without making them, so that a page
// can name them before they exist. Maker.Make makes them.
//
//   - A photograph becomes WebP with losses in several widths, and one JPEG for
//     browsers that do not know WebP.
//   - A drawing (Lossless source, much of it of one colour) becomes WebP without
//     losses, and PNG, in one width: lines stay crisp.
//   - What moves (GIF, WebP, PNG) stays as it is, without its metadata.
//   - SVG is cleaned (CleanSVG) and stays one file.
//
// No picture is made larger than it is. A photograph's direction (EXIF orientation)
// and its colour profile are applied to the pixels. What has the source's size is the
// source itself, without its metadata, wherever that is the smaller file.
//
// # Names
//
// A name holds the width and a sum of the source's bytes and of Recipe, not of its
// own bytes. The same source always gives the same file, so what such a name
// holds never changes, as long as Recipe is raised when Make makes something else.
//
// # What never happens
//
// Metadata (EXIF, XMP, IPTC, comments, previews, places) is in no file that is made,
// nor what stands behind the end of a picture. No more memory is taken than the
// picture needs that its header promises, and that is bounded by MaxPixels. Nothing
// depends on the clock, the machine or the order of calls.
package picture
