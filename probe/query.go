package probe

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/contract"
)

// question returns the body with which a query is asked about the caller's own
// things; false when there is nothing to ask about, and for every command.
func (ids ReadOnlyIDs) question(op *contract.Operation, now time.Time) (body string, ok bool) {
	if op.Kind != contract.Query {
		return "", false
	}
	start, end := now.AddDate(0, -1, 0).Format(rfc3339), now.Format(rfc3339)
	var about any
	switch op.ID {
	case "Cards.Info", "Cards.Balance":
		about, ok = members{"card_id": ids.CardID}, ids.CardID != ""
	case "Cards.Statement", "Cards.StatementExtended":
		about, ok = members{"card_id": ids.CardID, "start_date": start, "end_date": end}, ids.CardID != ""
	case "Limits.List":
		about = members{"request_id": uuid.NewString(), "object": members{"type": "card", "value": ids.CardID}}
		ok = ids.CardID != ""
	case "Clients.Cards":
		about, ok = members{"client_id": ids.ClientID}, ids.ClientID != ""
	case "Transactions.Info":
		about, ok = members{"transaction_id": ids.TransactionID}, ids.TransactionID != ""
	case "Requests.Status", "Wallets.RequestStatus", "Partners.RequestStatus":
		about, ok = members{"request_id": ids.RequestID}, ids.RequestID != ""
	case "GiftCards.Status":
		about, ok = members{"card_id": ids.GiftCardID}, ids.GiftCardID != 0
	case "Wallets.Info", "Wallets.Balance":
		about, ok = members{"identifier": ids.WalletIdentifier}, ids.WalletIdentifier != ""
	case "Wallets.Statement":
		about = members{"identifier": ids.WalletIdentifier, "start_date": start, "end_date": end}
		ok = ids.WalletIdentifier != ""
	}
	if !ok {
		return "", false
	}
	text, err := json.Marshal(about)
	return string(text), err == nil
}

type members map[string]any

// rfc3339 has an offset in digits, never Z.
const rfc3339 = "2006-01-02T15:04:05-07:00"
