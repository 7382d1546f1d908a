// Package scene plays every operation of the contract at the fake bank, from the
// recorded requests, so that tests can hold the bank's answers to the contract.
// Only tests import it.
package scene

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Scene is a fake bank in which there is one of everything that the recorded
// requests name.
type Scene struct {
	Bank  *freedompaytest.Bank
	names map[string]string            // what stands in the recorded requests, and what it is called here
	own   map[string]map[string]string // the same for one operation alone
	asked map[string][]uuid.UUID       // more requests that operations tell of
	ids   uint16
}

// Names in the recorded requests.
const (
	cardID        = "1000000001"
	clientID      = "2000000002"
	transactionID = "3000000003"
	giftID        = "9000001"
	companyID     = "6000006"
	userID        = "7000007"
	walletID      = "sample-wallet-1"
	company       = "sample-company-1"
	account       = "KZ000000000000000001"
	token         = "11111111-1111-4111-8111-111111111111"
	productUUID   = "33333333-3333-4333-8333-333333333333"
	otp           = "012345"
	publicKey     = `-----BEGIN PUBLIC KEY-----\nc2FtcGxlLCBub3QgYSBrZXk=\n-----END PUBLIC KEY-----\n`
)

// New furnishes a bank. Its commands settle at once.
func New(t testing.TB) *Scene {
	t.Helper()
	noon := time.Date(2026, time.November, 15, 12, 0, 0, 0, time.FixedZone("", 5*60*60))
	bank := freedompaytest.New(freedompaytest.SettleAfter(0), freedompaytest.WithClock(func() time.Time { return noon }))
	s := &Scene{Bank: bank, names: map[string]string{}, own: map[string]map[string]string{}, asked: map[string][]uuid.UUID{}}
	s.furnishCards(t)
	s.furnishGiftCards(t)
	s.furnishPartners(t)
	return s
}

func (s *Scene) furnishCards(t testing.TB) {
	t.Helper()
	ctx, client, holder := t.Context(), s.Bank.Client(), s.Bank.NewClient()
	card, blocked := s.card(t, holder), s.card(t, holder)
	_, err := client.Cards.Block(ctx, freedompay.BlockCardRequest{CardID: blocked, BlockCode: freedompay.BlockLost, Description: "x"})
	must(t, err)
	issued, err := client.Cards.Issue(ctx, freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: holder})
	must(t, err)
	state, err := client.Requests.Status(ctx, issued.RequestID)
	must(t, err)
	held, err := s.Bank.Authorize(freedompaytest.Purchase{CardID: card, Amount: "2000", Currency: "KZT", MCC: 5411})
	must(t, err)
	_, err = client.Limits.Set(ctx, freedompay.SetLimitsRequest{
		Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: card},
		Limits: []freedompay.Limit{{
			TransactionType: freedompay.LimitPay, Region: "all", Period: freedompay.LimitPerDay,
			Amounts: []freedompay.LimitAmount{{Type: freedompay.LimitAmountMax, Value: freedompay.MustAmount("9000"), Currency: freedompay.KZT}},
		}},
	})
	must(t, err)
	balance, err := client.Cards.Balance(ctx, card)
	must(t, err)
	created, err := client.Transactions.Create(ctx, freedompay.CreateTransactionRequest{
		OrderID: "1", CardID: card, Type: freedompay.Debit, Amount: freedompay.MustAmount("1"), Currency: freedompay.KZT,
	})
	must(t, err)
	registered, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductInstant, Client: freedompay.NewClient{Phone: 77000000001},
	})
	must(t, err)
	s.asked["Requests.Status"] = []uuid.UUID{created.RequestID, registered.RequestID}
	text, err := newPublicKey()
	must(t, err)

	s.names[cardID], s.names[clientID], s.names[transactionID] = card, holder, held
	s.names[token], s.names[account] = s.Bank.CardToken(card), balance.Accounts[0].IBAN
	s.names[publicKey] = strings.ReplaceAll(text, "\n", `\n`)
	s.own["Cards.Activate"] = map[string]string{cardID: state.CardID()}
	s.own["Cards.Close"] = map[string]string{cardID: blocked} // nothing is held on it
	s.own["Cards.Unblock"] = map[string]string{cardID: blocked}
	s.own["Requests.Status"] = map[string]string{"00000023-0000-4000-8000-000000000000": issued.RequestID.String()}
	s.own["Limits.List"] = map[string]string{`"type":"account","value":"` + account: `"type":"card","value":"` + card}
}

// newPublicKey returns a key in PEM. Making one takes long: all scenes share it.
var newPublicKey = sync.OnceValues(func() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), err
})

// card returns an active card with money on it and a statement.
func (s *Scene) card(t testing.TB, holder string) string {
	t.Helper()
	card, err := s.Bank.NewCard(holder)
	must(t, err)
	must(t, s.Bank.Fund(card, "9000", freedompay.KZT))
	return card
}

