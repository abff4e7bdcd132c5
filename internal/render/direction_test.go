package render

import "testing"

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{
		"ar": "rtl", "ar-EG": "rtl", "he": "rtl", "iw": "rtl", "fa": "rtl", "ur-PK": "rtl", "yi": "rtl", "ps": "rtl", "dv": "rtl",
		"en": "", "es-MX": "", "zh-Hant": "", "vi": "", "": "", "not a tag": "",
		"uz-Arab": "rtl", "uz": "", "ar-Latn": "", "az-Arab": "rtl", "ku": "", "ckb": "rtl", "und-Hebr": "rtl", "und": "",
	} {
		if got := direction(tag); got != want {
			t.Errorf("direction(%q) is %q, not %q", tag, got, want)
		}
	}
}
