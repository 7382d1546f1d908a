package freedompaytest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// inProcessURL is where a client without a socket believes the bank to be. No
// such host exists (RFC 2606), so a client that is wired wrongly fails instead of
// calling a real host.
const inProcessURL = "https://bank.test"

// Bank is a fake Freedom Pay: an http.Handler with state. It is safe for concurrent
// use.
type Bank struct {
	settings

	operations map[string]*operation // by path

	mu     sync.Mutex  // guards everything below
	random *rand.Rand  // ids, card numbers, codes
	noise  *rand.Rand  // faults: apart, so that a fault changes no id
	seeds  []*rand.PCG // of both
	serial int64       // last id given out

	calls    callLog
	faults   faultPlan
	requests map[requestKey]*request
	order    []*request // as they came
	held     bool       // nothing settles by the clock
	pending  pendingWork
	ledger   ledger

	clients      map[string]*client
	cards        map[string]*card
	tokens       map[string]*card // the same cards by token
	transactions map[string]*transaction
	limits       limitBook
	giftCards    map[int64]*giftCard
	wallets      map[string]*wallet // by identifier
	companies    map[string]*company
	rates        []Rate
}

// New returns an empty bank. It panics when an option is invalid.
func New(opts ...Option) *Bank {
	b := &Bank{
		settings:     defaults(),
		operations:   make(map[string]*operation),
		requests:     make(map[requestKey]*request),
		ledger:       newLedger(),
		clients:      make(map[string]*client),
		cards:        make(map[string]*card),
		tokens:       make(map[string]*card),
		transactions: make(map[string]*transaction),
		limits:       newLimitBook(),
		giftCards:    make(map[int64]*giftCard),
		wallets:      make(map[string]*wallet),
		companies:    make(map[string]*company),
	}
	for _, opt := range opts {
		opt(&b.settings)
	}
	for _, alg := range b.algorithms {
		if alg != freedompay.HS256 && alg != freedompay.HS512 && alg != freedompay.LegacySHA256 {
			panic("freedompaytest: WithAlgorithm: want HS256, HS512 or LegacySHA256")
		}
	}
	b.serve(operations())
	b.random, b.noise = b.seeded(1), b.seeded(2)
	b.serial = 1_000_000_000 + b.random.Int64N(8_000_000_000)
	b.fillGiftAccount()
	return b
}

// AuthID returns the partner's id that the bank knows.
func (b *Bank) AuthID() string { return b.authID }

// Key returns the partner's key that the bank knows.
func (b *Bank) Key() freedompay.Secret { return b.key }

// Client returns a client that reaches the bank without a socket, with the credentials
// of the bank and the paths of [WithPath]. The options are applied after these. It
// panics when an option is invalid.
func (b *Bank) Client(opts ...freedompay.Option) *freedompay.Client {
	return b.client(inProcessURL, b.Transport(), opts)
}

func (b *Bank) client(baseURL string, transport http.RoundTripper, opts []freedompay.Option) *freedompay.Client {
	wiring := []freedompay.Option{
		freedompay.WithBaseURL(baseURL),
		freedompay.WithHTTPClient(&http.Client{Transport: transport}),
	}
	for prefix, alg := range b.algorithms {
		wiring = append(wiring, freedompay.WithAlgorithm(prefix, alg))
	}
	for documented, yours := range b.moved {
		wiring = append(wiring, freedompay.WithPath(documented, yours))
	}
	client, err := freedompay.New(b.authID, b.key, append(wiring, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("freedompaytest: the options make no client: %v", err))
	}
	return client
}

// update settles what is due and runs change on the bank's state, under its
// lock.
func (b *Bank) update(change func(now time.Time) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	return change(now)
}

// nextID returns a new id. Ids of all kinds come from one sequence, so that an
// id of one kind is never also an id of another kind.
func (b *Bank) nextID() string {
	b.serial++
	return strconv.FormatInt(b.serial, 10)
}

// digits returns n random decimal digits.
func (b *Bank) digits(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte('0' + b.random.IntN(10))
	}
	return string(text)
}

// newUUID returns a random UUID of version 4 from the bank's seed.
func (b *Bank) newUUID() string {
	var id uuid.UUID
	for i := range id {
		id[i] = byte(b.random.IntN(256))
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}
