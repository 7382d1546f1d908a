package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// field is a member that encoding/json sees in a struct.
type field struct {
	name   string // in JSON
	tag    string // all of it
	goName string
	typ    reflect.Type
	owner  reflect.Type // the struct that declares it
	index  []int
}

// notSent are fields that a request's JSON holds and its body does not.
var notSent = map[string]bool{"ClearTransactionRequest.All": true, "RefundTransactionRequest.All": true, "SetPINRequest.Generate": true}

// fields returns the fields of a struct, those of embedded structs among them.
func fields(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		switch name, _, _ := strings.Cut(tag, ","); {
		case tag == "-", notSent[t.Name()+"."+f.Name]:
		case f.Anonymous && !tagged:
			for _, inner := range fields(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
		case !f.IsExported():
		case name == "":
			all = append(all, field{f.Name, tag, f.Name, f.Type, t, []int{i}})
		default:
			all = append(all, field{name, tag, f.Name, f.Type, t, []int{i}})
		}
	}
	return all
}

// tag returns the tag that a property is to have.
func tag(s *contract.Schema, name string) string {
	if s.Requires(name) {
		return name
	}
	return name + ",omitzero"
}

// codes tells which Go type holds the codes of each dictionary. The last two are
// no dictionaries of their own: what status says is in the contract's prose, and
// an error_code is one of card_error, wallet_error or gift_request_status.
var codes = map[string]reflect.Type{
	"request_status":         reflect.TypeFor[freedompay.RequestStatus](),
	"wallet_request_status":  reflect.TypeFor[freedompay.RequestStatus](),
	"client_product":         reflect.TypeFor[freedompay.ClientProduct](),
	"client_type":            reflect.TypeFor[freedompay.ClientType](),
	"resident":               reflect.TypeFor[freedompay.Residency](),
	"card_product":           reflect.TypeFor[freedompay.CardProduct](),
	"card_status":            reflect.TypeFor[freedompay.CardStatus](),
	"card_block":             reflect.TypeFor[freedompay.BlockCode](),
	"transaction":            reflect.TypeFor[freedompay.TransactionCode](),
	"limit_period":           reflect.TypeFor[freedompay.LimitPeriod](),
	"limit_transaction_type": reflect.TypeFor[freedompay.LimitTransactionType](),
	"limit_amount_type":      reflect.TypeFor[freedompay.LimitAmountType](),
	"card_error":             reflect.TypeFor[freedompay.ErrorCode](),
	"wallet_error":           reflect.TypeFor[freedompay.ErrorCode](),
	"gift_request_status":    reflect.TypeFor[freedompay.GiftStatus](),
	"gift_card_status":       reflect.TypeFor[freedompay.GiftCardStatus](),
	"wallet_operation":       reflect.TypeFor[freedompay.WalletOperation](),
	"partner_product":        reflect.TypeFor[freedompay.PartnerProduct](),

	"status":     reflect.TypeFor[freedompay.Status](),
	"error_code": reflect.TypeFor[freedompay.ErrorCode](),
}

// special tells which Go type holds the members of a name, where their schema
// does not say it: the wire writes them as plain numbers and strings.
var special = map[string]reflect.Type{
	"amount": amount, "balance": amount, "blocked_amount": amount, "card_balance": amount, "cashback": amount,
	"commission": amount, "credit": amount, "debit": amount, "full_amount": amount, "rate": amount,

	"currency": currency, "card_currency": currency, "currency_from": currency, "currency_to": currency,

	"card_number": secret, "cvv": secret, "otp": secret, "pin": secret,

	"datetime": timestamp, "start_date": timestamp, "end_date": timestamp,

	"document": reflect.TypeFor[freedompay.Document](),
	"mcc":      reflect.TypeFor[freedompay.MCC](),
	"phone":    reflect.TypeFor[int64](), // twelve digits do not fit an int of 32 bits
}

var (
	amount    = reflect.TypeFor[freedompay.Amount]()
	currency  = reflect.TypeFor[freedompay.Currency]()
	secret    = reflect.TypeFor[freedompay.Secret]()
	timestamp = reflect.TypeFor[freedompay.Timestamp]()
)

// isAmount reports whether the member at path is an amount of money, or a rate.
func isAmount(s *contract.Schema, path string) bool {
	name := path[strings.LastIndex(path, ".")+1:]
	return strings.HasSuffix(path, ".amount[].value") || special[name] == amount && s.Type != "array"
}

// fits tells whether t may hold the member at path, and what may.
func fits(s *contract.Schema, path string, t reflect.Type) (want string, ok bool) {
	name := path[strings.LastIndex(path, ".")+1:]
	exactly := func(want reflect.Type) (string, bool) { return want.String(), t == want }
	switch {
	case s.Dictionary != "":
		if want, known := codes[s.Dictionary]; known {
			return exactly(want)
		}
		return fmt.Sprintf("the type of %q, which is to be listed in codes", s.Dictionary), false
	case s.Type == "object" && s.IsFree():
		return exactly(reflect.TypeFor[json.RawMessage]())
	case s.Type == "object":
		return "a struct", false
	case s.Type == "array":
		return "a slice", false
	case s.Format == "uuid":
		return exactly(reflect.TypeFor[uuid.UUID]())
	case s.Format == "date":
		return exactly(reflect.TypeFor[freedompay.Date]())
	case s.Format == "date-time", s.Layout != "":
		return exactly(timestamp)
	case isAmount(s, path):
		return exactly(amount)
	case special[name] != nil && (name != "phone" || s.Type == "integer"):
		return exactly(special[name])
	case s.Type == "boolean":
		return "a bool", t.Kind() == reflect.Bool
	case s.Type == "integer":
		return "an int or int64", t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case s.Enum != nil:
		return "a string type with constants", t.Kind() == reflect.String && t.PkgPath() != ""
	case s.Type == "string":
		return "a string", t.Kind() == reflect.String
	}
	return "a type that special lists for it", false
}
