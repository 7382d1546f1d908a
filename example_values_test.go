package freedompay_test

import (
	"fmt"
	"log"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Money is exact text. To count, take the integer of minor units.
func ExampleAmount() {
	price := freedompay.MustAmount("1500.50")
	minor, err := price.Minor(2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(freedompay.NewAmount(3*minor, 2))

	fmt.Println(freedompay.MustAmount("1.5") == freedompay.MustAmount("1.50"))        // the texts differ
	fmt.Println(freedompay.MustAmount("1.5").Cmp(freedompay.MustAmount("1.50")) == 0) // the values do not
	// Output:
	// 4501.50
	// false
	// true
}

// Amounts of users are parsed, and refused when they are none.
func ExampleParseAmount() {
	for _, text := range []string{"1500.50", "-3", "1,500", "1e3"} {
		amount, err := freedompay.ParseAmount(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(amount)
	}
	// Output:
	// 1500.50
	// -3
	// freedompay: "1,500" is not a decimal amount: want digits such as 1500.50
	// freedompay: "1e3" is not a decimal amount: want digits such as 1500.50
}

// Gift cards and rates write the time without a zone: say in which place it is
// meant.
func ExampleTimestamp_In() {
	written := freedompay.NewZonelessTimestamp(time.Date(2026, time.November, 20, 10, 15, 0, 0, time.UTC))
	almaty := time.FixedZone("Almaty", 5*60*60)

	fmt.Println(written)
	fmt.Println(written.Time())
	fmt.Println(written.In(almaty))
	// Output:
	// 2026-11-20 10:15:00
	// 2026-11-20 10:15:00 +0000 UTC
	// 2026-11-20 10:15:00 +0500 Almaty
}

// Ask what a code of a statement stands for.
func ExampleTransactionCode() {
	code := freedompay.TransactionCode("1060")

	fmt.Println(code.Description())
	fmt.Println(code.Kind(), "cancels", code.Cancels(), code.IsClearing())
	// Output:
	// Cancellation/Refund of Purchase. Clearing.
	// purchase cancels 1058 true
}
