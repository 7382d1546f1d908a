package freedompay_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Upload today's rate of the partner. Rates speak of time without a zone.
func ExampleRateService_Add() {
	bank, client := fakeBank()
	day := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)

	added, err := client.Rates.Add(context.Background(), freedompay.AddRateRequest{Rate: freedompay.Rate{
		From:      freedompay.USD,
		To:        freedompay.KZT,
		Rate:      freedompay.MustAmount("512.35"),
		Start:     freedompay.NewZonelessTimestamp(day),
		End:       freedompay.NewZonelessTimestamp(day.AddDate(0, 0, 1)),
		Operation: freedompay.RateSell,
	}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added.Status)
	for _, rate := range bank.Rates() {
		fmt.Println("the bank has", rate.From, rate.To, rate.Rate)
	}
	// Output:
	// ok
	// the bank has USD KZT 512.35
}

// Register a company, and a user of it.
func ExamplePartnerService_AddClient() {
	ctx := context.Background()
	_, client := fakeBank()

	added, err := client.Partners.AddClient(ctx, freedompay.AddPartnerClientRequest{
		Company: freedompay.Company{
			CompanyID: "company-1",
			Name:      "TEST COMPANY",
			BIN:       "000000000000",
			Address:   freedompay.Address{Country: "KAZ", City: "Almaty"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("company:", added.Status)

	// The number of the company arrives when the request settles.
	state := new(freedompay.PartnerRequestState)
	for !state.RequestStatus.Settled() {
		if state, err = client.Partners.RequestStatus(ctx, added.RequestID); err != nil {
			log.Fatal(err)
		}
	}
	user, err := client.Partners.AddUser(ctx, freedompay.AddPartnerUserRequest{
		ClientID: state.ClientID,
		User: freedompay.PartnerUser{
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Phone:     "77001234567",
			Email:     "test@example.com",
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("user:", user.Status, user.ClientID == state.ClientID, user.UserID != 0)
	// Output:
	// company: ok
	// user: ok true true
}
