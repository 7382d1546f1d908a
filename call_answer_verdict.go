package freedompay

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// verdict is what an answer says of the call, whatever the dialect.
type verdict struct {
	Status        Status
	RequestStatus RequestStatus
	Code          ErrorCode
	Description   string

	errs bool // it names an error where no page does, and no status
	more bool // it has members that say nothing here
}

// accepted reports whether the bank took the call: ok, or 0 of the gift cards.
func (v verdict) accepted() bool {
	return strings.EqualFold(string(v.Status), "ok") || v.Status == "0"
}

// refused reports whether the bank refused the call, and with which code. The
// gift cards' negative status is the code itself.
func (v verdict) refused() (ErrorCode, bool) {
	if strings.HasPrefix(string(v.Status), "-") {
		return ErrorCode(v.Status), true
	}
	code := v.Code
	if strings.Trim(string(code), "0") == "" { // what some partner pages print beside a success
		code = ""
	}
	return code, strings.EqualFold(string(v.Status), "error")
}

// saysNothing reports whether an answer has neither a status nor an error.
func (v verdict) saysNothing() bool {
	code, _ := v.refused()
	return v.Status == "" && code == "" && v.Description == "" && !v.errs
}

// evidence holds the members of an answer that make its verdict, as they stand
// in it. Each of them counts once: of two, one could hide the other.
type evidence struct {
	status, requestStatus, code, description []byte

	// Names that no page prints, and other APIs use for the same. That the bank
	// may use them is inferred; they count only beside what the pages name.
	otherCode, otherDescription, nested []byte

	more bool // there are others
}

// note keeps a member that counts.
func (e *evidence) note(name, value []byte) error {
	for _, member := range [...]struct {
		name string
		into *[]byte
		ours bool
	}{
		{"status", &e.status, true},
		{"request_status", &e.requestStatus, true},
		{"error_code", &e.code, true},
		{"error_description", &e.description, true},
		{"code", &e.otherCode, false},
		{"errorCode", &e.otherCode, false},
		{"message", &e.otherDescription, false},
		{"error_message", &e.otherDescription, false},
		{"errorMessage", &e.otherDescription, false},
		{"description", &e.otherDescription, false},
		{"reason", &e.otherDescription, false},
		{"detail", &e.otherDescription, false},
		{"error", &e.nested, false},
		{"errors", &e.nested, false},
	} {
		switch {
		case !equalFold(name, member.name):
			continue
		case *member.into == nil:
			*member.into = value
		case member.ours:
			return errors.New("answer is ambiguous: it has the member " + member.name + " twice")
		}
		return nil
	}
	e.more = e.more || !equalFold(name, "dt") && !equalFold(name, "datetime")
	return nil
}

// equalFold compares as encoding/json compares the names of members.
func equalFold(name []byte, with string) bool {
	return len(name) >= len(with) && bytes.EqualFold(name, []byte(with))
}

// verdict returns what the members say.
func (e *evidence) verdict(ctx context.Context) verdict {
	v := verdict{
		Status: statusOf(e.status), RequestStatus: RequestStatus(wordOf(e.requestStatus)),
		Code: ErrorCode(wordOf(e.code)), Description: wordOf(e.description), more: e.more,
	}
	if _, refused := v.refused(); !refused && !v.RequestStatus.Failed() {
		v.errs = strings.Trim(wordOf(e.otherCode), "0")+wordOf(e.otherDescription) != "" || !isNothing(e.nested)
		return v
	}
	e.reason(ctx, &v)
	return v
}

// reason adds what other names say of a refusal.
func (e *evidence) reason(ctx context.Context, v *verdict) {
	v.fallBack(wordOf(e.otherCode), wordOf(e.otherDescription))
	if e.nested != nil {
		e.within(ctx, v)
	}
}

// fallBack takes a code and a description where there is none yet.
func (v *verdict) fallBack(code, description string) {
	if v.Code == "" {
		v.Code = ErrorCode(code)
	}
	if v.Description == "" {
		v.Description = description
	}
}

// isNothing reports whether a member holds nothing.
func isNothing(value []byte) bool {
	switch string(value) {
	case "", "null", "false", "0", `""`, "{}", "[]":
		return true
	}
	return false
}

// within reads an error that is a member of its own: a text, a code, an object
// of both, or a list of such.
func (e *evidence) within(ctx context.Context, v *verdict) {
	var inner evidence
	switch text := wordOf(e.nested); {
	case text != "" && v.Code == "" && strings.Trim(text, "-0123456789") == "":
		inner.code = e.nested
	case text != "":
		inner.description = e.nested
	default: // an object, or a list that begins with one
		object := bytes.TrimLeft(bytes.TrimPrefix(e.nested, []byte("[")), " \t\r\n")
		if bytes.HasPrefix(object, []byte("{")) {
			_ = jsonread.Members(ctx, object, inner.note)
		}
	}
	v.fallBack(wordOf(inner.code), wordOf(inner.description))
	v.fallBack(wordOf(inner.otherCode), wordOf(inner.otherDescription)) // one level is enough
}

// readVerdict reads what an answer says of the call, and whether it is JSON.
func readVerdict(ctx context.Context, data []byte) (verdict, error) {
	var e evidence
	first, err := jsonread.Document(ctx, data, e.note)
	switch {
	case errors.Is(err, jsonread.ErrSyntax):
		return verdict{}, notTheBanks(jsonread.Describe(data))
	case err != nil:
		return verdict{}, err
	case first != '{' && first != 'n':
		return verdict{}, notTheBanks("it is JSON but not an object of the expected form")
	}
	return e.verdict(ctx), nil
}

func notTheBanks(why string) error { return errors.New("answer is not the bank's: " + why) }

// longestWord is more than anybody is told of what the bank says.
const longestWord = 32 << 10

// wordOf returns the text of a scalar, or a question mark for one that is too
// long to be told. The words that most answers say need no memory.
func wordOf(value []byte) string {
	if len(value) > longestWord {
		return "?"
	}
	switch string(value) {
	case `"ok"`:
		return "ok"
	case `"success"`:
		return "success"
	case `"process"`:
		return "process"
	case "0", `"0"`:
		return "0"
	}
	return jsonread.Scalar(value)
}
