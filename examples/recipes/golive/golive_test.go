package golive_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/golive"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A command whose outcome is unknown raises an alert; one that was refused, and a
// query that failed, do not.
func TestAlertsOnUnknownOutcomesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New(
			freedompaytest.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"),
			freedompaytest.WithAlgorithm("/v5/card-api", freedompay.HS256))
		var alerted []string
		var log bytes.Buffer
		client, err := golive.New(golive.Config{
			AuthID: bank.AuthID(), Key: bank.Key(), BaseURL: freedompay.TestKZ,
			HTTP:    &http.Client{Transport: bank.Transport()},
			Logger:  slog.New(slog.NewTextHandler(&log, nil)),
			Unclear: func(operation string, _ uuid.UUID) { alerted = append(alerted, operation) },
		})
		require.NoError(t, err)
		cardID, err := bank.NewCard(bank.NewClient())
		require.NoError(t, err)

		_, err = client.Cards.Balance(t.Context(), cardID)
		require.NoError(t, err, "the path and the algorithm that the probe found")
		block := freedompay.BlockCardRequest{CardID: "1", BlockCode: freedompay.BlockLost, Description: "lost"}
		_, err = client.Cards.Block(t.Context(), block)
		require.ErrorIs(t, err, freedompay.CodeCardNotFound)
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter})
		_, err = client.Cards.Info(t.Context(), cardID)
		require.Error(t, err)
		assert.Empty(t, alerted)

		block.CardID = cardID
		_, err = client.Cards.Block(t.Context(), block)
		require.ErrorIs(t, err, freedompay.ErrOutcomeUnknown)
		assert.Equal(t, []string{"Cards.Block"}, alerted)
		assert.NotContains(t, log.String(), bank.Key().Reveal())
	})
}
