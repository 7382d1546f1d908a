package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// callFlags are the flags of call.
type callFlags struct {
	base, credentials, file          string
	reveal, production, noWait, list bool
	timeout                          time.Duration
}

func newCall(streams Streams) *cobra.Command {
	f := &callFlags{}
	c := &cobra.Command{
		Use:   "call OPERATION",
		Short: "Call any operation with JSON from the standard input",
		Long: "Send an operation and print its answer as JSON, secrets covered. A command without a\nrequest_id gets one, and is waited for until it has settled.\n\n" +
			"The host is that of FREEDOMPAY_URL, or the vendor's TEST host in Kazakhstan.\nExit codes: 0 done, 1 refused or failed, 2 not sent, 3 sent and the outcome is not known.",
		Example: "  echo '{\"card_id\":\"1\"}' | freedompay call Cards.Info\n  freedompay call --list",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if f.list {
				return listOperations(streams)
			}
			if len(args) == 0 {
				return usage("which operation? freedompay call --list names them")
			}
			return f.run(c.Context(), streams, args[0])
		},
		ValidArgsFunction: operationsFor,
	}
	flags := c.Flags()
	flags.StringVar(&f.base, "url", cmp.Or(streams.env("FREEDOMPAY_URL"), freedompay.TestKZ), "base `address` (FREEDOMPAY_URL)")
	flags.StringVar(&f.credentials, "credentials", "", credentialsUsage)
	flags.StringVarP(&f.file, "body", "b", "", "`file` with the request; the standard input when absent")
	flags.BoolVar(&f.reveal, "reveal", false, "show card numbers, PINs, one-time passwords")
	flags.BoolVar(&f.production, "production", false, "allow a host where money is real")
	flags.BoolVar(&f.noWait, "no-wait", false, "do not wait until a command has settled")
	flags.BoolVar(&f.list, "list", false, "name the operations")
	flags.DurationVar(&f.timeout, "timeout", time.Minute, "for the call and the waiting")
	return c
}

func listOperations(streams Streams) error {
	for _, o := range contract.Operations() {
		if _, err := fmt.Fprintf(streams.Out, "%-26s %s\n", o.ID, o.Summary); err != nil {
			return err
		}
	}
	return nil
}

