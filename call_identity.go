package freedompay

import (
	"errors"
	"reflect"
	"strings"

	"github.com/google/uuid"
)

// given returns the call for a request that was given to Call.
func given(path string, req any) (*call, error) {
	call := &call{path: path, kind: once, req: req, foreign: true}
	value := reflect.ValueOf(req)
	switch {
	case hollow(value, 0):
		return call, errors.New("the request is nil, or embeds a nil pointer")
	case embedded(value) > 1:
		return call, errors.New("the request embeds several of the package's requests: one makes a call")
	}
	id, ok := identityIn(req)
	if _, asks := req.(asking); asks {
		call.kind, call.inside, call.fresh = query, ok, ok && id == uuid.Nil
	} else if ok {
		call.kind, call.inside = command, true
	}
	return call, nil
}

// hollow reports whether the methods that a request has by embedding would meet
// a nil pointer.
func hollow(value reflect.Value, depth int) bool {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct || depth > deepest {
		return !value.IsValid()
	}
	for field, inner := range value.Fields() {
		if field.Anonymous && hollow(inner, depth+1) {
			return true
		}
	}
	return false
}

// eachOfOurs visits the package's values that a caller's own answer is or embeds,
// past pointers that are nil.
func eachOfOurs(value reflect.Value, depth int, visit func(any)) {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct || depth > deepest {
		return
	}
	if value.Type().PkgPath() == packagePath() && value.CanAddr() {
		// Not Interface: an alias of lower case makes the field unexported.
		visit(reflect.NewAt(value.Type(), value.Addr().UnsafePointer()).Interface())
		return
	}
	for field, inner := range value.Fields() {
		if field.Anonymous {
			eachOfOurs(inner, depth+1, visit)
		}
	}
}

// deepest bounds the embedding that is looked into: a type may embed itself.
const deepest = 8

// embedded counts the package's requests that a request is or embeds.
func embedded(value reflect.Value) int {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return 0
	}
	if isOurs(value.Type()) {
		return 1
	}
	count := 0
	for _, field := range reflect.VisibleFields(value.Type()) {
		t := field.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if field.Anonymous && isOurs(t) {
			count++
		}
	}
	return count
}

// isOurs reports whether t is a request of this package.
func isOurs(t reflect.Type) bool {
	return t.PkgPath() == packagePath() && strings.HasSuffix(t.Name(), "Request")
}

func packagePath() string { return reflect.TypeFor[Client]().PkgPath() }

// asking marks the package's requests that only ask.
type asking interface{ asks() }

// identityIn returns the RequestID of a request that is, or embeds, one of the
// package's commands.
func identityIn(req any) (uuid.UUID, bool) {
	value := reflect.ValueOf(req)
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return uuid.Nil, false
	}
	field, ok := value.Type().FieldByName("RequestID")
	if !ok || field.Tag.Get("json") != "request_id" || !fromHere(value.Type(), field.Index) {
		return uuid.Nil, false
	}
	found, err := value.FieldByIndexErr(field.Index)
	if err != nil { // an embedded pointer is nil
		return uuid.Nil, false
	}
	return reflect.TypeAssert[uuid.UUID](found)
}

// fromHere reports whether the field at index belongs to a type of this package.
func fromHere(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
	}
	return isOurs(t)
}

// identify returns the request_id that the call carries. A request given to
// Call belongs to the caller and is not touched: when its RequestID is zero, a
// new one goes into the encoded text.
func (c *Client) identify(call *call) (uuid.UUID, error) {
	if call.id != nil {
		return *call.id, nil
	}
	if about, ok := call.req.(requestQuery); ok {
		return about.RequestID, nil
	}
	if !call.inside {
		return uuid.Nil, nil
	}
	id, _ := identityIn(call.req)
	start, end, err := locate(call.body.head, "request_id")
	if err != nil {
		return uuid.Nil, err // it is not where the bank would look for it
	}
	if id != uuid.Nil {
		if string(call.body.head[start:end]) != `"`+id.String()+`"` {
			return uuid.Nil, errors.New("the request_id of the request when encoded is not its RequestID")
		}
		return id, nil
	}
	id = c.newID()
	head, err := replace(call.body.head, "request_id", []byte(`"`+id.String()+`"`))
	call.body.head = head
	return id, err
}
