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
// such host exists (RFC 2606), so a miswired client fails instead of calling
// somebody.
const inProcessURL = "https://bank.test"

// Bank is a fake Freedom Pay: an http.Handler with state. It is safe for
// concurrent use.
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
	companyIDs   map[int64]bool
	rates        []Rate
}

// New returns an empty bank. It panics when an option makes no sense.
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
		companyIDs:   make(map[int64]bool),
	}
	for _, opt := range opts {
		opt(&b.settings)
	}
	if b.partnerAlgorithm != freedompay.HS256 && b.partnerAlgorithm != freedompay.HS512 {
		panic("freedompaytest: WithPartnerAlgorithm: want HS256 or HS512")
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

// Client returns a client that is wired to the bank without a socket, and calls
// it where it has moved to. The options are applied after the wiring. Like
// httptest, it panics when the options make no client: there is no test to go
// on with.
func (b *Bank) Client(opts ...freedompay.Option) *freedompay.Client {
	return b.client(inProcessURL, b.Transport(), opts)
}

func (b *Bank) client(baseURL string, transport http.RoundTripper, opts []freedompay.Option) *freedompay.Client {
	wiring := []freedompay.Option{
		freedompay.WithBaseURL(baseURL),
		freedompay.WithHTTPClient(&http.Client{Transport: transport}),
		freedompay.WithPartnerAlgorithm(b.partnerAlgorithm),
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

// update runs change on the bank's state, with everything settled that was due
// before. It is how the world outside the API reaches the bank.
func (b *Bank) update(change func(now time.Time) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	return change(now)
}

// nextID returns a new id. Ids of all kinds come from one row, so that an id of
// one kind never names a thing of another kind.
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
