package page

import (
	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
)

// order is a button that makes a call as the partner would.
type order struct {
	Label     string
	Operation string
	Body      string
}

// orders are what can be done to a card in its present state.
func orders(card freedompaytest.CardView) []order {
	button := func(label, operation, code string) order {
		o, _ := contract.Named(operation) // a constant
		return order{label, operation, o.Example(map[string]any{
			"request_id": uuid.NewString(), "card_id/string": card.ID, "block_code": code,
		})}
	}
	switch status := freedompay.CardStatus(card.Status); {
	case status.IsActive():
		return []order{
			button("Block for the client", "Cards.Block", string(freedompay.BlockByClient)),
			button("Block for the partner", "Cards.Block", string(freedompay.BlockByPartner)),
			button("Block as lost", "Cards.Block", string(freedompay.BlockLost)),
		}
	case status == freedompay.CardStatusNotActivated:
		return []order{button("Activate", "Cards.Activate", "")}
	case status.IsBlocked():
		return []order{button("Unblock", "Cards.Unblock", "")}
	}
	return nil
}
