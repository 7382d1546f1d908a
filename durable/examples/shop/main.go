// Command shop sells cards: an order and the command that issues its card are one
// transaction, and the page at http://localhost:8080 shows what became of each order.
//
//	go run ./examples/shop
//
// The database is that of DATABASE_URL, or a PostgreSQL that the program starts in a
// folder of its own when the server is installed. The bank is a fake one in this
// process, over a network that breaks every fifth call. Kill the program at any
// moment, with -9 too, and start it again: it goes on.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/freedompay-go/freedompay/durable/internal/pg"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	listen := flag.String("listen", "localhost:8080", "where the page is")
	data := flag.String("data", filepath.Join(os.TempDir(), "freedompay-shop"), "folder of the PostgreSQL that is started without DATABASE_URL")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *data); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, listen, data string) error {
	url, end, err := database(data)
	if err != nil {
		return err
	}
	defer end()
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	bank := freedompaytest.New(freedompaytest.SettleAfter(3 * time.Second))
	bank.Inject(
		freedompaytest.Fault{Do: freedompaytest.DropAfter, Probability: 0.1},
		freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable, Probability: 0.1},
	)
	s, err := open(ctx, pool, bank.Client(), bank.NewClient())
	if err != nil {
		return err
	}
	working := make(chan error, 1)
	go func() { working <- s.queue.Run(ctx) }()
	server := &http.Server{Addr: listen, Handler: s.page(), ReadHeaderTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Printf("the shop is open at http://%s\n", listen)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-working
}

// database returns the connection string of a database, and what ends it.
func database(data string) (url string, end func(), err error) {
	if url := os.Getenv("DATABASE_URL"); url != "" {
		return url, func() {}, nil
	}
	cluster, err := pg.Start(data)
	if err != nil {
		return "", nil, err
	}
	return cluster.URL("postgres"), func() { _ = cluster.Stop() }, nil
}
