package freedompay

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/google/uuid"
)

// WalletService opens and manages e-money wallets: see [Client].
type WalletService struct{ client *Client }

// AddWalletRequest asks the bank to open a wallet. See [WalletService.Add].
type AddWalletRequest struct {
	RequestID  uuid.UUID `json:"request_id"`          // zero makes a new one
	Identifier string    `json:"identifier,omitzero"` // unique in your system; the vendor's example has none
	Country    string    `json:"country"`             // alpha-3
	Currency   Currency  `json:"currency"`
}

// Operation returns Wallets.Add.
func (AddWalletRequest) Operation() string { return "Wallets.Add" }

func (r AddWalletRequest) check(c *checker) {
	c.required("country", r.Country)
	c.country("country", r.Country)
	c.currency("currency", r.Currency)
}

// Add opens a wallet; it settles later: see [WalletService.Wait]. Expect [CodeWalletExists].
//
// Partial (published in part by the vendor): request.
// Provisional (inferred, not published by the vendor): answer.
func (s *WalletService) Add(ctx context.Context, req AddWalletRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Wallets.Add", &req.RequestID, &req)
}

// IdentifyWalletOwnerRequest asks the bank to store who owns a wallet. See
// [WalletService.IdentifyOwner].
type IdentifyWalletOwnerRequest struct {
	RequestID      uuid.UUID          `json:"request_id"` // zero makes a new one
	Identifier     string             `json:"identifier"`
	Owner          WalletOwner        `json:"owner"`
	Identification IdentificationInfo `json:"identification_info,omitzero"`
}

// WalletOwner is the person who owns a wallet.
type WalletOwner struct {
	Phone      int64    `json:"phone,omitzero"` // digits with the country code, as 77001234567
	FirstName  string   `json:"first_name,omitzero"`
	LastName   string   `json:"last_name,omitzero"`
	MiddleName string   `json:"middle_name,omitzero"`
	Birthdate  Date     `json:"birthdate,omitzero"`
	Country    string   `json:"country,omitzero"`   // alpha-3
	PersonID   string   `json:"person_id,omitzero"` // national identifier
	Document   Document `json:"document,omitzero"`  // scan of the identity document
}

func (r IdentifyWalletOwnerRequest) withheld() (string, Secret, Document) {
	return "owner.document", Secret{}, r.Owner.Document
}

func (r IdentifyWalletOwnerRequest) shadow() any {
	r.Owner.Document = documentPlaceholder(r.Owner.Document)
	return r
}

// Operation returns Wallets.IdentifyOwner.
func (IdentifyWalletOwnerRequest) Operation() string { return "Wallets.IdentifyOwner" }

func (r IdentifyWalletOwnerRequest) check(c *checker) {
	c.required("identifier", r.Identifier)
	if r.Owner.Phone != 0 {
		c.phone("owner.phone", r.Owner.Phone)
	}
	c.date("owner.birthdate", r.Owner.Birthdate)
	c.country("owner.country", r.Owner.Country)
	c.document("owner.document", r.Owner.Document)
	c.moment("identification_info.idn_date", r.Identification.Time)
}

// IdentifyOwner tells the bank who owns a wallet; it settles later. Expect
// [CodeWalletNotFound] and [CodeWalletClosed].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *WalletService) IdentifyOwner(ctx context.Context, req IdentifyWalletOwnerRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Wallets.IdentifyOwner", &req.RequestID, &req)
}

// walletQuery names the wallet that is asked about.
type walletQuery struct {
	Identifier string `json:"identifier"`
}

func (q walletQuery) check(c *checker) { c.required("identifier", q.Identifier) }

// WalletInfo is the answer of [WalletService.Info].
type WalletInfo struct {
	Answer
	Wallet Wallet `json:"wallet"`
}

// Wallet is a wallet as the bank knows it.
type Wallet struct {
	WalletID      uuid.UUID          `json:"wallet_id"`
	Identifiers   []WalletIdentifier `json:"identifiers"`
	OwnerID       string             `json:"owner_id"`
	AccountNumber string             `json:"account_number"`
	Currency      Currency           `json:"currency"`
	Balance       Amount             `json:"balance"`
	Status        string             `json:"status"` // its values are not public
}

// MarshalJSON writes the balance as a string, as the API does in wallets.
func (w Wallet) MarshalJSON() ([]byte, error) {
	type plain Wallet
	return json.Marshal(struct {
		plain
		Balance string `json:"balance"`
	}{plain(w), w.Balance.String()})
}

// WalletIdentifier is a name that a wallet goes by.
type WalletIdentifier struct {
	Value string `json:"value,omitzero"`
}

// Info reads a wallet. Expect [CodeWalletNotFound].
func (s *WalletService) Info(ctx context.Context, identifier string) (*WalletInfo, error) {
	return read[WalletInfo](ctx, s.client, "Wallets.Info", walletQuery{identifier})
}

// CloseWalletRequest asks the bank to close a wallet. See [WalletService.Close].
type CloseWalletRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	Identifier  string    `json:"identifier"`
	Description string    `json:"description"` // the reason, in free text
}

// Operation returns Wallets.Close.
func (CloseWalletRequest) Operation() string { return "Wallets.Close" }

func (r CloseWalletRequest) check(c *checker) {
	c.required("identifier", r.Identifier)
	c.required("description", r.Description)
}

// Close closes a wallet; it settles later. Expect [CodeWalletNotFound],
// [CodeWalletClosed] and [CodeWalletCloseFailed].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *WalletService) Close(ctx context.Context, req CloseWalletRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Wallets.Close", &req.RequestID, &req)
}

