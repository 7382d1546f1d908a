package conformance

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

const (
	identifier = "sample-wallet-1" // of the recorded wallet
	giftCardID = 9000001
)

// scan is as short as a PDF can be and still be taken for one.
var scan = freedompay.NewDocument([]byte("%PDF-1.4\n% sample, not a document\n%%EOF\n"))

var identified = freedompay.IdentificationInfo{
	Time: freedompay.NewTimestamp(time.Date(2026, time.November, 19, 9, 0, 0, 0, almaty)), By: "SAMPLE OPERATOR",
}

var birthdate = freedompay.Date{Year: 1990, Month: time.May, Day: 17}

// address returns the recorded address of that number.
func address(number string) freedompay.Address {
	return freedompay.Address{
		Country: "KAZ", PostalCode: "00000" + number, City: "Sample City",
		Street: "Sample Street " + number, Building: "Building 1, office " + number,
	}
}

// tenge returns an amount of a limit.
func tenge(kind freedompay.LimitAmountType, amount string) freedompay.LimitAmount {
	return freedompay.LimitAmount{Type: kind, Value: freedompay.MustAmount(amount), Currency: freedompay.KZT}
}

var otherRows = map[string]row{
	"Limits.Set": func(c caller) (any, error) {
		return c.Limits.Set(c.Context(), freedompay.SetLimitsRequest{
			RequestID: c.id,
			Object:    freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: cardID},
			Limits: []freedompay.Limit{{
				TransactionType: freedompay.LimitPayOnline, Region: "SAMPLE", Period: freedompay.LimitPerDay,
				Amounts: []freedompay.LimitAmount{tenge(freedompay.LimitAmountMax, "100000.00"), tenge(freedompay.LimitAmountMin, "0.10")},
			}, {
				TransactionType: freedompay.LimitWithdrawalATM, Region: "SAMPLE", Period: freedompay.LimitPerMonth,
				Amounts: []freedompay.LimitAmount{tenge(freedompay.LimitAmountMax, "500000")},
			}},
		})
	},
	"Limits.List": func(c caller) (any, error) {
		return c.Limits.List(c.Context(), freedompay.ListLimitsRequest{
			RequestID: c.id,
			Object:    freedompay.LimitObject{Type: freedompay.LimitOnAccount, Value: "KZ000000000000000001"},
		})
	},

	"Clients.Create": func(c caller) (any, error) {
		return c.Clients.Create(c.Context(), freedompay.CreateClientRequest{
			RequestID: c.id, ProductID: freedompay.ClientProductWallet, BranchID: "0010", Identification: identified,
			Client: freedompay.NewClient{
				Phone: 77000000001, Type: freedompay.Individual, Resident: freedompay.Resident,
				FirstName: "SAMPLE", LastName: "HOLDER", MiddleName: "MIDDLE", Birthdate: birthdate,
				Email: "holder@example.com", Country: "KAZ", PersonID: "000000000001", Language: "kk",
				Document: scan, ExternalUserID: "sample-user-1", Registration: address("1"), Residence: address("2"),
			},
		})
	},
	"Clients.Update": func(c caller) (any, error) {
		return c.Clients.Update(c.Context(), freedompay.UpdateClientRequest{
			RequestID: c.id, ClientID: clientID, ProductID: freedompay.ClientProductInstant,
			Client: freedompay.ClientUpdate{Phone: 77000000002},
		})
	},
	"Clients.Cards": func(c caller) (any, error) {
		return c.Clients.Cards(c.Context(), clientID)
	},

	"Requests.Status": func(c caller) (any, error) {
		return c.Requests.Status(c.Context(), c.id)
	},

	"Transactions.Create": func(c caller) (any, error) {
		return c.Transactions.Create(c.Context(), freedompay.CreateTransactionRequest{
			RequestID: c.id, OrderID: "sample-order-1", CardID: cardID, Type: freedompay.Debit,
			Amount: freedompay.NewAmount(150050, 2), Currency: freedompay.KZT, Description: "Sample debit",
		})
	},
	"Transactions.Clear": func(c caller) (any, error) {
		return c.Transactions.Clear(c.Context(), freedompay.ClearTransactionRequest{
			RequestID: c.id, OrderID: "sample-order-1", TransactionID: transactionID,
			Amount: freedompay.NewAmount(150050, 2), Description: "Sample clearing",
		})
	},
	"Transactions.Refund": func(c caller) (any, error) {
		return c.Transactions.Refund(c.Context(), freedompay.RefundTransactionRequest{
			RequestID: c.id, OrderID: "sample-order-1", TransactionID: transactionID,
			Amount: freedompay.NewAmount(50010, 2), Description: "Sample refund",
		})
	},
	"Transactions.Info": func(c caller) (any, error) {
		return c.Transactions.Info(c.Context(), transactionID)
	},

	"GiftCards.List": func(c caller) (any, error) {
		return c.GiftCards.List(c.Context())
	},
	"GiftCards.Issue": func(c caller) (any, error) {
		return c.GiftCards.Issue(c.Context(), freedompay.IssueGiftCardRequest{
			CardholderName: "SAMPLE HOLDER", Phone: 77000000001, ProductCode: 501, CardID: giftCardID,
		})
	},
	"GiftCards.Confirm": func(c caller) (any, error) {
		return c.GiftCards.Confirm(c.Context(), freedompay.ConfirmGiftCardRequest{
			OTP: freedompay.NewSecret("012345"), CardID: giftCardID,
		})
	},
	"GiftCards.Resend": func(c caller) (any, error) {
		return c.GiftCards.Resend(c.Context(), freedompay.ResendGiftCardRequest{CardID: giftCardID})
	},
	"GiftCards.ResendCode": func(c caller) (any, error) {
		return c.GiftCards.ResendCode(c.Context(), freedompay.ResendGiftCodeRequest{CardID: giftCardID})
	},
	"GiftCards.Status": func(c caller) (any, error) {
		return c.GiftCards.Status(c.Context(), giftCardID)
	},

	"Wallets.Add": func(c caller) (any, error) {
		return c.Wallets.Add(c.Context(), freedompay.AddWalletRequest{
			RequestID: c.id, Identifier: identifier, Country: "KAZ", Currency: freedompay.KZT,
		})
	},
	"Wallets.IdentifyOwner": func(c caller) (any, error) {
		return c.Wallets.IdentifyOwner(c.Context(), freedompay.IdentifyWalletOwnerRequest{
			RequestID: c.id, Identifier: identifier, Identification: identified,
			Owner: freedompay.WalletOwner{
				Phone: 77000000001, FirstName: "SAMPLE", LastName: "OWNER", MiddleName: "MIDDLE",
				Birthdate: birthdate, Country: "KAZ", PersonID: "000000000001", Document: scan,
			},
		})
	},
	"Wallets.Info": func(c caller) (any, error) {
		return c.Wallets.Info(c.Context(), identifier)
	},
	"Wallets.Close": func(c caller) (any, error) {
		return c.Wallets.Close(c.Context(), freedompay.CloseWalletRequest{
			RequestID: c.id, Identifier: identifier, Description: "Sample: no longer wanted",
		})
	},
	"Wallets.Block": func(c caller) (any, error) {
		return c.Wallets.Block(c.Context(), freedompay.BlockWalletRequest{
			RequestID: c.id, Identifier: identifier, Description: "Sample: under review",
		})
	},
	"Wallets.Balance": func(c caller) (any, error) {
		return c.Wallets.Balance(c.Context(), identifier)
	},
	"Wallets.Statement": func(c caller) (any, error) {
		return c.Wallets.Statement(c.Context(), freedompay.WalletStatementRequest{Identifier: identifier, Start: from, End: to})
	},
	"Wallets.RequestStatus": func(c caller) (any, error) {
		return c.Wallets.RequestStatus(c.Context(), c.id)
	},

	"Rates.Add": func(c caller) (any, error) {
		return c.Rates.Add(c.Context(), freedompay.AddRateRequest{Rate: freedompay.Rate{
			From: freedompay.USD, To: freedompay.KZT, Rate: freedompay.MustAmount("512.3450"), Type: "p2p",
			Start:     freedompay.NewZonelessTimestamp(time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)),
			End:       freedompay.NewZonelessTimestamp(time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)),
			Operation: freedompay.RateSell,
		}})
	},

	"Partners.AddClient": func(c caller) (any, error) {
		return c.Partners.AddClient(c.Context(), freedompay.AddPartnerClientRequest{
			RequestID: c.id,
			Company: freedompay.Company{
				CompanyID: "sample-company-1", Name: "Sample Company LLP", BIN: "000000000002", Address: address("3"),
				IBAN: "KZ000000000000000005", Description: "Sample shop", LegalType: "LLP",
			},
			Product: json.RawMessage(`{"product_id":20000,"settings":{"site":"https://shop.example.com","share":2.50}}`),
		})
	},
	"Partners.AddUser": func(c caller) (any, error) {
		return c.Partners.AddUser(c.Context(), freedompay.AddPartnerUserRequest{
			RequestID: c.id, ClientID: 6000006,
			User: freedompay.PartnerUser{FirstName: "SAMPLE", LastName: "USER", Phone: "77000000001", Email: "user@example.com"},
		})
	},
	"Partners.AddProduct": func(c caller) (any, error) {
		return c.Partners.AddProduct(c.Context(), freedompay.AddPartnerProductRequest{
			RequestID: c.id, ClientID: 6000006,
			Product: freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS},
		})
	},
	"Partners.GrantUser": func(c caller) (any, error) {
		return c.Partners.GrantUser(c.Context(), freedompay.GrantPartnerUserRequest{
			RequestID: c.id, ClientID: 6000006, UserID: 7000007,
			ProductUUID: uuid.MustParse("33333333-3333-4333-8333-333333333333"),
		})
	},
	"Partners.SendAuthData": func(c caller) (any, error) {
		return c.Partners.SendAuthData(c.Context(), freedompay.SendPartnerAuthDataRequest{RequestID: c.id, ClientID: 6000006, UserID: 7000007})
	},
	"Partners.RequestStatus": func(c caller) (any, error) {
		return c.Partners.RequestStatus(c.Context(), c.id)
	},
}
