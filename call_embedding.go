package freedompay

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// What is given to Call may embed requests and answers of this package.

// embedsNil reports whether a request is nil or embeds a nil pointer, whose
// methods could not be called.
func embedsNil(value reflect.Value, depth int) bool {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct || depth > maxEmbedding {
		return !value.IsValid()
	}
	for field, inner := range value.Fields() {
		if field.Anonymous && embedsNil(inner, depth+1) {
			return true
		}
	}
	return false
}

// direct returns what a request points to when that is a pointer or an interface: such
// a pointer has no methods, so that nothing would check or protect the request.
func direct(req any) any {
	value := reflect.ValueOf(req)
	for value.Kind() == reflect.Pointer && (value.Elem().Kind() == reflect.Pointer || value.Elem().Kind() == reflect.Interface) {
		if value = value.Elem(); value.Kind() == reflect.Interface {
			value = value.Elem()
		}
	}
	if !value.IsValid() {
		return nil
	}
	return value.Interface()
}

// embedsCommand reports whether a request embeds [Command], or an interface that does.
// JSON would put what is in it under a name of its own.
func embedsCommand(value reflect.Value) bool {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return false
	}
	for _, field := range reflect.VisibleFields(value.Type()) {
		if field.Anonymous && field.Type.Kind() == reflect.Interface && field.Type.Implements(reflect.TypeFor[checked]()) {
			return true
		}
	}
	return false
}

// sendsEmbedded says whether the encoded text of a request lacks a member of the
// package's request that it embeds, or has another in its place: that one was checked,
// and a refund whose amount is hidden would give back all.
func sendsEmbedded(req any, sent *body) error {
	found := embedded(reflect.ValueOf(req))
	if !found.IsValid() {
		return nil
	}
	alone, err := encode(found.Interface())
	if err != nil {
		return err
	}
	named, values := map[string]int{}, map[string]string{}
	_, err = jsonread.Document(context.Background(), sent.outline(), func(name, value []byte) error {
		named[strings.ToLower(string(name))]++
		values[string(name)] = string(value)
		return nil
	})
	if err != nil {
		return err
	}
	_, err = jsonread.Document(context.Background(), alone.outline(), func(name, value []byte) error {
		sent, ok := values[string(name)]
		switch {
		case !ok:
			return fmt.Errorf("request has no member $.%s when encoded: embed the package's type without a JSON name, and hide none of its members", name)
		case sent != string(value) || named[strings.ToLower(string(name))] > 1:
			return fmt.Errorf("the member $.%s of the request when encoded is not that of the %s that it embeds, or there are two: hide none of its members", name, found.Type().Name())
		}
		return nil
	})
	return err
}

// embedded returns the request of the package that a request embeds, of which there is
// one at most. It is not valid when there is none.
func embedded(value reflect.Value) reflect.Value {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct || isRequest(value.Type()) {
		return reflect.Value{}
	}
	whole := reflect.New(value.Type()).Elem()
	whole.Set(value)
	for _, field := range reflect.VisibleFields(value.Type()) {
		if !field.Anonymous || !isRequest(indirect(field.Type)) {
			continue
		}
		found := whole.FieldByIndex(field.Index)
		return reflect.Indirect(reflect.NewAt(found.Type(), found.Addr().UnsafePointer()).Elem()) // also one that is not exported
	}
	return reflect.Value{}
}

// maxEmbedding bounds the embedding that is looked into: a type may embed itself.
const maxEmbedding = 8

// countRequests counts the package's requests that a request is or embeds.
func countRequests(value reflect.Value) int {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return 0
	}
	if isRequest(value.Type()) {
		return 1
	}
	count := 0
	for _, field := range reflect.VisibleFields(value.Type()) {
		if field.Anonymous && isRequest(indirect(field.Type)) {
			count++
		}
	}
	return count
}

// isRequest reports whether t is a request of this package: one of its types
// that checks itself.
func isRequest(t reflect.Type) bool {
	return t.PkgPath() == packagePath() && t.Implements(reflect.TypeFor[checked]())
}

func packagePath() string { return reflect.TypeFor[Client]().PkgPath() }

func indirect(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// embedsExported says whether an answer of the caller's embeds a type of this
// package under a name of lower case, where it could not be filled in.
func embedsExported[T any]() error {
	t := indirect(reflect.TypeFor[T]())
	if t.Kind() != reflect.Struct || t.PkgPath() == packagePath() {
		return nil
	}
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous && !field.IsExported() && indirect(field.Type).PkgPath() == packagePath() {
			return fmt.Errorf("the answer embeds freedompay.%s as %s: embed it under its own name", indirect(field.Type).Name(), field.Name)
		}
	}
	return nil
}

// eachOfPackage visits the package's values that a caller's own answer is or
// embeds, past pointers that are nil.
func eachOfPackage(value reflect.Value, depth int, visit func(any)) {
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct || depth > maxEmbedding {
		return
	}
	if value.Type().PkgPath() == packagePath() && value.CanAddr() && value.Addr().CanInterface() {
		visit(value.Addr().Interface())
		return
	}
	for field, inner := range value.Fields() {
		if field.Anonymous {
			eachOfPackage(inner, depth+1, visit)
		}
	}
}