// BlockWalletRequest asks the bank to block a wallet. See [WalletService.Block].
type BlockWalletRequest struct {
	RequestID   uuid.UUID `json:"request_id"` // zero makes a new one
	Identifier  string    `json:"identifier"`
	Description string    `json:"description"` // the reason, in free text
}

// Operation returns Wallets.Block.
func (BlockWalletRequest) Operation() string { return "Wallets.Block" }

func (r BlockWalletRequest) check(c *checker) {
	c.required("identifier", r.Identifier)
	c.required("description", r.Description)
}

// Block blocks a wallet; it settles later. The vendor documents no way to lift
// the block. Expect [CodeWalletNotFound] and [CodeWalletBlockFailed].
func (s *WalletService) Block(ctx context.Context, req BlockWalletRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Wallets.Block", &req.RequestID, &req)
}

// WalletBalance is the answer of [WalletService.Balance].
type WalletBalance struct {
	Answer
	Balance  Amount   `json:"balance,omitzero"`
	Currency Currency `json:"currency,omitzero"`
}

// MarshalJSON writes the balance as a string, as the API does in wallets.
func (b WalletBalance) MarshalJSON() ([]byte, error) {
	type plain WalletBalance
	return json.Marshal(struct {
		plain
		Balance string `json:"balance,omitzero"`
	}{plain(b), b.Balance.String()})
}

// Balance reads a wallet's balance. Expect [CodeWalletNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *WalletService) Balance(ctx context.Context, identifier string) (*WalletBalance, error) {
	return read[WalletBalance](ctx, s.client, "Wallets.Balance", walletQuery{identifier})
}

// WalletStatementRequest asks for the operations of a wallet in a period.
// See [WalletService.Statement] and [WalletService.Operations].
type WalletStatementRequest struct {
	Identifier string    `json:"identifier"`
	Start      Timestamp `json:"start_date,omitzero"`
	End        Timestamp `json:"end_date,omitzero"`
}

func (WalletStatementRequest) asks() {}

func (r WalletStatementRequest) check(c *checker) {
	c.required("identifier", r.Identifier)
	c.moments(r.Start, r.End)
}

// WalletStatement is the answer of [WalletService.Statement].
type WalletStatement struct {
	Answer
	Operations []WalletStatementLine `json:"operations"`
}

// WalletStatementLine is one operation of a wallet.
type WalletStatementLine struct {
	Type          WalletOperation `json:"type"`
	Amount        Amount          `json:"amount"`
	Commission    Amount          `json:"commission"`
	Currency      Currency        `json:"currency"`
	Time          Timestamp       `json:"datetime"`
	RRN           string          `json:"rrn"`
	Correspondent Correspondent   `json:"correspondent"`
}

// Correspondent is the other side of a wallet's operation.
type Correspondent struct {
	Name          string `json:"name,omitzero"`
	AccountNumber string `json:"account_number,omitzero"`
}

// Statement lists a wallet's operations in a period. There is no paging: for a long
// period use [WalletService.Operations], which streams the answer. Expect
// [CodeWalletNotFound].
func (s *WalletService) Statement(ctx context.Context, req WalletStatementRequest) (*WalletStatement, error) {
	return read[WalletStatement](ctx, s.client, "Wallets.Statement", &req)
}

// Operations yields the operations of [WalletService.Statement] one at a time, as
// [CardService.Operations] does. Expect [CodeWalletNotFound].
func (s *WalletService) Operations(ctx context.Context, req WalletStatementRequest) iter.Seq2[WalletStatementLine, error] {
	return operations[WalletStatementLine](ctx, s.client, "Wallets.Statement", &req)
}

// WalletRequestState is the status of an e-money command.
type WalletRequestState struct {
	Answer
	RequestID uuid.UUID `json:"-"`
}

func (s *WalletRequestState) returned(p *prepared) {
	s.RequestID = p.requestID
	s.Answer.returned(p)
}

func (*WalletRequestState) traits() traits { return traits{tellsOfAnother: true} }

// RequestStatus returns the current status of an e-money command. A command that the
// bank could not carry out is no error here: its RequestStatus says so. Expect
// [CodeWalletRequestNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *WalletService) RequestStatus(ctx context.Context, id uuid.UUID) (*WalletRequestState, error) {
	return read[WalletRequestState](ctx, s.client, "Wallets.RequestStatus", requestQuery{id})
}

// Watch yields the status of an e-money command until it settles, as
// [RequestService.Watch] does.
func (s *WalletService) Watch(ctx context.Context, id uuid.UUID) iter.Seq2[*WalletRequestState, error] {
	return s.watched(id).states(ctx)
}

// Wait waits until an e-money command has settled, as [RequestService.Wait] does.
func (s *WalletService) Wait(ctx context.Context, id uuid.UUID) (*WalletRequestState, error) {
	return last(s.Watch(ctx, id))
}

// WaitAll waits for many e-money commands, as [RequestService.WaitAll] does.
func (s *WalletService) WaitAll(ctx context.Context, ids []uuid.UUID) iter.Seq2[*WalletRequestState, error] {
	return all(ctx, s.client, slices.Values(ids), false, s.watched)
}

// WaitEach waits for the e-money commands of an iterator, as [RequestService.WaitEach]
// does.
func (s *WalletService) WaitEach(ctx context.Context, ids iter.Seq[uuid.UUID]) iter.Seq2[*WalletRequestState, error] {
	return all(ctx, s.client, ids, true, s.watched)
}

func (s *WalletService) watched(id uuid.UUID) *watched[WalletRequestState] {
	return &watched[WalletRequestState]{
		client: s.client, name: "Wallets.RequestStatus", id: id,
		hint:   "the bank does not know this request_id, or not yet; the command of a card is known to Requests.Wait alone, that of a partner to Partners.Wait",
		answer: func(s *WalletRequestState) *Answer { return &s.Answer },
	}
}
