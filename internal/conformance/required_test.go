package conformance

import (
	"encoding/json"
	"errors"
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

// mayBeAbsent are members that the contract requires and the client does not, by
// operation and path, with the reason. A request_id is made by itself.
var mayBeAbsent = map[string]string{
	"Wallets.IdentifyOwner owner": "it is sent as an empty object; which of its members are required is not public",
}

// A request that lacks a member which the contract requires, or has nothing in it,
// is refused before it is sent, with the path of the member.
func TestRequiredMembersAreRequired(t *testing.T) {
	recorded, tried := fixtures(t), 0
	for _, op := range operations(t) {
		for _, f := range variants(recorded, op.ID) {
			if method, _ := methodOf(op); f.Variant != "" && !isRequest(method.Type) {
				continue // sent by another method
			}
			whole := value(t, f.Request).(map[string]any)
			if err := callWith(t, op, whole); errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("%s as recorded: %v", f.name(), err)
				continue
			}
			for _, path := range requiredPaths("", op.Request, whole) {
				if path == "request_id" && op.ID != "Requests.Status" && op.ID != "Wallets.RequestStatus" && op.ID != "Partners.RequestStatus" || mayBeAbsent[op.ID+" "+path] != "" {
					continue
				}
				for _, blank := range []any{nil, " \t"} {
					less := value(t, f.Request).(map[string]any)
					if !blanked(less, strings.Split(path, "."), blank) {
						continue
					}
					tried++
					if err := callWith(t, op, less); !names(err, path) {
						t.Errorf("%s without $.%s (%v): %v", f.name(), path, blank, err)
					}
				}
			}
		}
	}
	const fewest = 150
	if tried < fewest {
		t.Errorf("only %d requests were tried", tried)
	}
}

// requiredPaths returns where v has members that its schema requires; elements
// of arrays are named by their index.
func requiredPaths(path string, s *contract.Schema, v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			member := s.Properties[name]
			if member == nil {
				continue
			}
			at := strings.TrimPrefix(path+"."+name, ".")
			if s.Requires(name) {
				all = append(all, at)
			}
			all = append(all, requiredPaths(at, member, v[name])...)
		}
	case []any:
		for i := range v {
			all = append(all, requiredPaths(fmt.Sprintf("%s.%d", path, i), s.Items, v[i])...)
		}
	}
	return all
}

// blanked removes the member at path, or puts a blank text in place of a text; it
// reports whether there was something to do.
func blanked(v any, path []string, blank any) bool {
	if list, ok := v.([]any); ok {
		var i int
		_, err := fmt.Sscan(path[0], &i)
		return err == nil && blanked(list[i], path[1:], blank)
	}
	members, ok := v.(map[string]any)
	switch {
	case !ok:
		return false
	case len(path) > 1:
		return blanked(members[path[0]], path[1:], blank)
	case blank == nil:
		delete(members, path[0])
		return true
	}
	text, ok := members[path[0]].(string)
	if ok = ok && uuid.Validate(text) != nil; ok {
		members[path[0]] = blank
	}
	return ok
}

// callWith calls an operation with a request that is read from JSON, and with no
// bank behind it: what is not refused before it is sent is accepted.
func callWith(t *testing.T, op *contract.Operation, request map[string]any) error {
	t.Helper()
	method, _ := methodOf(op)
	b := bank{replies: []reply{{200, `{"status":"ok","request_status":"process"}`}}}
	service, _ := op.Names()
	arguments := []reflect.Value{reflect.ValueOf(b.client(t)).Elem().FieldByName(service), reflect.ValueOf(t.Context())}
	if method.Type.NumIn() == 3 {
		argument := reflect.New(method.Type.In(2))
		var from any = request
		if !isRequest(method.Type) { // it takes the one member alone
			from = nil
			for _, from = range request {
			}
		}
		data, err := json.Marshal(from)
		if err == nil {
			err = json.Unmarshal(data, argument.Interface())
		}
		if err != nil { // a blank text where the type has room for none
			return fmt.Errorf("%w: %w", freedompay.ErrInvalidRequest, &unreadableMember{err})
		}
		if all := argument.Elem(); all.Kind() == reflect.Struct {
			if whole := all.FieldByName("All"); whole.IsValid() && request["amount"] == nil {
				whole.SetBool(true)
			}
		}
		arguments = append(arguments, argument.Elem())
	}
	err, _ := reflect.TypeAssert[error](method.Func.Call(arguments)[1])
	if (len(b.sent) == 0) != errors.Is(err, freedompay.ErrInvalidRequest) {
		t.Errorf("%s: %d requests were sent: %v", op.ID, len(b.sent), err)
	}
	return err
}

// unreadableMember says that no request can be made of a blank text at all.
type unreadableMember struct{ error }

// names reports whether an error says that something is wrong at path, or within it.
func names(err error, path string) bool {
	if _, ok := errors.AsType[*unreadableMember](err); ok {
		return true
	}
	var spelt strings.Builder
	for part := range strings.SplitSeq(path, ".") {
		switch {
		case strings.Trim(part, "0123456789") == "":
			spelt.WriteString("[" + part + "]")
		default:
			spelt.WriteString("." + part)
		}
	}
	found, _ := errors.AsType[freedompay.Violations](err)
	return slices.ContainsFunc(found, func(v freedompay.Violation) bool {
		return v.Path == "$"+spelt.String() || strings.HasPrefix(v.Path, "$"+spelt.String()+".")
	})
}
