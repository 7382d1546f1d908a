package conformance

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// extras are the methods of services that are no operation, and why they exist.
var extras = map[string]string{
	"Cards.InfoAs":       "is Cards.Info with the optional request_id",
	"Cards.Operations":   "reads the answer of Cards.Statement line by line",
	"Requests.Watch":     "asks Requests.Status until the request settles",
	"Requests.Wait":      "is the last element of Requests.Watch",
	"Requests.WaitAll":   "settles many requests at once",
	"Requests.WaitEach":  "is Requests.WaitAll over an iterator",
	"Wallets.Operations": "reads the answer of Wallets.Statement line by line",
	"Wallets.Watch":      "asks Wallets.RequestStatus until the request settles",
	"Wallets.Wait":       "is the last element of Wallets.Watch",
	"Wallets.WaitAll":    "settles many e-money requests at once",
	"Wallets.WaitEach":   "is Wallets.WaitAll over an iterator",
	"Partners.Watch":     "asks Partners.RequestStatus until the request settles",
	"Partners.Wait":      "is the last element of Partners.Watch",
	"Partners.WaitAll":   "settles many partner requests at once",
	"Partners.WaitEach":  "is Partners.WaitAll over an iterator",
}

// services returns the services of a Client: the fields that callers see.
func services() []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(reflect.TypeFor[freedompay.Client]()), func(f reflect.StructField) bool {
		return !f.IsExported()
	})
}

// methodOf returns the method of an operation, false if there is none.
func methodOf(op *contract.Operation) (reflect.Method, bool) { return methodNamed(op.ID) }

// methodNamed returns the method called Cards.Info, false if there is none.
func methodNamed(name string) (reflect.Method, bool) {
	service, method, _ := strings.Cut(name, ".")
	field, ok := reflect.TypeFor[freedompay.Client]().FieldByName(service)
	if !ok {
		return reflect.Method{}, false
	}
	return field.Type.MethodByName(method)
}

// isRequest reports whether a method takes a request of a type of its own. The
// plain queries take an id and no more.
func isRequest(method reflect.Type) bool {
	return method.NumIn() == 3 && method.In(2).Kind() == reflect.Struct
}

// Services and methods are the contract's operationIds and the extras, and
// nothing more. Which are missing is said by TestNothingIsMissing.
func TestMethods(t *testing.T) {
	known := map[string]bool{}
	for _, op := range everything(t).Operations {
		known[op.ID] = true
		method, ok := methodOf(&op)
		if !ok {
			continue
		}
		in, out := method.Type.NumIn(), method.Type.NumOut()
		if in < 2 || in > 3 || method.Type.In(1) != reflect.TypeFor[context.Context]() ||
			out != 2 || method.Type.Out(0).Kind() != reflect.Pointer || method.Type.Out(1) != reflect.TypeFor[error]() {
			t.Errorf("freedompay.Client.%s: want func(context.Context, one request or argument at most) (*T, error)", op.ID)
		}
	}
	gone := maps.Clone(extras)
	for _, service := range services() {
		for method := range service.Type.Methods() {
			name := service.Name + "." + method.Name
			if !known[name] && extras[name] == "" {
				t.Errorf("freedompay.Client.%s: the contract has no such operation: remove it, or give its reason in extras", name)
			}
			delete(gone, name)
		}
	}
	for name := range gone {
		t.Errorf("freedompay.Client.%s does not exist: remove it from extras", name)
	}
}

// Requests and answers have the contract's fields, neither more nor less.
func TestTypes(t *testing.T) {
	w := &walk{constants: constants(t)}
	for _, op := range operations(t) {
		method, ok := methodOf(op)
		if !ok {
			continue
		}
		w.operation, w.answer = op.ID, false
		switch {
		case isRequest(method.Type):
			w.object("$", op.Request, method.Type.In(2))
		default:
			w.plain(t, op, method.Type)
			if full, ok := methodNamed(op.ID + "As"); ok {
				w.object("$", op.Request, full.Type.In(2))
			}
		}
		w.answer = true
		w.object("$", op.Answer, method.Type.Out(0).Elem())
	}
	for _, wrong := range w.found {
		t.Error(wrong)
	}
}

// walk compares Go types with schemas.
type walk struct {
	constants map[string]map[string]string // of the root package: type, value, name
	operation string
	answer    bool
	found     []string
}

// add notes what is wrong, once for a type that many operations share.
func (w *walk) add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.ContainsFunc(w.found, func(s string) bool { return strings.HasPrefix(s, text+" (") }) {
		w.found = append(w.found, text+" ("+w.operation+")")
	}
}

