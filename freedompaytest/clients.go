package freedompaytest

import (
	"encoding/base64"
	"strings"
	"time"
)

// maxDocument is the size of the largest identity document.
const maxDocument = 2 << 20

// client is a person or company that holds cards.
type client struct {
	id        string
	phone     int64
	firstName string
	lastName  string
	cards     []*card
}

// client returns the client with the id.
func (b *Bank) clientByID(id string) (*client, error) {
	if c := b.clients[id]; c != nil {
		return c, nil
	}
	return nil, refuse("12007", "no client with this identifier")
}

func (b *Bank) createClient(in *input) (*command, error) {
	product := in.integer("product_id")
	in.optionalText("branch_id")
	if b.byProduct {
		in.requireByProduct(product)
	}
	created := readClient(in.object("client"))
	if info, there := in.optionalObject("identification_info"); there {
		info.moment("idn_date")
		info.optionalText("identified_by")
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	if !clientProduct(product) {
		return nil, refuse("12003", "no client product with this code")
	}
	return &command{check: allowed, apply: func(_ time.Time, made *made) error {
		created.id = b.nextID()
		b.clients[created.id] = created
		made.clientID = created.id
		return nil
	}}, nil
}

// readClient reads the members of a new client and checks the form of those
// that are there.
func readClient(in *input) *client {
	c := &client{
		phone:     in.phone("phone"),
		firstName: in.latin("first_name"),
		lastName:  in.latin("last_name"),
	}
	in.latin("middle_name")
	if kind, there := in.optionalInteger("type"); there && (kind < 1 || kind > 3) {
		in.wrong("type", "want 1, 2 or 3")
	}
	if resident, there := in.optionalInteger("resident"); there && resident != 1 && resident != 2 {
		in.wrong("resident", "want 1 or 2")
	}
	in.date("birthdate")
	if email := in.optionalText("email"); email != "" && !strings.Contains(email, "@") {
		in.wrong("email", "want an address with @")
	}
	in.country("country")
	in.optionalText("person_id")
	if language := in.optionalText("language"); language != "" && len(language) != 2 {
		in.wrong("language", "want two letters")
	}
	in.document("document")
	in.optionalText("external_user_id")
	for _, name := range []string{"address1", "address2"} {
		if address, there := in.optionalObject(name); there {
			address.address()
		}
	}
	return c
}

// phone reads a required phone written as a number.
func (in *input) phone(name string) int64 {
	phone := in.integer(name)
	if phone <= 0 {
		in.wrong(name, "want a phone number")
	}
	return phone
}

// latin reads a name that may be absent.
func (in *input) latin(name string) string {
	text := in.optionalText(name)
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && !strings.ContainsRune(" -'.", r) {
			in.wrong(name, "want Latin letters")
			break
		}
	}
	return text
}

// date reads a date that may be absent.
func (in *input) date(name string) {
	text := in.optionalText(name)
	if text == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		in.wrong(name, "want a date like 2006-01-02")
	}
}

// country reads an alpha-3 country code that may be absent.
func (in *input) country(name string) {
	if code := in.optionalText(name); code != "" && !isAlpha3(code) {
		in.wrong(name, "want three capital letters")
	}
}

// document reads a scan that may be absent: a PDF of at most 2 MB in base64.
func (in *input) document(name string) {
	text := in.optionalText(name)
	if text == "" {
		return
	}
	scan, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		in.wrong(name, "want base64")
	case !strings.HasPrefix(string(scan[:min(5, len(scan))]), "%PDF-"):
		in.wrong(name, "want a PDF")
	case len(scan) > maxDocument:
		in.wrong(name, "want at most 2 MB")
	}
}

// address reads an address, all of whose members may be absent.
func (in *input) address() {
	in.country("country")
	for _, name := range []string{"postal_code", "address_line1", "address_line2", "address_line3"} {
		in.optionalText(name)
	}
}

// requireByProduct insists on what the dictionary requires for a product.
func (in *input) requireByProduct(product int64) {
	address := []string{"country", "postal_code", "address_line1", "address_line2", "address_line3"}
	switch product {
	case 1000:
		in.need("client", "phone", "first_name", "last_name", "country", "person_id", "document", "address1", "address2")
		in.need("identification_info", "idn_date", "identified_by")
		if person, ok := in.members["client"].(map[string]any); ok {
			inside := *in
			inside.path, inside.members = "client.", person
			inside.need("address1", address...)
			inside.need("address2", address...)
		}
	case 2000:
		in.need("client", "phone", "type", "resident", "first_name", "last_name")
	}
}

// need insists on members of an object without reading them.
func (in *input) need(object string, names ...string) {
	there, _ := in.members[object].(map[string]any)
	for _, name := range names {
		if value := there[name]; value == nil || value == "" {
			in.wrong(object+"."+name, "is required for this product")
		}
	}
}

func (b *Bank) updateClient(in *input) (*command, error) {
	id := in.text("client_id")
	product := in.integer("product_id")
	phone := in.object("client").phone("phone")
	if err := in.err(); err != nil {
		return nil, err
	}
	if !clientProduct(product) {
		return nil, refuse("12003", "no client product with this code")
	}
	c, err := b.clientByID(id)
	if err != nil {
		return nil, err
	}
	return &command{check: allowed, apply: func(time.Time, *made) error {
		c.phone = phone
		return nil
	}}, nil
}

func (b *Bank) clientCards(in *input) (members, error) {
	id := in.text("client_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	c, err := b.clientByID(id)
	if err != nil {
		return nil, err
	}
	cards := make([]members, len(c.cards))
	for i, card := range c.cards {
		card.expire(b.now())
		cards[i] = members{
			"card_id":    card.id,
			"card_mask":  card.mask(),
			"status":     card.status,
			"product_id": card.product,
		}
	}
	return members{"cards": cards}, nil
}
