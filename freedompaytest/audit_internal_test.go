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
