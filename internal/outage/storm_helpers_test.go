package outage_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A failed storm is replayed with its seed:
//
//	go test -run TestStorm ./internal/outage -seed 1234
var (
	stormSeed = flag.Uint64("seed", 0, "what the storms follow from; 0 for a new one")
	longStorm = flag.Bool("storm", false, "storms of 10,000 commands under each doubt, as make storm runs them")
)

func newSeed(t *testing.T) uint64 {
	seed := *stormSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("replay with -seed %d", seed)
	return seed
}

// faults returns the faults of a storm: 20 % of the answers are lost after the work,
// 10 % of the calls before it, 10 % are answered 503 or 9999, some of them after the
// work, and 5 % are slow, some of them slower than the timeout of an attempt. Each
// probability is relative to the calls that the faults before it leave.
func faults() []freedompaytest.Fault {
	return []freedompaytest.Fault{
		{Do: freedompaytest.DropAfter, Probability: 0.14},
		{Do: freedompaytest.DropMidway, Probability: 0.06 / 0.86},
		{Do: freedompaytest.DropBefore, Probability: 0.10 / 0.80},
		{Do: freedompaytest.ServiceUnavailable, Probability: 0.03 / 0.70, RetryAfter: 2 * time.Second},
		{Do: freedompaytest.ServiceUnavailable, Probability: 0.02 / 0.67, AfterWork: true},
		{Do: freedompaytest.Refuse, Code: "9999", Probability: 0.03 / 0.65},
		{Do: freedompaytest.Refuse, Code: "9999", Probability: 0.02 / 0.62, AfterWork: true},
		{Do: freedompaytest.DelayAfter, Probability: 0.03 / 0.60, Delay: 3 * time.Second},
		{Do: freedompaytest.DelayBefore, Probability: 0.01 / 0.57, Delay: 40 * time.Second},
		{Do: freedompaytest.DelayAfter, Probability: 0.01 / 0.56, Delay: 40 * time.Second},
	}
}

// callers is the number of concurrent goroutines that make calls.
const callers = 64

// atOnce does all jobs in concurrent goroutines.
func atOnce[J any](jobs []J, do func(J)) {
	next := make(chan J)
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for job := range next {
				do(job)
			}
		})
	}
	for _, job := range jobs {
		next <- job
	}
	close(next)
	group.Wait()
}

// order is a command of the storm.
type order struct {
	name string
	cmd  freedompay.Command
}

// tally counts outcomes by name.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[name]++
}

func (t *tally) String() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(t.counts)) {
		text.WriteString(fmt.Sprintf("\n%8d %s", t.counts[name], name))
	}
	return text.String()
}

// carryOut gives an order and returns when it is known to be carried out. It follows
// the package documentation: what is unknown is resumed after a while, or asked about
// first; what was not done is sent again.
func (o order) carryOut(ctx context.Context, client *freedompay.Client, ends *tally) error {
	stored, err := client.Prepare(o.cmd)
	if err != nil {
		return err
	}
	how, sentAt := "at once", time.Now()
	_, err = client.Send(ctx, stored)
	for try := 0; err != nil; try++ {
		failed, _ := errors.AsType[*freedompay.Error](err)
		switch outcome := freedompay.OutcomeOf(err); {
		case try == 100:
			return fmt.Errorf("not known after %d tries: %w", try, err)
		case outcome == freedompay.OutcomeUnavailable, outcome == freedompay.OutcomeRefused && failed.Code == "" && failed.HTTPStatus == 403:
			how, sentAt = "not done, and sent again", time.Now()
			_, err = client.Send(ctx, stored)
		case outcome != freedompay.OutcomeUnknown:
			return err
		default:
			<-time.After(time.Duration(1+try) * 20 * time.Second)
			if stored.RequestID[0]%4 == 0 { // one in four asks first
				if _, err = client.Await(ctx, stored); err == nil {
					how = "unknown, resolved by waiting"
					continue
				}
			}
			last := sentAt
			how, sentAt = "unknown, and resumed", time.Now()
			var sent *freedompay.Sent
			if sent, err = client.Resume(ctx, stored, last); err == nil {
				how += " as " + string(sent.Outcome)
			}
		}
	}
	ends.add(o.name + " " + how)
	return nil
}

