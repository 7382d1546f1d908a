package freedompaytest

import (
	"time"

	"github.com/freedompay-go/freedompay"
)

// Option configures a bank.
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

// SettleAfter sets how long an accepted command stays in process: 100ms by default.
// With zero a command settles in its own answer, and a command that cannot be carried
// out fails there: the call returns [freedompay.ErrRequestFailed].
func SettleAfter(d time.Duration) Option {
	return func(s *settings) { s.settleAfter = max(d, 0) }
}

// WithClock sets the bank's clock, time.Now by default. It decides when commands
// settle, and dates every answer. The clock must not call the bank.
func WithClock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}

// WithSeed sets the seed of all ids, card numbers, codes and random faults.
func WithSeed(seed uint64) Option {
	return func(s *settings) { s.seed = seed }
}

// WithCurrency sets the currency of cards that hold one currency and of gift
// cards: KZT by default.
func WithCurrency(code string) Option {
	return func(s *settings) { s.currency = code }
}

// WithGiftFunds sets the balance of the account that pays for gift cards, in whole
// units: a million by default.
func WithGiftFunds(units uint32) Option {
	return func(s *settings) { s.giftFunds = money(units) * 100 }
}

// WithPath moves the operation with the documented path to another path, as
// [freedompay.WithPath] does for the client. [New] panics when there is no such
// operation.
func WithPath(documented, yours string) Option {
	return func(s *settings) { s.moved[documented] = yours }
}

// WithAlgorithm makes the bank require another algorithm for the operations whose
// documented path begins with prefix, as [freedompay.WithAlgorithm] makes the client
// use it. [New] panics when the algorithm is invalid.
func WithAlgorithm(prefix string, alg freedompay.Algorithm) Option {
	return func(s *settings) { s.algorithms[prefix] = alg }
}

// RefusedUsesRequestID makes a refused request use up its request_id: sending it again
// is a repeat, and its status is "error". By default a refused request leaves its
// request_id free. The vendor does not say which is true.
func RefusedUsesRequestID() Option {
	return func(s *settings) { s.refusedUsesID = true }
}

// StateBeforeID makes the bank check the members of a request and the state of its card
// or client before the request_id: a repeated Close is then refused because the card is
// closed (12011). By default the request_id is checked first, and the repeat is refused
// as one (12002). The vendor does not say which is true.
func StateBeforeID() Option {
	return func(s *settings) { s.stateBeforeID = true }
}

// StatusLag makes the status operations not know a request until d after it has
// arrived. By default they know it at once.
func StatusLag(d time.Duration) Option {
	return func(s *settings) { s.statusLag = max(d, 0) }
}

// RequireByProduct makes Clients.Create refuse requests without the members that the
// dictionary requires for products 1000 and 2000. By default the bank requires only
// what all pages of the vendor agree on.
func RequireByProduct() Option {
	return func(s *settings) { s.byProduct = true }
}
