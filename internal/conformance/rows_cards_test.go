package conformance

import (
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The ids that the recorded requests share.
const (
	cardID        = "1000000001"
	clientID      = "2000000002"
	transactionID = "3000000003"
)

var almaty = time.FixedZone("", 5*60*60)

// The period of the recorded statements.
var (
	from = freedompay.NewTimestamp(time.Date(2026, time.November, 1, 0, 0, 0, 0, almaty))
	to   = freedompay.NewTimestamp(time.Date(2026, time.November, 20, 23, 59, 59, 0, almaty))
)

var cardRows = map[string]row{
	"Cards.BulkIssue": func(c caller) (any, error) {
		return c.Cards.BulkIssue(c.Context(), freedompay.BulkIssueCardsRequest{
			RequestID: c.id, ProductID: freedompay.CardProductInstantGold, Count: 25, BranchID: "0010",
		})
	},
	"Cards.Issue": func(c caller) (any, error) {
		return c.Cards.Issue(c.Context(), freedompay.IssueCardRequest{
			RequestID: c.id, ProductID: freedompay.CardProductInstantSignature3CurrJoker, ClientID: clientID, BranchID: "0010",
		})
	},
	"Cards.Issue cardholder": func(c caller) (any, error) {
		return c.Cards.Issue(c.Context(), freedompay.IssueCardRequest{
			RequestID: c.id, ProductID: freedompay.CardProductInstantSignature3CurrJoker, BranchID: "0010",
			Cardholder: freedompay.Cardholder{
				FirstName: "SAMPLE", LastName: "HOLDER", MiddleName: "MIDDLE", Birthdate: birthdate,
				Phone: 77000000001, Email: "holder@example.com", Country: "KAZ", PersonID: "000000000001",
			},
		})
	},
	"Cards.IssuePlastic": func(c caller) (any, error) {
		return c.Cards.IssuePlastic(c.Context(), freedompay.IssuePlasticRequest{RequestID: c.id, CardID: cardID, BranchID: "0010"})
	},
	"Cards.Activate": func(c caller) (any, error) {
		return c.Cards.Activate(c.Context(), freedompay.ActivateCardRequest{RequestID: c.id, CardID: cardID})
	},
	"Cards.Block": func(c caller) (any, error) {
		return c.Cards.Block(c.Context(), freedompay.BlockCardRequest{
			RequestID: c.id, CardID: cardID, BlockCode: freedompay.BlockLost, Description: "Sample: lost & reported",
		})
	},
	"Cards.Unblock": func(c caller) (any, error) {
		return c.Cards.Unblock(c.Context(), freedompay.UnblockCardRequest{
			RequestID: c.id, CardID: cardID, Description: "Sample: found again",
		})
	},
	"Cards.SetPIN": func(c caller) (any, error) {
		return c.Cards.SetPIN(c.Context(), freedompay.SetPINRequest{
			CardID: cardID, PIN: freedompay.NewSecret("c2FtcGxlLCBub3QgYSBjaXBoZXJ0ZXh0"),
		})
	},
	"Cards.ResetPINCounter": func(c caller) (any, error) {
		return c.Cards.ResetPINCounter(c.Context(), freedompay.ResetPINCounterRequest{RequestID: c.id, CardID: cardID})
	},
	"Cards.Close": func(c caller) (any, error) {
		return c.Cards.Close(c.Context(), freedompay.CloseCardRequest{
			RequestID: c.id, CardID: cardID, Description: "Sample: no longer wanted",
		})
	},
	"Cards.Link": func(c caller) (any, error) {
		return c.Cards.Link(c.Context(), freedompay.LinkCardRequest{RequestID: c.id, ClientID: clientID, CardID: cardID})
	},
	"Cards.Info": func(c caller) (any, error) {
		return c.Cards.Info(c.Context(), cardID)
	},
	"Cards.Info as": func(c caller) (any, error) {
		return c.Cards.InfoAs(c.Context(), freedompay.CardInfoRequest{CardID: cardID, RequestID: c.id})
	},
	"Cards.Balance": func(c caller) (any, error) {
		return c.Cards.Balance(c.Context(), cardID)
	},
	"Cards.SecretData": func(c caller) (any, error) {
		return c.Cards.SecretData(c.Context(), cardID)
	},
	"Cards.SecretDataV2": func(c caller) (any, error) {
		return c.Cards.SecretDataV2(c.Context(), freedompay.SecretDataV2Request{
			CardID:    cardID,
			PublicKey: "-----BEGIN PUBLIC KEY-----\nc2FtcGxlLCBub3QgYSBrZXk=\n-----END PUBLIC KEY-----\n",
		})
	},
	"Cards.Statement": func(c caller) (any, error) {
		return c.Cards.Statement(c.Context(), freedompay.CardStatementRequest{CardID: cardID, Start: from, End: to})
	},
	"Cards.StatementExtended": func(c caller) (any, error) {
		return c.Cards.StatementExtended(c.Context(), freedompay.ExtendedStatementRequest{CardID: cardID, Start: from, End: to})
	},
	"Cards.ValidateCardholder": func(c caller) (any, error) {
		return c.Cards.ValidateCardholder(c.Context(), freedompay.ValidateCardholderRequest{
			Phone: "77000000001", FirstName: "SAMPLE", LastName: "HOLDER",
			CardToken: uuid.MustParse("11111111-1111-4111-8111-111111111111"), RequestID: c.id,
		})
	},
}
