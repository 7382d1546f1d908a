package freedompaytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// snapshotKind names the format of a snapshot. It changes when the format does.
const snapshotKind = "freedompaytest bank 1"

// saved is the state of a bank as JSON. It holds what the bank keeps secret:
// card numbers, CVVs and one-time passwords, but no partner's key. The calls
// that arrived and the faults to come are no part of it.
type saved struct {
	Kind         string             `json:"kind"`
	Random       []byte             `json:"random"`
	Noise        []byte             `json:"noise"`
	Serial       int64              `json:"serial"`
	Accepted     int64              `json:"accepted"`
	SettleAfter  time.Duration      `json:"settle_after"`
	Held         bool               `json:"held"`
	Accounts     []savedAccount     `json:"accounts"`
	Postings     []savedPosting     `json:"postings"`
	Cards        []savedCard        `json:"cards"`
	Clients      []savedClient      `json:"clients"`
	Transactions []savedTransaction `json:"transactions"`
	Limits       []savedLimits      `json:"limits"`
	Used         []savedUsage       `json:"used"`
	GiftCards    []savedGiftCard    `json:"gift_cards"`
	Wallets      []savedWallet      `json:"wallets"`
	Companies    []savedCompany     `json:"companies"`
	Rates        []Rate             `json:"rates"`
	Requests     []savedRequest     `json:"requests"`
	Pending      []savedWork        `json:"pending"`
}

// Snapshot returns the bank's state as JSON. It holds secrets.
func (b *Bank) Snapshot() ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settleDue(b.now())
	state, err := b.save()
	if err != nil {
		return nil, fmt.Errorf("freedompaytest: snapshot: %w", err)
	}
	return json.Marshal(state) //nolint:musttag // the names of its fields are the form
}

// Restore returns a bank with the state of a snapshot. The options are those of [New];
// the snapshot overrides the options about settling. It refuses a snapshot that is
// damaged, from elsewhere or not in balance.
func Restore(snapshot []byte, opts ...Option) (*Bank, error) {
	state := &saved{}
	if err := json.Unmarshal(snapshot, state); err != nil { //nolint:musttag // as in Snapshot
		return nil, fmt.Errorf("freedompaytest: restore: the snapshot does not read: %w", err)
	}
	if state.Kind != snapshotKind {
		return nil, fmt.Errorf("freedompaytest: restore: the snapshot is of kind %.40q, not %q", state.Kind, snapshotKind)
	}
	b := New(opts...)
	if err := b.load(state); err != nil {
		return nil, fmt.Errorf("freedompaytest: restore: %w", err)
	}
	if err := b.auditBooks(); err != nil {
		return nil, fmt.Errorf("freedompaytest: restore: the books do not balance: %w", err)
	}
	return b, nil
}

// save writes down everything but calls and faults.
func (b *Bank) save() (*saved, error) {
	random, err := b.seeds[0].MarshalBinary()
	if err != nil {
		return nil, err
	}
	noise, err := b.seeds[1].MarshalBinary()
	if err != nil {
		return nil, err
	}
	s := &saved{
		Kind: snapshotKind, Random: random, Noise: noise, Serial: b.serial, Accepted: b.pending.accepted,
		SettleAfter: b.settleAfter, Held: b.held, Rates: b.rates,
	}
	s.saveMoney(b)
	s.saveCards(b)
	s.saveLimits(b)
	s.saveRest(b)
	return s, s.saveRequests(b)
}

// load puts everything into a new bank.
func (b *Bank) load(s *saved) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := errors.Join(b.seeds[0].UnmarshalBinary(s.Random), b.seeds[1].UnmarshalBinary(s.Noise)); err != nil {
		return err
	}
	b.serial, b.settleAfter, b.held, b.rates = s.Serial, s.SettleAfter, s.Held, s.Rates
	b.ledger = newLedger()
	l := &loading{bank: b}
	l.money(s)
	l.cards(s)
	l.transactions(s)
	l.limits(s)
	l.rest(s)
	l.requests(s)
	b.pending.accepted = s.Accepted
	return l.err
}

// loading keeps the first thing that does not fit.
type loading struct {
	bank *Bank
	err  error
}

func (l *loading) wrong(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf(format, args...)
	}
}

// account returns an account by its id.
func (l *loading) account(id string) *account {
	a := l.bank.ledger.accounts[id]
	if a == nil {
		l.wrong("there is no account %q", id)
		return &account{}
	}
	return a
}

// card returns a card by its id.
func (l *loading) card(id string) *card {
	c := l.bank.cards[id]
	if c == nil {
		l.wrong("there is no card %q", id)
		return &card{authorizations: make(map[string]*transaction)}
	}
	return c
}

// seeded returns the source of one of the bank's kinds of chance, so that a
// snapshot knows how far it has come.
func (b *Bank) seeded(stream uint64) *rand.Rand {
	source := rand.NewPCG(b.seed, stream)
	b.seeds = append(b.seeds, source)
	return rand.New(source)
}
