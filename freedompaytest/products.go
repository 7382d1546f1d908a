package freedompaytest

// cardProduct returns how many months a card of the product lasts and which
// currencies it holds; ok is false for a code that the dictionary does not
// know. Only the three-currency products say so in their names, and only some
// products say how long they last: the others last five years.
func (b *Bank) cardProduct(code int64) (months int, currencies []string, ok bool) {
	switch code {
	case 3010, 3030, 3050, 4010, 4030:
		return 12, []string{b.currency}, true
	case 1000, 2000, 2100, 3000, 3020, 3040, 3060, 4020, 4040:
		return 60, []string{b.currency}, true
	}
	if code >= 2200 && code <= 2214 || code >= 2300 && code <= 2314 {
		return 60, []string{"KZT", "USD", "EUR"}, true
	}
	return 0, nil, false
}

// clientProduct reports whether the dictionary knows a client product.
func clientProduct(code int64) bool {
	return code == 1000 || code == 2000 || code == 3000
}
