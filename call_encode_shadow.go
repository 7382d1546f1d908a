package freedompay

import "reflect"

// shadowed is a request that is encoded from a copy: plain JSON refuses its
// secret or document, or holds a field that is not sent. shadow returns the copy,
// with placeholders where encode puts what is sent, and without such a field.
type shadowed interface{ shadow() any }

// shadowOf returns req, or what is encoded in its place. Of a caller's type that
// embeds one of the package's requests it is a copy that embeds the shadow.
func shadowOf(req any) any {
	own, ok := req.(shadowed)
	if !ok {
		return req
	}
	value := reflect.ValueOf(req)
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() {
		return req
	}
	if shadow := own.shadow(); reflect.TypeOf(shadow) == value.Type() { // the method is its own
		return shadow
	}
	whole := reflect.New(value.Type())
	whole.Elem().Set(value)
	overshadow(whole.Elem(), 0)
	if reflect.TypeOf(req).Kind() == reflect.Pointer {
		return whole.Interface()
	}
	return whole.Elem().Interface()
}

// overshadow puts shadows in place of the requests that value, which is nobody
// else's, embeds.
func overshadow(value reflect.Value, depth int) {
	if value.Kind() != reflect.Struct || depth > maxEmbedding {
		return
	}
	for field, inner := range value.Fields() {
		if !field.Anonymous {
			continue
		}
		inner = reflect.NewAt(inner.Type(), inner.Addr().UnsafePointer()).Elem() // also one that is not exported
		for inner.Kind() == reflect.Pointer && !inner.IsNil() {
			own := reflect.New(inner.Type().Elem())
			own.Elem().Set(inner.Elem())
			inner.Set(own)
			inner = own.Elem()
		}
		if inner.Kind() != reflect.Struct {
			continue
		}
		if request, ok := inner.Interface().(shadowed); ok {
			if shadow := reflect.ValueOf(request.shadow()); shadow.Type() == inner.Type() {
				inner.Set(shadow)
				continue
			}
		}
		overshadow(inner, depth+1)
	}
}
