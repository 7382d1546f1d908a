// Wallet tells the story of an e-money wallet: it is opened, its owner is
// identified, e-money is bought and spent, its statement is read, and it is
// closed.
//
// It runs on a fake bank inside the program. With FREEDOMPAY_AUTH_ID and
// FREEDOMPAY_KEY it runs against the vendor's TEST host, or against the host
// that FREEDOMPAY_URL names; there nobody buys or spends.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	identifier := flag.String("identifier", "", "the wallet's name in your system; a random one when empty")
	flag.Parse()
	if err := run(ctx, cmp.Or(*identifier, "test-"+uuid.NewString()[:8])); err != nil {
		fmt.Fprintln(os.Stderr, "wallet:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, identifier string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	host, err := connect.Open()
	if err != nil {
		return err
	}
	fmt.Printf("Wallet %s, on %s.\n\n", identifier, host.Name)
	w := wallet{ctx: ctx, client: host.Client, identifier: identifier}
	if err := w.open(); err != nil {
		return err
	}
	if host.Bank != nil {
		if err := w.use(host.Bank); err != nil {
			return err
		}
	}
	if err := w.read(); err != nil {
		return err
	}
	return w.close()
}

// wallet is the wallet of the story.
type wallet struct {
	ctx        context.Context
	client     *freedompay.Client
	identifier string
}

// open opens the wallet and tells whose it is.
func (w *wallet) open() error {
	err := w.command("Wallets.Add", func() (*freedompay.Result, error) {
		return w.client.Wallets.Add(w.ctx, freedompay.AddWalletRequest{
			Identifier: w.identifier,
			Country:    "KAZ",
			Currency:   freedompay.KZT,
		})
	})
	if err != nil {
		return err
	}
	return w.command("Wallets.IdentifyOwner", func() (*freedompay.Result, error) {
		return w.client.Wallets.IdentifyOwner(w.ctx, freedompay.IdentifyWalletOwnerRequest{
			Identifier: w.identifier,
			Owner: freedompay.WalletOwner{
				Phone:     77001234567,
				FirstName: "TEST",
				LastName:  "CARDHOLDER",
				Country:   "KAZ",
			},
			Identification: freedompay.IdentificationInfo{
				Time: freedompay.NewTimestamp(time.Now()),
				By:   "examples/wallet",
			},
		})
	})
}

// use is what happens in the world meanwhile.
func (w *wallet) use(bank *freedompaytest.Bank) error {
	fmt.Println("\nMeanwhile its owner buys e-money for 2000.00 and spends 1350.50 and 649.50 of it.")
	return errors.Join(
		bank.TopUpWallet(w.identifier, "2000.00"),
		bank.PayFromWallet(w.identifier, "1350.50"),
		bank.PayFromWallet(w.identifier, "649.50"),
	)
}

// read shows the wallet and what was done with it.
func (w *wallet) read() error {
	info, err := w.client.Wallets.Info(w.ctx, w.identifier)
	if err != nil {
		return err
	}
	fmt.Printf("\nWallets.Info\n  account %s, %s, %s %s\n", info.Wallet.AccountNumber, info.Wallet.Status, info.Wallet.Balance, info.Wallet.Currency)

	fmt.Println("\nWallets.Operations")
	for line, err := range w.client.Wallets.Operations(w.ctx, freedompay.WalletStatementRequest{Identifier: w.identifier}) {
		if err != nil {
			return err
		}
		fmt.Printf("  %8s %s  %-12s %s\n", line.Amount, line.Currency, line.Type, line.Type.Description())
	}
	return nil
}

// close closes the wallet; a bank refuses that while there is money in it.
func (w *wallet) close() error {
	fmt.Println()
	return w.command("Wallets.Close", func() (*freedompay.Result, error) {
		return w.client.Wallets.Close(w.ctx, freedompay.CloseWalletRequest{Identifier: w.identifier, Description: "end of the story"})
	})
}

// command gives a command and waits until the bank has settled it. E-money
// requests have a Wait of their own.
func (w *wallet) command(name string, give func() (*freedompay.Result, error)) error {
	result, err := give()
	if err != nil {
		return err
	}
	state, err := w.client.Wallets.Wait(w.ctx, result.RequestID)
	if err != nil {
		return err
	}
	fmt.Printf("%-21s request %s settled: %s\n", name, result.RequestID, state.RequestStatus.Description())
	return nil
}
