package outage_test

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// act is an operation of the API. It takes a request_id and returns that of the
// answer. Operations without a request_id ignore the one and return zero.
type act struct {
	name string
	do   func(context.Context, *freedompay.Client, uuid.UUID) (uuid.UUID, error)
}

// result returns the request_id in the answer to a command.
func result(answer *freedompay.Result, err error) (uuid.UUID, error) {
	if answer == nil {
		return uuid.Nil, err
	}
	return answer.RequestID, err
}

// plain returns no request_id.
func plain[T any](_ *T, err error) (uuid.UUID, error) { return uuid.Nil, err }

// queries change nothing and may be repeated.
func queries() []act {
	type client = *freedompay.Client
	return []act{
		{"Cards.Info", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.Cards.Info(ctx, "1"))
		}},
		{"Requests.Status", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return plain(c.Requests.Status(ctx, id))
		}},
		{"GiftCards.Status", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.GiftCards.Status(ctx, 1))
		}},
		{"Wallets.Info", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.Wallets.Info(ctx, "w"))
		}},
		{"Call with a query", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(freedompay.Call[freedompay.Answer](ctx, c, "/v5/card-api/card/statement", freedompay.CardStatementRequest{CardID: "1"}))
		}},
	}
}

// streamedQuery is a query whose answer is read while it arrives.
func streamedQuery() act {
	return act{"Cards.Operations", func(ctx context.Context, c *freedompay.Client, _ uuid.UUID) (uuid.UUID, error) {
		for _, err := range c.Cards.Operations(ctx, freedompay.CardStatementRequest{CardID: "1"}) {
			return uuid.Nil, err
		}
		return uuid.Nil, nil
	}}
}

// queriesWithRequestID change nothing, but the bank may refuse a repeated id.
func queriesWithRequestID() []act {
	object := freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"}
	return []act{
		{"Limits.List", func(ctx context.Context, c *freedompay.Client, id uuid.UUID) (uuid.UUID, error) {
			return plain(c.Limits.List(ctx, freedompay.ListLimitsRequest{RequestID: id, Object: object}))
		}},
		{"Cards.ValidateCardholder", func(ctx context.Context, c *freedompay.Client, id uuid.UUID) (uuid.UUID, error) {
			return plain(c.Cards.ValidateCardholder(ctx, freedompay.ValidateCardholderRequest{
				RequestID: id, Phone: "77001234567", FirstName: "A", LastName: "B", CardToken: someID,
			}))
		}},
		{"Call with Limits.List", func(ctx context.Context, c *freedompay.Client, id uuid.UUID) (uuid.UUID, error) {
			return plain(freedompay.Call[freedompay.LimitList](ctx, c, "/v5/card-api/limits/list", freedompay.ListLimitsRequest{RequestID: id, Object: object}))
		}},
	}
}

// commands have a request_id and a status operation.
func commands() []act {
	type client = *freedompay.Client
	scan := "%PDF-" + strings.Repeat("scan", 2000)
	return []act{
		{"Cards.Issue", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return result(c.Cards.Issue(ctx, freedompay.IssueCardRequest{RequestID: id, ProductID: freedompay.CardProductInstantGold, ClientID: "1"}))
		}},
		{"Transactions.Create", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return result(c.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
				RequestID: id, OrderID: "o", CardID: "1", Type: freedompay.Debit, Amount: freedompay.MustAmount("1500.50"), Currency: "KZT",
			}))
		}},
		{"Wallets.Block", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return result(c.Wallets.Block(ctx, freedompay.BlockWalletRequest{RequestID: id, Identifier: "w", Description: "x"}))
		}},
		{"Wallets.IdentifyOwner with a document", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			document := freedompay.NewDocument([]byte(scan)) // in memory: the script reads it after the context, too
			return result(c.Wallets.IdentifyOwner(ctx, freedompay.IdentifyWalletOwnerRequest{
				RequestID: id, Identifier: "w", Owner: freedompay.WalletOwner{Document: document},
			}))
		}},
		{"Call with a command", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return result(freedompay.Call[freedompay.Result](ctx, c, "/v5/card-api/card/close", struct {
				freedompay.CloseCardRequest
				Extra int `json:"extra"`
			}{freedompay.CloseCardRequest{RequestID: id, CardID: "1", Description: "x"}, 1}))
		}},
	}
}

// partnerCommands have a request_id and a status operation that is provisional.
func partnerCommands() []act {
	type client = *freedompay.Client
	return []act{
		{"Partners.AddClient", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			company := freedompay.Company{CompanyID: "1", Name: "x", BIN: "1", Address: freedompay.Address{City: "Almaty"}}
			answer, err := c.Partners.AddClient(ctx, freedompay.AddPartnerClientRequest{RequestID: id, Company: company})
			if answer == nil {
				return uuid.Nil, err
			}
			return answer.RequestID, err
		}},
		{"Partners.AddUser", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			user := freedompay.PartnerUser{FirstName: "A", LastName: "B", Phone: "77001234567", Email: "a@example.com"}
			answer, err := c.Partners.AddUser(ctx, freedompay.AddPartnerUserRequest{RequestID: id, ClientID: 1, User: user})
			if answer == nil {
				return uuid.Nil, err
			}
			return answer.RequestID, err
		}},
		{"Partners.AddProduct", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			product := freedompay.PartnerProductRef{ProductID: 1}
			answer, err := c.Partners.AddProduct(ctx, freedompay.AddPartnerProductRequest{RequestID: id, ClientID: 1, Product: product})
			if answer == nil {
				return uuid.Nil, err
			}
			return answer.RequestID, err
		}},
	}
}

// commandsWithoutRequestID have no request_id: a repeat is carried out twice.
func commandsWithoutRequestID() []act {
	type client = *freedompay.Client
	return []act{
		{"Cards.SetPIN", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.Cards.SetPIN(ctx, freedompay.SetPINRequest{CardID: "1", Generate: true}))
		}},
		{"GiftCards.Issue", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77001234567, ProductCode: 101}))
		}},
		{"GiftCards.Confirm", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("1234"), CardID: 1}))
		}},
		{"GiftCards.Resend", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.GiftCards.Resend(ctx, freedompay.ResendGiftCardRequest{CardID: 1}))
		}},
		{"GiftCards.ResendCode", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			return plain(c.GiftCards.ResendCode(ctx, freedompay.ResendGiftCodeRequest{CardID: 1}))
		}},
		{"Rates.Add", func(ctx context.Context, c client, _ uuid.UUID) (uuid.UUID, error) {
			rate := freedompay.Rate{From: "USD", To: "KZT", Rate: freedompay.MustAmount("478.5")}
			return plain(c.Rates.Add(ctx, freedompay.AddRateRequest{Rate: rate}))
		}},
		{"Call with a type of the caller's", func(ctx context.Context, c client, id uuid.UUID) (uuid.UUID, error) {
			return plain(freedompay.Call[freedompay.Answer](ctx, c, "/v5/card-api/new", struct {
				RequestID uuid.UUID `json:"request_id"`
			}{id}))
		}},
	}
}