// shop has customers with a card each, and makes orders for them.
type shop struct {
	t         *testing.T
	bank      *freedompaytest.Bank
	client    *freedompay.Client
	random    *rand.Rand
	customers []*customer
}

type customer struct {
	id, card string
	issued   int   // cards ordered
	spent    int64 // by orders, in hundredths
}

// openShop makes the customers, before any fault: each has an active card with a
// million on it.
func openShop(t *testing.T, seed uint64, outcomes *tally, options ...freedompaytest.Option) *shop {
	options = append([]freedompaytest.Option{freedompaytest.WithSeed(seed)}, options...)
	s := &shop{t: t, bank: freedompaytest.New(options...), random: rand.New(rand.NewPCG(seed, 0))}
	s.client = s.bank.Client(freedompay.WithLogger(slog.New(outcomeCounter{slog.DiscardHandler, outcomes})))
	for range callers {
		c := &customer{id: newCardholder(t, s.client)}
		state := s.settled(s.client.Cards.Issue(t.Context(), issueOne(uuid.Nil, c.id)))
		c.card, c.issued = state.CardID(), 1
		s.settled(s.client.Cards.Activate(t.Context(), freedompay.ActivateCardRequest{CardID: c.card}))
		s.settled(s.client.Transactions.Create(t.Context(), freedompay.CreateTransactionRequest{
			OrderID: "funding", CardID: c.card, Type: freedompay.Credit, Amount: freedompay.MustAmount("1000000"), Currency: "KZT",
		}))
		s.customers = append(s.customers, c)
	}
	clear(outcomes.counts)
	return s
}

func (s *shop) settled(result *freedompay.Result, err error) *freedompay.RequestState {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	state, err := s.client.Requests.Wait(s.t.Context(), result.RequestID)
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// outcomeCounter counts the outcomes that the client logs of its commands.
type outcomeCounter struct {
	slog.Handler
	outcomes *tally
}

func (outcomeCounter) Enabled(context.Context, slog.Level) bool { return true }

func (c outcomeCounter) Handle(_ context.Context, r slog.Record) error {
	outcome, asks := "", false
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "path":
			asks = strings.HasSuffix(a.Value.String(), "/request/status")
		case "outcome":
			outcome = a.Value.String()
		}
		return true
	})
	if outcome != "" && !asks {
		c.outcomes.add(outcome)
	}
	return nil
}

func (s *shop) newID() (id uuid.UUID) {
	for i := range id {
		id[i] = byte(s.random.IntN(256))
	}
	return id
}

func (s *shop) addWallet(name string) order {
	return order{"wallet", freedompay.AddWalletRequest{RequestID: s.newID(), Identifier: name, Country: "KAZ", Currency: "KZT"}}
}

// endWallet blocks the wallets with an even number and closes the others.
func (s *shop) endWallet(name string, n int) order {
	if n%2 == 0 {
		return order{"block", freedompay.BlockWalletRequest{RequestID: s.newID(), Identifier: name, Description: "storm"}}
	}
	return order{"close", freedompay.CloseWalletRequest{RequestID: s.newID(), Identifier: name, Description: "storm"}}
}

func (s *shop) addCompany(id string) order {
	return order{"company", freedompay.AddPartnerClientRequest{RequestID: s.newID(), Company: freedompay.Company{
		CompanyID: id, Name: "x", BIN: "1", Address: freedompay.Address{City: "Almaty"},
	}}}
}

func (s *shop) anyCustomer() *customer { return s.customers[s.random.IntN(len(s.customers))] }

func (s *shop) issue() order {
	c := s.anyCustomer()
	c.issued++
	return order{"card", issueOne(s.newID(), c.id)}
}

func (s *shop) debit() order {
	c, amount, id := s.anyCustomer(), 1+s.random.Int64N(1000_00), s.newID()
	c.spent += amount
	return order{"debit", freedompay.CreateTransactionRequest{
		RequestID: id, OrderID: id.String(), CardID: c.card, Type: freedompay.Debit, Amount: freedompay.NewAmount(amount, 2), Currency: "KZT",
	}}
}

// mix shuffles orders by the seed.
func (s *shop) mix(orders []order) []order {
	s.random.Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
	return orders
}
