package freedompaytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// input is a request, or an object inside it, being read member by member. The
// first member that is missing or wrong decides the refusal; later reads return
// zero values, so a handler reads everything first and asks err once.
type input struct {
	path    string // where the object stands, with a dot at the end
	members map[string]any
	invalid string // code of a refusal for a wrong member
	shared  *reading
}

// reading is what all the objects of one request share.
type reading struct {
	err     error
	objects []*input
	body    []byte // the whole request
}

// parseInput reads body as one JSON object.
func parseInput(body []byte, invalid string) (*input, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil || members == nil {
		return nil, refuse(invalid, "the body is not a JSON object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse(invalid, "the body goes on after its JSON object")
	}
	in := &input{members: members, invalid: invalid, shared: &reading{body: body}}
	in.shared.objects = append(in.shared.objects, in)
	return in, nil
}

// err returns the refusal for the first wrong member, if there was one.
func (in *input) err() error { return in.shared.err }

// refusingWith returns the same object whose wrong members are refused with
// another code.
func (in *input) refusingWith(code string) *input {
	other := *in
	other.invalid = code
	return &other
}

// wrong notes that the named member is missing or wrong.
func (in *input) wrong(name, text string) {
	if in.shared.err == nil {
		in.shared.err = refuse(in.invalid, in.path+name+": "+text)
	}
}

// take returns the named member and strikes it off the list of unread ones.
func (in *input) take(name string) any {
	value := in.members[name]
	delete(in.members, name)
	return value
}

// unread returns the members that no handler asked for, in order.
func (in *input) unread() []string {
	var names []string
	for _, object := range in.shared.objects {
		for name := range object.members {
			names = append(names, object.path+name)
		}
	}
	sort.Strings(names)
	return names
}

// text reads a required string that is not empty.
func (in *input) text(name string) string {
	text, _ := in.take(name).(string)
	if text == "" {
		in.wrong(name, "want a string that is not empty")
	}
	return text
}

// optionalText reads a string that may be absent.
func (in *input) optionalText(name string) string {
	value := in.take(name)
	text, ok := value.(string)
	if value != nil && !ok {
		in.wrong(name, "want a string")
	}
	return text
}

// uuid reads a required UUID in its usual form, in lower case.
func (in *input) uuid(name string) string {
	text, _ := in.take(name).(string)
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) {
		in.wrong(name, "want a UUID")
	}
	return id.String()
}

// integer reads a required integer.
func (in *input) integer(name string) int64 {
	value, ok := in.optionalInteger(name)
	if !ok {
		in.wrong(name, "want an integer")
	}
	return value
}

// optionalInteger reads an integer that may be absent.
func (in *input) optionalInteger(name string) (int64, bool) {
	value := in.take(name)
	if value == nil {
		return 0, false
	}
	number, _ := value.(json.Number)
	whole, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		in.wrong(name, "want an integer")
		return 0, false
	}
	return whole, true
}

// amount reads a required amount that is written as a number.
func (in *input) amount(name string) money {
	amount, ok := in.optionalAmount(name)
	if !ok {
		in.wrong(name, "want a number")
	}
	return amount
}

// optionalAmount reads an amount, written as a number, that may be absent.
func (in *input) optionalAmount(name string) (money, bool) {
	value := in.take(name)
	if value == nil {
		return 0, false
	}
	number, ok := value.(json.Number)
	if !ok {
		in.wrong(name, "want a number")
		return 0, false
	}
	amount, err := parseMoney(number.String())
	if err != nil {
		in.wrong(name, err.Error())
		return 0, false
	}
	return amount, true
}

// decimal reads a required amount that is written as a string; it may be zero.
func (in *input) decimal(name string) money {
	amount, err := parseDecimal(in.text(name))
	if err != nil {
		in.wrong(name, err.Error())
	}
	return amount
}

// currency reads a required alpha-3 currency code.
func (in *input) currency(name string) string {
	code := in.text(name)
	if !isAlpha3(code) {
		in.wrong(name, "want three capital letters")
	}
	return code
}

// moment reads an RFC 3339 time that may be absent: then it is zero.
func (in *input) moment(name string) time.Time {
	text := in.optionalText(name)
	if text == "" {
		return time.Time{}
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		in.wrong(name, "want an RFC 3339 time")
	}
	return moment
}

// object reads a required object.
func (in *input) object(name string) *input {
	object, ok := in.optionalObject(name)
	if !ok {
		in.wrong(name, "want an object")
	}
	return object
}

// optionalObject reads an object that may be absent: then it is empty.
func (in *input) optionalObject(name string) (*input, bool) {
	value := in.take(name)
	members, ok := value.(map[string]any)
	if value != nil && !ok {
		in.wrong(name, "want an object")
	}
	return in.inner(name+".", members), ok
}

// objects reads a required array of at least one object.
func (in *input) objects(name string) []*input {
	values, _ := in.take(name).([]any)
	if len(values) == 0 {
		in.wrong(name, "want an array that is not empty")
	}
	objects := make([]*input, 0, len(values))
	for i, value := range values {
		place := name + "[" + strconv.Itoa(i) + "]"
		members, ok := value.(map[string]any)
		if !ok {
			in.wrong(place, "want an object")
		}
		objects = append(objects, in.inner(place+".", members))
	}
	return objects
}

func (in *input) inner(path string, members map[string]any) *input {
	object := &input{path: in.path + path, members: members, invalid: in.invalid, shared: in.shared}
	in.shared.objects = append(in.shared.objects, object)
	return object
}

// isAlpha3 reports whether code looks like a country or currency code.
func isAlpha3(code string) bool {
	if len(code) != 3 {
		return false
	}
	for _, r := range code {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}
