package partners_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/partners"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

var errNoPartner = errors.New("there is no such partner")

// Each partner's calls are signed with its own id and key, whoever calls at the same time.
func TestEachPartnerHasItsClient(t *testing.T) {
	banks := map[string]*freedompaytest.Server{}
	for _, partner := range []string{"north", "south"} {
		banks[partner] = freedompaytest.NewServer(t, freedompaytest.WithCredentials("id-of-"+partner, freedompay.NewSecret("key of "+partner)))
	}
	clients := &partners.Clients{
		HTTP: &http.Client{},
		Load: func(_ context.Context, partner string) (partners.Credentials, error) {
			bank := banks[partner]
			if bank == nil {
				return partners.Credentials{}, errNoPartner
			}
			return partners.Credentials{AuthID: bank.AuthID(), Key: bank.Key(), BaseURL: bank.URL}, nil
		},
	}
	var callers sync.WaitGroup
	for range 10 {
		for partner := range banks {
			callers.Go(func() {
				client, err := clients.Of(t.Context(), partner)
				if assert.NoError(t, err) {
					_, err = client.GiftCards.List(t.Context())
					assert.NoError(t, err)
				}
			})
		}
	}
	callers.Wait()
	for partner, bank := range banks {
		assert.Equal(t, 10, bank.CallCount("GiftCards.List"), partner)
	}
	_, err := clients.Of(t.Context(), "east")
	require.ErrorIs(t, err, errNoPartner)

	before, err := clients.Of(t.Context(), "north")
	require.NoError(t, err)
	again, err := clients.Of(t.Context(), "north")
	require.NoError(t, err)
	assert.Same(t, before, again)
	clients.Forget("north")
	after, err := clients.Of(t.Context(), "north")
	require.NoError(t, err)
	assert.NotSame(t, before, after)
}
