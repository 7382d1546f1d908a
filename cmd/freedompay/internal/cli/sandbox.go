package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// sandboxFlags are the flags of the sandbox.
type sandboxFlags struct {
	listen                   string
	hosts                    []string
	token                    string
	authID, key, partners    string
	seed                     uint64
	settle                   time.Duration
	currency                 string
	giftFunds                uint32
	moved, algorithms        map[string]string
	stateBeforeID            bool
	statusLag                time.Duration
	refusedUsesID, byProduct bool
	faults                   []string
	scene, state             string
	journal                  int
	journalSize              int64
	limits                   serve.Limits
	json, quiet              bool
}

func newSandbox(streams Streams) *cobra.Command {
	f := &sandboxFlags{limits: serve.DefaultLimits()}
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Run the fake bank on a port, with a page to look at",
		Long:  "Run the fake bank on a port of this machine, for programs in any language and for\ntrials by hand. Open the printed address in a browser: the page shows the calls as\nthey arrive, says what is wrong with a signature, and makes the bank fail on request.",
		Example: "  freedompay sandbox\n  freedompay sandbox --settle 2s --fault 'Cards.Issue=drop after the work:0.2'\n" +
			"  freedompay sandbox --state bank.json --seed-data scene.json",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c.Context(), streams) },
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8099", "`host:port`; port 0 takes a free one")
	flags.StringSliceVar(&f.hosts, "host", nil, "another `name` by which browsers may call the page")
	flags.StringVar(&f.token, "token", streams.env("FREEDOMPAY_SANDBOX_TOKEN"), "what the page and the control plane ask for; made up beyond loopback (FREEDOMPAY_SANDBOX_TOKEN)")
	flags.StringVar(&f.authID, "auth-id", streams.env("FREEDOMPAY_AUTH_ID"), "the partner's id (FREEDOMPAY_AUTH_ID; 123456 by default)")
	flags.StringVar(&f.key, "key", "", "the partner's key (FREEDOMPAY_KEY; sandbox-key by default)")
	flags.StringVar(&f.partners, "partners", "", "`file` of several partners: [{\"auth_id\":…,\"key\":…}]")
	flags.Uint64Var(&f.seed, "seed", 1, "what ids, card numbers and chances follow from")
	flags.DurationVar(&f.settle, "settle", 100*time.Millisecond, "how long an accepted command stays in process")
	flags.StringVar(&f.currency, "currency", "KZT", "of cards that hold one currency and of gift cards")
	flags.Uint32Var(&f.giftFunds, "gift-funds", 1_000_000, "what gift cards are paid from, in whole units")
	flags.StringToStringVar(&f.moved, "path", nil, "`documented=yours` moves an operation to another path")
	flags.StringToStringVar(&f.algorithms, "algorithm", nil, "`prefix=algorithm` signs the operations below a path with HS256, HS512 or SHA256 (the older scheme)")
	flags.BoolVar(&f.stateBeforeID, "state-before-id", false, "check the state of a card before the request_id")
	flags.DurationVar(&f.statusLag, "status-lag", 0, "how long a status operation does not know a request")
	flags.BoolVar(&f.refusedUsesID, "refused-uses-request-id", false, "a refused request uses up its request_id")
	flags.BoolVar(&f.byProduct, "require-by-product", false, "Clients.Create insists on what the dictionary requires for a product")
	flags.StringArrayVar(&f.faults, "fault", nil, faultUsage())
	flags.StringVar(&f.scene, "seed-data", "", "`file` of clients, funded cards, wallets and gift products to begin with")
	flags.StringVar(&f.state, "state", "", "`file` in which the bank outlives a restart")
	flags.IntVar(&f.journal, "journal", 100_000, "how many calls are kept")
	flags.Int64Var(&f.journalSize, "journal-size", 160<<20, "how many bytes of their bodies and headers are kept")
	flags.Int64Var(&f.limits.Body, "max-body", f.limits.Body, "the largest body in bytes")
	flags.IntVar(&f.limits.Connections, "max-connections", f.limits.Connections, "how many connections are open at once")
	flags.DurationVar(&f.limits.Reading, "read-timeout", f.limits.Reading, "how long a request may take to arrive")
	flags.BoolVar(&f.json, "json", false, "log for machines: a line of JSON for each call")
	flags.BoolVar(&f.quiet, "quiet", false, "log no calls")
	return c
}

