package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
)

// The largest bodies: a snapshot holds the whole bank.
const (
	maxBody     = 1 << 20
	maxSnapshot = 256 << 20
)

// read reads a JSON body. A member that is not known is a mistake that should
// not pass in silence.
func (route Route) read(r *http.Request, into any) error {
	limit := int64(maxBody)
	if route.large {
		limit = maxSnapshot
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return no(http.StatusBadRequest, "the body did not arrive; send it again")
	}
	if int64(len(text)) > limit {
		return no(http.StatusBadRequest, "the body is larger than %d bytes; send less", limit)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return no(http.StatusBadRequest, "the header Content-Type is not application/json; send it so")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return unreadable(err, reflect.TypeOf(route.body))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return no(http.StatusBadRequest, "the body goes on after its JSON object; send one object alone")
	}
	return nil
}

// unreadable says what is wrong with a body, in the words of JSON instead of
// Go's.
func unreadable(err error, body reflect.Type) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return no(http.StatusBadRequest, "the body is no JSON: look at byte %d for a bracket, a comma or a quote that is missing or too many", syntax.Offset)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		got, _, _ := strings.Cut(wrong.Value, " ")
		want := kindOf(wrong.Type)
		switch {
		case wrong.Field == "":
			return no(http.StatusBadRequest, "the body is %s; send an object such as {}", kindName(got))
		case want == "string":
			return no(http.StatusBadRequest, "%s: this is %s, and a text is wanted; put it in quotes", wrong.Field, kindName(got))
		}
		return no(http.StatusBadRequest, "%s: this is %s, and %s is wanted", wrong.Field, kindName(got), kindName(want))
	}
	if _, name, ok := strings.Cut(err.Error(), `unknown field "`); ok {
		return no(http.StatusBadRequest, "%s: there is no such member; there are %s", strings.TrimSuffix(name, `"`), members(body))
	}
	return no(http.StatusBadRequest, "the body ends before its JSON does; look for a bracket or a quote that is missing")
}

// kindName names a kind of JSON value.
func kindName(kind string) phrase {
	switch kind {
	case "string":
		return "a text"
	case "number":
		return "a number"
	case "integer":
		return "a whole number"
	case "bool", "boolean":
		return "true or false"
	case "array":
		return "an array"
	}
	return "an object"
}

// members lists the members of a body.
func members(body reflect.Type) string {
	var names []string
	for field := range body.Fields() {
		names = append(names, field.Tag.Get("json"))
	}
	return strings.Join(names, ", ")
}
