package freedompaytest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A snapshot that somebody has changed is refused, or makes a bank that can be
// looked at and goes on: whatever is put in the place of any of its values,
// nothing panics.
func TestChangedSnapshots(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.SettleAfter(time.Hour))
	busy(t, bank, "1")
	bank.Inject(freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: time.Hour, Times: 1})
	_, _ = bank.Client().Cards.Info(t.Context(), "1") // held back, then refused
	snapshot, err := bank.Snapshot()
	must(t, err)
	var state any
	decoder := json.NewDecoder(bytes.NewReader(snapshot))
	decoder.UseNumber()
	must(t, decoder.Decode(&state))
	restored := 0
	for path, set := range places("", state) {
		for _, value := range []string{`null`, `""`, `"x"`, `0`, `-1`, `9223372036854775807`, `[]`, `{}`, `[null]`, `true`, `"0001-01-01T00:00:00Z"`} {
			back := set(json.RawMessage(value))
			text, err := json.Marshal(state)
			must(t, err)
			if survives(t, path+" = "+value, text) {
				restored++
			}
			back()
		}
	}
	t.Logf("%d changed snapshots were restored", restored)
}

// places yields each value below a value, with what replaces it and puts it
// back.
func places(path string, value any) map[string]func(any) (back func()) {
	all := make(map[string]func(any) func())
	add := func(path string, child any, put func(any)) {
		all[path] = func(other any) func() { put(other); return func() { put(child) } }
		maps.Copy(all, places(path, child))
	}
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			add(path+"."+name, child, func(other any) { value[name] = other })
		}
	case []any:
		for i, child := range value[:min(len(value), 3)] {
			add(fmt.Sprintf("%s[%d]", path, i), child, func(other any) { value[i] = other })
		}
	}
	return all
}

// survives restores a snapshot, looks at everything and lets it go on.
func survives(t *testing.T, change string, snapshot []byte) (restored bool) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: it panics: %v", change, r)
		}
	}()
	bank, err := freedompaytest.Restore(snapshot)
	if err != nil {
		return false
	}
	all := freedompaytest.Window{}
	for _, c := range bank.ViewCards(all).Items {
		bank.ViewCard(c.ID)
		bank.ViewMovements(c.ID, all)
		bank.ViewTransactions(c.ID, all)
		bank.ViewLimits(c.ID)
		_, _ = bank.Purchase(freedompaytest.Purchase{CardID: c.ID, Amount: "1", Currency: "KZT"})
	}
	for _, tx := range bank.ViewTransactions("", all).Items {
		_ = bank.ClearPurchase(tx.ID)
	}
	for _, w := range bank.ViewWallets(all).Items {
		bank.ViewWalletMovements(w.Identifier, all)
		_ = bank.TopUpWallet(w.Identifier, "1")
	}
	bank.ViewClients(all)
	bank.ViewGiftCards(all)
	bank.ViewRequests(all)
	bank.ViewHouseAccounts()
	bank.ViewPostings("", all)
	_ = bank.Audit()
	bank.Settle()
	_, _ = bank.Snapshot()
	return true
}
