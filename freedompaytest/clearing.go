package freedompaytest

import "time"

// clearTransaction clears an open authorization: all of it, or a part, and then
// the rest is released.
func (b *Bank) clearTransaction(in *input) (*command, error) {
	t, amount, partly, err := b.partOf(in)
	if err != nil {
		return nil, err
	}
	check := func() error {
		if t.held == 0 {
			return refuse("", "the transaction is "+t.status+", not authorized")
		}
		if amount > t.held {
			return refuse("", "amount: only "+t.held.String()+" is authorized")
		}
		return nil
	}
	return &command{check, func(at time.Time, made *made) error {
		if !partly {
			amount = t.held
		}
		made.transactionID, made.finDocumentID = t.id, b.nextID()
		return b.clear(t, amount, at)
	}}, nil
}

// refundTransaction gives back all that is left of a transaction, or a part.
func (b *Bank) refundTransaction(in *input) (*command, error) {
	t, amount, partly, err := b.partOf(in)
	if err != nil {
		return nil, err
	}
	check := func() error {
		if t.left() == 0 {
			return refuse("", "nothing is left to give back")
		}
		if amount > t.left() {
			return refuse("", "amount: only "+t.left().String()+" is left to give back")
		}
		return nil
	}
	return &command{check, func(at time.Time, made *made) error {
		if !partly {
			amount = t.left()
		}
		if err := b.giveBack(t, amount, at); err != nil {
			return err
		}
		made.transactionID, made.finDocumentID = t.id, b.nextID()
		return nil
	}}, nil
}

// partOf reads of which transaction an order is, and of how much of it: all, where it
// has no amount.
func (b *Bank) partOf(in *input) (t *transaction, amount money, partly bool, err error) {
	in.text("order_id")
	in.optionalText("description")
	amount, partly = in.optionalAmount("amount")
	t, err = b.transaction(in)
	return t, amount, partly, err
}

// transaction reads transaction_id and returns its transaction.
func (b *Bank) transaction(in *input) (*transaction, error) {
	id := in.text("transaction_id")
	if err := in.err(); err != nil {
		return nil, err
	}
	return b.transactionByID(id)
}

func (b *Bank) transactionInfo(in *input) (members, error) {
	t, err := b.transaction(in)
	if err != nil {
		return nil, err
	}
	direction := "debit"
	if t.credit {
		direction = "credit"
	}
	return members{"transaction": members{
		"transaction_id":  t.id,
		"order_id":        t.orderID,
		"card_id":         t.card.id,
		"type":            direction,
		"amount":          number(t.amount),
		"currency":        t.account.currency,
		"status":          t.status,
		"fin_document_id": t.finDocumentID,
		"datetime":        t.at.Format(time.RFC3339),
	}}, nil
}
