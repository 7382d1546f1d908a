// Sandbox is the fake bank on a port of this machine, for programs in any
// language and for trials by hand. It prints its URL, a partner's id and key
// and a signed call to try, and then a line for each call: what was called,
// whether the signature is right, and if not, why.
//
// It can settle slowly and fail as often as is asked for:
//
//	go run ./examples/sandbox -settle 2s -fault 'Cards.Issue=drop after the work:0.2'
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.IntVar(&o.port, "port", 8099, "the port, on the loopback interface; 0 takes a free one")
	flag.DurationVar(&o.settle, "settle", 100*time.Millisecond, "how long an accepted command stays in process")
	flag.Uint64Var(&o.seed, "seed", 1, "what ids, card numbers and chances follow from")
	flag.Func("fault", faultUsage(), func(text string) error {
		fault, err := parseFault(text)
		o.faults = append(o.faults, fault)
		return err
	})
	flag.Parse()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

type options struct {
	port   int
	settle time.Duration
	seed   uint64
	faults []freedompaytest.Fault
}

func run(ctx context.Context, out io.Writer, o options) error {
	bank := freedompaytest.New(freedompaytest.WithSeed(o.seed), freedompaytest.SettleAfter(o.settle))
	if err := inject(bank, o.faults); err != nil {
		return err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w (choose another -port; 0 takes a free one)", err)
	}
	if err := greet(out, bank, "http://"+listener.Addr().String(), o); err != nil {
		return err
	}
	server := &http.Server{Handler: bank, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	log := callLog{bank: bank, out: out}
	err = log.follow(ctx, served)
	if err == nil {
		err = shutDown(server)
	}
	log.print(true)
	_, _ = fmt.Fprintf(out, "\nStopped after %d calls. What the bank knew is gone.\n", bank.CallCount(""))
	return err
}

// shutDown lets the calls that are under way end, for a moment.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a fault that delays may delay longer
		return server.Close()
	}
	return err
}

// greet tells all that is needed to call the bank.
func greet(out io.Writer, bank *freedompaytest.Bank, url string, o options) error {
	const path, body = "/v5/cards/product_list", "{}"
	key := bank.Key()
	signature := freedompay.NewSigner(bank.AuthID(), key).Sign(freedompay.HS512, http.MethodPost, path, []byte(body))
	_, err := fmt.Fprintf(out, `A fake Freedom Pay. Nothing here is real, and all of it is gone when it stops (Ctrl-C).

  URL      %[1]s
  auth_id  %[2]s
  key      %[3]s

Commands settle after %[4]v. The Go examples call it with

  export FREEDOMPAY_URL=%[1]s FREEDOMPAY_AUTH_ID=%[2]s FREEDOMPAY_KEY=%[3]s

and everybody can list the gift cards with

  curl -s %[1]s%[5]s -H 'Content-Type: application/json' -d '%[6]s' \
    -H 'X-JWS-Signature: %[7]s'

`, url, bank.AuthID(), key.Reveal(), o.settle, path, body, signature)
	if err == nil && len(o.faults) > 0 {
		_, err = fmt.Fprintf(out, "It fails on purpose:\n\n%s\n", describe(o.faults))
	}
	return err
}
