package conformance

import (
	"testing"
)

// homes returns the types that may hold a code of a dictionary. The negative
// statuses of gift cards are error codes, and only they.
func homes(dictionary, code string) string {
	if dictionary == "gift_request_status" && code[0] == '-' {
		return "ErrorCode"
	}
	return codes[dictionary].Name()
}

// Every code has an exported constant, and every constant is a code.
func TestDictionaries(t *testing.T) {
	all, named := everything(t).Dictionaries, constants(t)
	documented := map[string]map[string]bool{} // by type, then by code
	missing, extra := 0, 0
	for _, d := range all {
		dictionary := d.Name
		if codes[dictionary] == nil {
			t.Errorf("dictionary %s: list its type in codes", dictionary)
			continue
		}
		for _, code := range d.Codes() {
			typ := homes(dictionary, code)
			if documented[typ] == nil {
				documented[typ] = map[string]bool{}
			}
			documented[typ][code] = true
			if named[typ][code] == "" {
				missing++
				t.Errorf("dictionary %s: add a constant of type freedompay.%s for %q", dictionary, typ, code)
			}
		}
	}
	for typ := range documented {
		for code, name := range named[typ] {
			if !documented[typ][code] {
				extra++
				t.Errorf("freedompay.%s: no dictionary of %s has %q: remove the constant", name, typ, code)
			}
		}
	}
	t.Logf("%d operations, %d dictionaries, %d missing, %d extra", len(everything(t).Operations), len(all), missing, extra)
}
