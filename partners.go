package freedompay

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// PartnerService registers companies, their users and their products: see [Client].
// [PartnerService.RequestStatus] returns the status of its commands; its path is
// inferred. It is also inferred that [CodeWalletDuplicateRequest] and
// [CodeWalletRequestNotFound] mean the same here as for e-money.
type PartnerService struct{ client *Client }

// PartnerClientID is the id of a registered company.
type PartnerClientID int64

// UnmarshalJSON reads a number or a string that holds one.
func (i *PartnerClientID) UnmarshalJSON(data []byte) error { return jsonread.ID(i, data) }

// AddPartnerClientRequest asks the bank to register a company. See
// [PartnerService.AddClient].
type AddPartnerClientRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	Company   Company   `json:"company"`

	// Product connects a product in the same request. Its members depend on the
	// product and are free: a JSON object, sent as it is.
	Product json.RawMessage `json:"product,omitzero"`
}

// Company is a company to register.
type Company struct {
	CompanyID   string  `json:"company_id"`
	Name        string  `json:"name"`
	BIN         string  `json:"bin"`
	Address     Address `json:"address"`              // legal address
	IBAN        string  `json:"iban,omitzero"`        // required in Uzbekistan
	Description string  `json:"description,omitzero"` // required in Uzbekistan
	LegalType   string  `json:"legal_type,omitzero"`  // required in Uzbekistan
}

// Operation returns Partners.AddClient.
func (AddPartnerClientRequest) Operation() string { return "Partners.AddClient" }

func (r AddPartnerClientRequest) check(c *checker) {
	c.required("company.company_id", r.Company.CompanyID)
	c.required("company.name", r.Company.Name)
	c.required("company.bin", r.Company.BIN)
	c.want(!r.Company.Address.IsZero(), "company.address", "the legal address: it is required")
	if c.rules == RulesUZ {
		c.required("company.iban", r.Company.IBAN)
		c.required("company.description", r.Company.Description)
		c.required("company.legal_type", r.Company.LegalType)
	}
	product := bytes.TrimSpace(r.Product)
	c.want(len(product) == 0 || product[0] == '{' && json.Valid(product), "product", "a JSON object")
}

// PartnerClientAdded is the answer of [PartnerService.AddClient].
type PartnerClientAdded struct{ Result }

func (*PartnerClientAdded) traits() traits { return traits{mayLackStatus: true} }

// AddClient registers a company and, optionally, connects a product to it. The other
// operations need the company's integer id, which may be in the answer of
// [PartnerService.RequestStatus].
func (s *PartnerService) AddClient(ctx context.Context, req AddPartnerClientRequest) (*PartnerClientAdded, error) {
	return write[PartnerClientAdded](ctx, s.client, "Partners.AddClient", &req.RequestID, &req)
}

// AddPartnerUserRequest asks the bank to add a user to a registered company. See
// [PartnerService.AddUser].
type AddPartnerUserRequest struct {
	RequestID uuid.UUID       `json:"request_id"` // zero makes a new one
	ClientID  PartnerClientID `json:"client_id"`
	User      PartnerUser     `json:"user_info"`
}

// PartnerUser is a user of a registered company.
type PartnerUser struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Phone     string `json:"phone"` // a string here, unlike a client's
	Email     string `json:"email"`
}

// Operation returns Partners.AddUser.
func (AddPartnerUserRequest) Operation() string { return "Partners.AddUser" }

func (r AddPartnerUserRequest) check(c *checker) {
	c.company(r.ClientID)
	c.required("user_info.first_name", r.User.FirstName)
	c.required("user_info.last_name", r.User.LastName)
	c.phoneText("user_info.phone", r.User.Phone)
	c.required("user_info.email", r.User.Email)
}

// PartnerUserAdded is the answer of [PartnerService.AddUser].
type PartnerUserAdded struct {
	Envelope
	RequestID uuid.UUID       `json:"-"`
	ClientID  PartnerClientID `json:"client_id"`
	UserID    int64           `json:"user_id"`
}

func (a *PartnerUserAdded) returned(p *prepared) {
	a.RequestID = p.requestID
	a.Envelope.returned(p)
}

// AddUser adds a user to a registered company (Uzbekistan and Kyrgyzstan).
func (s *PartnerService) AddUser(ctx context.Context, req AddPartnerUserRequest) (*PartnerUserAdded, error) {
	return write[PartnerUserAdded](ctx, s.client, "Partners.AddUser", &req.RequestID, &req)
}

// AddPartnerProductRequest asks the bank to connect a product to a company. See
// [PartnerService.AddProduct].
type AddPartnerProductRequest struct {
	RequestID uuid.UUID         `json:"request_id"` // zero makes a new one
	ClientID  PartnerClientID   `json:"client_id"`
	Product   PartnerProductRef `json:"product"`
}

// PartnerProductRef names a product.
type PartnerProductRef struct {
	ProductID PartnerProduct `json:"product_id"`
}

// Operation returns Partners.AddProduct.
func (AddPartnerProductRequest) Operation() string { return "Partners.AddProduct" }

func (r AddPartnerProductRequest) check(c *checker) {
	c.company(r.ClientID)
	c.product("product.product_id", int(r.Product.ProductID))
}

// PartnerProductAdded is the answer of [PartnerService.AddProduct].
type PartnerProductAdded struct {
	Envelope
	RequestID uuid.UUID        `json:"-"`
	ClientID  PartnerClientID  `json:"client_id,omitzero"`
	Product   ConnectedProduct `json:"product,omitzero"`
}

func (*PartnerProductAdded) traits() traits { return traits{mayLackStatus: true} }

