package guide

import "testing"

func TestPossibleDate(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-03-31": true, "2024-02-29": true, "2026-03": true, "2026-3-1": true, "2026/03/31": true, "31.12.2025": true, "12/31/2025": true,
		"2026-01-31T10:00:00Z": true, "2024": true, "Spring 2024": true, "March 2024": true, "2023-24": true, "1999-00": true, "2019-2021": true,
		"2026-W05": true, "Version 1.2.2024b": true, "n.d.": true,
		"2026-13-45": false, "2026-02-30": false, "2025-02-29": false, "2026-00-01": false, "2026-13": false, "2026-00": false, "2026/13/01": false,
		"13/13/2025": false, "32.1.2025": false, "2026-13-45 10:00": false, "0000-00-00": false,
	} {
		if got := possibleDate(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
