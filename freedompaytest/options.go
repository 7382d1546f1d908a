package freedompaytest

import (
	"time"

	"github.com/freedompay-go/freedompay"
)

// Option changes how a bank is made.
type Option func(*settings)

// settings is what options change; it does not change once the bank is made.
type settings struct {
	authID        string
	key           freedompay.Secret
	now           func() time.Time
	settleAfter   time.Duration
	seed          uint64
	currency      string
	giftFunds     money
	refusedUsesID bool
	stateBeforeID bool
	statusLag     time.Duration
	byProduct     bool
	recorder      func(Exchange) func(Exchange)
	keepCalls     int

	giftProducts    []freedompay.GiftProduct
	giftProductsSet bool

	moved      map[string]string               // paths, by the documented ones
	algorithms map[string]freedompay.Algorithm // by the beginning of the documented path
}

func defaults() settings {
	return settings{
		authID:      "123456",
		key:         freedompay.NewSecret("freedompaytest-key"),
		now:         time.Now,
		settleAfter: 100 * time.Millisecond,
		seed:        1,
		currency:    "KZT",
		giftFunds:   1_000_000_00,

		moved:      make(map[string]string),
		algorithms: make(map[string]freedompay.Algorithm),
	}
}

// WithCredentials sets the one partner that the bank knows.
func WithCredentials(authID string, key freedompay.Secret) Option {
	return func(s *settings) { s.authID, s.key = authID, key }
}

// SettleAfter sets how long an accepted command stays in process: 100ms by
// default. With zero a command is settled in its own answer, and one that cannot
// be carried out fails there: the call itself returns freedompay.ErrRequestFailed.
func SettleAfter(d time.Duration) Option {
	return func(s *settings) { s.settleAfter = max(d, 0) }
}

// WithClock sets the bank's clock, time.Now by default. Commands settle by it,
// and every answer is dated by it. The clock must not call the bank.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}

// WithSeed sets the seed of every id, card number, code and random fault of the
// bank.
func WithSeed(seed uint64) Option {
	return func(s *settings) { s.seed = seed }
}

// WithCurrency sets the currency of cards that hold one currency and of gift
// cards: KZT by default.
func WithCurrency(code string) Option {
	return func(s *settings) { s.currency = code }
}

// WithGiftFunds sets what is on the account that gift cards are paid from, in
// whole units: a million by default.
func WithGiftFunds(units uint32) Option {
	return func(s *settings) { s.giftFunds = money(units) * 100 }
}

// WithPath moves the operation that is documented at a path to another one, for
// a client that [freedompay.WithPath] sends there. [New] panics when there is
// none at the documented path.
func WithPath(documented, yours string) Option {
	return func(s *settings) { s.moved[documented] = yours }
}

// WithAlgorithm makes the operations whose documented path begins with prefix want
// signatures of another algorithm, as [freedompay.WithAlgorithm] makes them. [New]
// panics when the algorithm is none.
func WithAlgorithm(prefix string, alg freedompay.Algorithm) Option {
	return func(s *settings) { s.algorithms[prefix] = alg }
}

// RefusedUsesRequestID makes a refused request use up its request_id: sending
// it again is then a repeat, and its status is "error". By default a refused
// request leaves no trace. The vendor does not say which is true.
func RefusedUsesRequestID() Option {
	return func(s *settings) { s.refusedUsesID = true }
}

// StateBeforeID makes the bank check the members of a request and the state of
// what it is about before the request_id: sent again, a Close that was done is
// refused because the card is closed (12011). By default the request_id is
// checked first, and such a repeat is refused as one (12002). The vendor does
// not say which is true.
func StateBeforeID() Option {
	return func(s *settings) { s.stateBeforeID = true }
}

// StatusLag makes the status operations of all dialects not know a request
// until d after it has arrived, as a bank does whose status is read from a copy
// of its books. By default they know it at once.
func StatusLag(d time.Duration) Option {
	return func(s *settings) { s.statusLag = max(d, 0) }
}

// RequireByProduct makes Clients.Create insist on the members that the
// dictionary requires for products 1000 and 2000. By default the bank insists
// only on what every page agrees on.
func RequireByProduct() Option {
	return func(s *settings) { s.byProduct = true }
}
