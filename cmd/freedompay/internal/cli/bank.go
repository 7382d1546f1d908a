package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

// order is a command that calls the control plane of a running sandbox.
type order struct {
	use, short   string
	method, path string   // a segment such as {card} is the argument of that name
	body         []string // members that the remaining arguments fill, in order
	stdin        bool     // the body is the standard input, as it is
	optional     int      // how many of the last members may be missing
	query        string
}

// orders are the commands below bank.
func orders() []order {
	return []order{
		{use: "state", short: "What is in the bank, in numbers", method: "GET", path: ""},
		{use: "clients [SEARCH]", short: "List the clients", method: "GET", path: "clients", query: "q"},
		{use: "cards [SEARCH]", short: "List the cards with their balances", method: "GET", path: "cards", query: "q"},
		{use: "movements CARD", short: "What was posted to a card", method: "GET", path: "cards/{}/movements"},
		{use: "transactions [SEARCH]", short: "List the transactions", method: "GET", path: "transactions", query: "q"},
		{use: "limits [ID]", short: "List the limits", method: "GET", path: "limits", query: "id"},
		{use: "gift-cards [SEARCH]", short: "List the gift cards with their one-time passwords", method: "GET", path: "gift-cards", query: "q"},
		{use: "wallets [SEARCH]", short: "List the wallets", method: "GET", path: "wallets", query: "q"},
		{use: "commands [SEARCH]", short: "List the commands and how far they are", method: "GET", path: "commands", query: "q"},
		{use: "calls [SEARCH]", short: "List the calls that arrived", method: "GET", path: "calls", query: "q"},
		{use: "show CALL", short: "One call with its request, answer and signature", method: "GET", path: "calls/{}"},
		{use: "ledger [ACCOUNT]", short: "The journal of the books", method: "GET", path: "postings", query: "account"},
		{use: "audit", short: "Check the books", method: "GET", path: "audit"},
		{use: "new-client", short: "Make a client", method: "POST", path: "clients"},
		{use: "new-card [CLIENT]", short: "Make an active card, and a client for it if none is named", method: "POST", path: "cards", body: []string{"client_id"}, optional: 1},
		{use: "new-wallet IDENTIFIER [CURRENCY]", short: "Make a wallet", method: "POST", path: "wallets", body: []string{"identifier", "currency"}, optional: 1},
		{use: "fund CARD AMOUNT [CURRENCY]", short: "Put money on a card", method: "POST", path: "cards/{}/fund", body: []string{"amount", "currency"}, optional: 1},
		{use: "purchase CARD AMOUNT [CURRENCY] [SHOP]", short: "Buy something with a card", method: "POST", path: "cards/{}/purchase", body: []string{"amount", "currency", "merchant"}, optional: 2},
		{use: "authorize CARD AMOUNT [CURRENCY] [SHOP]", short: "Hold a purchase on a card", method: "POST", path: "cards/{}/authorize", body: []string{"amount", "currency", "merchant"}, optional: 2},
		{use: "clear TRANSACTION", short: "Clear an authorized purchase", method: "POST", path: "transactions/{}/clear"},
		{use: "cancel TRANSACTION", short: "Cancel an authorized purchase", method: "POST", path: "transactions/{}/cancel"},
		{use: "top-up WALLET AMOUNT", short: "Sell e-money to a wallet's owner", method: "POST", path: "wallets/{}/top-up", body: []string{"amount"}},
		{use: "pay WALLET AMOUNT", short: "Redeem e-money of a wallet", method: "POST", path: "wallets/{}/pay", body: []string{"amount"}},
		{use: "settle", short: "Settle every pending command now", method: "POST", path: "settle"},
		{use: "hold", short: "Keep commands in process", method: "POST", path: "settling", body: []string{"hold=true"}},
		{use: "release", short: "Let commands settle again", method: "POST", path: "settling", body: []string{"hold=false"}},
		{use: "settle-after DURATION", short: "Change how long a command stays in process", method: "POST", path: "settling", body: []string{"after"}},
		{use: "faults", short: "List the faults to come and the ways of failing", method: "GET", path: "faults"},
		{use: "clear-faults", short: "Make no more calls fail", method: "DELETE", path: "faults"},
		{use: "advance DURATION", short: "Let time pass", method: "POST", path: "clock", body: []string{"advance"}},
		{use: "reset", short: "Put everything back to the beginning: the books, the clock, settling and faults", method: "POST", path: "reset"},
		{use: "snapshot", short: "Print the whole state", method: "GET", path: "snapshot"},
		{use: "restore", short: "Put back a state from the standard input", method: "POST", path: "restore", stdin: true},
	}
}

// remote is how a sandbox is reached.
type remote struct{ base, token, partner string }

// sandboxURL returns the address that the environment names. FREEDOMPAY_URL names one
// only on this machine: elsewhere it may be the bank.
func sandboxURL(streams Streams) string {
	if base := streams.env("FREEDOMPAY_SANDBOX_URL"); base != "" {
		return base
	}
	base := streams.env("FREEDOMPAY_URL")
	if address, err := url.Parse(base); err == nil && control.IsLoopback(address.Hostname()) {
		return base
	}
	return "http://127.0.0.1:8099"
}

