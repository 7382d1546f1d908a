//go:build unix

package bench_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// benchCall is a call, its answer, and how the answer is decoded without a client.
type benchCall struct {
	name, path, answer string
	do                 func(context.Context, *freedompay.Client) error
	read               func(answer []byte) error
}

var smallCalls = []benchCall{
	{
		"query", "/v5/card-api/card/info",
		`{"status":"ok","request_status":"success","card":{"card_id":"1000000001","card_mask":"411111******1111","status":"00",` +
			`"product_id":2201,"client_id":"2000000002","currency":"KZT","expiration_date":"2030-11"},"dt":"2026-11-20T10:15:00+05:00"}`,
		func(ctx context.Context, client *freedompay.Client) error {
			_, err := client.Cards.Info(ctx, "1000000001")
			return err
		},
		func(answer []byte) error { return json.Unmarshal(answer, new(freedompay.CardInfo)) },
	},
	{
		"command", "/v5/card-api/card/unblock",
		`{"status":"ok","request_status":"process","dt":"2026-11-20T10:15:00+05:00"}`,
		func(ctx context.Context, client *freedompay.Client) error {
			_, err := client.Cards.Unblock(ctx, freedompay.UnblockCardRequest{CardID: "1000000001", Description: "found again"})
			return err
		},
		func(answer []byte) error { return json.Unmarshal(answer, new(freedompay.Result)) },
	},
}

// benchClient returns a client that calls base by h.
func benchClient(b *testing.B, base string, h *http.Client) *freedompay.Client {
	b.Helper()
	client, err := freedompay.New("77", freedompay.NewSecret(outage.Key), freedompay.WithBaseURL(base), freedompay.WithHTTPClient(h))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// bare is net/http alone: it sends the same bytes and headers as the client, and
// decodes the answer into the same type.
type bare struct {
	http   *http.Client
	url    string
	header http.Header
	body   string
	read   func([]byte) error
}

func bareLike(b *testing.B, call benchCall, base string, h *http.Client) *bare {
	b.Helper()
	bare := &bare{http: h, url: base + call.path, read: call.read}
	record := answerer{answer: textAnswer(call.answer), seen: func(req *http.Request, body []byte) {
		bare.header, bare.body = req.Header.Clone(), string(body)
	}}
	if err := call.do(b.Context(), benchClient(b, base, &http.Client{Transport: record})); err != nil {
		b.Fatal(err)
	}
	return bare
}

func (s *bare) do(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(s.body))
	if err != nil {
		return err
	}
	maps.Copy(req.Header, s.header)
	resp, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return s.read(data)
}

// answerer is a transport without a network: it gives every request the same
// answer.
type answerer struct {
	answer func() (body io.Reader, size int64)
	seen   func(req *http.Request, body []byte) // nil discards the request
}

func (a answerer) RoundTrip(req *http.Request) (*http.Response, error) {
	var err error
	if a.seen == nil {
		_, err = io.Copy(io.Discard, req.Body)
	} else {
		var body []byte
		body, err = io.ReadAll(req.Body)
		a.seen(req, body)
	}
	body, size := a.answer()
	return &http.Response{StatusCode: http.StatusOK, ContentLength: size, Body: io.NopCloser(body), Request: req}, err
}

// textAnswer returns the answer of an answerer that is a text.
func textAnswer(text string) func() (io.Reader, int64) {
	return func() (io.Reader, int64) { return strings.NewReader(text), int64(len(text)) }
}

func BenchmarkC1(b *testing.B) {
	for _, call := range smallCalls {
		h := &http.Client{Transport: answerer{answer: textAnswer(call.answer)}}
		client, bare := benchClient(b, "https://bank.example", h), bareLike(b, call, "https://bank.example", h)
		for name, do := range map[string]func(context.Context) error{
			"client": func(ctx context.Context) error { return call.do(ctx, client) },
			"bare":   bare.do,
		} {
			b.Run(call.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := outage.WithDeadline(do); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// C2 and C3 report two figures of the same load: 64 callers that make a query and
// a command in turn.
func BenchmarkC2(b *testing.B) {
	underLoad(b, func(b *testing.B, ours, theirs effort) {
		ours.reportCPU(b, "client")
		theirs.reportCPU(b, "bare")
	})
}

func BenchmarkC3(b *testing.B) {
	underLoad(b, func(b *testing.B, ours, theirs effort) {
		b.ReportMetric(ours.perSecond(), "client-req/s")
		b.ReportMetric(theirs.perSecond(), "bare-req/s")
	})
}

func underLoad(b *testing.B, report func(b *testing.B, ours, theirs effort)) {
	bank := startBank(b)
	for _, host := range []struct{ protocol, base string }{{"HTTP1", bank.Plain}, {"HTTP2", bank.Secure}} {
		h := &http.Client{Transport: bank.transport(b)}
		client := benchClient(b, host.base, h)
		var ours, theirs []func(context.Context) error
		for _, call := range smallCalls {
			ours = append(ours, func(ctx context.Context) error { return call.do(ctx, client) })
			theirs = append(theirs, bareLike(b, call, host.base, h).do)
		}
		b.Run(host.protocol, func(b *testing.B) {
			ours, theirs := byTurns(b, 64, 1600, ours, theirs)
			report(b, ours, theirs)
		})
	}
}

func BenchmarkC4(b *testing.B) {
	for _, load := range []struct {
		name          string
		http2         bool
		callers, meet int
	}{
		{"HTTP1/64", false, 64, 64},
		{"HTTP1/1000", false, 1000, 1000},
		{"HTTP2/64", true, 64, 64},
		{"HTTP2/1000", true, 1000, 64}, // one connection has room for 250 at once
	} {
		bank := outage.NewMeetingServer(b, load.http2, load.meet)
		call := outage.WarmUp(b, bank.DefaultClient(b), load.meet)
		outage.Together(b, load.callers, 10*load.callers, call)
		b.Run(load.name, func(b *testing.B) {
			before := bank.Opened.Load()
			outage.Together(b, load.callers, b.N, call)
			b.ReportMetric(float64(bank.Opened.Load()-before)*1000/float64(b.N), "connections/1000")
		})
	}
}
