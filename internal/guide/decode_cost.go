package guide

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bedside/internal/matter"
)

var costFields = []string{"low", "high", "currency", "year", "source"}

func (d *decoder) cost(v matter.Value) *Cost {
	if v.Kind != matter.Mapping {
		d.Wrong("cost", v, "a group of the fields "+strings.Join(costFields, ", "), costHint(v.Text))
		return nil
	}
	v = d.withoutCommas(v)
	c := &Cost{}
	d.Group("cost", v, costFields, func(f matter.Field) {
		d.mark("cost."+f.Name, f.NamePos)
		switch f.Name {
		case "low":
			c.Low = d.amount("cost.low", f.Value)
		case "high":
			c.High = d.amount("cost.high", f.Value)
		case "currency":
			c.Currency = d.currency(f.Value)
		case "year":
			c.Year = d.year(f.Value)
		case "source":
			c.Source = d.Text("cost.source", f.Value)
		}
	})
	low, hasLow := given(v, "low")
	high, hasHigh := given(v, "high")
	switch {
	case hasLow && hasHigh && c.High < c.Low && amountForm.MatchString(high.Text):
		d.Errorf(high.Pos, "cost-order", "Swap the two numbers, or correct one.",
			"cost.high (%s) is below cost.low (%s)", high.Text, low.Text)
	case !hasLow && !hasHigh:
		d.Errorf(v.Pos, "field-missing", "Give low, high or both, or remove the field cost.", "cost has no amount")
	case !hasLow:
		c.Low = c.High
	case !hasHigh:
		c.High = c.Low
	}
	return c
}

// given returns the value of a field unless nothing stands behind its name.
func given(v matter.Value, field string) (matter.Value, bool) {
	f, ok := v.Find(field)
	return f, ok && f.Kind != matter.Empty
}

var amountForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)

func (d *decoder) amount(field string, v matter.Value) float64 {
	n, err := strconv.ParseFloat(v.Text, 64)
	if v.Kind != matter.Scalar || err != nil || !amountForm.MatchString(v.Text) {
		d.Wrong(field, v, "an amount in digits, without a currency sign or commas, such as 1250 or 99.50", amountHint(field, v.Text))
		return 0
	}
	return n
}

var (
	priceForm     = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]{1,2})?`)
	currencySigns = strings.NewReplacer(",", "", "$", "", " ", "", "\u00a0", "", "USD", "")
)

// amountHint says how an amount is written that is one but for its form, or "".
func amountHint(field, text string) string {
	plain := currencySigns.Replace(text)
	if !amountForm.MatchString(plain) {
		return ""
	}
	return fmt.Sprintf("Write %s: %s.", strings.TrimPrefix(field, "cost."), plain)
}

// costHint says how the prices of a text such as "$900 to $2,400" are written, or "".
func costHint(text string) string {
	var found []string
	for _, price := range priceForm.FindAllString(text, -1) {
		found = append(found, strings.ReplaceAll(price, ",", ""))
	}
	form := ""
	switch len(found) {
	case 1:
		form = "low: " + found[0]
	case 2:
		form = "low: " + found[0] + ", high: " + found[1]
	default:
		return "Write cost: {low: 900, high: 2400, currency: USD, year: 2026, source: \"…\"}."
	}
	return "Write cost: {" + form + ", currency: USD}, and add the year of the figures and their source: year: 2026, source: \"…\"."
}

var (
	beforeComma = regexp.MustCompile(`^\$? ?[0-9]{1,3}$`)
	behindComma = regexp.MustCompile(`^[0-9]{3}(\.[0-9]{1,2})?$`)
)

// withoutCommas joins an amount that a comma has divided: in {high: 2,400} the comma
// ends the field, and 400 becomes the name of another. It is one mistake, so it is
// reported once, and the amount is taken as it was meant.
func (d *decoder) withoutCommas(v matter.Value) matter.Value {
	fields := make([]matter.Field, 0, len(v.Fields))
	for i := 0; i < len(v.Fields); i++ {
		f := v.Fields[i]
		fields = append(fields, f)
		if f.Name != "low" && f.Name != "high" || f.Kind != matter.Scalar || !beforeComma.MatchString(f.Text) {
			continue
		}
		written, last := f.Text, &fields[len(fields)-1]
		for i+1 < len(v.Fields) && v.Fields[i+1].Kind == matter.Empty && behindComma.MatchString(v.Fields[i+1].Name) {
			i++
			written += "," + v.Fields[i].Name
		}
		if written == f.Text {
			continue
		}
		last.Text = currencySigns.Replace(written)
		d.Errorf(f.Pos, "field-type", fmt.Sprintf("Write %s: %s, without the comma.", f.Name, last.Text),
			"the amount %s is written with a comma, which begins another field here", written)
	}
	v.Fields = fields
	return v
}

func (d *decoder) currency(v matter.Value) string {
	if v.Kind != matter.Scalar || len(v.Text) != 3 || strings.Trim(v.Text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		d.WrongKind("cost.currency", v, "a three-letter currency code, such as USD")
		return ""
	}
	return v.Text
}

func (d *decoder) year(v matter.Value) int {
	n, err := strconv.Atoi(v.Text)
	if v.Kind != matter.Scalar || err != nil || n < 1900 || n > 2200 {
		d.WrongKind("cost.year", v, "a year, such as 2026")
		return 0
	}
	return n
}
