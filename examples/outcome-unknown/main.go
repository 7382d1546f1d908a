// Outcome-unknown breaks the network on purpose, three times and each time
// worse, while money is put on a card, and shows how each credit is done once
// all the same: neither lost nor done twice.
//
// It runs on a fake bank inside the program, which can break its connections
// and tells what really arrived. recover.go is the part to take home.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/internal/cardholder"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "outcome-unknown:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	if os.Getenv("FREEDOMPAY_AUTH_ID") != "" {
		fmt.Fprintln(os.Stderr, "This story breaks the network, so it stays on the fake bank whatever the environment says.")
	}
	bank := freedompaytest.New(freedompaytest.SettleAfter(40 * time.Millisecond))
	client := bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: 20 * time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: 100 * time.Millisecond, Max: 200 * time.Millisecond}),
	)
	cardID, err := cardholder.WithCard(ctx, client)
	if err != nil {
		return err
	}
	s := stage{bank: bank, client: client, cardID: cardID, drawn: bank.CallCount("")}
	fmt.Print("A card is empty. Three credits of 1000.00 KZT go to it through a network that breaks.\n" +
		"A call is tried twice, no more, so that the trouble comes through.\n")
	for number, scene := range scenes() {
		if err := s.play(ctx, number+1, scene); err != nil {
			return err
		}
	}
	return s.bow()
}

// scene is one way for a credit to go wrong.
type scene struct {
	title string
	fault freedompaytest.Fault
	moral string
}

func scenes() []scene {
	const credit = "Transactions.Create"
	return []scene{
		{
			title: "The answer is lost",
			fault: freedompaytest.Fault{On: credit, Do: freedompaytest.DropAfter, Times: 1},
			moral: "The client sent the same bytes again, was told that the id is known, and asked\nwhat had become of it. The caller saw no error at all.",
		},
		{
			title: "Every answer is lost",
			fault: freedompaytest.Fault{On: credit, Do: freedompaytest.DropAfter, Times: 2},
			moral: "The money had moved with the first attempt. The id told.",
		},
		{
			title: "The request never arrives",
			fault: freedompaytest.Fault{On: credit, Do: freedompaytest.DropBefore, Times: 2},
			moral: "To the caller it looked the same as before. The same bytes under the same id were\nsafe to send again.",
		},
	}
}

// stage is where the scenes play.
type stage struct {
	bank   *freedompaytest.Bank
	client *freedompay.Client
	cardID string
	drawn  int // calls that are shown already
}

// play breaks the network and puts money on the card.
func (s *stage) play(ctx context.Context, number int, scene scene) error {
	fmt.Printf("\n\n%d. %s\n\n", number, scene.title)
	s.bank.Inject(scene.fault)
	credit := freedompay.CreateTransactionRequest{
		RequestID: uuid.New(),
		OrderID:   fmt.Sprintf("order-%d", number),
		CardID:    s.cardID,
		Type:      freedompay.Credit,
		Amount:    freedompay.MustAmount("1000.00"),
		Currency:  freedompay.KZT,
	}
	orders, err := newStore()
	if err != nil {
		return err
	}
	defer orders.remove()
	err = certainly(ctx, s.client, orders, credit, func(news string) {
		s.draw()
		fmt.Printf("\n%s\n\n", news)
	})
	s.draw()
	if err != nil {
		return err
	}
	balance, err := s.client.Cards.Balance(ctx, s.cardID)
	if err != nil {
		return err
	}
	s.drawn = s.bank.CallCount("") // the balance is no part of the scene
	fmt.Printf("\n%s\nOn the card: %s %s.\n", scene.moral, balance.Accounts[0].Amount, balance.Accounts[0].Currency)
	return nil
}

// bow ends the play: the bank's own books have the last word.
func (s *stage) bow() error {
	if err := s.bank.Audit(); err != nil {
		return err
	}
	credits, err := s.credits()
	if err != nil {
		return err
	}
	sent := s.bank.CallCount("Transactions.Create")
	fmt.Printf("\n\nThe client sent %d times, the bank booked %d credits, and its books add up.\n", sent, credits)
	if credits != len(scenes()) {
		return errors.New("that is not one for each scene")
	}
	return nil
}

// credits counts what the card's statement says.
func (s *stage) credits() (n int, err error) {
	for _, err := range s.client.Cards.Operations(context.Background(), freedompay.CardStatementRequest{CardID: s.cardID}) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
