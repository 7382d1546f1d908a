package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// inBatch is how many requests are sent before their ends are awaited, and how
// much an interruption leaves to be asked again.
const inBatch = 500

// rounds is how often a request that never arrived is sent again.
const rounds = 3

// issuer sends the requests of a plan and notes what becomes of them.
type issuer struct {
	client *freedompay.Client
	plan   *plan
	atOnce int
	show   *progress
}

// run works on what is open. That is the same whether it was never sent, was
// sent by a run that crashed, or is done already: an id is done once.
func (i *issuer) run(ctx context.Context) error {
	for range rounds {
		open := i.plan.open()
		for batch := range slices.Chunk(open, inBatch) {
			if err := i.send(ctx, batch); err != nil {
				return err
			}
			if err := i.collect(ctx, batch); err != nil {
				return err
			}
		}
	}
	if open := len(i.plan.open()); open > 0 {
		return fmt.Errorf("%d requests do not arrive", open)
	}
	return nil
}

// send sends a batch, some requests at once. The first error ends it.
func (i *issuer) send(ctx context.Context, batch []uuid.UUID) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ids := make(chan uuid.UUID)
	var workers sync.WaitGroup
	for range min(i.atOnce, len(batch)) {
		workers.Go(func() {
			for id := range ids {
				if err := i.issue(ctx, id); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, id := range batch {
		if ctx.Err() == nil {
			ids <- id
		}
	}
	close(ids)
	workers.Wait()
	return context.Cause(ctx)
}

// issue sends one request. That the bank has it already, or may have it, is no
// error: collect finds out.
func (i *issuer) issue(ctx context.Context, id uuid.UUID) error {
	_, err := i.client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		RequestID: id,
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  i.plan.clientID,
	})
	switch {
	case err == nil, errors.Is(err, freedompay.ErrDuplicate), errors.Is(err, freedompay.ErrOutcomeUnknown), errors.Is(err, freedompay.ErrRequestFailed):
		i.show.sent()
		return nil
	}
	return err
}

// collect waits until the requests of a batch have settled, and notes their
// cards. One that the bank does not know stays open.
func (i *issuer) collect(ctx context.Context, batch []uuid.UUID) error {
	for state, err := range i.client.Requests.WaitAll(ctx, batch) {
		switch {
		case err == nil:
			err = i.plan.note(lineIssued, state.RequestID, state.CardID())
			i.show.issued(i.plan.issued())
		case errors.Is(err, freedompay.ErrRequestFailed):
			err = i.plan.note(lineFailed, state.RequestID, state.ErrorDescription)
		case errors.Is(err, freedompay.ErrNotFound):
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
