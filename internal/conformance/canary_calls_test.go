package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// cardData names the members of the contract that must not be printed.
var cardData = []string{"card_number", "pan", "cvv", "cvc", "pin", "otp", "password"}

// A PAN, CVV, PIN or one-time password, wherever the contract has one, is a
// Secret: nobody can print it by accident.
func TestCardDataIsSecret(t *testing.T) {
	var found []string
	var search func(path string, s *contract.Schema, typ reflect.Type)
	search = func(path string, s *contract.Schema, typ reflect.Type) {
		for typ.Kind() == reflect.Slice && s.Items != nil {
			s, typ = s.Items, typ.Elem()
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		for _, f := range fields(typ) {
			inner := s.Properties[f.name]
			if inner == nil {
				continue // TestTypes says so
			}
			if slices.Contains(cardData, f.name) {
				found = append(found, path+"."+f.name)
				if f.typ != secret {
					t.Errorf("%s.%s is a %v: want a freedompay.Secret, whoever prints %v prints it", path, f.name, f.typ, typ)
				}
			}
			search(path+"."+f.name, inner, f.typ)
		}
	}
	for _, op := range operations(t) {
		method, _ := methodOf(op)
		if method.Type.NumIn() == 3 {
			search(op.ID+" request", op.Request, method.Type.In(2))
		}
		search(op.ID+" answer", op.Answer, method.Type.Out(0).Elem())
	}
	want := []string{"Cards.SecretData answer.card_number", "Cards.SecretData answer.cvv", "Cards.SetPIN request.pin", "GiftCards.Confirm request.otp"}
	if slices.Sort(found); !slices.Equal(found, want) {
		t.Errorf("the contract's card data is %q, found %q", want, found)
	}
}

// canaryCall calls an operation with a canary in every Secret of its request.
func canaryCall(t *testing.T, c *freedompay.Client, op *contract.Operation) (answer any, err error) {
	t.Helper()
	service, name := op.Names()
	method := reflect.ValueOf(c).Elem().FieldByName(service).MethodByName(name)
	in := []reflect.Value{reflect.ValueOf(t.Context())}
	if method.Type().NumIn() == 2 {
		argument := reflect.New(method.Type().In(1)).Elem()
		new(planted).fill(argument)
		in = append(in, argument)
	}
	out := method.Call(in)
	if err, _ = reflect.TypeAssert[error](out[1]); err != nil {
		return nil, err
	}
	return out[0].Interface(), nil
}

// tree returns an error and all that are under it.
func tree(err error) []error {
	all := []error{err}
	switch e := any(err).(type) {
	case interface{ Unwrap() error }:
		if under := e.Unwrap(); under != nil {
			all = append(all, tree(under)...)
		}
	case interface{ Unwrap() []error }:
		for _, under := range e.Unwrap() {
			all = append(all, tree(under)...)
		}
	}
	return all
}

// panForms are how the bank, or a proxy that quotes a request, may spell the PAN.
var panForms = []string{"4400430212345678", "4400 4302 1234 5678", "4400-4302-1234-5678"}

// leakOfPAN is leak for a text in which separators may have been kept.
func leakOfPAN(text string) string {
	for _, part := range []string{"43021234", "4302 1234", "4302-1234"} {
		if strings.Contains(text, part) {
			return part
		}
	}
	return leak(text)
}

// acceptedAndFailed begins an answer about a request that has failed. What only
// asks about one, or has no request_status, is answered by it.
const acceptedAndFailed = `{"status":"ok","request_status":"error"`

// refusals are answers that carry the canary and are no success, in every
// dialect and in none.
func refusals() (all []reply) {
	for _, pan := range panForms {
		quoted := "request " + canary + " of card " + pan + " refused"
		all = append(all,
			reply{200, `{"status":"error","error_code":12001,"error_description":"card ` + pan + ` refused"}`},
			reply{200, `{"status":"error","error_code":"E-17","error_description":"` + strings.Repeat("so ", 97) + pan + `"}`},
			reply{200, `{"status":"error","error_code":"` + pan + `"}`},
			reply{200, `{"status":-7,"error_description":"` + pan + `"}`},
			reply{200, acceptedAndFailed + `,"error_code":"E-17","error_description":"<` + pan + `>"}`},
			reply{400, `{"status":"error","error_code":1001,"error_description":"` + pan + `"}`},
			reply{200, `{"status":"ok","dt":"x","card_number":{"` + quoted + `":1},"cards":"` + quoted + `","operations":"` + quoted + `"`},
			reply{200, `{"status":"` + quoted + `"}`},
			reply{200, "<html>" + quoted}, reply{403, "<html>" + quoted}, reply{502, quoted}, reply{302, quoted})
	}
	return all
}

// TestNoCallShowsASecret makes all calls, with a logger that hears everything:
// accepted, refused and broken. Nothing of a canary that was sent, or came back,
// is in the log, in the errors or in what the answers print.
func TestNoCallShowsASecret(t *testing.T) {
	var text, object bytes.Buffer
	level := &slog.HandlerOptions{Level: slog.LevelDebug - 100, AddSource: true}
	log := slog.New(slog.NewMultiHandler(slog.NewTextHandler(&text, level), slog.NewJSONHandler(&object, level)))
	recorded, redacted := fixtures(t), map[string]int{}
	var sent, returned, calls, failures, searched int
	operations := operations(t)
	for _, op := range operations {
		response, err := json.Marshal(rewrite("$", op.Answer, value(t, recorded[op.ID].Response), func(path string, _ *contract.Schema, v any) any {
			if name := path[strings.LastIndex(path, ".")+1:]; slices.Contains(cardData, name) {
				returned++
				return canary
			}
			return v
		}))
		if err != nil {
			t.Fatal(err)
		}
		b := &bank{replies: []reply{{200, string(response)}}}
		answer, err := canaryCall(t, canaryClient(t, b, freedompay.WithLogger(log)), op)
		if err != nil {
			t.Fatalf("%s: %v", op.ID, err)
		}
		if body := string(b.only(t).body); strings.Contains(body, canary) || strings.Contains(body, base64.StdEncoding.EncodeToString([]byte("%PDF-"+canary))) {
			sent++
		}
		calls++
		searched += silence(t, op.ID, reflect.ValueOf(answer).Elem().Interface(), redacted)

		for _, bad := range refusals() {
			calls++
			_, err := canaryCall(t, canaryClient(t, &bank{replies: []reply{bad}}, freedompay.WithLogger(log)), op)
			failed, ok := errors.AsType[*freedompay.Error](err)
			if !ok && !strings.HasPrefix(bad.body, acceptedAndFailed) {
				t.Fatalf("%s with %s: %v", op.ID, bad.body, err)
			} else if !ok {
				continue
			}
			failures++
			var out strings.Builder
			for _, print := range printers {
				out.WriteString(print(err) + print(*failed))
				searched += 2
			}
			for _, under := range tree(err) {
				fmt.Fprintf(&out, "%v %+v %#v %q %x\n", under, under, under, under, under)
				searched++
			}
			if found := leakOfPAN(out.String()); found != "" {
				t.Fatalf("%s with %s: an error shows the canary as %q: %s", op.ID, bad.body, found, out.String())
			}
		}
	}
	for name, out := range map[string]string{"text": text.String(), "JSON": object.String()} {
		records := 0
		for line := range strings.Lines(out) {
			if strings.Contains(line, "freedompay call") && !strings.Contains(line, "poll") {
				records++
			}
		}
		if records != calls {
			t.Errorf("the log as %s has %d records of calls, want %d", name, records, calls)
		}
		if found := leakOfPAN(out); found != "" {
			at := strings.Index(out, found)
			t.Errorf("the log as %s shows the canary as %q: %s", name, found, out[max(0, at-200):at+50])
		}
	}
	if sent != 4 || returned != 2 {
		t.Errorf("canaries went out in %d requests and came back in %d members, want 4 and 2", sent, returned)
	}
	if !t.Failed() {
		t.Logf("%d operations, %d failed calls, %d canaries sent and %d returned, %d texts and %d bytes of log searched, 0 leaks",
			len(operations), failures, sent, returned, searched, text.Len()+object.Len())
	}
}

// An iterator that stops at what it cannot read does not show it either.
func TestNoIteratorShowsWhatItCannotRead(t *testing.T) {
	bodies := []string{
		`{"status":"ok","operations":[{"amount":"` + canary + `"}]}`, `{"status":"ok","operations":[{"amount":` + panForms[0] + `e99}]}`,
		`{"status":"ok","operations":[{"rrn":{"` + canary + `":1}}]}`, `{"status":"ok","operations":["` + canary + `"]}`,
		`{"status":"ok","operations":"` + canary + `"}`, `{"status":"ok","operations":[{"rrn":"` + canary, `{"status":"` + canary + `"}`,
		`{"` + canary + `":1}`, `["` + canary + `"]`, `"` + canary + `"`, canary, `{"status":"ok" ` + canary,
	}
	for _, body := range append(bodies, panForms...) {
		c := canaryClient(t, &bank{replies: []reply{{200, body}}})
		for _, err := range []error{
			onlyError(t, c.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: cardID})),
			onlyError(t, c.Wallets.Operations(t.Context(), freedompay.WalletStatementRequest{Identifier: identifier})),
		} {
			if _, ok := errors.AsType[*freedompay.Error](err); !ok {
				t.Errorf("%s: the error is %T %v", body, err, err)
			}
			for _, under := range tree(err) {
				if found := leakOfPAN(fmt.Sprintf("%v %+v %#v", under, under, under)); found != "" {
					t.Errorf("%s: the error shows the canary as %q: %+v", body, found, under)
				}
			}
		}
	}
}

// A call that breaks after its request was handed over says why, and not what
// was in it; nor does a transport's own error.
func TestNoBrokenCallShowsASecret(t *testing.T) {
	for _, op := range operations(t) {
		c := canaryClient(t, nil, freedompay.WithHTTPClient(&http.Client{Transport: breaking{}}))
		_, err := canaryCall(t, c, op)
		if _, ok := errors.AsType[*freedompay.Error](err); !ok {
			t.Fatalf("%s: %v", op.ID, err)
		}
		for _, under := range tree(err) {
			for name, print := range printers {
				if found := leak(print(under)); found != "" {
					t.Errorf("%s: %s of the error shows the canary as %q", op.ID, name, found)
				}
			}
		}
	}
}

// breaking reads a request whole and loses it.
type breaking struct{}

func (breaking) RoundTrip(req *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, req.Body)
	return nil, io.ErrUnexpectedEOF
}
