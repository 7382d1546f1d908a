//go:build unix

package freedompay_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// benchCall is a call with the answer it gets, and how that is read without
// a client.
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
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), freedompay.WithBaseURL(base), freedompay.WithHTTPClient(h))
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// bare is net/http alone: it sends the very bytes and headers that the client
// sent once, and reads the answer into the same type.
type bare struct {
	http *http.Client
	url  string
	sent sentRequest
	read func([]byte) error
}

func bareLike(b *testing.B, call benchCall, base string, h *http.Client) *bare {
	b.Helper()
	record := answering(http.StatusOK, call.answer)
	if err := call.do(b.Context(), benchClient(b, base, &http.Client{Transport: record})); err != nil {
		b.Fatal(err)
	}
	return &bare{h, base + call.path, record.sent[0], call.read}
}

func (s *bare) do(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(s.sent.body))
	if err != nil {
		return err
	}
	maps.Copy(req.Header, s.sent.header)
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

// answerer is a transport that gives one answer to all, and keeps nothing.
type answerer string

func (a answerer) RoundTrip(req *http.Request) (*http.Response, error) {
	_, err := io.Copy(io.Discard, req.Body)
	return &http.Response{
		StatusCode: http.StatusOK, ContentLength: int64(len(a)),
		Body: io.NopCloser(strings.NewReader(string(a))), Request: req,
	}, err
}

func BenchmarkC1(b *testing.B) {
	for _, call := range smallCalls {
		h := &http.Client{Transport: answerer(call.answer)}
		client, bare := benchClient(b, "https://bank.example", h), bareLike(b, call, "https://bank.example", h)
		for name, do := range map[string]func(context.Context) error{
			"client": func(ctx context.Context) error { return call.do(ctx, client) },
			"bare":   bare.do,
		} {
			b.Run(call.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := timely(do); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// C2 and C3 are two views of the same load: 64 callers, a query and a command
// by turns.
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
		bank := newMeeting(b, load.http2, load.meet)
		call := bank.warmUp(b, bank.defaultClient(b))
		together(b, load.callers, 10*load.callers, call)
		b.Run(load.name, func(b *testing.B) {
			before := bank.opened.Load()
			together(b, load.callers, b.N, call)
			b.ReportMetric(float64(bank.opened.Load()-before)*1000/float64(b.N), "connections/1000")
		})
	}
}
