// Package feestest makes fee-schedule files for tests: rows of our own in the layout
// of CMS's relative value file. It holds no text of the American Medical Association.
package feestest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Row is what a test says of a code. What it leaves empty is that of an active minor
// operation.
type Row struct {
	Code, Modifier, Descriptor, Status, Components, Global, Bilateral, Assistant, CoSurgeons, Team string
}

// headings are the last five rows of CMS's headings in 2026, by column.
var headings = [][5]string{
	{4: "HCPCS"}, {4: "MOD"}, {4: "DESCRIPTION"}, {3: "STATUS", 4: "CODE"}, {1: "NOT USED", 2: "FOR", 3: "MEDICARE ", 4: "PAYMENT"},
	{3: "WORK", 4: "RVU"}, {3: "NON-FAC", 4: "PE RVU"}, {2: "NON-FAC", 3: "NA", 4: "INDICATOR"}, {3: "FACILITY", 4: "PE RVU"},
	{2: "FACILITY ", 3: "NA", 4: "INDICATOR"}, {3: "MP", 4: "RVU"}, {3: "NON-FACILITY", 4: "TOTAL"}, {3: "FACILITY", 4: "TOTAL"},
	{3: "PCTC", 4: "IND"}, {3: "GLOB", 4: "DAYS"}, {3: "PRE", 4: "OP"}, {3: "INTRA", 4: "OP"}, {3: "POST", 4: "OP"},
	{3: "MULT", 4: "PROC"}, {3: "BILAT", 4: "SURG"}, {3: "ASST", 4: "SURG"}, {3: "CO-", 4: "SURG"}, {3: "TEAM", 4: "SURG"},
	{3: "PRIC", 4: "IND"}, {3: "ENDO", 4: "BASE"}, {3: "CONV", 4: "FACTOR"},
	{1: "PHYSICIAN", 2: "SUPERVISION OF", 3: "DIAGNOSTIC", 4: "PROCEDURES"}, {3: "CALCULATION", 4: "FLAG"},
	{1: "DIAGNOSTIC", 2: "IMAGING", 3: "FAMILY", 4: "INDICATOR"},
	{0: "NON-FACILITY", 1: "PE USED", 2: "FOR OPPS", 3: "PAYMENT", 4: "AMOUNT"},
	{0: "FACILITY", 1: "PE USED", 2: "FOR OPPS", 3: "PAYMENT", 4: "AMOUNT"}, {1: "MP USED", 2: "FOR OPPS", 3: "PAYMENT", 4: "AMOUNT"},
}

// File returns a file of 2026 with these rows: 32 columns, notes above the headings.
func File(rows []Row) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	line := func(cells []string) {
		if err := w.Write(cells); err != nil {
			panic(err) // A bytes.Buffer takes everything.
		}
	}
	for _, note := range []string{"2026 Physician Fee Schedule Relative Value File, made up for a test", "(a copyright notice, with \"marks\")", "RELEASED 01/01/2026"} {
		cells := make([]string, len(headings))
		cells[2] = note
		line(cells)
	}
	for i := range 5 {
		cells := make([]string, len(headings))
		for c, h := range headings {
			cells[c] = h[i]
		}
		line(cells)
	}
	for _, r := range rows {
		line(r.cells())
	}
	w.Flush()
	return b.Bytes()
}

func (r Row) cells() []string {
	or := func(s, usual string) string {
		if s == "" {
			return usual
		}
		return s
	}
	return []string{r.Code, r.Modifier, r.Descriptor, or(r.Status, "A"), "", "1.11", "2.22", "", "1.00", "", "0.20", "3.53", "2.31",
		or(r.Components, "0"), or(r.Global, "000"), "0.00", "0.00", "0.00", "2", or(r.Bilateral, "0"), or(r.Assistant, "0"),
		or(r.CoSurgeons, "0"), or(r.Team, "0"), "9", "", "10.0000", "09", "0", "99", "0.00", "0.00", "0.00"}
}

// Generate makes n rows of different codes in order, with short texts put together from
// common words of the field and their abbreviations.
func Generate(n int, seed uint64) []Row {
	r := rand.New(rand.NewPCG(seed, 1))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	rows := make([]Row, 0, n)
	for i := range n {
		code := 100 + i*99899/n
		row := Row{Code: fmt.Sprintf("%05d", code), Global: pick([]string{"000", "010", "090", "XXX", "ZZZ"}),
			Bilateral: pick([]string{"0", "1", "2", "9"}), Status: pick([]string{"A", "A", "A", "R", "N", "X"})}
		row.Descriptor = pick(acts) + " " + pick(parts) + " " + pick(things)
		if r.IntN(3) == 0 {
			row.Descriptor += " " + pick(details)
		}
		rows = append(rows, row)
	}
	return rows
}

var (
	acts = strings.Fields("rmvl remove excise biopsy bx repair rpr revise njx inject insj insert dstrj drain incise scope exam " +
		"replace treat tx explore suture xray mri ct us graft fusion amputate reconstr release closure")
	parts = strings.Fields("skin breast jaw nose sinus larynx lung heart artery vein lymph tongue throat stomach bowel colon rectum " +
		"liver gallbladder kidney ureter bladder urethra testis prostate uterus ovary vagina thyroid brain skull spine nerve eye eyelid " +
		"ear shoulder elbow wrist hand finger hip thigh knee leg ankle foot toe rib pelvis neck chest abdomen arm")
	things = strings.Fields("lesion tumor cyst fx defect wound abscess stone implant device drug catheter stent pin tendon ligament " +
		"joint muscle fistula hernia polyp ulcer scar nail hair duct valve node pump lead graft tissue fluid foreignbody")
	details = strings.Fields("deep simple complex 5.1-10cc <2cm >5cm add-on ea open perq lap w/imag bi each addl")
)

// Rewrite passes the cells of each row of a file through f.
func Rewrite(raw []byte, f func(cells []string) []string) []byte {
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		panic(err) // The file is one of the test's own.
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for _, row := range rows {
		if err := out.Write(f(row)); err != nil {
			panic(err)
		}
	}
	out.Flush()
	return b.Bytes()
}
