// Outbox keeps commands in the partner's own PostgreSQL until they have ended:
// whatever is killed in between, none is lost and none is done twice.
//
// It talks to a fake bank inside the program and to the PostgreSQL of
// DATABASE_URL, where it makes two tables. outbox.go is the part to take home:
// one table, on database/sql. shop.go is the partner's business beside it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "outbox:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	dsn := os.Getenv("DATABASE_URL")
	if dsn == "" {
		return errors.New("set DATABASE_URL to a PostgreSQL, such as postgres://localhost/test")
	}
	bank := freedompaytest.New(freedompaytest.StateBeforeID())
	const lateness = 2 * time.Second // a second and a bit is the longest that this bank's network delays
	client := bank.Client(
		freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: 20 * time.Millisecond}),
		freedompay.WithPoll(freedompay.Backoff{Min: 100 * time.Millisecond, Max: time.Second}),
		freedompay.WithLateness(lateness),
	)
	s, err := openShop(ctx, dsn, client, 5*time.Second, lateness)
	if err != nil {
		return err
	}
	defer func() { _ = s.db.Close() }()

	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		return err
	}
	bank.Inject(
		freedompaytest.Fault{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 2},
		freedompaytest.Fault{On: "Cards.Close", Do: freedompaytest.DeliverLate, Delay: time.Second, Times: 2},
	)
	mine := map[int64]bool{}
	for _, cmd := range []freedompay.Command{
		credit("order-1", card, "1500.00"),
		freedompay.CloseCardRequest{CardID: card, Description: "returned"},
		freedompay.RefundTransactionRequest{OrderID: "order-3", TransactionID: "no such one", All: true},
	} {
		id, err := s.order(ctx, cmd)
		if err != nil {
			return err
		}
		mine[id] = true
		_, _ = fmt.Fprintf(out, "order %d: %s\n", id, cmd.Operation())
	}
	return s.work(ctx, out, mine)
}

// work runs the outbox until these orders have ended.
func (s *shop) work(ctx context.Context, out io.Writer, open map[int64]bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	const atOnce = 2
	for range atOnce {
		go s.outbox.Run(ctx)
	}
	for len(open) > 0 {
		if err := pause(ctx, s.outbox.Pause); err != nil {
			return err
		}
		orders, err := s.orders(ctx)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if open[o.id] && o.outcome != "" {
				delete(open, o.id)
				_, _ = fmt.Fprintf(out, "order %d: %s %s%s\n", o.id, o.outcome, o.transaction, o.reason)
			}
		}
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func credit(order, card, amount string) freedompay.CreateTransactionRequest {
	return freedompay.CreateTransactionRequest{
		OrderID: order, CardID: card, Type: freedompay.Credit, Amount: freedompay.MustAmount(amount), Currency: freedompay.KZT,
	}
}
