package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/freedompay-go/freedompay"
)

const (
	patience = 10 * time.Second         // for one call, or one waiting
	lateness = patience + 2*time.Minute // a pause after which a refusal is believed: longer than freedompay.WithLateness
)

// certainly carries out a command once, whatever the network does. It stores what
// would be sent, and until when, before anything is sent: after a crash, recovered
// goes on from what is stored.
func certainly(ctx context.Context, client *freedompay.Client, orders *store, credit freedompay.CreateTransactionRequest, tell func(news string)) error {
	prepared, err := client.Prepare(credit)
	if err != nil {
		return err
	}
	err = within(ctx, func(ctx context.Context, until time.Time) error {
		if err := orders.put(order{prepared, until}); err != nil {
			return err
		}
		_, err := client.Send(ctx, prepared)
		return err
	})
	if errors.Is(err, freedompay.ErrOutcomeUnknown) {
		tell("The caller sees: outcome unknown. Perhaps done, perhaps not: it resumes the stored command.")
		return recovered(ctx, client, orders, tell)
	}
	if err != nil {
		return err
	}
	return settled(ctx, client, prepared)
}

// recovered resumes the stored command until its outcome is known. A process that
// starts after a crash calls it too.
func recovered(ctx context.Context, client *freedompay.Client, orders *store, tell func(news string)) error {
	for {
		stored, err := orders.get()
		if err != nil {
			return err
		}
		var sent *freedompay.Sent
		err = within(ctx, func(ctx context.Context, until time.Time) (err error) {
			if err := orders.put(order{stored.Prepared, until}); err != nil {
				return err
			}
			sent, err = client.Resume(ctx, stored.Prepared, stored.SentUntil)
			return err
		})
		switch {
		case err == nil && sent.Outcome == freedompay.OutcomeAdopted:
			tell("The bank knew the id: the first attempt had arrived, and its answer was found again.")
			return settled(ctx, client, stored.Prepared)
		case err == nil:
			tell("The bank did not know the id: the same bytes were sent again, under the same id.")
			return settled(ctx, client, stored.Prepared)
		case !errors.Is(err, freedompay.ErrOutcomeUnknown):
			return err
		}
		select { // this attempt may still arrive: until it cannot, no refusal is believed
		case <-time.After(lateness):
		case <-ctx.Done():
			return err
		}
	}
}

// settled waits for the end of a command that the bank has accepted.
func settled(ctx context.Context, client *freedompay.Client, prepared freedompay.Prepared) error {
	return within(ctx, func(ctx context.Context, _ time.Time) error {
		_, err := client.Await(ctx, prepared)
		return err
	})
}

// within gives a step a deadline of its own, and tells it: nothing is sent later.
func within(ctx context.Context, step func(ctx context.Context, until time.Time) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	until, _ := ctx.Deadline()
	return step(ctx, until)
}

// order is what is stored of a command.
type order struct {
	Prepared  freedompay.Prepared `json:"prepared"`
	SentUntil time.Time           `json:"sent_until"` // the latest moment at which it can be sent: what Resume needs after a crash in the call
}

// store keeps an order where a crash does not reach it: a file here, a row in
// your database elsewhere. What it keeps holds all that the command holds.
type store struct{ dir string }

func newStore() (*store, error) {
	dir, err := os.MkdirTemp("", "outcome-unknown")
	return &store{dir}, err
}

func (s *store) put(o order) error {
	text, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return os.WriteFile(s.path(), text, 0o600)
}

func (s *store) get() (o order, err error) {
	text, err := os.ReadFile(s.path())
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(text, &o)
}

func (s *store) path() string { return filepath.Join(s.dir, "order.json") }
func (s *store) remove()      { _ = os.RemoveAll(s.dir) }
