package main

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/freedompay-go/freedompay"
)

// read shows the card: its state, balances and statement.
func (s *story) read() {
	if s.err != nil {
		return
	}
	for _, part := range []func() error{s.readInfo, s.readBalance, s.readStatement} {
		if s.err = part(); s.err != nil {
			return
		}
	}
}

func (s *story) readInfo() error {
	began := time.Now()
	info, err := s.client.Cards.Info(s.ctx, s.cardID)
	if err != nil {
		return err
	}
	fmt.Printf("\nCards.Info           read in %v\n", spent(began))
	fmt.Printf("  %s  %s  expires %s\n", info.Card.Mask, info.Card.ProductID.Description(), info.Card.ExpirationDate)
	fmt.Printf("  status %s: %s\n", info.Card.Status, info.Card.Status.Description())
	return nil
}

func (s *story) readBalance() error {
	began := time.Now()
	balance, err := s.client.Cards.Balance(s.ctx, s.cardID)
	if err != nil {
		return err
	}
	fmt.Printf("\nCards.Balance        read in %v\n", spent(began))
	for _, account := range balance.Accounts {
		fmt.Printf("  %s  %s %s, of it %s blocked\n", account.IBAN, account.Amount, account.Currency, account.BlockedAmount)
	}
	return nil
}

func (s *story) readStatement() error {
	began := time.Now()
	statement, err := s.client.Cards.Statement(s.ctx, freedompay.CardStatementRequest{
		CardID: s.cardID,
		Start:  freedompay.NewTimestamp(s.began.AddDate(0, 0, -1)),
		End:    freedompay.NewTimestamp(time.Now().AddDate(0, 0, 1)),
	})
	if err != nil {
		return err
	}
	fmt.Printf("\nCards.Statement      read in %v\n", spent(began))
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "  time\tamount\tcurrency\tMCC\tcode\t  what")
	for _, o := range statement.Operations {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\t  %s\n",
			o.Time.Time().Format(time.TimeOnly), o.Amount, o.Currency, o.MCC, o.Type, o.Type.Description())
	}
	return table.Flush()
}
