package freedompaytest

import (
	"maps"
	"time"
)

// company is a client of the partner: a shop, say.
type company struct {
	clientID int64
	users    map[int64]*companyUser
	products map[string]bool // by UUID
}

// companyUser is a user of a company.
type companyUser struct {
	products []string // UUIDs of those that the user may use; "" stands for all
	messages int      // with the data to sign in
}

// PartnerClientID returns the integer id of a company that AddClient has registered, or
// 0. AddUser and AddProduct need it. [freedompay.PartnerService.RequestStatus] returns
// it too.
func (b *Bank) PartnerClientID(companyID string) int64 {
	var id int64
	_ = b.update(func(time.Time) error {
		if c := b.companies[companyID]; c != nil {
			id = c.clientID
		}
		return nil
	})
	return id
}

func (b *Bank) addPartnerClient(in *input) (*command, error) {
	about := in.object("company")
	id := about.text("company_id")
	about.text("name")
	about.text("bin")
	about.object("address").address()
	for _, name := range []string{"iban", "description", "legal_type"} {
		about.optionalText(name)
	}
	if product, there := in.optionalObject("product"); there {
		product.partnerProduct()
		clear(product.members) // the rest is free form
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	free := func() error {
		if b.companies[id] != nil {
			return refuse("", "company.company_id: the company is registered already") // a repeat of what was done is no incorrect input (1001)
		}
		return nil
	}
	return &command{check: free, apply: func(_ time.Time, made *made) error {
		b.serial++
		b.companies[id] = &company{clientID: b.serial, users: make(map[int64]*companyUser), products: make(map[string]bool)}
		made.partner = members{"client_id": b.serial}
		return nil
	}}, nil
}

// partnerProduct reads the code of a product that the dictionary knows.
func (in *input) partnerProduct() int64 {
	code := in.integer("product_id")
	if code != 10001 && code != 11001 && code != 20000 {
		in.wrong("product_id", "want a code of the partner_product dictionary")
	}
	return code
}

// partnerClient reads client_id, which must be that of a registered company.
func (b *Bank) partnerClient(in *input) (*company, error) {
	id := in.integer("client_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	for _, c := range b.companies {
		if c.clientID == id {
			return c, nil
		}
	}
	return nil, refuse("1001", "client_id: no company with this id")
}

// partnerUser reads client_id and user_id, which must be a user of the company.
func (b *Bank) partnerUser(in *input) (*company, *companyUser, error) {
	id := in.integer("user_id")
	c, err := b.partnerClient(in)
	if err != nil {
		return nil, nil, err
	}
	user := c.users[id]
	if user == nil {
		return nil, nil, refuse("1001", "user_id: the company has no user with this id")
	}
	return c, user, nil
}

func (b *Bank) addPartnerUser(in *input) (members, error) {
	user := in.object("user_info")
	for _, name := range []string{"first_name", "last_name", "phone", "email"} {
		user.text(name)
	}
	c, err := b.partnerClient(in)
	if err != nil {
		return nil, err
	}
	b.serial++
	c.users[b.serial] = &companyUser{}
	return members{"client_id": c.clientID, "user_id": b.serial}, nil
}

// addPartnerProduct connects a product. The page prints its status in capitals.
func (b *Bank) addPartnerProduct(in *input) (members, error) {
	code := in.object("product").partnerProduct()
	c, err := b.partnerClient(in)
	if err != nil {
		return nil, err
	}
	b.serial++
	id := b.newUUID()
	c.products[id] = true
	return members{
		"status":    "OK",
		"client_id": c.clientID,
		"product": members{
			"product_id":   code,
			"product_uuid": id,
			"terminal_id":  b.serial,
			"status":       true,
		},
	}, nil
}

// grantPartnerUser lets a user use a product, or all of the company's when the
// request names none. What the absence means to the vendor is not public.
func (b *Bank) grantPartnerUser(in *input) (*command, error) {
	product := ""
	if in.members["product_uuid"] != nil {
		product = in.uuid("product_uuid")
	}
	c, user, err := b.partnerUser(in)
	if err != nil {
		return nil, err
	}
	if product != "" && !c.products[product] {
		return nil, refuse("1001", "product_uuid: the company has no such product")
	}
	return &command{check: allowed, apply: func(time.Time, *made) error {
		user.products = append(user.products, product)
		return nil
	}}, nil
}

// sendPartnerAuthData counts the message that it would send.
func (b *Bank) sendPartnerAuthData(in *input) (*command, error) {
	_, user, err := b.partnerUser(in)
	if err != nil {
		return nil, err
	}
	return &command{check: allowed, apply: func(time.Time, *made) error {
		user.messages++
		return nil
	}}, nil
}

// partnerIDs returns the ids in the answer of a partner command.
func partnerIDs(answer members) members {
	ids := members{}
	for _, name := range []string{"client_id", "user_id"} {
		if id, ok := answer[name]; ok {
			ids[name] = id
		}
	}
	if product, ok := answer["product"].(members); ok {
		ids["product_uuid"] = product["product_uuid"]
	}
	return ids
}

// partnerRequestStatus answers what became of a partner request, and the ids it
// made.
func (b *Bank) partnerRequestStatus(in *input) (members, error) {
	id := in.uuid("request_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	req := b.known(requestKey{id: id})
	if req == nil || req.dialect != partnerDialect {
		return nil, partnerDialect.unknownRequest()
	}
	answer := req.describe(&operation{dialect: partnerDialect})
	maps.Copy(answer, req.made.partner)
	return answer, nil
}