func (a *PartnerProductAdded) returned(p *prepared) {
	a.RequestID = p.requestID
	a.Envelope.returned(p)
}

// ConnectedProduct is a product that is connected to a company.
type ConnectedProduct struct {
	ProductID   PartnerProduct `json:"product_id,omitzero"`
	ProductUUID uuid.UUID      `json:"product_uuid,omitzero"`
	TerminalID  int64          `json:"terminal_id,omitzero"`
	Status      Flag           `json:"status,omitzero"`
}

// Flag is yes or no. The API writes it as true and false or as 1 and 0.
type Flag bool

// UnmarshalJSON reads each of the forms. It never fails.
func (f *Flag) UnmarshalJSON(data []byte) error {
	switch jsonread.Scalar(data) {
	case "true", "1":
		*f = true
	default:
		*f = false
	}
	return nil
}

// AddProduct connects a product to a registered company (Uzbekistan and
// Kyrgyzstan).
func (s *PartnerService) AddProduct(ctx context.Context, req AddPartnerProductRequest) (*PartnerProductAdded, error) {
	return write[PartnerProductAdded](ctx, s.client, "Partners.AddProduct", &req.RequestID, &req)
}

// GrantPartnerUserRequest asks the bank to give a user access to a product of the
// company. See [PartnerService.GrantUser].
type GrantPartnerUserRequest struct {
	RequestID   uuid.UUID       `json:"request_id"` // zero makes a new one
	ClientID    PartnerClientID `json:"client_id"`
	UserID      int64           `json:"user_id"`
	ProductUUID uuid.UUID       `json:"product_uuid,omitzero"` // as in ConnectedProduct
}

// Operation returns Partners.GrantUser.
func (GrantPartnerUserRequest) Operation() string { return "Partners.GrantUser" }

func (r GrantPartnerUserRequest) check(c *checker) {
	c.companyUser(r.ClientID, r.UserID)
}

// GrantUser gives a user of a company access to a product (Uzbekistan and
// Kyrgyzstan).
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *PartnerService) GrantUser(ctx context.Context, req GrantPartnerUserRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Partners.GrantUser", &req.RequestID, &req)
}

// SendPartnerAuthDataRequest asks the bank to send a user of a company the data to sign
// in with. See [PartnerService.SendAuthData].
type SendPartnerAuthDataRequest struct {
	RequestID uuid.UUID       `json:"request_id"` // zero makes a new one
	ClientID  PartnerClientID `json:"client_id"`
	UserID    int64           `json:"user_id"`
}

// Operation returns Partners.SendAuthData.
func (SendPartnerAuthDataRequest) Operation() string { return "Partners.SendAuthData" }

func (r SendPartnerAuthDataRequest) check(c *checker) {
	c.companyUser(r.ClientID, r.UserID)
}

// SendAuthData sends a user of a company the data to sign in with (Uzbekistan
// and Kyrgyzstan).
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *PartnerService) SendAuthData(ctx context.Context, req SendPartnerAuthDataRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Partners.SendAuthData", &req.RequestID, &req)
}

// PartnerRequestState is the status of a partner command, with the ids of what it made.
type PartnerRequestState struct {
	Answer
	RequestID   uuid.UUID       `json:"-"`
	ClientID    PartnerClientID `json:"client_id,omitzero"`    // made by AddClient
	UserID      int64           `json:"user_id,omitzero"`      // made by AddUser
	ProductUUID uuid.UUID       `json:"product_uuid,omitzero"` // made by AddProduct
}

func (s *PartnerRequestState) returned(p *prepared) {
	s.RequestID = p.requestID
	s.Answer.returned(p)
}

func (*PartnerRequestState) traits() traits { return traits{tellsOfAnother: true} }

// RequestStatus returns the current status of a partner command. A command that the
// bank could not carry out is no error here: its RequestStatus says so. Expect
// [CodeWalletRequestNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *PartnerService) RequestStatus(ctx context.Context, id uuid.UUID) (*PartnerRequestState, error) {
	return read[PartnerRequestState](ctx, s.client, "Partners.RequestStatus", requestQuery{id})
}

// Watch yields the status of a partner command until it settles, as
// [RequestService.Watch] does.
func (s *PartnerService) Watch(ctx context.Context, id uuid.UUID) iter.Seq2[*PartnerRequestState, error] {
	return s.watched(id).states(ctx)
}

// Wait waits until a partner command has settled, as [RequestService.Wait] does.
func (s *PartnerService) Wait(ctx context.Context, id uuid.UUID) (*PartnerRequestState, error) {
	return last(s.Watch(ctx, id))
}

// WaitAll waits for many partner commands, as [RequestService.WaitAll] does.
func (s *PartnerService) WaitAll(ctx context.Context, ids []uuid.UUID) iter.Seq2[*PartnerRequestState, error] {
	return all(ctx, s.client, slices.Values(ids), false, s.watched)
}

// WaitEach waits for the partner commands of an iterator, as [RequestService.WaitEach]
// does.
func (s *PartnerService) WaitEach(ctx context.Context, ids iter.Seq[uuid.UUID]) iter.Seq2[*PartnerRequestState, error] {
	return all(ctx, s.client, ids, true, s.watched)
}

func (s *PartnerService) watched(id uuid.UUID) *watched[PartnerRequestState] {
	return &watched[PartnerRequestState]{
		client: s.client, name: "Partners.RequestStatus", id: id,
		hint:   "the bank does not know this request_id, or not yet; the command of a card is known to Requests.Wait alone, that of a wallet to Wallets.Wait",
		answer: func(s *PartnerRequestState) *Answer { return &s.Answer },
	}
}
