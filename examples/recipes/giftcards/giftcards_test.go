package giftcards_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/giftcards"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

type store map[uuid.UUID]giftcards.Sale

func (s store) Put(ctx context.Context, sale giftcards.Sale) error {
	s[sale.RequestID] = sale
	return ctx.Err()
}

func (s store) InState(_ context.Context, state giftcards.State) (found []giftcards.Sale, err error) {
	for _, sale := range s {
		if sale.State == state {
			found = append(found, sale)
		}
	}
	return found, nil
}

func sale() giftcards.Sale {
	return giftcards.Sale{RequestID: uuid.New(), Holder: "TEST HOLDER", Phone: 77001234567, Product: 101}
}

// Whatever breaks, a sale is asked for once, and what is stored of it is true.
func TestIssue(t *testing.T) {
	const funds, price = 10_000, 5_000
	for name, test := range map[string]struct {
		fault freedompaytest.Mode
		want  giftcards.State
		left  int64
	}{
		"nothing breaks":                {"", giftcards.Issued, funds - price},
		"the answer is lost":            {freedompaytest.DropAfter, giftcards.Unclear, funds - price},
		"the request is lost":           {freedompaytest.DropBefore, giftcards.Unclear, funds},
		"the connection is refused":     {freedompaytest.RefuseConnection, giftcards.NotDone, funds},
		"the answer comes from a proxy": {freedompaytest.BadGateway, giftcards.Unclear, funds},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank, kept := freedompaytest.New(freedompaytest.WithGiftFunds(funds)), store{}
				if test.fault != "" {
					bank.Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: test.fault})
				}
				sold, err := giftcards.Issue(t.Context(), bank.Client(), kept, sale())
				assert.Equal(t, test.want == giftcards.Issued, err == nil, "the error is %v", err)
				assert.Equal(t, test.want, sold.State)
				assert.Equal(t, sold, kept[sold.RequestID])
				assert.Equal(t, test.want == giftcards.Issued, sold.CardID != 0)
				assert.Equal(t, test.left, bank.GiftFunds())
			})
		})
	}
}

// A process that dies while it is asking leaves a sale that nobody asks for again.
func TestAfterCrash(t *testing.T) {
	kept, left, done := store{}, sale(), sale()
	left.State, done.State = giftcards.Asking, giftcards.Issued
	require.NoError(t, errors.Join(kept.Put(t.Context(), left), kept.Put(t.Context(), done)))
	require.NoError(t, giftcards.AfterCrash(t.Context(), kept))
	assert.Equal(t, giftcards.Unclear, kept[left.RequestID].State)
	assert.Equal(t, giftcards.Issued, kept[done.RequestID].State)
}

// A confirmation whose answer is lost is looked up.
func TestConfirm(t *testing.T) {
	for name, test := range map[string]struct {
		fault  freedompaytest.Mode
		active bool
	}{
		"nothing breaks":      {"", true},
		"the answer is lost":  {freedompaytest.DropAfter, true},
		"the request is lost": {freedompaytest.DropBefore, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				client := bank.Client()
				sold, err := giftcards.Issue(t.Context(), client, store{}, sale())
				require.NoError(t, err)
				if test.fault != "" {
					bank.Inject(freedompaytest.Fault{On: "GiftCards.Confirm", Do: test.fault})
				}
				active, err := giftcards.Confirm(t.Context(), client, sold.CardID, freedompay.NewSecret(bank.OTP(sold.CardID)))
				require.NoError(t, err)
				assert.Equal(t, test.active, active)
				assert.Equal(t, 1, bank.CallCount("GiftCards.Confirm"))
			})
		})
	}
}
