package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// pay puts money on a card, through all the trouble that has a word of its own.
func pay(ctx context.Context, bank *freedompaytest.Bank, client *freedompay.Client) error {
	cardID, err := bank.NewCard(bank.NewClient())
	if err != nil {
		return err
	}
	for _, t := range []struct {
		amount  string
		faults  []freedompaytest.Fault
		outcome freedompay.Outcome
	}{
		{"1.00", nil, freedompay.OutcomeDone},
		{"2.00", []freedompaytest.Fault{{On: "Transactions.Create", Do: freedompaytest.DropBefore, Times: 1}}, freedompay.OutcomeDone}, // resent
		{"3.00", []freedompaytest.Fault{{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 1}}, freedompay.OutcomeDone},  // adopted
		{"4.00", []freedompaytest.Fault{{Do: freedompaytest.BadGateway}}, freedompay.OutcomeUnknown},
		{"-5.00", nil, freedompay.OutcomeFailed}, // a debit
		{"900.00", []freedompaytest.Fault{{On: "Transactions.Create", Do: freedompaytest.Refuse, Code: "12001", Times: 1}}, freedompay.OutcomeRefused},
	} {
		bank.Inject(t.faults...)
		err := credit(ctx, client, cardID, t.amount)
		bank.ClearFaults()
		if got := freedompay.OutcomeOf(err); got != t.outcome {
			return fmt.Errorf("%s came to %q, not to %q: %w", t.amount, got, t.outcome, err)
		}
	}
	return nil
}

// credit puts an amount on a card, or takes it off, and waits for the end.
func credit(ctx context.Context, client *freedompay.Client, cardID, amount string) error {
	req := freedompay.CreateTransactionRequest{OrderID: "order " + amount, CardID: cardID, Type: freedompay.Credit, Currency: freedompay.KZT}
	if amount[0] == '-' {
		req.Type, amount = freedompay.Debit, "1000000.00" // more than there is
	}
	req.Amount = freedompay.MustAmount(amount)
	result, err := client.Transactions.Create(ctx, req)
	if err != nil {
		return err
	}
	_, err = client.Requests.Wait(ctx, result.RequestID)
	return err
}

// goOn asks for a card each second that does not exist.
func goOn(ctx context.Context, client *freedompay.Client) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if _, err := client.Cards.Info(ctx, "1"); err != nil && !errors.Is(err, freedompay.ErrNotFound) && ctx.Err() == nil {
				return err
			}
		}
	}
}
