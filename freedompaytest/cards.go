package freedompaytest

import "time"

// The statuses of a card, as the card_status dictionary has them.
const (
	cardActive       = "00"
	cardHeldByClient = "10"
	cardHeldByBank   = "20"
	cardExpired      = "30"
	cardLost         = "40"
	cardNotActivated = "50"
	cardInProduction = "60"
	cardClosed       = "70"
)

// maxBulk bounds the memory that one call takes; the vendor names no limit.
const maxBulk = 10_000

// card is an issued card with its accounts, one per currency.
type card struct {
	id      string
	token   string
	pan     string
	cvv     string
	product int64
	status  string
	expires time.Time
	client  *client // nil until somebody holds the card

	accounts       []*account
	posted         []entry // what a statement lists
	cancelled      []entry // authorizations that were given up
	authorizations map[string]*transaction
}

// mask returns the card's number as the API shows it.
func (c *card) mask() string { return maskPAN(c.pan) }

// expire makes the card expired when its time is over.
func (c *card) expire(now time.Time) {
	if c.status != cardClosed && !now.Before(c.expires) {
		c.status = cardExpired
	}
}

// account returns the card's account in a currency, nil when it has none.
func (c *card) account(currency string) *account {
	for _, a := range c.accounts {
		if a.currency == currency {
			return a
		}
	}
	return nil
}

// cardByID returns the card with the id.
func (b *Bank) cardByID(id string) (*card, error) {
	c := b.cards[id]
	if c == nil {
		return nil, refuse("12006", "no card with this identifier")
	}
	c.expire(b.now())
	return c, nil
}

// card reads card_id and returns its card. A handler calls it last, so that
// errors of other members come before errors of the card.
func (b *Bank) card(in *input) (*card, error) {
	id := in.text("card_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	return b.cardByID(id)
}

func (b *Bank) issueCard(in *input) (*command, error) {
	product := in.integer("product_id")
	clientID := in.optionalText("client_id")
	person := in.cardholder()
	if (clientID == "") == (person == nil) {
		in.wrong("client_id", "want either a client_id or a cardholder")
	}
	in.optionalText("branch_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	if _, _, ok := b.cardProduct(product); !ok {
		return nil, refuse("12003", "no card product with this code")
	}
	if person == nil {
		var err error
		if person, err = b.clientByID(clientID); err != nil {
			return nil, err
		}
	}
	return &command{check: allowed, apply: func(at time.Time, made *made) error {
		if person.id == "" {
			person.id = b.nextID()
			b.clients[person.id] = person
			made.clientID = person.id
		}
		made.cardIDs = []string{b.newCard(product, person, at)}
		return nil
	}}, nil
}

// cardholder reads the holder of a card that is issued without a client, nil
// when there is none. The bank makes a client of the holder; what the vendor
// makes is not public.
func (in *input) cardholder() *client {
	person, there := in.optionalObject("cardholder")
	if !there {
		return nil
	}
	c := &client{
		firstName: person.text("first_name"),
		lastName:  person.text("last_name"),
		phone:     person.phone("phone"),
	}
	person.optionalText("middle_name")
	person.date("birthdate")
	person.optionalText("email")
	person.text("country")
	person.text("person_id")
	return c
}

func (b *Bank) bulkIssue(in *input) (*command, error) {
	product := in.integer("product_id")
	count := in.integer("count")
	in.optionalText("branch_id")
	if count < 1 || count > maxBulk {
		in.wrong("count", "want 1 to 10000")
	}
	if err := in.err(); err != nil {
		return nil, err
	}
	if _, _, ok := b.cardProduct(product); !ok {
		return nil, refuse("12003", "no card product with this code")
	}
	return &command{check: allowed, apply: func(at time.Time, made *made) error {
		for range count {
			made.cardIDs = append(made.cardIDs, b.newCard(product, nil, at))
		}
		return nil
	}}, nil
}

// newCard adds a card that is not activated and returns its id.
func (b *Bank) newCard(product int64, holder *client, at time.Time) string {
	months, currencies, _ := b.cardProduct(product)
	c := &card{
		id:             b.nextID(),
		token:          b.newUUID(),
		pan:            b.newPAN(),
		cvv:            b.digits(3),
		product:        product,
		status:         cardNotActivated,
		expires:        at.AddDate(0, months, 0),
		authorizations: make(map[string]*transaction),
	}
	for _, currency := range currencies {
		c.accounts = append(c.accounts, b.ledger.open(b.newIBAN(), currency))
	}
	b.cards[c.id], b.tokens[c.token] = c, c
	c.setClient(holder)
	return c.id
}

// setClient makes holder the card's client in place of the previous one.
func (c *card) setClient(holder *client) {
	if c.client != nil {
		kept := c.client.cards[:0]
		for _, other := range c.client.cards {
			if other != c {
				kept = append(kept, other)
			}
		}
		c.client.cards = kept
	}
	c.client = holder
	if holder != nil {
		holder.cards = append(holder.cards, c)
	}
}

// linkCard links a client to a card. It replaces the client of a card that has
// one.
func (b *Bank) linkCard(in *input) (*command, error) {
	clientID := in.text("client_id")
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	holder, err := b.clientByID(clientID)
	if err != nil {
		return nil, err
	}
	return &command{check: c.isOpen, apply: func(time.Time, *made) error {
		c.setClient(holder)
		return nil
	}}, nil
}

// cardInfo reads a card. What a request_id is for here is not public: one that
// is there has to be a UUID.
func (b *Bank) cardInfo(in *input) (members, error) {
	if in.members["request_id"] != nil {
		in.uuid("request_id")
	}
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	info := members{
		"card_id":         c.id,
		"card_mask":       c.mask(),
		"status":          c.status,
		"product_id":      c.product,
		"currency":        c.accounts[0].currency,
		"expiration_date": c.expiry(),
	}
	if c.client != nil {
		info["client_id"] = c.client.id
	}
	return members{"card": info}, nil
}

// expiry returns the month in which the card expires as a card shows it. The
// format is not documented.
func (c *card) expiry() string { return c.expires.Format("01/06") }
