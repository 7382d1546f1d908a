package jsonread_test

import (
	"encoding/json"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// An id that cannot be read must not look like one that is zero.
func TestIDsAreIntegersOrNothing(t *testing.T) {
	for encoded, want := range map[string]freedompay.PartnerClientID{`7`: 7, `"7"`: 7, ` -7 `: -7, `null`: 0, `0`: 0, `"9223372036854775807"`: 1<<63 - 1} {
		id := freedompay.PartnerClientID(5)
		if err := json.Unmarshal([]byte(encoded), &id); err != nil || encoded != "null" && id != want || encoded == "null" && id != 0 && id != 5 {
			t.Errorf("%s is read as %d, %v", encoded, id, err)
		}
	}
	for _, encoded := range []string{`""`, `" "`, `{}`, `[]`, `[7]`, `{"id":7}`, `true`, `1.5`, `1e3`, `"7a"`, `9223372036854775808`} {
		var company freedompay.PartnerClientID
		var card freedompay.GiftCardID
		if json.Unmarshal([]byte(encoded), &company) == nil || json.Unmarshal([]byte(encoded), &card) == nil {
			t.Errorf("%s is read as %d and %d", encoded, company, card)
		}
	}
	for _, data := range []string{"", " "} {
		var id freedompay.GiftCardID
		if err := id.UnmarshalJSON([]byte(data)); err == nil {
			t.Errorf("%q is read as %d", data, id)
		}
	}
}
