package sandbox

import (
	"fmt"
	"os"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/strict"
)

// Scene is what is in a bank before the first call.
type Scene struct {
	Clients      []SceneClient            `json:"clients"`
	Wallets      []SceneWallet            `json:"wallets"`
	GiftProducts []freedompay.GiftProduct `json:"gift_products"` // instead of the bank's own
}

// SceneClient is a client with some cards.
type SceneClient struct {
	Cards []SceneCard `json:"cards"`
}

// SceneCard is an active card, with money when Fund is not empty.
type SceneCard struct {
	Fund     string              `json:"fund"`
	Currency freedompay.Currency `json:"currency"`
}

// SceneWallet is a wallet, with money when TopUp is not empty.
type SceneWallet struct {
	Identifier string `json:"identifier"`
	Currency   string `json:"currency"`
	TopUp      string `json:"top_up"`
}

// ReadScene reads a scene from a file.
func ReadScene(name string) (*Scene, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, err
	}
	scene := &Scene{}
	if err := strict.Read(text, scene); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return scene, nil
}

// options are what the scene says about a bank before it is made.
func (s *Scene) options() []freedompaytest.Option {
	if s == nil || s.GiftProducts == nil {
		return nil
	}
	return []freedompaytest.Option{freedompaytest.WithGiftProducts()} // set adds the products
}

// set puts the scene into a bank.
func (s *Scene) set(bank *freedompaytest.Bank) error {
	for i, p := range s.GiftProducts {
		if err := bank.NewGiftProduct(p); err != nil {
			return fmt.Errorf("gift_products[%d]: %w", i, err)
		}
	}
	for i, c := range s.Clients {
		client := bank.NewClient()
		for k, card := range c.Cards {
			if err := card.set(bank, client); err != nil {
				return fmt.Errorf("clients[%d].cards[%d]: %w", i, k, err)
			}
		}
	}
	for i, w := range s.Wallets {
		err := bank.NewWallet(w.Identifier, w.Currency)
		if err == nil && w.TopUp != "" {
			err = bank.TopUpWallet(w.Identifier, w.TopUp)
		}
		if err != nil {
			return fmt.Errorf("wallets[%d]: %w", i, err)
		}
	}
	return nil
}

func (c SceneCard) set(bank *freedompaytest.Bank, client string) error {
	card, err := bank.NewCard(client)
	if err != nil || c.Fund == "" {
		return err
	}
	if c.Currency == "" {
		view, _ := bank.ViewCard(card)
		c.Currency = freedompay.Currency(view.Accounts[0].Currency)
	}
	return bank.Fund(card, c.Fund, c.Currency)
}
