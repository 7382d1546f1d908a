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

// patience is how long one call, or one waiting, may take.
const patience = 10 * time.Second

// certainly carries out a command once, whatever the network does. The command
// has a RequestID of the caller's, and is stored with it before anything is
// sent: after a crash, the same steps from the stored command end the same way.
func certainly(ctx context.Context, client *freedompay.Client, orders *store, credit freedompay.CreateTransactionRequest, tell func(news string)) error {
	if err := orders.put(credit); err != nil {
		return err
	}
	err := send(ctx, client, credit)
	for errors.Is(err, freedompay.ErrOutcomeUnknown) {
		tell("The caller sees: outcome unknown. Perhaps done, perhaps not: it asks, with a fresh deadline.")
		err = wait(ctx, client, credit)
		if errors.Is(err, freedompay.ErrNotFound) {
			tell("The bank does not know the id, so nothing was done: the stored command is sent again, same id.")
			if credit, err = orders.get(); err == nil {
				err = send(ctx, client, credit)
			}
		}
	}
	if err != nil && !errors.Is(err, freedompay.ErrDuplicate) {
		return err
	}
	return wait(ctx, client, credit)
}

func send(ctx context.Context, client *freedompay.Client, credit freedompay.CreateTransactionRequest) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := client.Transactions.Create(ctx, credit)
	return err
}

func wait(ctx context.Context, client *freedompay.Client, credit freedompay.CreateTransactionRequest) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := client.Requests.Wait(ctx, credit.RequestID)
	return err
}

// store keeps a command where a crash does not reach it: a file here, a row in
// your database elsewhere.
type store struct{ dir string }

func newStore() (*store, error) {
	dir, err := os.MkdirTemp("", "outcome-unknown")
	return &store{dir}, err
}

func (s *store) put(credit freedompay.CreateTransactionRequest) error {
	text, err := json.Marshal(credit)
	if err != nil {
		return err
	}
	return os.WriteFile(s.path(), text, 0o600)
}

func (s *store) get() (credit freedompay.CreateTransactionRequest, err error) {
	text, err := os.ReadFile(s.path())
	if err != nil {
		return credit, err
	}
	return credit, json.Unmarshal(text, &credit)
}

func (s *store) path() string { return filepath.Join(s.dir, "order.json") }
func (s *store) remove()      { _ = os.RemoveAll(s.dir) }