func newBank(streams Streams) *cobra.Command {
	to := &remote{}
	c := &cobra.Command{
		Use:   "bank",
		Short: "Look at a running sandbox and change what happens to it",
		Long: "Look at a running sandbox and change what happens to it: the one on this machine, unless\nFREEDOMPAY_SANDBOX_URL or --url names another. The vendor's hosts are never called.\n\n" +
			"CARD is a card_id, CLIENT a client_id, TRANSACTION a transaction_id, WALLET the identifier\nof a wallet, CALL the number of a call, DURATION a time such as 2s or 24h.",
		RunE: func(c *cobra.Command, args []string) error { // cobra takes a misspelt command here for a question about them all
			if len(args) > 0 {
				return usage("bank has no command %q (see freedompay bank --help)", args[0])
			}
			return c.Help()
		},
	}
	flags := c.PersistentFlags()
	flags.StringVar(&to.base, "url", sandboxURL(streams), "`address` of the sandbox (FREEDOMPAY_SANDBOX_URL, or FREEDOMPAY_URL where that is this machine)")
	flags.StringVar(&to.token, "token", "", "what it printed when it listens beyond loopback (FREEDOMPAY_SANDBOX_TOKEN)")
	flags.StringVar(&to.partner, "partner", "", "`auth_id` of the partner; the first when absent")
	for _, o := range orders() {
		c.AddCommand(o.command(streams, to))
	}
	c.AddCommand(newFault(streams, to))
	return c
}

func (o order) command(streams Streams, to *remote) *cobra.Command {
	most := len(strings.Fields(o.use)) - 1
	least := most - o.optional
	if o.query != "" {
		least = 0
	}
	return &cobra.Command{
		Use: o.use, Short: o.short,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < least || len(args) > most {
				return usage("want freedompay bank %s", o.use)
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			path, query := o.path, url.Values{}
			if strings.Contains(path, "{}") {
				path, args = strings.Replace(path, "{}", url.PathEscape(args[0]), 1), args[1:]
			}
			if o.query != "" && len(args) > 0 {
				query.Set(o.query, args[0])
			}
			if o.stdin {
				return to.call(c.Context(), streams, o.method, path, query, streams.In)
			}
			return to.call(c.Context(), streams, o.method, path, query, o.members(args))
		},
	}
}

// members makes a body from arguments; nil for none.
func (o order) members(args []string) io.Reader {
	if len(o.body) == 0 {
		return nil
	}
	body := make(map[string]any)
	for i, name := range o.body {
		if fixed, value, ok := strings.Cut(name, "="); ok {
			body[fixed], _ = strconv.ParseBool(value) // a constant of the table
		} else if i < len(args) {
			body[name] = args[i]
		}
	}
	text, _ := json.Marshal(body) // texts and bools always encode
	return bytes.NewReader(text)
}

// newFault injects a fault, which has the form of sandbox --fault.
func newFault(streams Streams, to *remote) *cobra.Command {
	return &cobra.Command{
		Use:   "fault OPERATION=WAY[:OPTION]...",
		Short: "Make calls fail; the form is that of sandbox --fault",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			fault, err := parseFault(args[0])
			if err != nil {
				return usage("%w", err)
			}
			body := map[string]any{
				"on": fault.On, "do": fault.Do, "times": fault.Times, "probability": fault.Probability, "after_work": fault.AfterWork, "code": fault.Code,
			}
			if fault.Delay > 0 {
				body["delay"], body["retry_after"] = fault.Delay.String(), fault.RetryAfter.String()
			}
			text, err := json.Marshal(body)
			if err != nil {
				return err
			}
			return to.call(c.Context(), streams, http.MethodPost, "faults", nil, bytes.NewReader(text))
		},
	}
}

// call calls the control plane and prints its answer.
func (to *remote) call(ctx context.Context, streams Streams, method, path string, query url.Values, body io.Reader) error {
	if query == nil {
		query = url.Values{}
	}
	if to.partner != "" {
		query.Set("partner", to.partner)
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(to.base, "/")+"/_bank/"+path+"?"+query.Encode(), body)
	if err != nil {
		return usage("--url: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token := cmp.Or(to.token, streams.env("FREEDOMPAY_SANDBOX_TOKEN")); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no sandbox answers: %w (start one with freedompay sandbox)", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode == http.StatusOK {
		if method != http.MethodGet {
			_, _ = fmt.Fprintf(streams.Err, "freedompay: the sandbox at %s://%s was changed\n", request.URL.Scheme, request.URL.Host)
		}
		_, err = io.Copy(streams.Out, answer.Body)
		return err
	}
	var refused struct {
		Error string `json:"error"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&refused); err != nil || refused.Error == "" {
		return fmt.Errorf("the sandbox answered HTTP %d", answer.StatusCode)
	}
	return errors.New(refused.Error)
}
