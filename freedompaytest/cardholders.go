package freedompaytest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// CardToken returns the card token for Cards.ValidateCardholder, or "" when there is no
// such card.
func (b *Bank) CardToken(cardID string) string {
	token := ""
	_ = b.update(func(time.Time) error {
		if c := b.cards[cardID]; c != nil {
			token = c.token
		}
		return nil
	})
	return token
}

// validateCardholder compares a name and a phone with those of a card's client.
// How the vendor scores is not public: here the score is how many letters of
// the name stand where the client's do, and fishy is 1 when the phone differs.
func (b *Bank) validateCardholder(in *input) (members, error) {
	phone := in.text("user_phone")
	name := in.text("first_name") + " " + in.text("last_name")
	token := in.uuid("card_token")
	if err := in.err(); err != nil {
		return nil, err
	}
	c := b.tokens[token]
	if c == nil {
		return nil, refuse("12006", "no card with this token")
	}
	score, fishy := 0.0, 1
	if holder := c.client; holder != nil {
		score = sameLetters(name, holder.firstName+" "+holder.lastName)
		if strings.TrimPrefix(phone, "+") == strconv.FormatInt(holder.phone, 10) {
			fishy = 0
		}
	}
	return members{"score": fmt.Sprintf("%.2f%%", score), "fishy": fishy}, nil
}

// sameLetters returns the percentage of places where two names agree, whatever
// the case.
func sameLetters(a, b string) float64 {
	one, other := []rune(strings.ToUpper(a)), []rune(strings.ToUpper(b))
	same := 0
	for i := range min(len(one), len(other)) {
		if one[i] == other[i] {
			same++
		}
	}
	return 100 * float64(same) / float64(max(len(one), len(other)))
}
