package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// change returns what arrives in place of v, the member at path.
type change func(path string, s *contract.Schema, v any) any

// rewrite returns a copy of v in which every member of the contract, and v
// itself, went through change.
func rewrite(path string, s *contract.Schema, v any, change change) any {
	switch whole := v.(type) {
	case []any:
		items := make([]any, len(whole))
		for i, item := range whole {
			items[i] = rewrite(path+"[]", s.Items, item, change)
		}
		v = items
	case map[string]any:
		members := map[string]any{}
		for name, member := range whole {
			if inner := s.Properties[name]; inner != nil {
				member = rewrite(path+"."+name, inner, member, change)
			}
			members[name] = member
		}
		v = members
	}
	return change(path, s, v)
}

// asText writes every scalar as text, so that 1004 is "1004".
func asText(_ string, _ *contract.Schema, v any) any {
	switch v.(type) {
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return v
}

func isCode(s *contract.Schema) bool { return s.Dictionary != "" }

// isVerdict reports whether a member decides between an answer and a refusal: an
// unknown code there is no answer.
func isVerdict(s *contract.Schema) bool {
	return s.Dictionary == "status" || s.Dictionary == "gift_request_status"
}

func isTime(path string, s *contract.Schema) bool {
	name := path[strings.LastIndex(path, ".")+1:]
	return s.Format == "date-time" || s.Layout != "" || special[name] == timestamp
}

// amounts replaces every amount.
func amounts(with any) change {
	return func(path string, s *contract.Schema, v any) any {
		if isAmount(s, path) {
			return with
		}
		return v
	}
}

// times replaces every time.
func times(with string) change {
	return func(path string, s *contract.Schema, v any) any {
		if isTime(path, s) {
			return with
		}
		return v
	}
}

// The wobbles that the contract names, and that of which it says only that it
// will come: unknown members and codes. Rates, an object or an array, are only
// ever sent.
var wobbles = []struct {
	name   string
	change change
}{
	{"codes as strings", func(_ string, s *contract.Schema, v any) any {
		if n, ok := v.(json.Number); ok && isCode(s) {
			return n.String()
		}
		return v
	}},
	{"codes as numbers", func(_ string, s *contract.Schema, v any) any {
		text, _ := v.(string)
		if n, err := strconv.Atoi(text); err == nil && isCode(s) && strconv.Itoa(n) == text {
			return json.Number(text)
		}
		return v
	}},
	{"unknown codes", func(_ string, s *contract.Schema, v any) any {
		switch {
		case !isCode(s) || isVerdict(s):
			return v
		case s.Type == "integer":
			return json.Number("987654")
		}
		return "unheard-of"
	}},
	{"status OK", func(_ string, s *contract.Schema, v any) any {
		if s.Dictionary == "status" {
			return "OK"
		}
		return v
	}},
	{"amounts as numbers", amounts(json.Number("1500.50"))},
	{"amounts as strings", amounts("1500.50")},
	{"amounts as integers", amounts(json.Number("1500"))},
	{"amounts as strings of integers", amounts("1500")},
	{"times without a zone", times("2026-11-20 10:15:00")},
	{"RFC 3339 without a zone", times("2026-11-20T10:15:00")},
}

// However an answer wobbles, it is read, and nothing of it is lost.
func TestWobbles(t *testing.T) {
	recorded := fixtures(t)
	for _, wobble := range wobbles {
		t.Run(wobble.name, func(t *testing.T) {
			for _, op := range operations(t) {
				arrived := rewrite("$", op.Answer, value(t, recorded[op.ID].Response), wobble.change)
				checkRead(t, op, recorded[op.ID], arrived, arrived)
			}
		})
	}
}

// Members that the contract does not name break nothing, wherever they stand.
func TestUnknownMembers(t *testing.T) {
	recorded := fixtures(t)
	for _, op := range operations(t) {
		known := value(t, recorded[op.ID].Response)
		arrived := rewrite("$", op.Answer, known, func(_ string, s *contract.Schema, v any) any {
			if members, ok := v.(map[string]any); ok && !s.IsFree() {
				members["unheard_of"] = map[string]any{"of": []any{"any", json.Number("1.50"), nil}}
			}
			return v
		})
		checkRead(t, op, recorded[op.ID], arrived, known)
	}
}

// checkRead answers an operation with what arrived, and wants the answer to hold
// what is kept, all scalars compared as text.
func checkRead(t *testing.T, op *contract.Operation, f fixture, arrived, kept any) {
	t.Helper()
	b := bank{replies: []reply{{200, text(arrived)}}}
	answer, err := rowOf(t, op.ID)(caller{t, b.client(t), f.requestID()})
	if err != nil {
		t.Errorf("%s: %v, for the answer %s", op.ID, err, text(arrived))
		return
	}
	want := rewrite("$", op.Answer, kept, asText).(map[string]any)
	redact(t, answer, want)
	got := rewrite("$", op.Answer, encoded(t, answer), asText)
	for _, difference := range differences("$", got, want) {
		t.Errorf("%s: %s", op.ID, difference)
	}
}

// A refusal carries its code as a number or as a string, known or not.
func TestRefusals(t *testing.T) {
	recorded := fixtures(t)
	for _, op := range operations(t) {
		known, form := freedompay.CodeCardNotFound, `{"status":"error","error_code":%s,"unheard_of":{}}`
		switch {
		case strings.HasPrefix(op.Path, "/v5/cards/"):
			known, form = freedompay.CodeGiftCardNotFound, `{"datetime":"2026-11-20 10:15:00","status":%s,"unheard_of":{}}`
		case strings.HasPrefix(op.Path, "/v5/partner/"):
			known = freedompay.CodeWalletNotFound
		}
		for _, code := range []freedompay.ErrorCode{known, known + "987"} {
			for _, wire := range []string{string(code), strconv.Quote(string(code))} {
				b := bank{replies: []reply{{200, fmt.Sprintf(form, wire)}}}
				_, err := rowOf(t, op.ID)(caller{t, b.client(t), recorded[op.ID].requestID()})
				tries := 0
				for _, sent := range b.sent {
					if sent.path == op.Path {
						tries++
					}
				}
				if !errors.Is(err, code) || tries != 1 {
					t.Errorf("%s: refused with %s: %v after %d attempts, want code %s after 1", op.ID, wire, err, tries, code)
				}
			}
		}
	}
}

// The status of a connected product is described as 1 and 0 and typed boolean.
func TestProductStatus(t *testing.T) {
	for wire, want := range map[string]freedompay.Flag{
		"1": true, "0": false, "true": true, "false": false, `"1"`: true, `"0"`: false, `"true"`: true, `"false"`: false,
	} {
		b := bank{replies: []reply{{200, `{"status":"OK","product":{"status":` + wire + `}}`}}}
		answer, err := rowOf(t, "Partners.AddProduct")(caller{t, b.client(t), uuid.Max})
		if err != nil {
			t.Fatalf("status %s: %v", wire, err)
		}
		if got := answer.(*freedompay.PartnerProductAdded).Product.Status; got != want {
			t.Errorf("status %s is read as %v, want %v", wire, got, want)
		}
	}
}
