package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/probe"
)

// probeFlags are the flags of probe.
type probeFlags struct {
	base, credentials, confirm string
	rate                       float64
	production, json           bool
	ids                        probe.ReadOnlyIDs
}

func newProbe(streams Streams) *cobra.Command {
	f := &probeFlags{}
	c := &cobra.Command{
		Use:   "probe",
		Short: "Find out where a host has each operation, and how it wants it signed",
		Long: "Call each operation of the contract with a body that cannot act, and report what the host has,\nwhere, under which algorithm, and the options for freedompay.New that follow from it. With ids\n" +
			"the queries are asked too, and their answers are compared with the contract. The report holds no\nkey, no id and nothing of an answer's values: it can be sent to the maintainers as it is.\n\n" +
			"The host is that of --url, of FREEDOMPAY_URL, or the vendor's TEST host in Kazakhstan. Any\nother host but this machine counts as production, and needs --production and --confirm-host.\n" +
			"The partner's id and key come from FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or from a file that only\nyou can read.\n\n" +
			"The report is printed on the standard output, also when the run ended early. Progress is on the\nstandard error.\n" +
			"Exit codes: 0 the report is complete, 1 the run ended early or no operation answered, 2 nothing was sent.",
		Example: "  freedompay probe\n  freedompay probe --card-id 8977891744 --wallet w-1 --json > report.json\n" +
			"  freedompay probe --url " + freedompay.ProductionKZ + " --production --confirm-host api.freedompay.kz --rate 1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("probe takes flags only (see freedompay probe --help)")
			}
			return nil
		},
		RunE:              func(c *cobra.Command, _ []string) error { return f.run(c.Context(), streams) },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := c.Flags()
	flags.StringVar(&f.base, "url", streams.env("FREEDOMPAY_URL"), "base `address` (FREEDOMPAY_URL); the vendor's TEST host in Kazakhstan when empty")
	flags.StringVar(&f.credentials, "credentials", "", credentialsUsage)
	flags.Float64Var(&f.rate, "rate", 2, "`calls` a second, at most 10 but on this machine")
	flags.BoolVar(&f.production, "production", false, "allow a host that counts as production; needs --confirm-host")
	flags.StringVar(&f.confirm, "confirm-host", "", "the `host` of --url once more, such as api.freedompay.kz")
	flags.StringVar(&f.ids.CardID, "card-id", "", "a card of yours, to be asked about")
	flags.StringVar(&f.ids.ClientID, "client-id", "", "a client of yours")
	flags.StringVar(&f.ids.WalletIdentifier, "wallet", "", "the `identifier` of a wallet of yours")
	flags.StringVar(&f.ids.RequestID, "request-id", "", "the `UUID` of an earlier command")
	flags.StringVar(&f.ids.TransactionID, "transaction-id", "", "a transaction of yours")
	flags.Int64Var(&f.ids.GiftCardID, "gift-card-id", 0, "a gift card of yours")
	flags.BoolVar(&f.json, "json", false, "print the report as JSON")
	hosts := []string{freedompay.TestKZ, freedompay.ProductionKZ, freedompay.ProductionUZ, freedompay.ProductionKG}
	_ = c.RegisterFlagCompletionFunc("url", cobra.FixedCompletions(hosts, cobra.ShellCompDirectiveNoFileComp)) // the flag exists
	return c
}

func (f *probeFlags) run(ctx context.Context, streams Streams) error {
	who, err := readCredentials(streams, f.credentials)
	if err != nil {
		return err
	}
	if f.ids.RequestID != "" && uuid.Validate(f.ids.RequestID) != nil {
		return usage("--request-id: want a UUID")
	}
	shown := newProbeProgress(streams)
	report, err := probe.Run(ctx, probe.Config{
		AuthID: who.authID, Key: who.key, BaseURL: f.base, Rate: f.rate,
		AllowProduction: f.production, ConfirmProduction: f.confirm,
		ReadOnlyIDs: f.ids, Progress: shown.operation,
	})
	shown.end()
	if report == nil {
		return usage("%s", inFlags(err))
	}
	if err == nil && !answered(report) {
		err = errors.New("probe: no operation answered: do the address and the key belong together?")
	}
	return errors.Join(f.print(streams.Out, report), err)
}

// inFlags says what is wrong with a configuration in the names of the flags.
func inFlags(err error) string {
	return strings.NewReplacer(
		"freedompay: New: ", "", "Rate:", "--rate:", "AllowProduction", "--production", "ConfirmProduction", "--confirm-host",
		", or WithPlainHTTP to insist", "",
	).Replace(err.Error())
}

func answered(r *probe.Report) bool {
	return slices.ContainsFunc(r.Operations, func(o probe.Operation) bool { return o.Verdict == probe.Answers })
}

func (f *probeFlags) print(w io.Writer, report *probe.Report) error {
	write := report.WriteTable
	if f.json {
		write = func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			return encoder.Encode(report)
		}
	}
	if err := write(w); err != nil {
		return fmt.Errorf("probe: the report was not printed: %w", err)
	}
	return nil
}
