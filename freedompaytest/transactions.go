package freedompaytest

import (
	"fmt"
	"time"
)

// settlementAccount is the partner's: it funds cards and receives their debits.
const settlementAccount = "settlement"

// moneyTransfer is the merchant category of what the partner moves: ISO 18245
// has 4829 for money transfers. The vendor names none.
const moneyTransfer = 4829

// States of a transaction. The vendor documents no words for them.
const (
	authorized = "authorized"
	cleared    = "cleared"
	cancelled  = "cancelled"
	refunded   = "refunded"
)

// kind holds the codes, from the transaction dictionary, under which one kind
// of transaction appears in statements.
type kind struct {
	authorization, clearing, refund, cancellation string
}

func debitKind() kind    { return kind{"1043", "1042", "1044", "1045"} }
func creditKind() kind   { return kind{"1063", "1062", "1064", "1065"} }
func purchaseKind() kind { return kind{"1059", "1058", "1060", "1061"} }

// transaction moves money between a card's account and another one. A debit is
// authorized first, which holds the money, and posted when it is cleared. A
// credit is posted at once.
type transaction struct {
	id            string
	orderID       string
	finDocumentID string
	rrn           string
	kind          kind
	credit        bool
	card          *card
	account       *account // the card's
	other         *account // where the money goes to or comes from
	amount        money
	held          money // authorized and not yet cleared
	posted        money // cleared or credited
	returned      money // given back of what was posted
	status        string
	mcc           int
	merchant      map[string]any
	spending      []string      // limit_transaction_type codes that a debit counts under
	limitedBy     []limitObject // what the debit counts on
	at            time.Time
}

func (b *Bank) createTransaction(in *input) (*command, error) {
	t := &transaction{
		orderID:  in.text("order_id"),
		amount:   in.amount("amount"),
		mcc:      moneyTransfer,
		merchant: map[string]any{},
		spending: []string{"pay", "transfer"},
	}
	direction := in.text("type")
	currency := in.currency("currency")
	in.optionalText("description")
	switch direction {
	case "debit":
		t.kind = debitKind()
	case "credit":
		t.kind, t.credit = creditKind(), true
	default:
		in.wrong("type", "want debit or credit")
	}
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	t.card, t.account = c, c.account(currency)
	if t.account == nil {
		return nil, refuse("12001", "currency: the card has no account in "+currency)
	}
	t.other = b.ledger.house(settlementAccount, currency)
	return &command{c.isOpen, func(at time.Time, made *made) error {
		post := b.authorize
		if t.credit {
			post = b.fund
		}
		if err := post(t, at); err != nil {
			return err
		}
		made.transactionID, made.finDocumentID = t.id, t.finDocumentID
		return nil
	}}, nil
}

// authorize holds the amount of a debit on the card.
func (b *Bank) authorize(t *transaction, at time.Time) error {
	t.card.expire(at)
	if t.card.status != cardActive {
		return refuse("", "the card's status is "+t.card.status+": it is not active")
	}
	if t.account.available() < t.amount {
		return refuse("", "insufficient funds")
	}
	if err := b.limits.within(t, at); err != nil {
		return err
	}
	b.enter(t, at)
	t.limitedBy = limitedBy(t.card, t.account)
	b.limits.count(t, t.amount)
	t.status, t.held = authorized, t.amount
	t.account.held += t.amount
	t.card.authorizations[t.id] = t
	return nil
}

// fund posts a credit.
func (b *Bank) fund(t *transaction, at time.Time) error {
	if err := b.ledger.move(t.other, t.account, t.amount); err != nil {
		return err
	}
	b.enter(t, at)
	t.status, t.posted = cleared, t.amount
	t.post(t.kind.clearing, t.amount, at)
	return nil
}

// enter gives a transaction its ids and records it.
func (b *Bank) enter(t *transaction, at time.Time) {
	t.id, t.finDocumentID, t.rrn = b.nextID(), b.nextID(), b.digits(12)
	t.at = at
	b.transactions[t.id] = t
}

// clear posts all or part of what is held, and releases the rest.
func (b *Bank) clear(t *transaction, amount money, at time.Time) error {
	b.limits.count(t, amount-t.held)
	t.release(t.held)
	if err := b.ledger.move(t.account, t.other, amount); err != nil {
		return err
	}
	t.status, t.posted = cleared, amount
	t.post(t.kind.clearing, amount, at)
	return nil
}

// giveBack returns all or part of a transaction: it releases what is held, or
// posts the reverse of what was posted.
func (b *Bank) giveBack(t *transaction, amount money, at time.Time) error {
	if t.held > 0 {
		b.limits.count(t, -amount)
		t.release(amount)
		if t.held == 0 {
			t.status = cancelled
		}
		t.card.cancelled = append(t.card.cancelled, t.entry(t.kind.cancellation, amount, at))
		return nil
	}
	from, to := t.other, t.account
	if t.credit {
		from, to = to, from
	}
	if err := b.ledger.move(from, to, amount); err != nil {
		return err
	}
	b.limits.count(t, -amount)
	t.returned += amount
	if t.returned == t.posted {
		t.status = refunded
	}
	t.post(t.kind.refund, amount, at)
	return nil
}

// release takes amount off what is held.
func (t *transaction) release(amount money) {
	t.held -= amount
	t.account.held -= amount
	if t.held == 0 {
		delete(t.card.authorizations, t.id)
	}
}

// left returns how much of the transaction can still be given back.
func (t *transaction) left() money { return t.held + t.posted - t.returned }

// post adds a line to the card's statement.
func (t *transaction) post(code string, amount money, at time.Time) {
	t.card.posted = append(t.card.posted, t.entry(code, amount, at))
}

func (t *transaction) entry(code string, amount money, at time.Time) entry {
	return entry{
		code:     code,
		amount:   amount,
		account:  t.account,
		mcc:      t.mcc,
		at:       at,
		rrn:      t.rrn,
		merchant: t.merchant,
	}
}

// transactionByID returns the transaction with the id.
func (b *Bank) transactionByID(id string) (*transaction, error) {
	if t := b.transactions[id]; t != nil {
		return t, nil
	}
	return nil, refuse("12001", fmt.Sprintf("transaction_id: no transaction %q", id))
}
