package freedompaytest

import (
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// The statuses of a gift card, as the gift_card_status dictionary has them.
const (
	giftIssued    = 1
	giftActivated = 2
)

// giftProduct is a kind of gift card. Its face value is in whole units.
type giftProduct struct {
	code         int64
	name, nameEN string
	balance      int64
}

func giftProducts() []giftProduct {
	return []giftProduct{
		{101, "Подарочная карта 5000", "Gift card 5000", 5000},
		{102, "Подарочная карта 10000", "Gift card 10000", 10000},
		{103, "Подарочная карта 25000", "Gift card 25000", 25000},
	}
}

// giftCard is one gift card.
type giftCard struct {
	id      int64
	product giftProduct
	otp     string
	mask    string
	status  int
}

// giftAccount is the merchant's account that gift cards are paid from.
func (b *Bank) giftAccount() *account {
	a := b.ledger.house("gift cards of the merchant", b.currency)
	a.customer = true // it is filled beforehand and never goes below zero
	return a
}

// OTP returns the last code that the bank sent to the phone of a gift card's holder, or
// "" when there is no such card.
func (b *Bank) OTP(cardID freedompay.GiftCardID) string {
	otp := ""
	_ = b.update(func(time.Time) error {
		if g := b.giftCards[int64(cardID)]; g != nil {
			otp = g.otp
		}
		return nil
	})
	return otp
}

// GiftFunds returns the balance of the account that pays for gift cards, in whole
// units.
func (b *Bank) GiftFunds() int64 {
	var funds money
	_ = b.update(func(time.Time) error {
		funds = b.giftAccount().balance
		return nil
	})
	return int64(funds / 100)
}

func (b *Bank) listGiftProducts(*input) (members, error) {
	var products []members
	for _, p := range giftProducts() {
		products = append(products, members{
			"code":     p.code,
			"name":     p.name,
			"name_en":  p.nameEN,
			"currency": b.currency,
			"balance":  p.balance,
			"image":    fmt.Sprintf("https://example.com/gift/%d.png", p.code),
		})
	}
	return members{"product_list": products}, nil
}

// issueGiftCard debits the merchant and issues a card. Nothing protects a
// repeat: each call issues another card.
func (b *Bank) issueGiftCard(in *input) (members, error) {
	in.refusingWith("-2").text("cardholder_name")
	in.refusingWith("-3").phone("phone")
	code := in.refusingWith("-4").integer("product_code")
	id, given := in.refusingWith("-7").optionalInteger("card_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	product, err := giftProductByCode(code)
	if err != nil {
		return nil, err
	}
	if !given {
		for b.serial++; b.giftCards[b.serial] != nil; b.serial++ { // an id given beforehand may be taken
		}
		id = b.serial
	}
	if id <= 0 || b.giftCards[id] != nil {
		return nil, refuse("-7", "card_id: not a free id")
	}
	sold := b.ledger.house("gift cards sold", b.currency)
	if err := b.ledger.move(b.giftAccount(), sold, money(product.balance*100)); err != nil {
		return nil, refuse("-6", "not enough funds on the merchant's account")
	}
	pan := b.newPAN()
	b.giftCards[id] = &giftCard{id: id, product: product, otp: b.digits(6), mask: maskPAN(pan), status: giftIssued}
	return members{"card_id": id}, nil
}

func giftProductByCode(code int64) (giftProduct, error) {
	for _, p := range giftProducts() {
		if p.code == code {
			return p, nil
		}
	}
	return giftProduct{}, refuse("-4", "no gift product with this code")
}

// confirmGiftCard activates a card by its code. Without card_id the code alone
// has to find it.
func (b *Bank) confirmGiftCard(in *input) (members, error) {
	otp := in.refusingWith("-8").text("otp")
	id, given := in.refusingWith("-7").optionalInteger("card_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	find := func() (*giftCard, error) { return b.giftCardByOTP(otp) }
	if given {
		find = func() (*giftCard, error) { return b.giftCardByID(id) }
	}
	g, err := find()
	if err != nil {
		return nil, err
	}
	if err := g.isWaiting(); err != nil {
		return nil, err
	}
	if g.otp != otp {
		return nil, refuse("-8", "incorrect OTP")
	}
	g.status = giftActivated
	return g.describe(b.currency), nil
}

func (b *Bank) giftCardByID(id int64) (*giftCard, error) {
	if g := b.giftCards[id]; g != nil {
		return g, nil
	}
	return nil, refuse("-7", "no gift card with this id")
}

// giftCardByOTP returns the one card that waits for the code.
func (b *Bank) giftCardByOTP(otp string) (*giftCard, error) {
	var found []*giftCard
	for _, g := range b.giftCards {
		if g.status == giftIssued && g.otp == otp {
			found = append(found, g)
		}
	}
	if len(found) != 1 {
		return nil, refuse("-8", "no single card waits for this OTP")
	}
	return found[0], nil
}

// isWaiting refuses what can be done only before the card is activated.
func (g *giftCard) isWaiting() error {
	if g.status == giftActivated {
		return refuse("-10", "the card is already activated")
	}
	return nil
}

// giftCard reads card_id and returns its gift card.
func (b *Bank) giftCard(in *input) (*giftCard, error) {
	id := in.refusingWith("-7").integer("card_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	return b.giftCardByID(id)
}

// resendGiftCard would send the card's data to its holder again.
func (b *Bank) resendGiftCard(in *input) (members, error) {
	_, err := b.giftCard(in)
	return nil, err
}

// resendGiftCode sends a new code; the old one is worth nothing any more.
func (b *Bank) resendGiftCode(in *input) (members, error) {
	g, err := b.giftCard(in)
	if err == nil {
		err = g.isWaiting()
	}
	if err != nil {
		return nil, err
	}
	for old := g.otp; g.otp == old; {
		g.otp = b.digits(6)
	}
	return nil, nil
}

func (b *Bank) giftCardStatus(in *input) (members, error) {
	g, err := b.giftCard(in)
	if err != nil {
		return nil, err
	}
	return g.describe(b.currency), nil
}

func (g *giftCard) describe(currency string) members {
	return members{
		"card_status":   g.status,
		"card_currency": currency,
		"card_balance":  g.product.balance,
		"card_mask":     g.mask,
	}
}

// fillGiftAccount pays in what the merchant starts with.
func (b *Bank) fillGiftAccount() {
	from, to := b.ledger.house(settlementAccount, b.currency), b.giftAccount()
	_ = b.ledger.move(from, to, b.giftFunds) // the settlement account pays any amount
}
