//go:build unix

package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// create sends a request with a document.
func create(ctx context.Context, client *freedompay.Client, pdf []byte) error {
	_, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductWallet,
		Client: freedompay.NewClient{
			Phone: 77001234567, FirstName: "Sample", LastName: "Person", Country: "KAZ", PersonID: "900517300000",
			Document: freedompay.NewDocument(pdf),
		},
	})
	return err
}

// sendingDocument is a bare call that sends what the client sends for a document.
func sendingDocument(b *testing.B, pdf []byte, base string, h *http.Client) *bare {
	return bareLike(b, benchCall{
		path: signedPath, answer: outage.Accepted,
		do:   func(ctx context.Context, client *freedompay.Client) error { return create(ctx, client, pdf) },
		read: func(answer []byte) error { return json.Unmarshal(answer, new(freedompay.Result)) },
	}, base, h)
}

// The document of the client, and the body of the bare call, are made once: the
// figures are those of sending.
func BenchmarkD1(b *testing.B) {
	bank, pdf := startBank(b), outage.Scan(2<<20)
	h := &http.Client{Transport: bank.transport(b)}
	client, bare := benchClient(b, bank.Plain, h), sendingDocument(b, pdf, bank.Plain, h)
	for name, do := range map[string]func(context.Context) error{
		"client": func(ctx context.Context) error { return create(ctx, client, pdf) },
		"bare":   bare.do,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range 3 { // net/http takes its buffers
				if err := outage.WithDeadline(do); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if err := outage.WithDeadline(do); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, who := range []string{"client", "bare"} {
		b.Run("peak/"+who, func(b *testing.B) { reportPeak(b, "documents", who, bank.Plain) })
	}
}

// sendDocuments is the role that sends 16 documents at once, four times, by the
// client or bare. The bare calls send as many bytes from no memory, while the
// documents are in memory all the same.
func sendDocuments(args ...string) error {
	who, base := args[0], args[1]
	const callers = 16
	documents := make(chan []byte, callers)
	for range callers {
		documents <- outage.Scan(2 << 20)
	}
	h := &http.Client{}
	client, err := freedompay.New("77", freedompay.NewSecret(outage.Key), freedompay.WithBaseURL(base), freedompay.WithHTTPClient(h))
	if err != nil {
		return err
	}
	send := func(ctx context.Context, pdf []byte) error { return create(ctx, client, pdf) }
	if who == "bare" {
		send = func(ctx context.Context, pdf []byte) error {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+signedPath, io.LimitReader(nothing{}, int64(len(pdf)/3*4)))
			if err != nil {
				return err
			}
			resp, err := h.Do(req)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			_, err = io.ReadAll(resp.Body)
			return err
		}
	}
	failed := make(chan error, callers)
	for range 4 {
		for range callers {
			go func() {
				pdf := <-documents
				failed <- outage.WithDeadline(func(ctx context.Context) error { return send(ctx, pdf) })
				documents <- pdf
			}()
		}
		for range callers {
			err = errors.Join(err, <-failed)
		}
	}
	return errors.Join(err, printPeak())
}

// nothing is a source of bytes without a buffer.
type nothing struct{}

func (nothing) Read(p []byte) (int, error) { return len(p), nil }

func BenchmarkD2(b *testing.B) {
	bank, pdf := startBank(b), outage.Scan(2<<20)
	h := &http.Client{Transport: bank.transport(b)}
	client := benchClient(b, bank.Plain, h)
	b.Run("cpu", func(b *testing.B) {
		ours, theirs := byTurns(b, 1, 4, []func(context.Context) error{
			func(ctx context.Context) error { return create(ctx, client, pdf) },
		}, []func(context.Context) error{
			func(ctx context.Context) error { return createByHand(ctx, h, bank.Plain, pdf) },
		})
		ours.reportCPU(b, "client")
		theirs.reportCPU(b, "golang-jwt")
	})
}

// createByHand is what one writes without a client: json.Marshal, golang-jwt
// and net/http.
func createByHand(ctx context.Context, h *http.Client, base string, pdf []byte) error {
	type newClient struct {
		Phone     int64  `json:"phone"`
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
		Country   string `json:"country"`
		PersonID  string `json:"person_id"`
		Document  []byte `json:"document"`
	}
	body, err := json.Marshal(struct {
		RequestID uuid.UUID `json:"request_id"`
		ProductID int       `json:"product_id"`
		Client    newClient `json:"client"`
	}{uuid.New(), 1, newClient{77001234567, "Sample", "Person", "KAZ", "900517300000", pdf}})
	if err != nil {
		return err
	}
	signature, err := signWithJWT(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+signedPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-JWS-Signature", signature)
	resp, err := h.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var answer struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.Status != "ok" {
		return fmt.Errorf("the answer is %q: %w", data, err)
	}
	return nil
}
