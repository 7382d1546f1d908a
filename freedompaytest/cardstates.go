package freedompaytest

import "time"

// isOpen refuses what cannot be done to a closed card.
func (c *card) isOpen() error {
	if c.status == cardClosed {
		return refuse("12011", "the card is closed")
	}
	return nil
}

// isBlocked reports whether the card is blocked.
func (c *card) isBlocked() bool {
	switch c.status {
	case cardHeldByClient, cardHeldByBank, cardExpired, cardLost:
		return true
	}
	return false
}

// setStatus reads a command that gives a card another status where allowed says
// so.
func (b *Bank) setStatus(in *input, status string, allowed func(*card) error) (*command, error) {
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	return &command{
		check: func() error { return allowed(c) },
		apply: func(time.Time, *made) error {
			c.status = status
			return nil
		},
	}, nil
}

// activateCard makes a card active for the first time.
func (b *Bank) activateCard(in *input) (*command, error) {
	return b.setStatus(in, cardActive, func(c *card) error {
		if c.status != cardNotActivated {
			return refuse("12009", "the card's status is "+c.status+", not 50")
		}
		return nil
	})
}

// blockCard blocks an active card. The block code becomes its status.
func (b *Bank) blockCard(in *input) (*command, error) {
	code := in.text("block_code")
	in.text("description")
	switch code {
	case cardHeldByClient, cardHeldByBank, cardExpired, cardLost, cardNotActivated:
	default:
		in.wrong("block_code", "want a code of the card_block dictionary")
	}
	return b.setStatus(in, code, func(c *card) error {
		switch {
		case c.isBlocked():
			return refuse("12013", "the card is already blocked")
		case c.status != cardActive:
			return refuse("12012", "a card of status "+c.status+" cannot be blocked")
		case code == cardExpired || code == cardNotActivated:
			return refuse("12012", "only the processing itself sets status "+code)
		}
		return nil
	})
}

// unblockCard lifts a block. A card that is not blocked has no error code of
// its own: it is refused with 12012, which speaks of blocking. Incorrect input
// (12001) would say that the request can never have succeeded.
func (b *Bank) unblockCard(in *input) (*command, error) {
	in.text("description")
	return b.setStatus(in, cardActive, func(c *card) error {
		if err := c.isOpen(); err != nil {
			return err
		}
		if !c.isBlocked() || c.status == cardExpired {
			return refuse("12012", "the card's status is "+c.status+": there is no block to lift")
		}
		return nil
	})
}

// closeCard closes a card for good.
func (b *Bank) closeCard(in *input) (*command, error) {
	in.text("description")
	return b.setStatus(in, cardClosed, func(c *card) error {
		if err := c.isOpen(); err != nil {
			return err
		}
		if len(c.authorizations) > 0 {
			return refuse("12010", "an authorization is open on the card")
		}
		return nil
	})
}

// issuePlastic sends a card into production. Production takes as long as a
// command takes to settle; then the card has the status it had before.
func (b *Bank) issuePlastic(in *input) (*command, error) {
	in.optionalText("branch_id")
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	check := func() error {
		if c.status != cardActive && c.status != cardNotActivated {
			return refuse("12008", "no plastic for a card of status "+c.status)
		}
		return nil
	}
	return &command{check, func(at time.Time, _ *made) error {
		before := c.status
		c.status = cardInProduction
		b.after(b.settleAfter, at, c.ready(before))
		b.pending.note(origin{card: c, before: before})
		return nil
	}}, nil
}
