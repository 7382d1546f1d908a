package freedompaytest

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// giftProduct is a kind of gift card. Its face value is in whole units of the
// bank's currency.
type giftProduct struct {
	Code    int64  `json:"code"`
	Name    string `json:"name"` // in Russian
	NameEN  string `json:"name_en"`
	Balance int64  `json:"balance"`
	Image   string `json:"image"`
}

func defaultGiftProducts() []giftProduct {
	var products []giftProduct
	for i, value := range []int64{5000, 10000, 25000} {
		code := int64(101 + i)
		products = append(products, giftProduct{
			code, fmt.Sprintf("Подарочная карта %d", value), fmt.Sprintf("Gift card %d", value), value,
			fmt.Sprintf("https://example.com/gift/%d.png", code),
		})
	}
	return products
}

// WithGiftProducts sets the kinds of gift cards that the merchant may issue: by
// default the codes 101, 102 and 103 with face values of 5000, 10000 and 25000.
// [New] panics where [Bank.NewGiftProduct] returns an error.
func WithGiftProducts(products ...freedompay.GiftProduct) Option {
	return func(s *settings) { s.giftProducts, s.giftProductsSet = products, true }
}

// setGiftProducts gives a new bank the products of its options.
func (b *Bank) setGiftProducts() {
	b.gifts = []giftProduct{}
	if !b.giftProductsSet {
		b.gifts = defaultGiftProducts()
	}
	for _, p := range b.giftProducts {
		if err := b.NewGiftProduct(p); err != nil {
			panic(err.Error())
		}
	}
}

// NewGiftProduct gives the bank another kind of gift card. Its face value is in
// whole units. Gift cards are paid from one account, so that the currency is
// [WithCurrency]'s, or empty. Without an English name it has its name in both
// languages.
func (b *Bank) NewGiftProduct(p freedompay.GiftProduct) error {
	err := b.update(func(time.Time) error {
		value, err := p.Balance.Minor(0)
		known, _ := b.giftProductByCode(int64(p.Code))
		switch {
		case p.Code <= 0:
			return errors.New("code: want a number above zero")
		case known.Code != 0:
			return fmt.Errorf("code: there is a product %d", p.Code)
		case p.Name == "":
			return errors.New("name: want a text")
		case err != nil || value <= 0 || value > maxFaceValue:
			return fmt.Errorf("balance: want whole units from 1 to %d", int64(maxFaceValue))
		case p.Currency != "" && string(p.Currency) != b.currency:
			return fmt.Errorf("currency: want %s, the bank's own, or none", b.currency)
		}
		b.gifts = append(b.gifts, giftProduct{int64(p.Code), p.Name, cmp.Or(p.NameEnglish, p.Name), value, p.Image})
		return nil
	})
	return wrapErr("new gift product", err)
}

// maxFaceValue keeps every sum of face values far from the end of int64.
const maxFaceValue = 1_000_000_000

func (b *Bank) listGiftProducts(*input) (members, error) {
	products := []members{}
	for _, p := range b.gifts {
		one := members{"code": p.Code, "name": p.Name, "name_en": p.NameEN, "currency": b.currency, "balance": p.Balance}
		if p.Image != "" {
			one["image"] = p.Image
		}
		products = append(products, one)
	}
	return members{"product_list": products}, nil
}

func (b *Bank) giftProductByCode(code int64) (giftProduct, error) {
	for _, p := range b.gifts {
		if p.Code == code {
			return p, nil
		}
	}
	return giftProduct{}, refuse("-4", "no gift product with this code")
}
