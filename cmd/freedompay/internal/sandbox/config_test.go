package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

func all() freedompaytest.Window { return freedompaytest.Window{} }

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	key := freedompay.NewSecret("key")
	kama := freedompay.GiftProduct{Code: 1, Name: "Kama", Balance: freedompay.MustAmount("100")}
	for says, config := range map[string]sandbox.Config{
		"needs a partner":     {},
		"an auth_id and":      {Partners: []sandbox.Credentials{{AuthID: "1"}}},
		"there twice":         {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}, {AuthID: "1", Key: key}}},
		"no operation":        {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Faults: []freedompaytest.Fault{{On: "Cards.Isue", Do: freedompaytest.DropAfter}}},
		"gift_products[1]: ":  {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Scene: &sandbox.Scene{GiftProducts: []freedompay.GiftProduct{kama, kama}}},
		"wallets[1]: ":        {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Scene: &sandbox.Scene{Wallets: []sandbox.SceneWallet{{Identifier: "w"}, {Identifier: "w"}}}},
		"clients[0].cards[0]": {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Scene: &sandbox.Scene{Clients: []sandbox.SceneClient{{Cards: []sandbox.SceneCard{{Fund: "1.234"}}}}}},
	} {
		if _, err := sandbox.New(config); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q: %v", says, err)
		}
	}
}

func TestReadScene(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scene.json")
	for text, says := range map[string]string{
		`{"clients":[{"cards":[{"fund":"1.00"}]}],"wallets":[{"identifier":"w"}],
		  "gift_products":[{"code":1,"name":"Kama","name_en":"Kama","currency":"KZT","balance":100,"image":"https://example.com/a.png"}]}`: "",
		`{"client":[]}`: "client: no such member; there are clients, wallets, gift_products",
		`{"clients":[{"cards":[{"fnud":"1.00"}]}]}`:               "clients[0].cards[0].fnud: no such member; there are fund, currency",
		`{"clients":[{"cards":[{"currency":"KZT"},{"fund":1}]}]}`: "clients[0].cards[1].fund: want a text in quotes",
		`{"clients":{}}`:     "clients: want a list",
		`{"wallets":[null]}`: "wallets[0]: want an object",
		`{"wallets":[{"identifier":"a","identifier":"fund"}]}`:      "wallets[0].identifier: is there twice",
		`{"gift_products":[{"code":1,"balance":{},"name":"fund"}]}`: "gift_products[0].balance: ",
		"{}\n{}": "line 2: ",
		`[`:      "line 1: ",
		`[]`:     "want an object",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := sandbox.ReadScene(name)
		if good := says == ""; good != (err == nil) || err != nil && !strings.Contains(err.Error(), name+": "+says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The products of a scene are instead of the bank's own, also after a reset.
func TestSceneHasGiftProducts(t *testing.T) {
	s := newSandbox(t, &sandbox.Scene{GiftProducts: []freedompay.GiftProduct{{Code: 9, Name: "Kama", Balance: freedompay.MustAmount("100")}}}, "1")
	for range 2 {
		list, err := s.Partner("1").Bank().Client().GiftCards.List(t.Context())
		if err != nil || len(list.Products) != 1 || list.Products[0].Code != 9 {
			t.Errorf("%v: %+v", err, list)
		}
		if err := s.Reset(); err != nil {
			t.Fatal(err)
		}
	}
}

// The seed data of the README read, and make what they say.
func TestSeedDataOfREADME(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "```json\n")
	block, _, _ = strings.Cut(block, "```")
	name := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(name, []byte(block), 0o600); err != nil {
		t.Fatal(err)
	}
	scene, err := sandbox.ReadScene(name)
	if err != nil {
		t.Fatal(err)
	}
	bank := newSandbox(t, scene, "1").Partner("").Bank()
	list, err := bank.Client().GiftCards.List(t.Context())
	if err != nil || len(list.Products) != 1 || list.Products[0].NameEnglish != "Kama" {
		t.Errorf("%v: %+v", err, list)
	}
	if cards, wallets := bank.ViewCards(all()).Total, bank.ViewWallets(all()).Total; cards != 2 || wallets != 1 {
		t.Errorf("%d cards and %d wallets", cards, wallets)
	}
}
