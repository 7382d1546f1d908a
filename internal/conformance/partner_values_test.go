package conformance_test

import (
	"encoding/json"
	"testing"

	"github.com/freedompay-go/freedompay"
)

func TestFlagReadsOverAnother(t *testing.T) {
	for text, want := range map[string]freedompay.Flag{"true": true, "1": true, `"1"`: true, "false": false, "0": false, "{}": false} {
		for _, f := range []freedompay.Flag{true, false} {
			if err := json.Unmarshal([]byte(text), &f); err != nil || f != want {
				t.Errorf("%s is read as %t, %v", text, f, err)
			}
		}
	}
}
