package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// running is a server as the program starts it.
type running struct {
	address string
	stop    func() error
	log     *bytes.Buffer
	sandbox *sandbox.Sandbox
}

func run(t *testing.T, limits serve.Limits, asJSON bool) *running {
	t.Helper()
	listener, beyond, err := serve.Listen(t.Context(), "127.0.0.1:0")
	if err != nil || beyond {
		t.Fatal(err, beyond)
	}
	r := &running{address: listener.Addr().String(), log: &bytes.Buffer{}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	s := newSandbox(t)
	r.sandbox = s
	go func() { done <- serve.Run(ctx, listener, s, serve.Options{Limits: limits, Log: r.log, JSON: asJSON}) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { _ = r.stop() })
	return r
}

// raw sends bytes over a connection of its own and returns the answer.
func raw(t *testing.T, address, text string) (int, string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, err.Error()
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestLimits(t *testing.T) {
	limits := serve.DefaultLimits()
	limits.Body, limits.Reading = 100_000, 300*time.Millisecond
	r := run(t, limits, false)
	const post = "POST /v5/cards/product_list HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	if status, body := raw(t, r.address, post+"Content-Length: 100001\r\n\r\n"); status != http.StatusRequestEntityTooLarge || !strings.Contains(body, "max-body") {
		t.Errorf("too large by its length: %d %s", status, body)
	}
	chunk := "186a1\r\n" + strings.Repeat("x", 100_001) + "\r\n0\r\n\r\n"
	if status, body := raw(t, r.address, post+"Transfer-Encoding: chunked\r\n\r\n"+chunk); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large in chunks: %d %s", status, body)
	}
	if status, body := raw(t, r.address, post+"Content-Length: 10\r\n\r\n{"); status != 0 {
		t.Errorf("a body that stalls: %d %s", status, body)
	}
	if status, body := raw(t, r.address, post); status != 0 && status != http.StatusRequestTimeout {
		t.Errorf("headers that stall: %d %s", status, body)
	}
	if status, _ := raw(t, r.address, post+"Content-Length: 2\r\n\r\n{}"); status != http.StatusUnauthorized {
		t.Errorf("a good form without a signature: %d", status)
	}
}

// A connection too many closes the one that was idle longest, and calls go on.
func TestConnectionsAreBounded(t *testing.T) {
	limits := serve.DefaultLimits()
	limits.Connections = 5
	r := run(t, limits, false)
	var idle []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		idle = append(idle, conn)
	}
	if status, err := newCaller("http://" + r.address).call(); status != http.StatusOK || err != nil {
		t.Errorf("%d %v", status, err)
	}
	_ = idle[0].SetReadDeadline(time.Now().Add(2 * time.Second)) // before the server gives up on a connection that says nothing
	if _, err := idle[0].Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the connection that was idle longest is open: %v", err)
	}
}

// Bodies that never end take every connection, and a good call comes through.
func TestSlowBodiesLockNobodyOut(t *testing.T) {
	limits := serve.DefaultLimits()
	limits.Connections = 5
	r := run(t, limits, false)
	for range 20 {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if _, err := io.WriteString(conn, "POST /v5/cards/product_list HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := conn.Read(make([]byte, 12)); err != nil { // the server waits for the body
			t.Fatal(err)
		}
	}
	if status, err := newCaller("http://" + r.address).call(); status != http.StatusOK || err != nil {
		t.Errorf("%d %v", status, err)
	}
}

// The log is a line for each call, whatever a stranger writes into a path.
func TestLog(t *testing.T) {
	r := run(t, serve.DefaultLimits(), true)
	if status, err := newCaller("http://" + r.address).call(); status != http.StatusOK || err != nil {
		t.Fatal(status, err)
	}
	raw(t, r.address, "POST /v5/%0a%1b[31mred HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	logged := strings.Split(strings.TrimSpace(r.log.String()), "\n")
	if len(logged) != 2 || strings.Contains(r.log.String(), "\x1b") {
		t.Fatalf("the log is %q", r.log)
	}
	var line struct {
		Operation string `json:"operation"`
		Status    int    `json:"http_status"`
		Signature string `json:"signature"`
	}
	if err := json.Unmarshal([]byte(logged[0]), &line); err != nil || line.Operation != "GiftCards.List" || line.Status != 200 || line.Signature != "good" {
		t.Errorf("%v: %s", err, logged[0])
	}
}

// An open page does not keep the program from stopping.
func TestStopsWithAnOpenPage(t *testing.T) {
	r := run(t, serve.DefaultLimits(), false)
	watch(t, "http://"+r.address)
	began := time.Now()
	if err := r.stop(); err != nil || time.Since(began) > time.Second {
		t.Errorf("it took %v: %v", time.Since(began), err)
	}
}

// The page is told of a call, also of one that came before it began to listen.
func TestEvents(t *testing.T) {
	r := run(t, serve.DefaultLimits(), false)
	if status, err := newCaller("http://" + r.address).call(); status != http.StatusOK || err != nil {
		t.Fatal(status, err)
	}
	client := &http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get("http://" + r.address + "/events?since=0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	scanner := bufio.NewScanner(answer.Body)
	for scanner.Scan() {
		if data, ok := strings.CutPrefix(scanner.Text(), "data: "); ok {
			if !strings.Contains(data, "call-1") || !strings.Contains(data, `"total":1`) {
				t.Errorf("the news are %s", data)
			}
			return
		}
	}
	t.Error("no news")
}

func TestOpenAPIIsServed(t *testing.T) {
	r := run(t, serve.DefaultLimits(), false)
	for path, want := range map[string]string{"/openapi.json": "Cards.BulkIssue", "/_bank/openapi.json": "/_bank/cards/{id}/purchase"} {
		answer, err := http.Get("http://" + r.address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || !json.Valid(body) || !strings.Contains(string(body), want) {
			t.Errorf("%s: %v %.100s", path, err, body)
		}
	}
}

// With a token nothing of the page or the control plane is shown without it, by
// whatever path it is asked for. The contract and the API are open.
func TestLocked(t *testing.T) {
	s := newSandbox(t)
	handler := serve.Handler(s, serve.Options{Guard: control.Guard{Token: freedompay.NewSecret("sesame")}, Limits: serve.DefaultLimits()})
	for _, of := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/", 401},
		{"GET", "/?token=guess", 401},
		{"GET", "/events", 401},
		{"GET", "/cards", 401},
		{"GET", "/nowhere", 401},
		{"GET", "/_bank/", 401},
		{"GET", "/_bank/snapshot", 401},
		{"GET", "/_bank/openapi.json", 401},
		{"GET", "/%5fbank/snapshot", 401},
		{"GET", "/_bank%2fsnapshot", 401},
		{"GET", "//_bank/snapshot", 307},
		{"GET", "/v5/../_bank/snapshot", 404},
		{"POST", "/_bank/reset", 401},
		{"POST", "/%5Fbank/reset", 401},
		{"POST", "//_bank/reset", 404},
		{"POST", "/_bank/./reset", 401},
		{"POST", "/v5/../_bank/reset", 404},
		{"GET", "/openapi.json", 200},
		{"GET", "/assets/app.js", 200},
		{"POST", path, 415},
	} {
		r := httptest.NewRequest(of.method, "http://10.0.0.1:8099"+of.path, nil)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != of.want {
			t.Errorf("%s %s: %d, want %d", of.method, of.path, w.Code, of.want)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") {
			t.Errorf("%s %s leads to %s", of.method, of.path, to)
		}
	}
}
