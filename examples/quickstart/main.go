// Quickstart tells the story of one card: a client is created, a card issued to
// it, activated, funded, used, blocked, unblocked, read and closed.
//
// It runs on a fake bank inside the program. With FREEDOMPAY_AUTH_ID and
// FREEDOMPAY_KEY it runs the same story against the vendor's TEST host, or
// against the host that FREEDOMPAY_URL names.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client, shop, err := connect()
	if err != nil {
		return err
	}
	s := story{ctx: ctx, client: client, shop: shop}
	s.tell()
	if s.err == nil {
		fmt.Printf("\nThat was the life of a card, in %s.\n", spent(s.began))
	}
	return s.err
}

// connect returns a client of the host that the environment names, or else of a
// fake bank. On the fake bank a shop can sell something to a card.
func connect() (*freedompay.Client, shop, error) {
	authID, key := os.Getenv("FREEDOMPAY_AUTH_ID"), os.Getenv("FREEDOMPAY_KEY")
	poll := freedompay.WithPoll(freedompay.Backoff{Min: 100 * time.Millisecond, Max: 5 * time.Second})
	switch {
	case authID == "" && key == "":
		fmt.Println("Freedom Pay quickstart, on a fake bank inside this program.")
		bank := freedompaytest.New()
		return bank.Client(poll), bank.Purchase, nil
	case authID == "" || key == "":
		return nil, nil, errors.New("set both FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or neither to use the fake bank")
	}
	host := cmp.Or(os.Getenv("FREEDOMPAY_URL"), freedompay.TestKZ)
	fmt.Println("Freedom Pay quickstart, on", host)
	client, err := freedompay.New(authID, freedompay.NewSecret(key), freedompay.WithBaseURL(host), poll)
	return client, nil, err
}

// shop sells something to a card.
type shop func(freedompaytest.Purchase) (string, error)

// spent is the time since began, short.
func spent(began time.Time) time.Duration {
	d := time.Since(began)
	if d < time.Millisecond {
		return d.Round(time.Microsecond)
	}
	return d.Round(time.Millisecond)
}