func (f *callFlags) run(ctx context.Context, streams Streams, name string) error {
	operation, known := contract.Named(name)
	if !known {
		return unknownOperation(name)
	}
	if isProduction(f.base) && !f.production {
		return usage("%s is where money is real: say --production if you mean it", f.base)
	}
	who, err := readCredentials(streams, f.credentials)
	if err != nil {
		return err
	}
	client, err := freedompay.New(who.authID, who.key, f.options()...)
	if err != nil {
		return usage("%w", err)
	}
	body, err := readBody(streams, f.file)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if !json.Valid(body) {
		return usage("the request is no JSON")
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	if operation.Command() {
		return f.command(ctx, streams, client, operation, body)
	}
	return f.query(ctx, streams, client, operation, body)
}

// options are the client's. A sandbox on another machine speaks plain HTTP; the
// vendor's hosts never do.
func (f *callFlags) options() []freedompay.Option {
	options := []freedompay.Option{freedompay.WithBaseURL(f.base)}
	if !isProduction(f.base) {
		options = append(options, freedompay.WithPlainHTTP())
	}
	return options
}

// isProduction reports whether an address is one of the vendor's, and not a
// TEST host.
func isProduction(base string) bool {
	address, err := url.Parse(base)
	if err != nil {
		return false
	}
	host := "." + strings.ToLower(strings.TrimSuffix(address.Hostname(), "."))
	for _, domain := range []string{".freedompay.kz", ".freedompay.uz", ".freedompay.kg"} {
		if strings.HasSuffix(host, domain) {
			return !strings.HasPrefix(host, ".test-")
		}
	}
	return false
}

// query asks and prints the answer.
func (f *callFlags) query(ctx context.Context, streams Streams, client *freedompay.Client, operation contract.Operation, body []byte) error {
	if operation.Identified {
		body, _ = identified(body)
	}
	answer, err := freedompay.Call[json.RawMessage](ctx, client, operation.Path, json.RawMessage(body))
	if err != nil {
		err = about(err, body)
		if errors.Is(err, freedompay.ErrOutcomeUnknown) { // of a question there is no outcome
			return &failure{exitFailed, err}
		}
		return err
	}
	return f.print(streams, *answer)
}

// about returns the error with the request_id of the body, where it has one: that of
// the error is of the header Request-Id, which is a fresh one.
func about(err error, body []byte) error {
	var request struct {
		ID uuid.UUID `json:"request_id"`
	}
	e, ok := errors.AsType[*freedompay.Error](err)
	if !ok || json.Unmarshal(body, &request) != nil || request.ID == uuid.Nil {
		return err
	}
	named := *e
	named.RequestID = request.ID
	return &named
}

// command sends a command, waits until it has settled, and prints both answers.
func (f *callFlags) command(ctx context.Context, streams Streams, client *freedompay.Client, operation contract.Operation, body []byte) error {
	prepared := freedompay.Prepared{Operation: operation.ID, RequestID: uuid.New()} // also where the bank knows no id
	if operation.Identified {
		body, prepared.RequestID = identified(body)
	}
	prepared.Body = body
	sent, err := client.Send(ctx, prepared)
	if errors.Is(err, freedompay.ErrInvalidRequest) { // nothing was sent
		return usage("%w", err)
	}
	if err != nil {
		if operation.Identified {
			err = fmt.Errorf("request_id %s: %w", prepared.RequestID, err)
		}
		if errors.Is(err, freedompay.ErrOutcomeUnknown) {
			return fmt.Errorf("%w\n%s", err, nextStep(prepared))
		}
		return err
	}
	result := map[string]any{"outcome": sent.Outcome, "answer": sent.Answer}
	if operation.Identified {
		result["request_id"] = prepared.RequestID
	}
	if prepared.Protection() != freedompay.ProtectedByIDWithStatus || f.noWait {
		return f.printValue(streams, result)
	}
	stop := progress(streams, operation.ID+" "+prepared.RequestID.String())
	state, err := client.Await(ctx, prepared)
	stop()
	switch {
	case state.Card != nil:
		result["settled"] = state.Card
	case state.Wallet != nil:
		result["settled"] = state.Wallet
	case state.Partner != nil:
		result["settled"] = state.Partner
	}
	if printed := f.printValue(streams, result); err == nil {
		err = printed
	}
	return err
}

// nextStep says how to find out whether a command was done.
func nextStep(p freedompay.Prepared) string {
	if asks := contract.Asks(p.Operation); asks != "" {
		return fmt.Sprintf(`Ask what became of it: echo '{"request_id":"%s"}' | freedompay call %s`, p.RequestID, asks)
	}
	return "It may have been done, and nothing keeps it from being done twice: look whether it was before you send it again."
}

// identified returns the request with a request_id, which it has already or is
// given at its end.
func identified(body []byte) ([]byte, uuid.UUID) {
	var request struct {
		ID *uuid.UUID `json:"request_id"`
	}
	if json.Unmarshal(body, &request) == nil && request.ID != nil {
		return body, *request.ID
	}
	id := uuid.New()
	head := bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSpace(body), []byte("}")), " \n\t\r")
	member := `,"request_id":"` + id.String() + `"}`
	if bytes.HasSuffix(head, []byte("{")) {
		member = member[1:]
	}
	return append(slices.Clip(head), member...), id
}

func (f *callFlags) printValue(streams Streams, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("the command was done, but its answer does not print: %w", err)
	}
	return f.print(streams, text)
}

// print prints JSON, its secrets covered unless they are asked for.
func (f *callFlags) print(streams Streams, text []byte) error {
	printed := mask.Text(text)
	if f.reveal {
		var indented bytes.Buffer
		if json.Indent(&indented, text, "", "  ") == nil {
			printed = indented.String()
		}
	}
	_, err := fmt.Fprintln(streams.Out, printed)
	return err
}
