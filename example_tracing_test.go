package freedompay_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// tracer wraps a transport: it sees every attempt of every call. Put a span of
// your tracing library where this prints. A transport must leave the request as
// it is: its signature covers the path and the body.
type tracer struct{ next http.RoundTripper }

func (t tracer) RoundTrip(r *http.Request) (*http.Response, error) {
	fmt.Println("begin", r.URL.Path)
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		fmt.Println("end", r.URL.Path, err)
		return nil, err
	}
	fmt.Println("end", r.URL.Path, answer.StatusCode)
	return answer, nil
}

// Tracing, metrics, a proxy, a client certificate: all of it is the business of
// the http.Client, which the caller brings.
func ExampleWithHTTPClient() {
	bank := freedompaytest.New()
	traced := &http.Client{Transport: tracer{bank.Transport()}} // elsewhere: http.DefaultTransport
	client := bank.Client(freedompay.WithHTTPClient(traced))

	if _, err := client.GiftCards.List(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// begin /v5/cards/product_list
	// end /v5/cards/product_list 200
}
