package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

const settleAfter = 50 * time.Millisecond

// server is a bank behind a socket.
type server struct {
	bank *freedompaytest.Bank
	http *http.Server
	url  string
}

func serve(opts ...freedompaytest.Option) (*server, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{bank: freedompaytest.New(opts...), url: "http://" + listener.Addr().String()}
	s.http = &http.Server{Handler: s.bank, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

func (s *server) close() { _ = s.http.Close() }

func (s *server) client() (*freedompay.Client, error) {
	return newClient(s.url, s.bank.AuthID(), s.bank.Key())
}

func newClient(url, authID string, key freedompay.Secret) (*freedompay.Client, error) {
	return freedompay.New(authID, key, freedompay.WithBaseURL(url),
		freedompay.WithPoll(freedompay.Backoff{Min: 100 * time.Millisecond}))
}
