// Bulk-issue issues many cards to a client, each under a request id that is in
// a file before anything is sent: whatever breaks, the same command goes on
// where it was, and no card is issued twice.
//
// It runs on a fake bank inside the program, which forgets everything when the
// program ends. To see a run resumed, start cmd/freedompay sandbox, set the variables
// that it prints, interrupt this program with Ctrl-C and start it again. With
// FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY alone it runs against the vendor's TEST
// host.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/freedompay-go/freedompay/examples/internal/cardholder"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	var o options
	flag.IntVar(&o.cards, "n", 10_000, "how many cards to issue; a run that goes on keeps its number")
	flag.IntVar(&o.atOnce, "at-once", 32, "how many requests to have under way at once")
	flag.StringVar(&o.clientID, "client", "", "the client to issue them to; a test client is created when empty")
	flag.StringVar(&o.state, "state", "", "the file of request ids and results (default bulk-issue.state; none on the fake bank)")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bulk-issue:", err)
		os.Exit(1)
	}
}

type options struct {
	cards, atOnce   int
	clientID, state string
}

func run(ctx context.Context, o options) error {
	if o.cards < 1 || o.atOnce < 1 {
		return errors.New("-n and -at-once want a number above zero")
	}
	host, err := connect.Open()
	if err != nil {
		return err
	}
	if host.Bank != nil && o.state == "" { // nothing can be resumed there
		dir, err := os.MkdirTemp("", "bulk-issue")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.state = filepath.Join(dir, "state")
	}
	o.state = cmp.Or(o.state, "bulk-issue.state")
	plan, err := prepare(ctx, host, o)
	if err != nil {
		return err
	}
	defer plan.close()

	began, before := time.Now(), plan.issued()
	job := issuer{client: host.Client, plan: plan, atOnce: o.atOnce, show: newProgress(os.Stdout, plan.issued(), len(plan.ids))}
	err = job.run(ctx)
	job.show.end()
	switch {
	case ctx.Err() != nil && host.Bank != nil:
		return fmt.Errorf("interrupted: %d of %d cards are issued, and gone with the fake bank", plan.issued(), len(plan.ids))
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: %d of %d cards are known to be issued; the same command goes on", plan.issued(), len(plan.ids))
	case err != nil:
		return fmt.Errorf("%d of %d cards are known to be issued; the same command goes on: %w", plan.issued(), len(plan.ids), err)
	}
	spent := time.Since(began)
	fmt.Printf("Client %s has %d new cards; this run issued %d in %v, %.0f a second.\n", plan.clientID,
		plan.issued(), plan.issued()-before, spent.Round(time.Millisecond), float64(plan.issued()-before)/spent.Seconds())
	if len(plan.failed) > 0 {
		return fmt.Errorf("the bank could not issue %d cards: see the lines %q of %s", len(plan.failed), lineFailed, o.state)
	}
	return nil
}

// prepare reads the plan of an earlier run, or makes one.
func prepare(ctx context.Context, host *connect.Host, o options) (*plan, error) {
	plan, err := readPlan(o.state)
	if errors.Is(err, fs.ErrNotExist) {
		return newPlan(ctx, host, o)
	}
	if err != nil {
		return nil, err
	}
	fmt.Printf("Going on with %s, on %s: %d of %d cards are known to be issued.\n", o.state, host.Name, plan.issued(), len(plan.ids))
	if plan.host != host.Name || host.Bank != nil {
		plan.close()
		return nil, fmt.Errorf("%s belongs to %s, which is not there any more: move the file away to begin anew", o.state, plan.host)
	}
	return plan, nil
}

// newPlan plans new cards.
func newPlan(ctx context.Context, host *connect.Host, o options) (*plan, error) {
	fmt.Printf("Issuing %d cards on %s.\n", o.cards, host.Name)
	clientID := o.clientID
	if clientID == "" {
		var err error
		if clientID, err = cardholder.New(ctx, host.Client); err != nil {
			return nil, err
		}
	}
	return writePlan(o.state, host.Name, clientID, o.cards)
}
