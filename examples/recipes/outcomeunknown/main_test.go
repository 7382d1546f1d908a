package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// stored writes a command into a file, as a program does before it sends it.
func stored(t *testing.T, command freedompay.Prepared) (file string) {
	t.Helper()
	text, err := json.Marshal(command)
	require.NoError(t, err)
	file = filepath.Join(t.TempDir(), "issue.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}

// issue prepares the issue of a card.
func issue(t *testing.T, client *freedompay.Client, clientID string) freedompay.Prepared {
	t.Helper()
	command, err := client.Prepare(freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: clientID})
	require.NoError(t, err)
	return command
}

// Whatever became of the first attempt, the command ends once: done, and the client has
// one card, or refused, and there is none. The file is gone.
func TestFinish(t *testing.T) {
	const op, status = "Cards.Issue", "Requests.Status"
	for _, test := range []struct {
		name    string
		faults  []freedompaytest.Fault // of the first program and of this one
		sends   bool                   // whether the first program came so far
		nobody  bool                   // whether the client does not exist
		atLeast time.Duration
		code    freedompay.ErrorCode // that the command is refused with
	}{
		{name: "never sent"},
		{name: "done", sends: true},
		{name: "its answers are lost", sends: true, faults: []freedompaytest.Fault{{On: op, Do: freedompaytest.DropAfter, Times: 9}}},
		{
			name: "it arrives late", sends: true,
			faults: []freedompaytest.Fault{{On: op, Do: freedompaytest.DeliverLate, Delay: time.Minute, Times: 9}},
		},
		{
			name: "a refusal is believed after a pause", sends: true, nobody: true, atLeast: 2 * time.Minute,
			faults: []freedompaytest.Fault{{On: op, Do: freedompaytest.GatewayTimeout, Times: 6}}, code: freedompay.CodeClientNotFound,
		},
		{
			name: "the status is lost while it waits", atLeast: 2 * time.Minute,
			faults: []freedompaytest.Fault{{On: status, Do: freedompaytest.GatewayTimeout, Times: 9}},
		},
		{
			name: "a proxy blocks it for a while", atLeast: 4 * time.Minute,
			faults: []freedompaytest.Fault{{On: op, Do: freedompaytest.BlockRequest, Times: 2}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				client, clientID := bank.Client(), bank.NewClient()
				holder := clientID
				if test.nobody {
					holder = "1"
				}
				command := issue(t, client, holder)
				file := stored(t, command)
				bank.Inject(test.faults...)
				if test.sends {
					_, err := client.Send(t.Context(), command)
					require.Equal(t, len(test.faults) > 0, err != nil, "the first program: %v", err)
				}

				started := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				state, err := finish(ctx, client, file)

				assert.GreaterOrEqual(t, time.Since(started), test.atLeast)
				assert.NoFileExists(t, file)
				cards, asked := client.Clients.Cards(t.Context(), clientID)
				require.NoError(t, asked)
				if test.code != "" {
					require.ErrorIs(t, err, test.code)
					assert.Empty(t, cards.Cards)
					return
				}
				require.NoError(t, err)
				require.Len(t, cards.Cards, 1)
				assert.Equal(t, state.Card.CardID(), cards.Cards[0].CardID)
			})
		})
	}
}

// A command that the bank accepted and could not carry out is over.
func TestFinishFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		client := bank.Client()
		cardID, err := bank.NewCard(bank.NewClient())
		require.NoError(t, err)
		command, err := client.Prepare(freedompay.CreateTransactionRequest{
			OrderID: "order-1", CardID: cardID, Type: freedompay.Debit,
			Amount: freedompay.MustAmount("1.00"), Currency: freedompay.KZT,
		})
		require.NoError(t, err)
		file := stored(t, command)

		_, err = finish(t.Context(), client, file)

		require.ErrorIs(t, err, freedompay.ErrRequestFailed)
		assert.NoFileExists(t, file)
	})
}

// What is not final keeps the file: another start goes on from it.
func TestFinishKeepsTheFile(t *testing.T) {
	t.Run("interrupted", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New()
			client := bank.Client()
			file := stored(t, issue(t, client, bank.NewClient()))
			bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropBefore})
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			_, err := finish(ctx, client, file)
			require.Error(t, err)
			assert.FileExists(t, file)
		})
	})
	t.Run("without a status", func(t *testing.T) {
		bank := freedompaytest.New()
		command, err := bank.Client().Prepare(freedompay.ConfirmGiftCardRequest{CardID: 1, OTP: freedompay.NewSecret("1234")})
		require.NoError(t, err)
		file := stored(t, command)
		_, err = finish(t.Context(), bank.Client(), file)
		require.ErrorContains(t, err, "by hand")
		assert.FileExists(t, file)
		assert.Empty(t, bank.Calls())
	})
	t.Run("changed", func(t *testing.T) {
		bank := freedompaytest.New()
		command := issue(t, bank.Client(), bank.NewClient())
		command.Body = []byte("{}")
		file := stored(t, command)
		_, err := finish(t.Context(), bank.Client(), file)
		require.ErrorIs(t, err, freedompay.ErrInvalidRequest)
		assert.FileExists(t, file)
		assert.Empty(t, bank.Calls())
	})
}
