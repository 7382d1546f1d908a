package freedompay_test

import (
	"testing"

	"github.com/freedompay-go/freedompay"
)

func TestPercentIsANumberAndASign(t *testing.T) {
	for text, want := range map[freedompay.Percent]float64{"44.37%": 44.37, "0%": 0, "100%": 100} {
		if got, ok := text.Float64(); got != want || !ok {
			t.Errorf("%q is %v, %t", text, got, ok)
		}
	}
	for _, text := range []freedompay.Percent{"", "%", "44.37", "x%", "44,37%", "44.37 %"} {
		if got, ok := text.Float64(); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
