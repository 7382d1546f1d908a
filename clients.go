package freedompay

import (
	"context"

	"github.com/google/uuid"
)

// ClientService creates and changes clients, the holders of cards: see [Client].
type ClientService struct{ client *Client }

// CreateClientRequest asks the bank to create a client. See [ClientService.Create].
//
// The required fields depend on the product. [ClientProductWallet] needs phone, names,
// country, person id, document, both addresses and the identification.
// [ClientProductInstant] needs phone, type, residency and names. The fields for
// [ClientProductElectron] are not public. The pages of Kazakhstan require more than
// those of Uzbekistan: see [WithRules].
type CreateClientRequest struct {
	RequestID      uuid.UUID          `json:"request_id"` // zero makes a new one
	ProductID      ClientProduct      `json:"product_id"`
	BranchID       string             `json:"branch_id,omitzero"` // the default branch when empty
	Client         NewClient          `json:"client"`
	Identification IdentificationInfo `json:"identification_info,omitzero"`
}

// NewClient describes a client to create.
type NewClient struct {
	Phone          int64      `json:"phone"` // digits with the country code, as 77001234567
	Type           ClientType `json:"type,omitzero"`
	Resident       Residency  `json:"resident,omitzero"`
	FirstName      string     `json:"first_name,omitzero"`  // Latin letters
	LastName       string     `json:"last_name,omitzero"`   // Latin letters
	MiddleName     string     `json:"middle_name,omitzero"` // Latin letters
	Birthdate      Date       `json:"birthdate,omitzero"`
	Email          string     `json:"email,omitzero"`
	Country        string     `json:"country,omitzero"`   // of residence, alpha-3
	PersonID       string     `json:"person_id,omitzero"` // national identifier
	Language       string     `json:"language,omitzero"`  // alpha-2
	Document       Document   `json:"document,omitzero"`  // scan of the identity document
	ExternalUserID string     `json:"external_user_id,omitzero"`
	Registration   Address    `json:"address1,omitzero"` // registration address
	Residence      Address    `json:"address2,omitzero"` // residential address
}

// Address is a postal address.
type Address struct {
	Country    string `json:"country,omitzero"` // alpha-3
	PostalCode string `json:"postal_code,omitzero"`
	City       string `json:"address_line1,omitzero"`
	Street     string `json:"address_line2,omitzero"`
	Building   string `json:"address_line3,omitzero"` // building and premises
}

// IsZero reports whether the address is empty.
func (a Address) IsZero() bool { return a == Address{} }

// IdentificationInfo says when and by whom a client was identified.
type IdentificationInfo struct {
	Time Timestamp `json:"idn_date,omitzero"`
	By   string    `json:"identified_by,omitzero"`
}

// Operation returns Clients.Create.
func (CreateClientRequest) Operation() string { return "Clients.Create" }

func (r CreateClientRequest) check(c *checker) {
	client := &r.Client
	c.product("product_id", int(r.ProductID))
	c.phone("client.phone", client.Phone)
	c.latin("client.first_name", client.FirstName)
	c.latin("client.last_name", client.LastName)
	c.latin("client.middle_name", client.MiddleName)
	c.date("client.birthdate", client.Birthdate)
	c.country("client.country", client.Country)
	c.language("client.language", client.Language)
	c.document("client.document", client.Document)
	c.country("client.address1.country", client.Registration.Country)
	c.country("client.address2.country", client.Residence.Country)
	c.moment("identification_info.idn_date", r.Identification.Time)
	if c.rules == RulesKZ {
		r.checkKZ(c)
	}
}

// checkKZ holds the request to what the pages of Kazakhstan require: in
// general, within an identification, and for the product that asks for most.
func (r CreateClientRequest) checkKZ(c *checker) {
	client := &r.Client
	wallet := r.ProductID == ClientProductWallet
	if !wallet { // of which the pages contradict each other here
		c.want(client.Type != 0, "client.type", "a ClientType: it is required")
		c.want(client.Resident != 0, "client.resident", "a Residency: it is required")
	}
	c.required("client.first_name", client.FirstName)
	c.required("client.last_name", client.LastName)
	if wallet || r.Identification != (IdentificationInfo{}) {
		c.required("identification_info.idn_date", r.Identification.Time.String())
		c.required("identification_info.identified_by", r.Identification.By)
	}
	if wallet {
		c.required("client.country", client.Country)
		c.required("client.person_id", client.PersonID)
		c.want(!client.Document.IsZero(), "client.document", "a scan of the identity document: it is required")
		client.Registration.checkWhole(c, "client.address1")
		client.Residence.checkWhole(c, "client.address2")
	}
}

func (a Address) checkWhole(c *checker, path string) {
	c.required(path+".country", a.Country)
	c.required(path+".postal_code", a.PostalCode)
	c.required(path+".address_line1", a.City)
	c.required(path+".address_line2", a.Street)
	c.required(path+".address_line3", a.Building)
}

func (r CreateClientRequest) withheld() (string, Secret, Document) {
	return "client.document", Secret{}, r.Client.Document
}

func (r CreateClientRequest) shadow() any {
	r.Client.Document = documentPlaceholder(r.Client.Document)
	return r
}

// Create creates a client, who can then get cards. When the request has settled,
// ClientID of [RequestService.Wait] is the client's id. [NewDocument] makes the scan of
// a document from memory, [DocumentFromFile] from a file.
func (s *ClientService) Create(ctx context.Context, req CreateClientRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Clients.Create", &req.RequestID, &req)
}

// UpdateClientRequest asks the bank to change a client's phone. See
// [ClientService.Update].
type UpdateClientRequest struct {
	RequestID uuid.UUID     `json:"request_id"` // zero makes a new one
	ClientID  string        `json:"client_id"`
	ProductID ClientProduct `json:"product_id"`
	Client    ClientUpdate  `json:"client"`
}

// ClientUpdate holds the changes of a client.
type ClientUpdate struct {
	Phone int64 `json:"phone"` // digits with the country code, as 77001234567
}

// Operation returns Clients.Update.
func (UpdateClientRequest) Operation() string { return "Clients.Update" }

func (r UpdateClientRequest) check(c *checker) {
	c.required("client_id", r.ClientID)
	c.product("product_id", int(r.ProductID))
	c.phone("client.phone", r.Client.Phone)
}

// Update changes a client's phone, which receives the 3-D Secure codes. It
// settles later. Expect [CodeClientNotFound].
func (s *ClientService) Update(ctx context.Context, req UpdateClientRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Clients.Update", &req.RequestID, &req)
}

// clientQuery names the client that is asked about.
type clientQuery struct {
	ClientID string `json:"client_id"`
}

func (q clientQuery) check(c *checker) { c.required("client_id", q.ClientID) }

// ClientCards are the cards of a client.
type ClientCards struct {
	Answer
	Cards []ClientCard `json:"cards,omitzero"`
}

// ClientCard is a card in the list of a client's cards.
type ClientCard struct {
	CardID    string      `json:"card_id,omitzero"`
	Mask      string      `json:"card_mask,omitzero"` // PAN with its middle hidden
	Status    CardStatus  `json:"status,omitzero"`
	ProductID CardProduct `json:"product_id,omitzero"`
}

// Cards lists a client's cards. Expect [CodeClientNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *ClientService) Cards(ctx context.Context, clientID string) (*ClientCards, error) {
	return read[ClientCards](ctx, s.client, "Clients.Cards", clientQuery{clientID})
}