func (f *sandboxFlags) run(ctx context.Context, streams Streams) error {
	config, err := f.config(streams)
	if err != nil {
		return err
	}
	s, err := sandbox.New(config)
	if err != nil {
		return usage("%w", err)
	}
	if f.state != "" {
		if err := s.Load(f.state); err != nil {
			return usage("--state: %w", err)
		}
	}
	listener, beyond, err := serve.Listen(ctx, f.listen)
	if err != nil {
		return fmt.Errorf("%w (choose another --listen; port 0 takes a free one)", err)
	}
	if beyond && f.token == "" {
		f.token = rand.Text()
	}
	options := serve.Options{
		Guard:  control.Guard{Token: freedompay.NewSecret(f.token), Hosts: f.hosts},
		Limits: f.limits, JSON: f.json,
	}
	if !f.quiet {
		options.Log = streams.Out
	}
	out := streams.Out
	if f.json {
		out = streams.Err // the standard output is for machines
	}
	greet(out, greeting{address: listener.Addr(), beyond: beyond, token: f.token, sandbox: s})
	debug.SetGCPercent(50) // the journal is most of the memory, and it is bounded
	keeping := f.keep(ctx, s, streams.Err)
	err = serve.Run(ctx, listener, s, options)
	if kept := keeping(); err == nil {
		err = kept
	}
	_, total := s.Journal.Len()
	_, _ = fmt.Fprintf(out, "\nStopped after %d calls. %s\n", total, f.farewell())
	return err
}

func (f *sandboxFlags) farewell() string {
	if f.state != "" {
		return "What the bank knows is in " + f.state + "."
	}
	return "What the bank knew is gone."
}

// keep writes the state whenever it changes. What it returns writes it for the
// last time.
func (f *sandboxFlags) keep(ctx context.Context, s *sandbox.Sandbox, errs io.Writer) (last func() error) {
	if f.state == "" {
		return func() error { return nil }
	}
	ctx, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.Keep(ctx, func() error { return s.Store(f.state) }, func(err error) {
			_, _ = fmt.Fprintln(errs, "freedompay: the state was not written:", err)
		})
	}()
	return func() error {
		stop()
		<-stopped
		return s.Store(f.state)
	}
}

// config makes a configuration from the flags.
func (f *sandboxFlags) config(streams Streams) (sandbox.Config, error) {
	config := sandbox.Config{Seed: f.seed, SettleAfter: f.settle, Journal: f.journal, JournalSize: f.journalSize}
	var err error
	if config.Partners, err = f.credentials(streams); err != nil {
		return config, err
	}
	if config.Faults, err = parseFaults(f.faults); err != nil {
		return config, err
	}
	if f.scene != "" {
		if config.Scene, err = sandbox.ReadScene(f.scene); err != nil {
			return config, usage("--seed-data: %w", err)
		}
	}
	config.Options, err = f.options()
	return config, err
}

func (f *sandboxFlags) options() ([]freedompaytest.Option, error) {
	if len(f.currency) != 3 {
		return nil, usage("--currency: want three capital letters")
	}
	options := []freedompaytest.Option{
		freedompaytest.WithCurrency(f.currency), freedompaytest.WithGiftFunds(f.giftFunds), freedompaytest.StatusLag(f.statusLag),
	}
	known := freedompaytest.New().Operations()
	for documented, yours := range f.moved {
		if !contains(known, documented) {
			return nil, usage("--path: no operation at %s", documented)
		}
		options = append(options, freedompaytest.WithPath(documented, yours))
	}
	for prefix, name := range f.algorithms {
		algorithm := freedompay.Algorithm(name)
		if algorithm != freedompay.HS256 && algorithm != freedompay.HS512 && algorithm != freedompay.LegacySHA256 {
			return nil, usage("--algorithm: %q is none: want HS256, HS512 or %s", name, freedompay.LegacySHA256)
		}
		options = append(options, freedompaytest.WithAlgorithm(prefix, algorithm))
	}
	if f.stateBeforeID {
		options = append(options, freedompaytest.StateBeforeID())
	}
	if f.refusedUsesID {
		options = append(options, freedompaytest.RefusedUsesRequestID())
	}
	if f.byProduct {
		options = append(options, freedompaytest.RequireByProduct())
	}
	return options, nil
}

func contains(paths map[string]string, path string) bool {
	for _, known := range paths {
		if known == path {
			return true
		}
	}
	return false
}
