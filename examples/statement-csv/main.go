// Statement-csv writes a card's statement to stdout as CSV, line by line as it
// arrives: a year of operations needs no more memory than a day.
//
// It runs on a fake bank inside the program, where it makes a card and uses it.
// With FREEDOMPAY_AUTH_ID, FREEDOMPAY_KEY and -card it reads that card on the
// vendor's TEST host, or on the host that FREEDOMPAY_URL names.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/internal/cardholder"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.StringVar(&o.cardID, "card", "", "the card; not needed on the fake bank")
	flag.IntVar(&o.days, "days", 30, "how many days back the statement begins")
	flag.IntVar(&o.purchases, "purchases", 5, "how often the card is used on the fake bank")
	flag.Parse()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "statement-csv:", err)
		os.Exit(1)
	}
}

type options struct {
	cardID          string
	days, purchases int
}

func run(ctx context.Context, out io.Writer, o options) error {
	host, err := connect.Open()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Reading a statement on %s.\n", host.Name)
	switch {
	case host.Bank != nil:
		o.cardID, err = usedCard(ctx, host, o.purchases)
	case o.cardID == "":
		err = errors.New("say which -card to read")
	}
	if err != nil {
		return err
	}
	written, err := write(out, host.Client.Cards.Operations(ctx, freedompay.CardStatementRequest{
		CardID: o.cardID,
		Start:  freedompay.NewTimestamp(time.Now().AddDate(0, 0, -o.days)),
		End:    freedompay.NewTimestamp(time.Now()),
	}))
	if err != nil {
		return fmt.Errorf("the statement broke off after %d operations: %w", written, err)
	}
	fmt.Fprintf(os.Stderr, "%d operations.\n", written)
	return nil
}

// usedCard returns a card of the fake bank that has been used.
func usedCard(ctx context.Context, host *connect.Host, purchases int) (string, error) {
	cardID, err := cardholder.WithCard(ctx, host.Client)
	if err != nil {
		return "", err
	}
	credit, err := host.Client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID:  "statement-csv-1",
		CardID:   cardID,
		Type:     freedompay.Credit,
		Amount:   freedompay.MustAmount("900000000.00"),
		Currency: freedompay.KZT,
	})
	if err != nil {
		return "", err
	}
	if _, err := host.Client.Requests.Wait(ctx, credit.RequestID); err != nil {
		return "", err
	}
	shops := []freedompaytest.Purchase{
		{MCC: 5411, Merchant: map[string]any{"name": "TEST GROCERY"}},
		{MCC: 5814, Merchant: map[string]any{"name": "TEST COFFEE, TO GO"}},
		{MCC: 742, Merchant: map[string]any{"name": `TEST SHOP "24 7"`}},
	}
	for n := range purchases {
		p := shops[n%len(shops)]
		p.CardID, p.Currency, p.Amount = cardID, "KZT", fmt.Sprintf("%d.50", 700+n%9000)
		if _, err := host.Bank.Purchase(p); err != nil {
			return "", err
		}
	}
	return cardID, nil
}