// envelopes are what all answers of a dialect share. Which of their members are
// required follows the pages of the Card API and of the gift cards. The contract
// makes them optional for Cards.StatementExtended, Rates.Add, Partners.AddClient
// and Partners.AddProduct, and requires error_code and error_description for
// Partners.AddUser: an envelope reads either. So of its fields only their
// presence and types are compared.
var envelopes = []reflect.Type{
	reflect.TypeFor[freedompay.Envelope](),
	reflect.TypeFor[freedompay.Answer](),
	reflect.TypeFor[freedompay.GiftAnswer](),
}

// object compares a struct with the schema at path.
func (w *walk) object(path string, s *contract.Schema, t reflect.Type) {
	left := fields(t)
	for _, name := range s.Members() {
		at := slices.IndexFunc(left, func(f field) bool { return f.name == name })
		if at < 0 {
			w.add("%v: add a field for %s.%s, type %s, `json:%q`", t, path, name, s.Properties[name].Type, tag(s, name))
			continue
		}
		w.field(path, s, left[at])
		left = slices.Delete(left, at, at+1)
	}
	for _, f := range left {
		if slices.Contains(envelopes, f.owner) {
			w.add("%v: $.%s is not in the contract: embed something less than %v", t, f.name, f.owner)
		} else {
			w.add("%v.%s: %s.%s is not in the contract: remove the field", f.owner, f.goName, path, f.name)
		}
	}
}

// field compares a field with its property in the schema at path.
func (w *walk) field(path string, s *contract.Schema, f field) {
	free := w.answer && slices.Contains(envelopes, f.owner)
	if want := tag(s, f.name); f.tag != want && !free {
		w.add("%v.%s: change its tag to `json:%q`: %s.%s is %s", f.owner, f.goName, want, path, f.name,
			map[bool]string{true: "required", false: "optional"}[s.Requires(f.name)])
	}
	w.value(fmt.Sprintf("%v.%s", f.owner, f.goName), path, f.name, s.Properties[f.name], f.typ)
}

// value compares the Go type of the member called name, at a path, with its schema.
func (w *walk) value(where, path, name string, s *contract.Schema, t reflect.Type) {
	here := path + "." + name
	switch {
	case s.Type == "array" && t.Kind() == reflect.Slice && len(s.Items.Properties) > 0 && t.Elem().Kind() == reflect.Struct:
		w.object(here+"[]", s.Items, t.Elem())
	case s.Type == "array" && t.Kind() == reflect.Slice && len(s.Items.Properties) == 0:
		w.value(where+"[]", here, "[]", s.Items, t.Elem())
	case s.Type == "object" && !s.IsFree() && t.Kind() == reflect.Struct:
		w.object(here, s, t)
	default:
		if want, ok := fits(s, here, t); !ok {
			w.add("%s: change its type from %v to %s for %s", where, t, want, here)
		}
		w.enum(where, s, t)
	}
}

// enum wants a constant for each value that the contract lists beside a field.
func (w *walk) enum(where string, s *contract.Schema, t reflect.Type) {
	if s.Dictionary != "" {
		return // TestDictionaries compares them
	}
	for _, value := range s.Enum {
		if w.constants[t.Name()][value] == "" {
			w.add("%s: add a constant of type %v for %q", where, t, value)
		}
	}
	for value, name := range w.constants[t.Name()] {
		if s.Enum != nil && !slices.Contains(s.Enum, value) {
			w.add("%s: freedompay.%s is not in the contract: remove the constant", where, name)
		}
	}
}

// plain compares a query without a request type: by what it sends.
func (w *walk) plain(t *testing.T, op *contract.Operation, method reflect.Type) {
	b := bank{replies: []reply{{400, ""}}}
	service, name := op.Names()
	arguments := []reflect.Value{reflect.ValueOf(t.Context())}
	if method.NumIn() == 3 {
		arguments = append(arguments, sample(method.In(2)))
	}
	reflect.ValueOf(b.client(t)).Elem().FieldByName(service).MethodByName(name).Call(arguments)
	members := value(t, b.only(t).body).(map[string]any)
	_, hasFull := methodNamed(op.ID + "As")
	for _, member := range op.Request.Members() {
		s := op.Request.Properties[member]
		if !op.Request.Requires(member) && hasFull {
			continue // the request of the other method has it
		}
		if v, sent := members[member]; !sent || !fitsWire(s, v) {
			w.add("freedompay.Client.%s: sends %s: want $.%s, type %s", op.ID, b.sent[0].body, member, s.Type)
		} else {
			w.value("the argument of freedompay.Client."+op.ID, "$", member, s, method.In(2))
		}
		delete(members, member)
	}
	for member := range members {
		w.add("freedompay.Client.%s: sends $.%s, which is not in the contract", op.ID, member)
	}
}

// sample returns a value of a plain argument's type that is not zero.
func sample(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[uuid.UUID]():
		v.Set(reflect.ValueOf(uuid.Max))
	case v.CanInt():
		v.SetInt(7)
	case t.Kind() == reflect.String:
		v.SetString("sample")
	}
	return v
}
