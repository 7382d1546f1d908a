package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
)

func newSign(streams Streams) *cobra.Command {
	var file, path, operation, algorithm, base, credentials string
	var curl bool
	c := &cobra.Command{
		Use:   "sign",
		Short: "Print the header value for a request",
		Long: "Print the value of X-JWS-Signature for the exact bytes of a body, and nothing else; with\n--curl print a curl line that sends them. The partner's id and key come from\n" +
			"FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or from a file that only you can read.",
		Example: "  SIGNATURE=$(freedompay sign --operation GiftCards.List --body body.json)\n  freedompay sign --operation GiftCards.List --body body.json --curl",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			who, err := readCredentials(streams, credentials)
			if err != nil {
				return err
			}
			if path, algorithm, err = place(path, operation, algorithm); err != nil {
				return err
			}
			body, err := readBody(streams, file)
			if err != nil {
				return err
			}
			signature := freedompay.NewSigner(who.authID, who.key).Sign(freedompay.Algorithm(algorithm), http.MethodPost, path, body)
			if signature == "" {
				return usage("--algorithm %q is none: want HS256 or HS512", algorithm)
			}
			if !curl {
				_, err = fmt.Fprintln(streams.Out, signature)
				return err
			}
			sent := shellQuote("@" + file)
			if file == "" || file == "-" { // what was read is gone
				sent = shellQuote(string(body))
			}
			_, err = fmt.Fprintf(streams.Out, "curl -s %s \\\n  -H 'Content-Type: application/json' \\\n  -H 'X-JWS-Signature: %s' \\\n  --data-binary %s\n",
				shellQuote(strings.TrimSuffix(base, "/")+path), signature, sent)
			return err
		},
	}
	flags := c.Flags()
	flags.StringVarP(&file, "body", "b", "", "`file` with the body; the standard input when absent")
	flags.StringVar(&operation, "operation", "", "`name` such as Cards.Issue, for its path and algorithm")
	flags.StringVar(&path, "path", "", "the path, when it is not an operation's")
	flags.StringVar(&algorithm, "algorithm", "", "HS512 or HS256, when it is not the operation's")
	flags.BoolVar(&curl, "curl", false, "print a curl line that sends the body, instead of the value alone")
	flags.StringVar(&base, "url", orElse(streams.env("FREEDOMPAY_URL"), freedompay.TestKZ), "for the curl line (FREEDOMPAY_URL)")
	flags.StringVar(&credentials, "credentials", "", credentialsUsage)
	completeOperations(c, "operation")
	return c
}

func newVerify(streams Streams) *cobra.Command {
	var file, path, operation, signature, method, credentials string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Say what is wrong with a signature",
		Long: "Check the value of X-JWS-Signature against a body, and say what differs and why. The exit\ncode is 0 for a good signature, 1 for a wrong one and 2 when nothing could be checked.\n" +
			"The key comes from FREEDOMPAY_KEY or from a file that only you can read.",
		Example: "  freedompay verify --operation GiftCards.List --signature \"$SIGNATURE\" < body.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			who, err := readCredentials(streams, credentials)
			if err != nil {
				return err
			}
			if path, _, err = place(path, operation, "HS512"); err != nil {
				return err
			}
			if signature == "" {
				return usage("--signature is needed: the value of X-JWS-Signature")
			}
			body, err := readBody(streams, file)
			if err != nil {
				return err
			}
			if err := freedompay.Verify(who.key, headerValue(signature), method, path, body); err != nil {
				return &failure{exitFailed, errors.New(strings.TrimPrefix(err.Error(), "freedompay: "))}
			}
			_, err = fmt.Fprintln(streams.Out, "The signature is good.")
			return err
		},
	}
	flags := c.Flags()
	flags.StringVarP(&file, "body", "b", "", "`file` with the body; the standard input when absent")
	flags.StringVar(&operation, "operation", "", "`name` such as Cards.Issue, for its path")
	flags.StringVar(&path, "path", "", "the path as it was called")
	flags.StringVar(&method, "method", http.MethodPost, "the method as it was called")
	flags.StringVar(&signature, "signature", "", "the value of X-JWS-Signature")
	flags.StringVar(&credentials, "credentials", "", credentialsUsage)
	completeOperations(c, "operation")
	return c
}

// headerValue returns the value of a header that may have come with its name.
func headerValue(text string) string {
	const name = "X-JWS-Signature:"
	text = strings.TrimSpace(text)
	if len(text) > len(name) && strings.EqualFold(text[:len(name)], name) {
		text = text[len(name):]
	}
	return strings.TrimSpace(text)
}

// place returns the path and the algorithm of a call.
func place(path, operation, algorithm string) (string, string, error) {
	if operation != "" {
		o, known := contract.Named(operation)
		if !known {
			return "", "", unknownOperation(operation)
		}
		return orElse(path, o.Path), orElse(algorithm, o.Algorithm), nil
	}
	if !strings.HasPrefix(path, "/") {
		return "", "", usage("--operation or --path is needed; a path begins with a slash")
	}
	return path, orElse(algorithm, string(freedompay.HS512)), nil
}

// readBody reads a file, or the standard input.
func readBody(streams Streams, file string) ([]byte, error) {
	if file == "" || file == "-" {
		body, err := io.ReadAll(streams.In)
		if err != nil {
			return nil, usage("the standard input: %w", err)
		}
		return body, nil
	}
	body, err := os.ReadFile(file) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, usage("--body: %w", err)
	}
	return body, nil
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// unknownOperation says which operations have such a service.
func unknownOperation(name string) error {
	service, method, _ := strings.Cut(name, ".")
	var near []string
	for _, o := range contract.Operations() {
		if of, does, _ := strings.Cut(o.ID, "."); strings.EqualFold(does, method) && strings.EqualFold(strings.TrimSuffix(of, "s"), strings.TrimSuffix(service, "s")) {
			return usage("no operation %q; did you mean %s?", name, o.ID)
		}
		if strings.HasPrefix(strings.ToLower(o.ID), strings.ToLower(service)) {
			near = append(near, o.ID)
		}
	}
	if len(near) == 0 {
		return usage("no operation %q; freedompay call --list names them", name)
	}
	return usage("no operation %q; there are %s", name, strings.Join(near, ", "))
}

// completeOperations lets a shell complete the names of operations.
func completeOperations(c *cobra.Command, flag string) {
	_ = c.RegisterFlagCompletionFunc(flag, operationsFor) // the flag exists
}

func operationsFor(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, o := range contract.Operations() {
		names = append(names, o.ID+"\t"+o.Summary)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
