package contract_test

import (
	"fmt"
	"log"

	"github.com/freedompay-go/freedompay/contract"
)

// The path of an operation, how sure it is, and the first code of a dictionary.
func ExampleLoad() {
	api, err := contract.Load()
	if err != nil {
		log.Fatal(err)
	}
	if op, ok := api.Operation("Cards.Issue"); ok {
		fmt.Println(op.Path, "is", op.Provenance.Path)
	}
	if codes, ok := api.Dictionary("card_error"); ok {
		fmt.Println(codes.Rows[0].Code, codes.Rows[0].Text)
	}
	// Output:
	// /v5/card-api/card/issue is partial
	// 12001 Incorrect input parameters.
}
