package freedompaytest

import "time"

// company is a client of the partner: a shop, say.
type company struct {
	clientID int64
}

// PartnerClientID returns the integer by which AddUser and AddProduct know a
// company that AddClient has registered, or 0. No answer of the API tells it.
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

// addPartnerClient registers a company on the spot: the API has no operation to
// ask later what became of it.
func (b *Bank) addPartnerClient(in *input) (members, error) {
	id, err := b.newCompany(in)
	if err != nil {
		return nil, err
	}
	b.serial++
	b.companies[id] = &company{clientID: b.serial}
	b.companyIDs[b.serial] = true
	return nil, nil
}

// checkPartnerClient says whether a company would be registered now.
func (b *Bank) checkPartnerClient(in *input) error {
	_, err := b.newCompany(in)
	return err
}

// newCompany reads the company_id of a company that is not registered. One that
// is has no error code of its own. It is not refused as incorrect input: a
// repeat of what was done would be, and incorrect input was never done.
func (b *Bank) newCompany(in *input) (id string, err error) {
	about := in.object("company")
	id = about.text("company_id")
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
		return "", err
	}
	if b.companies[id] != nil {
		return "", refuse("", "company.company_id: the company is registered already")
	}
	return id, nil
}

// partnerProduct reads the code of a product that the dictionary knows.
func (in *input) partnerProduct() int64 {
	code := in.integer("product_id")
	if code != 10001 && code != 11001 && code != 20000 {
		in.wrong("product_id", "want a code of the partner_product dictionary")
	}
	return code
}

// partnerClient reads client_id, which must be a registered company.
func (b *Bank) partnerClient(in *input) (int64, error) {
	id := in.integer("client_id")
	if err := in.err(); err != nil {
		return 0, err
	}
	if !b.companyIDs[id] {
		return 0, refuse("1001", "client_id: no company with this id")
	}
	return id, nil
}

func (b *Bank) addPartnerUser(in *input) (members, error) {
	user := in.object("user_info")
	for _, name := range []string{"first_name", "last_name", "phone", "email"} {
		user.text(name)
	}
	client, err := b.partnerClient(in)
	if err != nil {
		return nil, err
	}
	b.serial++
	return members{"client_id": client, "user_id": b.serial}, nil
}

// addPartnerProduct connects a product. The page prints its status in capitals.
func (b *Bank) addPartnerProduct(in *input) (members, error) {
	code := in.object("product").partnerProduct()
	client, err := b.partnerClient(in)
	if err != nil {
		return nil, err
	}
	b.serial++
	return members{
		"status":    "OK",
		"client_id": client,
		"product": members{
			"product_id":   code,
			"product_uuid": b.newUUID(),
			"terminal_id":  b.serial,
			"status":       true,
		},
	}, nil
}
