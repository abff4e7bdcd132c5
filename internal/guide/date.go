package guide

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"bedside/internal/matter"
)

var (
	yearFirst = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2})(?:[T ].*)?)?$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$`)
)

// looseDate reads when a reference was published, in the words of its publisher: "Spring
// 2024" will do. What has the form of a date must be one.
func (d *decoder) looseDate(field string, v matter.Value) string {
	text := d.Text(field, v)
	if text != "" && !possibleDate(text) {
		d.Errorf(v.Pos, "field-type", "Write the date as year, month and day, such as 2026-03-31, or in words.",
			"%s says %q, and there is no such day or month", field, matter.Shorten(text))
		return ""
	}
	return text
}

// possibleDate reports whether a text is a date or has no form of one.
func possibleDate(text string) bool {
	if m := yearFirst.FindStringSubmatch(text); m != nil {
		if m[3] != "" {
			return isDay(m[1], m[2], m[3])
		}
		// 2023-24 and 1999-00 are no months, and two years are meant.
		return isDay(m[1], m[2], "1") || len(m[2]) == 2 && m[2] > m[1][2:] || m[1][2:] == "99" && m[2] == "00"
	}
	if m := yearLast.FindStringSubmatch(text); m != nil {
		return isDay(m[3], m[1], m[2]) || isDay(m[3], m[2], m[1])
	}
	return true
}

// isDay reports whether there is such a day.
func isDay(year, month, day string) bool {
	var n [3]int
	for i, s := range []string{year, month, day} {
		var err error
		if n[i], err = strconv.Atoi(s); err != nil {
			return false
		}
	}
	_, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2]))
	return err == nil
}
