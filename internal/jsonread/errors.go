package jsonread

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrSyntax is the error of what is not JSON.
	ErrSyntax = errors.New("the answer is not JSON")
	// ErrForm is the error of JSON that is no object, or no list, where one has to be.
	ErrForm = errors.New("the answer is JSON of another form")
	// ErrTooLarge is the error of what is longer than its limit.
	ErrTooLarge = errors.New("answer is too large")
	// ErrTooCostly is the error of what would take more memory or time than an
	// answer of its size ought to.
	ErrTooCostly = errors.New("answer is too costly to read")
)

func tooCostly(why string) error { return fmt.Errorf("%w: %s", ErrTooCostly, why) }

// Unreadable is the error of JSON whose members do not fit what they are read into.
type Unreadable string

func (u Unreadable) Error() string { return string(u) }

// Under returns the error of what holds the value that the error is about, at path.
func (u Unreadable) Under(path string) Unreadable {
	return Unreadable(strings.Replace(string(u), " at $", " at $."+path, 1))
}

// unread says where an answer could not be read. The decoder's own words may
// quote a value, so only the place is kept.
func unread(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ")
		return Unreadable("answer has an unexpected " + kind + " at $." + wrong.Field)
	}
	return Unreadable("answer has a member that cannot be read")
}

// Hopeless reports whether the same answer would fail again: it is too large, too
// costly, or does not fit its type.
func Hopeless(err error) bool {
	_, read := errors.AsType[Unreadable](err)
	return read || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrTooCostly)
}

// enoughToDescribe is how much of an answer tells what it looks like.
const enoughToDescribe = 64

// Describe says what data, or the beginning of it, looks like, and quotes nothing.
func Describe(data []byte) string {
	text := strings.TrimSpace(string(data[:min(len(data), enoughToDescribe)]))
	switch {
	case text == "":
		return "it is empty"
	case text[0] == '<':
		return "it looks like HTML, as a proxy would send"
	case json.Valid(data):
		return "it is JSON but not an object of the expected form"
	case text[0] == '{':
		return "its JSON is broken off or malformed"
	}
	return "it is not JSON"
}
