package freedompay

// Currency is an ISO 4217 alpha-3 code. It is open: any code decodes, compares
// and encodes unchanged.
type Currency string

// The currencies of the countries that the vendor serves, and the major ones.
const (
	KZT Currency = "KZT" // Kazakhstani tenge
	UZS Currency = "UZS" // Uzbekistani som
	KGS Currency = "KGS" // Kyrgyzstani som
	USD Currency = "USD"
	EUR Currency = "EUR"
	RUB Currency = "RUB"
)

// UnmarshalJSON reads the code. It never fails.
func (c *Currency) UnmarshalJSON(data []byte) error { return readText(c, data) }
