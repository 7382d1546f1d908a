// Gift-cards sells a gift card: it lists what the merchant may issue, issues a
// card, sees a wrong one-time password refused, and has the right one confirmed.
//
// It runs on a fake bank inside the program, whose SMS it can read. With
// FREEDOMPAY_AUTH_ID, FREEDOMPAY_KEY and -phone it issues a card on the vendor's
// TEST host, or the host that FREEDOMPAY_URL names, and asks for the password
// that the phone has got.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/internal/connect"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	phone := flag.Int64("phone", 0, "the holder's phone, digits with the country code; not needed on the fake bank")
	product := flag.Int("product", 0, "the code of the gift card to issue; the first in the list when 0")
	flag.Parse()
	if err := run(ctx, *phone, freedompay.GiftProductCode(*product)); err != nil {
		fmt.Fprintln(os.Stderr, "gift-cards:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, phone int64, product freedompay.GiftProductCode) error {
	host, err := connect.Open()
	if err != nil {
		return err
	}
	if host.Bank == nil && phone == 0 {
		return errors.New("a real host sends a real SMS: say to which -phone")
	}
	fmt.Printf("Gift cards on %s.\n\n", host.Name)
	first, err := list(ctx, host.Client)
	if err != nil {
		return err
	}
	cardID, err := issue(ctx, host.Client, cmp.Or(phone, 77001234567), cmp.Or(product, first))
	if err != nil {
		return err
	}
	if host.Bank != nil {
		fmt.Printf("\nThe merchant's account has %d KZT left.\n", host.Bank.GiftFunds())
		if err := mistype(ctx, host.Client, cardID); err != nil {
			return err
		}
	}
	otp, err := readSMS(ctx, host, cardID)
	if err != nil {
		return err
	}
	return confirm(ctx, host.Client, cardID, otp)
}

// list shows the products and returns the first one's code.
func list(ctx context.Context, client *freedompay.Client) (freedompay.GiftProductCode, error) {
	products, err := client.GiftCards.List(ctx)
	if err != nil {
		return 0, err
	}
	if len(products.Products) == 0 {
		return 0, errors.New("this merchant may issue no gift cards")
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, p := range products.Products {
		_, _ = fmt.Fprintf(table, "  %d\t%s\t%s %s\n", p.Code, p.NameEnglish, p.Balance, p.Currency)
	}
	return products.Products[0].Code, table.Flush()
}

// issue issues a card. The call has no request_id, so the client sends it once:
// when the outcome is unknown, somebody has to look before a second card is
// paid for.
func issue(ctx context.Context, client *freedompay.Client, phone int64, product freedompay.GiftProductCode) (freedompay.GiftCardID, error) {
	issued, err := client.GiftCards.Issue(ctx, freedompay.IssueGiftCardRequest{
		CardholderName: "TEST CARDHOLDER",
		Phone:          phone,
		ProductCode:    product,
	})
	switch {
	case errors.Is(err, freedompay.ErrOutcomeUnknown):
		return 0, fmt.Errorf("there may be a card, or not: ask the bank before issuing another: %w", err)
	case errors.Is(err, freedompay.CodeGiftInsufficientFunds):
		return 0, fmt.Errorf("no card, the merchant's account is short of money: %w", err)
	case err != nil:
		return 0, err
	}
	fmt.Printf("\nIssued card %d of product %d; an SMS is on its way.\n", issued.CardID, product)
	return issued.CardID, nil
}

// mistype shows what a wrong password comes to.
func mistype(ctx context.Context, client *freedompay.Client, cardID freedompay.GiftCardID) error {
	_, err := client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{CardID: cardID, OTP: freedompay.NewSecret("mistyped")})
	if !errors.Is(err, freedompay.CodeGiftIncorrectOTP) {
		return fmt.Errorf("a wrong password is not refused: %w", err)
	}
	fmt.Println("The holder mistypes the password:", freedompay.CodeGiftIncorrectOTP.Description())
	if _, err := client.GiftCards.ResendCode(ctx, freedompay.ResendGiftCodeRequest{CardID: cardID}); err != nil {
		return err
	}
	fmt.Println("Another SMS is on its way.")
	return nil
}

// readSMS returns the one-time password: from the fake bank, or from whoever
// holds the phone.
func readSMS(ctx context.Context, host *connect.Host, cardID freedompay.GiftCardID) (freedompay.Secret, error) {
	if host.Bank != nil {
		return freedompay.NewSecret(host.Bank.OTP(cardID)), nil
	}
	fmt.Print("One-time password from the SMS: ")
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case otp := <-typed:
		return freedompay.NewSecret(otp), nil
	case <-ctx.Done():
		return freedompay.Secret{}, fmt.Errorf("card %d is issued and not activated: %w", cardID, ctx.Err())
	}
}

// confirm activates the card and reads it.
func confirm(ctx context.Context, client *freedompay.Client, cardID freedompay.GiftCardID, otp freedompay.Secret) error {
	if _, err := client.GiftCards.Confirm(ctx, freedompay.ConfirmGiftCardRequest{CardID: cardID, OTP: otp}); err != nil {
		return err
	}
	card, err := client.GiftCards.Status(ctx, cardID)
	if err != nil {
		return err
	}
	fmt.Printf("The holder types %v.\n\nCard %d: %s %s with %s %s on it.\n",
		otp, cardID, card.CardStatus.Description(), card.Mask, card.Balance, card.Currency)
	return nil
}
