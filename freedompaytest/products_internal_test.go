package freedompaytest

import (
	"slices"
	"testing"
)

// The bank knows the card products of the dictionary and no others, and how
// long their cards last.
func TestCardProducts(t *testing.T) {
	lasting := map[int64]int{
		3010: 12, 3030: 12, 3050: 12, 4010: 12, 4030: 12,
		1000: 60, 2000: 60, 2100: 60, 3000: 60, 3020: 60, 3040: 60, 3060: 60, 4020: 60, 4040: 60,
	}
	three := make(map[int64]bool)
	for n := range int64(15) {
		three[2200+n], three[2300+n] = true, true
		lasting[2200+n], lasting[2300+n] = 60, 60
	}
	b := New(WithCurrency("UZS"))
	for code := range int64(5000) {
		months, currencies, ok := b.cardProduct(code)
		want := []string{"UZS"}
		if three[code] {
			want = []string{"KZT", "USD", "EUR"}
		}
		if lasting[code] == 0 {
			want = nil
		}
		if months != lasting[code] || ok != (months > 0) || !slices.Equal(currencies, want) {
			t.Errorf("product %d: %d months, %q, %v", code, months, currencies, ok)
		}
	}
}

func TestMoneyBelowZero(t *testing.T) {
	if got := money(-105).String(); got != "-1.05" {
		t.Errorf("%s", got)
	}
}
