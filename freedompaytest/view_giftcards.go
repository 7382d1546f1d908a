package freedompaytest

import (
	"strconv"
	"time"
)

// GiftCardView is a gift card with the code that was sent to its holder.
type GiftCardView struct {
	ID        int64  `json:"card_id"`
	Product   int64  `json:"product_code"`
	Name      string `json:"name"`
	NameEN    string `json:"name_en"`
	Balance   int64  `json:"balance"` // in whole units
	Currency  string `json:"currency"`
	Mask      string `json:"card_mask"`
	OTP       string `json:"otp"`
	Activated bool   `json:"activated"`
}

// ViewGiftCards lists the gift cards.
func (b *Bank) ViewGiftCards(w Window) Listed[GiftCardView] {
	return viewed(b, func(time.Time) Listed[GiftCardView] {
		id := func(g *giftCard) string { return strconv.FormatInt(g.id, 10) }
		words := func(g *giftCard) []string { return []string{id(g), g.mask, g.otp, g.product.Name, g.product.NameEN} }
		return listed(newestFirst(b.giftCards, id), w, words, func(g *giftCard) GiftCardView {
			return GiftCardView{
				ID: g.id, Product: g.product.Code, Name: g.product.Name, NameEN: g.product.NameEN,
				Balance: g.product.Balance, Currency: b.currency, Mask: g.mask, OTP: g.otp, Activated: g.status == giftActivated,
			}
		})
	})
}
