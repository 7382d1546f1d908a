package freedompay_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Match an error by its code when there is something to do about that code, and
// by its class when the code does not matter.
func ExampleError() {
	_, client := fakeBank()

	_, err := client.Cards.Info(context.Background(), "0000000000")

	fmt.Println("by code: ", errors.Is(err, freedompay.CodeCardNotFound))
	fmt.Println("by class:", errors.Is(err, freedompay.ErrNotFound))

	if failed, ok := errors.AsType[*freedompay.Error](err); ok {
		fmt.Println("details: ", failed.Op, failed.HTTPStatus, failed.Code.Description())
	}
	// Output:
	// by code:  true
	// by class: true
	// details:  /v5/card-api/card/info 200 Card with the specified identifier not found.
}

// What to do about an error is decided once, in one place.
func ExampleError_classes() {
	decide := func(err error) string {
		switch {
		case err == nil:
			return "done"
		case errors.Is(err, freedompay.ErrInvalidRequest):
			return "a mistake of ours: nothing was sent"
		case errors.Is(err, freedompay.ErrOutcomeUnknown), errors.Is(err, freedompay.ErrDuplicate):
			return "wait on its RequestID"
		case errors.Is(err, freedompay.ErrUnavailable):
			return "try again later"
		default:
			return "refused"
		}
	}
	ctx := context.Background()
	_, client := fakeBank()
	request := freedompay.ActivateCardRequest{RequestID: uuid.New()}

	_, err := client.Cards.Activate(ctx, request) // without a card
	fmt.Println(decide(err))

	request.CardID = "0000000000" // a card that does not exist
	_, err = client.Cards.Activate(ctx, request)
	fmt.Println(decide(err))

	issue := freedompay.IssueCardRequest{
		RequestID: uuid.New(),
		ProductID: freedompay.CardProductInstantGold,
		ClientID:  someClient(ctx, client),
	}
	for range 2 { // the second time the bank knows the id
		_, err = client.Cards.Issue(ctx, issue)
		fmt.Println(decide(err))
	}
	// Output:
	// a mistake of ours: nothing was sent
	// refused
	// done
	// wait on its RequestID
}

// Violations say everything that is wrong with a request, before it is sent.
func ExampleViolations() {
	_, client := fakeBank()

	_, err := client.Transactions.Create(context.Background(), freedompay.CreateTransactionRequest{
		OrderID:  "order-1",
		Type:     freedompay.Credit,
		Currency: "tenge",
	})
	violations, _ := errors.AsType[freedompay.Violations](err)
	for _, violation := range violations {
		fmt.Println(violation.Path, "wants", violation.Want)
	}
	// Output:
	// $.card_id wants a value: it is required
	// $.amount wants an amount above zero
	// $.currency wants a currency of three capital letters, as KZT
}