func (s *Scene) furnishGiftCards(t testing.TB) {
	t.Helper()
	issued, err := s.Bank.Client().GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{
		CardholderName: "SAMPLE HOLDER", Phone: 77000000001, ProductCode: 101,
	})
	must(t, err)
	s.names[giftID], s.names[otp] = fmt.Sprint(issued.CardID), s.Bank.OTP(issued.CardID)
	s.names[`"product_code":501`] = `"product_code":101`
	s.own["GiftCards.Issue"] = map[string]string{giftID: giftID} // not in use yet
}

func (s *Scene) furnishPartners(t testing.TB) {
	t.Helper()
	ctx, client := t.Context(), s.Bank.Client()
	added, err := client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: walletID, Country: "KAZ", Currency: freedompay.KZT})
	must(t, err)
	must(t, s.Bank.TopUpWallet(walletID, "100"))
	s.own["Wallets.Close"] = map[string]string{walletID: "empty"}
	_, err = client.Wallets.Add(ctx, freedompay.AddWalletRequest{Identifier: "empty", Country: "KAZ", Currency: freedompay.KZT})
	must(t, err)
	s.own["Wallets.Add"] = map[string]string{walletID: "not in use yet"}
	s.own["Wallets.RequestStatus"] = map[string]string{"00000041-0000-4000-8000-000000000000": added.RequestID.String()}

	_, err = client.Partners.AddClient(ctx, freedompay.AddPartnerClientRequest{
		Company: freedompay.Company{CompanyID: "another", Name: "x", BIN: "1", Address: freedompay.Address{City: "Almaty"}},
	})
	must(t, err)
	number := freedompay.PartnerClientID(s.Bank.PartnerClientID("another"))
	user, err := client.Partners.AddUser(ctx, freedompay.AddPartnerUserRequest{
		ClientID: number, User: freedompay.PartnerUser{FirstName: "A", LastName: "B", Phone: "77000000001", Email: "a@example.com"},
	})
	must(t, err)
	product, err := client.Partners.AddProduct(ctx, freedompay.AddPartnerProductRequest{
		ClientID: number, Product: freedompay.PartnerProductRef{ProductID: freedompay.PartnerProductPOS},
	})
	must(t, err)
	s.names[companyID], s.names[userID] = fmt.Sprint(number), fmt.Sprint(user.UserID)
	s.names[productUUID] = product.Product.ProductUUID.String()
	s.asked["Partners.RequestStatus"] = []uuid.UUID{product.RequestID}
	s.own["Partners.RequestStatus"] = map[string]string{"00000044-0000-4000-8000-000000000000": user.RequestID.String()}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Exchange is one call at the bank.
type Exchange struct {
	Operation *contract.Operation
	Name      string // of the recorded request, and what was done to it
	Request   []byte
	Status    int
	Response  []byte
	Unread    []string // members of the request that the bank did not look at
}

// Request returns a recorded request of an operation, with the names of this
// bank in it and, when it names itself, with a request_id that was not used yet.
func (s *Scene) Request(t testing.TB, op *contract.Operation, recorded []byte) []byte {
	t.Helper()
	var compact bytes.Buffer
	must(t, json.Compact(&compact, recorded))
	var pairs []string
	for _, names := range []map[string]string{s.own[op.ID], s.names} {
		for from, to := range names {
			pairs = append(pairs, from, to) // those of the operation come first, and win
		}
	}
	text := strings.NewReplacer(pairs...).Replace(compact.String())
	if !op.HasOwnID() {
		return []byte(text)
	}
	var request struct {
		ID string `json:"request_id"`
	}
	must(t, json.Unmarshal([]byte(text), &request))
	s.ids++
	id := uuid.UUID{1}
	binary.BigEndian.PutUint16(id[14:], s.ids)
	return []byte(strings.ReplaceAll(text, request.ID, id.String()))
}

// Call sends a body, well signed, to an operation.
func (s *Scene) Call(t testing.TB, op *contract.Operation, name string, body []byte) Exchange {
	t.Helper()
	signer := freedompay.NewSigner(s.Bank.AuthID(), s.Bank.Key())
	signature := signer.Sign(freedompay.Algorithm(op.Algorithm), http.MethodPost, op.Path, body)
	status, answer := Post(t, s.Bank, op.Path, "application/json", signature, body)
	calls := s.Bank.Calls()
	return Exchange{op, name, body, status, answer, calls[len(calls)-1].Unread}
}

// Post sends a body to the bank as it is.
func Post(t testing.TB, bank *freedompaytest.Bank, path, contentType, signature string, body []byte) (status int, answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://bank.test"+path, bytes.NewReader(body))
	must(t, err)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("X-JWS-Signature", signature)
	response, err := bank.Transport().RoundTrip(req)
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	answer, err = io.ReadAll(response.Body)
	must(t, err)
	return response.StatusCode, answer
}
