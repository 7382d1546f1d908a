package outage_test

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// resettingBank speaks enough HTTP/2 to read a request, count it as carried out, and
// reset its stream with PROTOCOL_ERROR. After that net/http would send a POST again
// by itself.
type resettingBank struct {
	listener net.Listener
	client   *http.Client
	answer   func(n int) string // "" resets, "gone" resets and stops listening

	mu     sync.Mutex
	done   int      // requests that arrived whole
	bodies []string // the last frame of each: all of a small one
}

func newResettingBank(t *testing.T, answer func(n int) string) *resettingBank {
	t.Helper()
	donor := httptest.NewTLSServer(nil)
	donor.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: donor.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = donor.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	transport.TLSClientConfig.NextProtos = nil
	b := &resettingBank{listener: listener, client: &http.Client{Transport: transport}, answer: answer}
	t.Cleanup(func() { listener.Close(); transport.CloseIdleConnections() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go b.serve(conn)
		}
	}()
	return b
}

// The HTTP/2 frames and flags that resettingBank uses.
const (
	frameData, frameHeaders, frameReset, frameSettings, framePing = 0, 1, 3, 4, 6
	flagAck, flagEndStream, flagEndHeaders                        = 1, 1, 4
)

func (b *resettingBank) serve(conn net.Conn) {
	defer conn.Close()
	frame := func(kind, flags byte, stream uint32, payload []byte) {
		header := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags, 0, 0, 0, 0}
		binary.BigEndian.PutUint32(header[5:], stream)
		_, _ = conn.Write(append(header, payload...))
	}
	if _, err := io.ReadFull(conn, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	frame(frameSettings, 0, 0, nil)
	for {
		header := make([]byte, 9)
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		payload := make([]byte, int(header[0])<<16|int(header[1])<<8|int(header[2]))
		if _, err := io.ReadFull(conn, payload); err != nil {
			return
		}
		kind, flags, stream := header[3], header[4], binary.BigEndian.Uint32(header[5:])
		switch {
		case kind == frameSettings && flags&flagAck == 0, kind == framePing && flags&flagAck == 0:
			frame(kind, flagAck, 0, payload[:len(payload)*int(kind/framePing)])
		case (kind == frameData || kind == frameHeaders) && flags&flagEndStream != 0:
			b.mu.Lock()
			b.done++
			b.bodies = append(b.bodies, string(payload))
			answer := b.answer(b.done)
			b.mu.Unlock()
			switch answer {
			case "gone":
				b.listener.Close()
				frame(frameReset, 0, stream, []byte{0, 0, 0, 1})
				return
			case "":
				frame(frameReset, 0, stream, []byte{0, 0, 0, 1})
			default:
				frame(frameHeaders, flagEndHeaders, stream, []byte{0x88}) // :status 200
				frame(frameData, flagEndStream, stream, []byte(answer))
			}
		}
	}
}

func (b *resettingBank) freedompay(t *testing.T, attempts int) *freedompay.Client {
	return newClient(t, b.client.Transport, freedompay.WithBaseURL("https://"+b.listener.Addr().String()),
		freedompay.WithRetry(freedompay.Backoff{Attempts: attempts, Min: time.Nanosecond, Max: time.Nanosecond}))
}

func TestHTTP2ResetDoesNotRepeatACommandWithoutRequestID(t *testing.T) {
	for name, answer := range map[string]func(int) string{
		"the bank goes on": func(n int) string {
			if n == 1 {
				return ""
			}
			return `{"status":0,"card_id":2}`
		},
		"the bank is gone": func(int) string { return "gone" },
	} {
		t.Run(name, func(t *testing.T) {
			bank := newResettingBank(t, answer)
			issued, err := bank.freedompay(t, 4).GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{
				CardholderName: "TEST CARDHOLDER", Phone: 77000000001, ProductCode: 101,
			})
			if bank.done != 1 || issued != nil || !errors.Is(err, freedompay.ErrOutcomeUnknown) {
				t.Errorf("the bank acted %d times; %+v, %v", bank.done, issued, err)
			}
		})
	}
}

func TestHTTP2ResetOfACommandIsAdopted(t *testing.T) {
	bank := newResettingBank(t, func(n int) string {
		return []string{"", `{"status":"error","error_code":"12002"}`, `{"status":"ok","request_status":"success"}`}[n-1]
	})
	result, err := bank.freedompay(t, 4).Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
	if err != nil || result.RequestStatus != freedompay.RequestSucceeded || bank.done != 3 {
		t.Errorf("%+v, %v after %d requests", result, err, bank.done)
	}
}
