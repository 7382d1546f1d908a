package sandbox_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

func newSandbox(t *testing.T, scene *sandbox.Scene, ids ...string) *sandbox.Sandbox {
	t.Helper()
	config := sandbox.Config{Seed: 1, SettleAfter: time.Hour, Journal: 100, JournalSize: 1 << 20, Scene: scene}
	for _, id := range ids {
		config.Partners = append(config.Partners, sandbox.Credentials{AuthID: id, Key: freedompay.NewSecret("key")})
	}
	s, err := sandbox.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A state outlives a restart: money, pending commands and the clock.
func TestStateOutlivesARestart(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state.json")
	s := newSandbox(t, nil, "1", "2")
	bank := s.Partner("2").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if err := bank.Fund(card, "12.34", "KZT"); err != nil {
		t.Fatal(err)
	}
	_, err = bank.Client().Cards.Block(t.Context(), freedompay.BlockCardRequest{CardID: card, BlockCode: freedompay.BlockByClient, Description: "x"})
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(24 * time.Minute)
	if err := s.Store(name); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}

	other := newSandbox(t, nil, "1", "2")
	if err := other.Load(name); err != nil {
		t.Fatal(err)
	}
	if ahead := other.Clock.Offset(); ahead != 24*time.Minute {
		t.Errorf("the clock is ahead by %v", ahead)
	}
	bank = other.Partner("2").Bank()
	view, ok := bank.ViewCard(card)
	if !ok || view.Accounts[0].Balance != "12.34" || view.Status != "00" {
		t.Fatalf("the card is %+v", view)
	}
	other.Clock.Advance(time.Hour)
	if view, _ = bank.ViewCard(card); view.Status != "10" {
		t.Errorf("the pending block was lost: %+v", view)
	}
}

// A torn, changed or foreign file is refused and left alone.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state.json")
	s := newSandbox(t, &sandbox.Scene{Clients: []sandbox.SceneClient{{Cards: []sandbox.SceneCard{{Fund: "100.00"}}}}}, "1")
	if err := s.Store(name); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(good, []byte(`"balance":10000,`), []byte(`"balance":99999,`), 1)
	if bytes.Equal(changed, good) {
		t.Fatal("the balance was not found")
	}
	for what, text := range map[string][]byte{
		"renamed": bytes.Replace(good, []byte("CARDHOLDER"), []byte("SOMEBODY"), 1),
		"torn":    good[:len(good)-7], "empty": {}, "changed": changed, "foreign": []byte(`{"name":"package.json"}`), "no JSON": []byte("hello"),
		"another partner's": bytes.ReplaceAll(good, []byte(`"auth_id":"1"`), []byte(`"auth_id":"9"`)),
	} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		err := newSandbox(t, nil, "1").Load(name)
		if err == nil || !strings.Contains(err.Error(), "left as it is") {
			t.Errorf("%s: %v", what, err)
		}
		if left, _ := os.ReadFile(name); !bytes.Equal(left, text) {
			t.Errorf("%s: the file was changed", what)
		}
	}
}

// A state that is small as a text and large in memory is refused before it is
// read, and so is what is no file, or too large.
func TestStatesThatTakeTheMemory(t *testing.T) {
	s := newSandbox(t, nil, "1")
	for what, text := range map[string]string{
		"objects": `{"banks":[` + strings.Repeat("{},", 1_000_000) + `{}]}`,
		"lists":   `{"banks":` + strings.Repeat("[", 1_000_001),
	} {
		if err := s.Restore([]byte(text)); err == nil || !strings.Contains(err.Error(), "more than 1000000 things") {
			t.Errorf("%s: %v", what, err)
		}
	}
	large := filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, sandbox.MaxState+1); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{large, t.TempDir(), os.DevNull} {
		if err := s.Load(name); err == nil || !strings.Contains(err.Error(), "no file of at most") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A link is replaced by the file, and what it points at stays as it is.
func TestStateReplacesALink(t *testing.T) {
	target, name := filepath.Join(t.TempDir(), "precious"), filepath.Join(t.TempDir(), "state.json")
	if err := os.Symlink(target, name); err != nil {
		t.Skip(err)
	}
	s := newSandbox(t, nil, "1")
	if err := s.Load(name); err != nil { // it points at nothing yet
		t.Fatal(err)
	}
	if err := os.WriteFile(target, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Load(name); err == nil {
		t.Error("a foreign file behind a link was read as a state")
	}
	if err := s.Store(name); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != "precious" {
		t.Errorf("%v: behind the link is %q", err, text)
	}
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v: the state is %v", err, info)
	}
}

func TestScene(t *testing.T) {
	s := newSandbox(t, &sandbox.Scene{
		Clients: []sandbox.SceneClient{{Cards: []sandbox.SceneCard{{Fund: "100.00"}, {}}}, {}},
		Wallets: []sandbox.SceneWallet{{Identifier: "w", TopUp: "5"}},
	}, "1")
	bank := s.Partner("").Bank()
	if n := bank.ViewCards(all()).Total; n != 2 {
		t.Errorf("%d cards", n)
	}
	if w, ok := bank.ViewWallet("w"); !ok || w.Account.Balance != "5.00" {
		t.Errorf("the wallet is %+v", w)
	}
	if err := bank.Fund("1", "1", "KZT"); err == nil {
		t.Error("a card that is not there was funded")
	}
	before := bank.ViewCards(all()).Items
	if _, err := bank.NewCard(bank.NewClient()); err != nil {
		t.Fatal(err)
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	after := s.Partner("").Bank().ViewCards(all()).Items
	if len(after) != len(before) || after[0].ID != before[0].ID {
		t.Errorf("a reset makes %v of %v", after, before)
	}
}
