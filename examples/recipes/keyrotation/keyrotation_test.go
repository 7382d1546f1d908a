package keyrotation_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/keyrotation"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// gate is a bank that takes one key, and another from some moment on.
type gate struct {
	bank *freedompaytest.Bank
	key  atomic.Pointer[freedompay.Secret]

	refused atomic.Int64
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(50 * time.Millisecond) // on its way, so that the key changes in the middle of calls
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if freedompay.Verify(*g.key.Load(), r.Header.Get("X-JWS-Signature"), r.Method, r.URL.Path, body) != nil {
		g.refused.Add(1)
		return &http.Response{
			StatusCode: http.StatusUnauthorized, Request: r, ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(nil)),
		}, nil
	}
	inside := r.Clone(r.Context())
	inside.Body, inside.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	inside.Header.Set("X-JWS-Signature", freedompay.NewSigner(g.bank.AuthID(), g.bank.Key()).Sign(freedompay.HS512, r.Method, r.URL.Path, body))
	return g.bank.Transport().RoundTrip(inside)
}

func (g *gate) client(t *testing.T, key freedompay.Secret) *freedompay.Client {
	t.Helper()
	client, err := freedompay.New(g.bank.AuthID(), key, freedompay.WithHTTPClient(&http.Client{Transport: g}),
		freedompay.WithBaseURL("https://bank.test"))
	require.NoError(t, err)
	return client
}

// Credits go on while the bank changes from one key to another, and each is booked once.
func TestNoCommandIsLostWhenTheKeyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{bank: freedompaytest.New()}
		oldKey, newKey := freedompay.NewSecret("old"), freedompay.NewSecret("new")
		g.key.Store(&oldKey)
		cardID, err := g.bank.NewCard(g.bank.NewClient())
		require.NoError(t, err)
		// The last answers before the change are lost: those credits are in doubt.
		g.bank.Inject(freedompaytest.Fault{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 15})
		rotating := new(keyrotation.Rotating)
		rotating.Replace(g.client(t, oldKey))

		const credits = 40
		var callers sync.WaitGroup
		for n := range credits {
			callers.Go(func() {
				time.Sleep(time.Duration(n) * 10 * time.Millisecond)
				command, err := rotating.Client().Prepare(freedompay.CreateTransactionRequest{
					OrderID: "order", CardID: cardID, Type: freedompay.Credit,
					Amount: freedompay.MustAmount("1.00"), Currency: freedompay.KZT,
				})
				if assert.NoError(t, err) {
					_, err = rotating.Send(t.Context(), command)
					assert.NoError(t, err, "credit %d", n)
				}
			})
		}
		time.Sleep(200 * time.Millisecond)
		rotating.Replace(g.client(t, newKey)) // first here
		g.key.Store(&newKey)                  // then at the bank
		callers.Wait()
		g.bank.Settle()
		assert.Greater(t, g.refused.Load(), int64(5), "attempts with the old key that the bank refused")

		balance, err := rotating.Client().Cards.Balance(t.Context(), cardID)
		require.NoError(t, err)
		assert.Equal(t, "40.00", balance.Accounts[0].Amount.String())
		assert.NoError(t, g.bank.Audit())
	})
}

// broken is a network that takes a minute for each attempt and then breaks.
type broken struct{}

func (broken) RoundTrip(r *http.Request) (*http.Response, error) {
	_, err := io.Copy(io.Discard, r.Body)
	time.Sleep(time.Minute)
	return nil, errors.Join(errors.New("connection reset"), err)
}

// The last attempt with the old key may still arrive, however long ago the first one
// was sent: until it cannot, a refusal with the new key is no truth.
func TestARefusalIsNotBelievedTooEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		slow, err := freedompay.New("1", freedompay.NewSecret("old"), freedompay.WithHTTPClient(&http.Client{Transport: broken{}}))
		require.NoError(t, err)
		rotating := new(keyrotation.Rotating)
		rotating.Replace(slow)
		command, err := slow.Prepare(freedompay.CreateTransactionRequest{
			OrderID: "order", CardID: "1000000001", Type: freedompay.Credit,
			Amount: freedompay.MustAmount("1.00"), Currency: freedompay.KZT,
		})
		require.NoError(t, err)
		time.AfterFunc(30*time.Second, func() { rotating.Replace(bank.Client(freedompay.WithLateness(time.Minute))) })

		_, err = rotating.Send(t.Context(), command)
		require.ErrorIs(t, err, freedompay.ErrOutcomeUnknown)
		assert.Equal(t, 1, bank.CallCount("Transactions.Create"), "resumed with the new key")
	})
}
