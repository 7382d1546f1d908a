package freedompay

import (
	"encoding/json"
	"reflect"
	"testing"
)

type (
	hiddenPIN = SetPINRequest // an alias of lower case: embedded, it is not exported
	ownPIN    struct {
		Before string `json:"before"`
		SetPINRequest
		After string `json:"after"`
	}
	ownPINPointer struct {
		*SetPINRequest
		After string `json:"after"`
	}
	deeperPIN struct{ *ownPIN }
	aliasPIN  struct {
		hiddenPIN
		After string `json:"after"`
	}
	marshalsItself struct{ RefundTransactionRequest }
)

func (m marshalsItself) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"own": m.RefundTransactionRequest})
}

// What is sent holds the secret, and nothing that only our JSON has; what the
// caller gave is not changed, however it embeds a request of ours.
func TestShadowOfRequests(t *testing.T) {
	pin := func() SetPINRequest { return SetPINRequest{CardID: "1", PIN: NewSecret("Zm9v\"+")} }
	inner, generated := pin(), SetPINRequest{CardID: "1", Generate: true}
	const own = `"card_id":"1","pin":"Zm9v\"+"`
	for _, test := range []struct {
		req  any
		want string
	}{
		{inner, `{` + own + `}`},
		{&inner, `{` + own + `}`},
		{generated, `{"card_id":"1"}`},
		{ownPIN{"b", inner, "a"}, `{"before":"b",` + own + `,"after":"a"}`},
		{&ownPIN{"b", inner, "a"}, `{"before":"b",` + own + `,"after":"a"}`},
		{ownPINPointer{&inner, "a"}, `{` + own + `,"after":"a"}`},
		{&ownPINPointer{&generated, "a"}, `{"card_id":"1","after":"a"}`},
		{deeperPIN{&ownPIN{"b", inner, "a"}}, `{"before":"b",` + own + `,"after":"a"}`},
		{aliasPIN{inner, "a"}, `{` + own + `,"after":"a"}`},
		{ConfirmGiftCardRequest{OTP: NewSecret("1")}, `{"otp":"1"}`},
		{ConfirmGiftCardRequest{}, `{"otp":""}`},
		{RefundTransactionRequest{OrderID: "o", All: true}, `{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}`},
		{&ClearTransactionRequest{OrderID: "o", All: true}, `{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}`},
		{marshalsItself{RefundTransactionRequest{OrderID: "o", All: true}}, `{"own":{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}}`},
	} {
		before := reflect.ValueOf(test.req)
		for before.Kind() == reflect.Pointer {
			before = before.Elem()
		}
		kept := before.Interface()
		b, err := encode(test.req)
		if err != nil || string(b.head) != test.want {
			t.Errorf("%T is sent as %s, %v; want %s", test.req, b.head, err, test.want)
		}
		if !reflect.DeepEqual(before.Interface(), kept) || inner.PIN.Reveal() != "Zm9v\"+" || !generated.Generate {
			t.Errorf("%T was changed", test.req)
		}
	}
	if got := shadowOf((*SetPINRequest)(nil)); got != (*SetPINRequest)(nil) {
		t.Errorf("of nil: %v", got)
	}
}

// Stored as JSON and read again, a request asks for the same.
func TestRequestsKeepWhatIsNotSent(t *testing.T) {
	for _, req := range []any{
		&RefundTransactionRequest{OrderID: "o", All: true},
		&ClearTransactionRequest{OrderID: "o", All: true},
		&SetPINRequest{CardID: "1", Generate: true},
	} {
		text, err := json.Marshal(req)
		again := reflect.New(reflect.TypeOf(req).Elem()).Interface()
		if err != nil || json.Unmarshal(text, again) != nil || !reflect.DeepEqual(req, again) {
			t.Errorf("%+v is %s, %v, and again %+v", req, text, err, again)
		}
	}
}
