package freedompayotel

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/freedompay-go/freedompay"
)

// other stands in metrics for what is not in a dictionary of the client: the
// values of a metric's attributes are as many as the dictionaries list, whatever a
// caller or the network says.
const other = "other"

// attributes grow in steps.
type attributes []attribute.KeyValue

func (a attributes) withRequestID(id uuid.UUID) attributes {
	if id == uuid.Nil {
		return a
	}
	return append(a, attribute.Stringer("freedompay.request_id", id))
}

func operation(name string) attribute.KeyValue {
	return attribute.String("freedompay.operation", name)
}

func outcome(o freedompay.Outcome) attribute.KeyValue {
	return attribute.String("freedompay.outcome", string(o))
}

// known returns the name of an operation that the client has a method for. Any
// other has no path, or goes by its path.
func known(name, path string) string {
	if path == "" || strings.HasPrefix(name, "/") {
		return other
	}
	return name
}

// spanName returns the name of the span of a call.
func spanName(name, path string) string {
	if known(name, path) == other {
		return "Call"
	}
	return name
}

// kind tells polls, which a wait or another call makes, from what the caller asked
// for.
func kind(c freedompay.CallInfo) attribute.KeyValue {
	word := "query"
	switch {
	case c.Poll:
		word = "poll"
	case c.Command:
		word = "command"
	}
	return attribute.String("freedompay.kind", word)
}

// codeOf returns the bank's code as an attribute; nothing without one.
func codeOf(err *freedompay.Error) attributes {
	if err == nil || err.Code == "" {
		return nil
	}
	word := other
	if err.Code.Known() {
		word = string(err.Code)
	}
	return attributes{attribute.String("freedompay.code", word)}
}

// errorType returns what went wrong as the conventions want it, in one of few
// words: the bank's code, the HTTP status, or why there is none.
func errorType(err *freedompay.Error) attribute.KeyValue {
	switch {
	case err.Code.Known():
		return semconv.ErrorTypeKey.String(string(err.Code))
	case http.StatusText(err.HTTPStatus) != "" && err.HTTPStatus >= 300:
		return semconv.ErrorTypeKey.String(strconv.Itoa(err.HTTPStatus))
	case errors.Is(err, context.Canceled):
		return semconv.ErrorTypeKey.String("canceled")
	case errors.Is(err, context.DeadlineExceeded):
		return semconv.ErrorTypeKey.String("timeout")
	case errors.Is(err, freedompay.ErrInvalidRequest):
		return semconv.ErrorTypeKey.String("invalid")
	case errors.Is(err, freedompay.ErrRequestFailed):
		return semconv.ErrorTypeKey.String("failed")
	case err.HTTPStatus == 0 && errors.Is(err, freedompay.ErrUnavailable):
		return semconv.ErrorTypeKey.String("no_answer")
	}
	return semconv.ErrorTypeOther
}

// requestStatus returns a status that a dictionary lists.
func requestStatus(s freedompay.RequestStatus) string {
	if s == "" || s.Known() {
		return string(s)
	}
	return other
}
