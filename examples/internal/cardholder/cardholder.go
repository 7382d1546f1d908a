// Package cardholder opens what many stories begin with and few are about: a
// client of the bank, and a card in its hands. examples/quickstart tells it in
// full.
package cardholder

import (
	"context"

	"github.com/freedompay-go/freedompay"
)

// New creates a client and returns its id.
func New(ctx context.Context, client *freedompay.Client) (clientID string, err error) {
	created, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant,
		Client: freedompay.NewClient{
			Phone:     77001234567,
			Type:      freedompay.Individual,
			Resident:  freedompay.Resident,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
		},
	})
	state, err := settled(ctx, client, created, err)
	if err != nil {
		return "", err
	}
	return state.ClientID, nil
}

// WithCard creates a client, issues a card to it, activates the card and
// returns the card's id.
func WithCard(ctx context.Context, client *freedompay.Client) (cardID string, err error) {
	clientID, err := New(ctx, client)
	if err != nil {
		return "", err
	}
	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  clientID,
	})
	state, err := settled(ctx, client, issued, err)
	if err != nil {
		return "", err
	}
	activated, err := client.Cards.Activate(ctx, freedompay.ActivateCardRequest{CardID: state.CardID()})
	_, err = settled(ctx, client, activated, err)
	return state.CardID(), err
}

// settled takes what a command returned and returns what became of it.
func settled(ctx context.Context, client *freedompay.Client, result *freedompay.Result, err error) (*freedompay.RequestState, error) {
	if err != nil {
		return nil, err
	}
	return client.Requests.Wait(ctx, result.RequestID)
}
