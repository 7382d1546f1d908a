package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/probe"
)

// probeFlags are the flags of probe.
type probeFlags struct {
	credentials string
	config      probe.Config
	json        bool
}

func newProbe(streams Streams) *cobra.Command {
	f := &probeFlags{}
	c := &cobra.Command{
		Use:   "probe",
		Short: "Ask a host which operations it has, where, and how signed",
		Long: "Call every operation with a body that cannot act, and print where each answers and the\noptions to give to freedompay.New. Nothing is done at the host. With identifiers of\n" +
			"yours the queries are asked too, and their answers compared with what is known.\n\nThe host is that of FREEDOMPAY_URL, or the vendor's TEST host in Kazakhstan.\n" +
			"Exit codes: 0 done, 1 ended early, 2 not begun.",
		Example: "  freedompay probe\n  freedompay probe --json > report.json\n" +
			"  freedompay probe --url https://api.freedompay.kz --production --confirm api.freedompay.kz",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c.Context(), streams) },
	}
	flags := c.Flags()
	flags.StringVar(&f.config.BaseURL, "url", orElse(streams.env("FREEDOMPAY_URL"), freedompay.TestKZ), "base `address` (FREEDOMPAY_URL)")
	flags.StringVar(&f.credentials, "credentials", "", credentialsUsage)
	flags.Float64Var(&f.config.Rate, "rate", 0, "calls a second; 2 when absent, at most 10 but on this machine")
	flags.BoolVar(&f.config.AllowProduction, "production", false, "allow a host where money is real; --confirm too is needed")
	flags.StringVar(&f.config.ConfirmProduction, "confirm", "", "the `host` of the address once more, to probe production")
	flags.BoolVar(&f.json, "json", false, "the whole report as JSON, to send to the maintainers")
	ids := &f.config.ReadOnlyIDs
	flags.StringVar(&ids.CardID, "card", "", "`id` of a card, for the queries about one")
	flags.StringVar(&ids.ClientID, "client", "", "`id` of a client")
	flags.StringVar(&ids.WalletIdentifier, "wallet", "", "`identifier` of a wallet")
	flags.StringVar(&ids.RequestID, "request", "", "`request_id` of an earlier command")
	flags.StringVar(&ids.TransactionID, "transaction", "", "`id` of a transaction")
	flags.Int64Var(&ids.GiftCardID, "gift-card", 0, "`id` of a gift card")
	return c
}

func (f *probeFlags) run(ctx context.Context, streams Streams) error {
	who, err := readCredentials(streams, f.credentials)
	if err != nil {
		return err
	}
	f.config.AuthID, f.config.Key = who.authID, who.key
	f.config.Progress = func(o probe.Operation) { _, _ = fmt.Fprintf(streams.Err, "%-26s %s\n", o.ID, o.Verdict) }
	report, err := probe.Run(ctx, f.config)
	switch {
	case report == nil:
		return usage("%w", err)
	case f.json:
		lines := json.NewEncoder(streams.Out)
		lines.SetIndent("", "  ")
		return errors.Join(err, lines.Encode(report))
	}
	return errors.Join(err, report.WriteTable(streams.Out))
}
