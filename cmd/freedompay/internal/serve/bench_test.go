//go:build unix

package serve_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

const path = "/v5/cards/product_list"

func newSandbox(tb testing.TB) *sandbox.Sandbox {
	tb.Helper()
	s, err := sandbox.New(sandbox.Config{
		Partners: []sandbox.Credentials{{AuthID: "123456", Key: freedompay.NewSecret("sandbox-key")}},
		Seed:     1, SettleAfter: time.Hour, Journal: 100_000, JournalSize: 1 << 30,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// caller makes good calls over connections of its own.
type caller struct {
	client    *http.Client
	url       string
	signature string
}

func newCaller(base string) *caller {
	signer := freedompay.NewSigner("123456", freedompay.NewSecret("sandbox-key"))
	return &caller{
		client:    &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		url:       base + path,
		signature: signer.Sign(freedompay.HS512, http.MethodPost, path, []byte("{}")),
	}
}

func (c *caller) call() (status int, err error) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.url, bytes.NewReader([]byte("{}")))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-JWS-Signature", c.signature)
	answer, err := c.client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode, err
}

// watch opens the page's stream as a browser's tab does, and reads it.
func watch(tb testing.TB, base string) {
	tb.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/events", nil)
	if err != nil {
		tb.Fatal(err)
	}
	answer, err := (&http.Client{Transport: &http.Transport{}}).Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, answer.Body) // until the test ends
	}()
	tb.Cleanup(func() {
		stop()
		_ = answer.Body.Close()
		<-done
	})
}

// W1: calls per second of the sandbox with its page open, beside the bank's bare
// handler.
func BenchmarkW1(b *testing.B) {
	for _, of := range []string{"bare", "sandbox"} {
		b.Run(of, func(b *testing.B) {
			s := newSandbox(b)
			var handler http.Handler = freedompaytest.New(freedompaytest.WithCredentials("123456", freedompay.NewSecret("sandbox-key")))
			if of == "sandbox" {
				handler = serve.Handler(s, serve.Options{Limits: serve.DefaultLimits()})
			}
			server := httptest.NewServer(handler)
			b.Cleanup(server.Close)
			if of == "sandbox" {
				watch(b, server.URL)
			}
			c := newCaller(server.URL)
			b.SetParallelism(16)
			before := cpu()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if status, err := c.call(); status != http.StatusOK || err != nil {
						b.Errorf("%d %v", status, err)
						return
					}
				}
			})
			b.ReportMetric(float64((cpu()-before).Nanoseconds())/1000/float64(b.N), "cpu-us/op")
			c.client.CloseIdleConnections()
		})
	}
}

// cpu is what this process has used, client and server together. On a machine
// that does other things too, it says more than the time that has passed.
func cpu() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// The first byte of each page with 100,000 calls in the journal and 10,000 cards.
func BenchmarkPage(b *testing.B) {
	s := newSandbox(b)
	bank := s.Partner("").Bank()
	client := bank.NewClient()
	card := ""
	for range 10_000 {
		var err error
		if card, err = bank.NewCard(client); err != nil {
			b.Fatal(err)
		}
	}
	if err := bank.Fund(card, "100", "KZT"); err != nil {
		b.Fatal(err)
	}
	caller := bank.Client()
	for range 100_000 {
		if _, err := caller.Cards.Info(b.Context(), card); err != nil {
			b.Fatal(err)
		}
	}
	handler := serve.Handler(s, serve.Options{Limits: serve.DefaultLimits()})
	for _, page := range []string{"/", "/?q=nothing", "/?failed=1", "/calls/100000", "/cards", "/cards?q=7453", "/cards/" + card, "/clients", "/commands", "/ledger", "/conditions"} {
		b.Run(page, func(b *testing.B) {
			for b.Loop() {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+page, nil))
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

// The 99th percentile of a good partner's calls, alone and beside three tabs, one
// that has stopped reading, a thousand idle connections and a flood of nonsense.
func BenchmarkFlood(b *testing.B) {
	for _, of := range []string{"alone", "flooded"} {
		b.Run(of, func(b *testing.B) {
			base := listen(b)
			if of == "flooded" {
				flood(b, base)
			}
			c := newCaller(base)
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if status, err := c.call(); status != http.StatusOK || err != nil {
					b.Fatalf("%d %v", status, err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			c.client.CloseIdleConnections()
		})
	}
}

// listen serves a sandbox as the program does, and returns its address.
func listen(tb testing.TB) string {
	tb.Helper()
	listener, _, err := serve.Listen(tb.Context(), "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s := newSandbox(tb)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- serve.Run(ctx, listener, s, serve.Options{Limits: serve.DefaultLimits(), Log: io.Discard})
	}()
	tb.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			tb.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

// flood makes all kinds of trouble until the test ends.
func flood(tb testing.TB, base string) {
	tb.Helper()
	for range 3 {
		watch(tb, base)
	}
	dial := func(hello string) net.Conn {
		conn, err := net.Dial("tcp", base[len("http://"):])
		if err != nil {
			tb.Fatal(err)
		}
		_, _ = io.WriteString(conn, hello) // the server may have hung up already
		tb.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	dial("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") // and never reads
	for range 1000 {
		dial("")
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { // 1 MB of nonsense each second
		nonsense := bytes.Repeat([]byte("nonsense"), 100<<10/8)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v5/"+strconv.Itoa(n), bytes.NewReader(nonsense))
			if err != nil {
				return
			}
			if answer, err := client.Do(r); err == nil {
				_ = answer.Body.Close()
			}
		}
	})
	tb.Cleanup(func() {
		stop()
		running.Wait()
	})
}
