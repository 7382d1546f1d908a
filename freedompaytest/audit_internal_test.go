package freedompaytest

import (
	"strings"
	"testing"
)

// The audit finds each kind of wrong book.
func TestAuditFindsCookedBooks(t *testing.T) {
	for _, tt := range []struct {
		name string
		cook func(b *Bank, a *account)
		want string
	}{
		{"nothing", func(*Bank, *account) {}, ""},
		{"money from nowhere", func(_ *Bank, a *account) { a.balance++ }, "not to zero"},
		{"money moved past the journal", func(b *Bank, a *account) {
			a.balance++
			b.ledger.house(settlementAccount, a.currency).balance--
		}, "its postings add up to"},
		{"a hold without an authorization", func(_ *Bank, a *account) { a.held++ }, "its open authorizations hold"},
		{"an authorization without a hold", func(b *Bank, a *account) {
			b.transactions["x"] = &transaction{account: a, held: 1}
		}, "its open authorizations hold"},
		{"below zero", func(b *Bank, a *account) {
			a.customer = false
			_ = b.ledger.move(a, b.ledger.house(settlementAccount, a.currency), 1)
			a.customer = true
		}, "below zero"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := New()
			tt.cook(b, b.ledger.open("account", "KZT"))
			err := b.Audit()
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("the audit says %v, want %q", err, tt.want)
			}
		})
	}
}

// Accounts hold up to 2^60 hundredths either way, and refuse more before int64
// could overflow.
func TestLedgerBounds(t *testing.T) {
	const most = 1 << 60
	for _, tt := range []struct {
		from, to, amount money
		fails            bool
	}{
		{0, most - 1, 1, false},
		{0, most - 1, 2, true},
		{0, most, 1, true},
		{1 - most, 0, 1, false},
		{1 - most, 0, 2, true},
		{-most, 0, 1, true},
		{0, 0, most, false},
		{0, 0, most + 1, true},
	} {
		l := newLedger()
		from, to := l.house("a", "KZT"), l.house("b", "KZT")
		from.balance, to.balance = tt.from, tt.to
		if err := l.move(from, to, tt.amount); (err != nil) != tt.fails {
			t.Errorf("%+v: %v", tt, err)
		}
		if moved := from.balance != tt.from || to.balance != tt.to || len(l.journal) > 0; moved == tt.fails {
			t.Errorf("%+v: moved %v", tt, moved)
		}
	}
	l := newLedger()
	if err := l.move(l.house("a", "KZT"), l.house("a", "USD"), 1); err == nil {
		t.Error("moved between currencies")
	}
}

// A credit that the ledger refuses leaves no transaction behind.
func TestFundBeyondTheLedger(t *testing.T) {
	b := New()
	card, err := b.NewCard(b.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	b.ledger.house(settlementAccount, "KZT").balance = -1 << 60
	if err := b.Fund(card, "1", "KZT"); err == nil || len(b.transactions) > 0 || len(b.cards[card].posted) > 0 {
		t.Errorf("funded: %v, %d transactions", err, len(b.transactions))
	}
}
