package contractcheck

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/internal/scene"
)

const recordings = "../../testdata"

func document(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contract.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The contract is valid OpenAPI, and every example in it is of its own schema.
func TestContractIsOpenAPI(t *testing.T) {
	if err := document(t).Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()); err != nil {
		t.Error(err)
	}
}

// Whatever the fake bank answers, refusals included, is as the contract says, and
// so is what it was sent.
func TestBankAnswersWithinTheContract(t *testing.T) {
	doc := document(t)
	doc.Servers = nil // the fake bank is somewhere else
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[int]int{}
	check := func(e scene.Exchange, requestIsValid bool) {
		t.Helper()
		answers[e.Status]++
		input := requestOf(t, router, e)
		if err := openapi3filter.ValidateRequest(t.Context(), input); (err == nil) != requestIsValid {
			t.Errorf("%s: the request is valid: %v, want %v: %s", e.Name, err == nil, requestIsValid, reason(err))
		}
		if err := openapi3filter.ValidateResponse(t.Context(), responseOf(input, e)); err != nil {
			t.Errorf("%s: HTTP %d %s: %s", e.Name, e.Status, e.Response, reason(err))
		}
	}
	for _, e := range scene.Accepted(t, recordings) {
		check(e, true)
	}
	for _, e := range scene.Repeated(t, recordings) {
		check(e, true)
	}
	for _, e := range scene.WithoutRequired(t, recordings) {
		check(e.Exchange, false)
	}
	for _, e := range scene.Rejected(t, recordings) {
		answers[e.Status]++
		if err := openapi3filter.ValidateResponse(t.Context(), responseOf(requestOf(t, router, e), e)); err != nil {
			t.Errorf("%s: HTTP %d %s: %s", e.Name, e.Status, e.Response, reason(err))
		}
	}
	t.Logf("answers by HTTP status: %v", answers)
	if answers[http.StatusOK] < 200 || answers[http.StatusUnauthorized] < 48 || answers[http.StatusNotFound] < 48 || answers[http.StatusUnsupportedMediaType] < 48 {
		t.Error("fewer answers than there are operations and members")
	}
}

// reason is what an error says before it prints the whole schema.
func reason(err error) string {
	if err == nil {
		return ""
	}
	text, _, _ := strings.Cut(err.Error(), "\nSchema:")
	return text
}

func requestOf(t *testing.T, router routers.Router, e scene.Exchange) *openapi3filter.RequestValidationInput {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://bank.test"+e.Operation.Path, bytes.NewReader(e.Request))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	route, parameters, err := router.FindRoute(req)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	return &openapi3filter.RequestValidationInput{
		Request: req, Route: route, PathParams: parameters,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}
}

func responseOf(input *openapi3filter.RequestValidationInput, e scene.Exchange) *openapi3filter.ResponseValidationInput {
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: e.Status, Header: http.Header{"Content-Type": {"application/json"}},
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	response.SetBodyBytes(e.Response)
	return response
}

// The validator does refuse: an answer of another type, without a required
// member, with an unknown status, with a code that is none, under an undeclared
// HTTP status.
func TestValidatorRefuses(t *testing.T) {
	doc := document(t)
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	op, ok := c.Operation("GiftCards.Status")
	if !ok {
		t.Fatal("no GiftCards.Status")
	}
	good := `{"datetime":"2026-11-20 10:15:00","status":0,"card_status":1,"card_currency":"KZT","card_balance":5000,"card_mask":"4"}`
	for _, test := range []struct {
		status   int
		old, new string
	}{
		{200, `"card_balance":5000`, `"card_balance":"5000"`}, {200, `"card_mask":"4"`, `"mask":"4"`},
		{200, `"status":0`, `"status":7`}, {200, `"card_status":1`, `"card_status":99`}, {302, "", ""},
	} {
		e := scene.Exchange{Operation: op, Name: test.new, Request: []byte(`{"card_id":1}`), Status: test.status, Response: []byte(strings.Replace(good, test.old, test.new, 1))}
		err := openapi3filter.ValidateResponse(t.Context(), responseOf(requestOf(t, router, e), e))
		if _, ok := errors.AsType[*openapi3filter.ResponseError](err); !ok {
			t.Errorf("HTTP %d %s: %v, want it refused", e.Status, e.Response, err)
		}
	}
}
