package freedompay

import (
	"bytes"
	"context"
	"errors"
	"strings"
)

// verdict is what an answer says of the call, whatever the dialect.
type verdict struct {
	Status        Status
	RequestStatus RequestStatus
	Code          ErrorCode
	Description   string

	errs bool // it names an error where no page does, and no status
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

// implied reports whether an answer without a status may be a success all the
// same: its page allows that, and it names no error.
func (v verdict) implied(answer any) bool {
	_, ok := answer.(tacit)
	code, _ := v.refused()
	return ok && v.Status == "" && code == "" && v.Description == "" && !v.errs
}

// tacit is an answer whose status the vendor's page calls optional.
type tacit interface{ mayLackStatus() }

// aboutAnother is an answer whose request_status tells of the request that was
// asked about, and not of the asking.
type aboutAnother interface{ tellsOfAnother() }

// evidence holds the members of an answer that make its verdict, as they stand
// in it. Each of them counts once: of two, one could hide the other.
type evidence struct {
	status, requestStatus, code, description []byte

	// Names that no page prints, and other APIs use for the same. That the bank
	// may use them is inferred; they count only beside what the pages name.
	otherCode, otherDescription, nested []byte
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
		case *member.into == nil:
			*member.into = value
		case member.ours:
			return errors.New("answer is ambiguous: it has the member " + member.name + " twice")
		}
	}
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
		Code: ErrorCode(wordOf(e.code)), Description: wordOf(e.description),
	}
	if _, refused := v.refused(); !refused && !v.RequestStatus.Failed() {
		v.errs = strings.Trim(wordOf(e.otherCode), "0")+wordOf(e.otherDescription) != "" || !isNothing(e.nested)
		return v
	}
	if v.Code == "" {
		v.Code = ErrorCode(wordOf(e.otherCode))
	}
	if v.Description == "" {
		v.Description = wordOf(e.otherDescription)
	}
	if e.nested != nil {
		e.within(ctx, &v)
	}
	return v
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
	default:
		s := scanner{ctx: ctx, data: e.nested}
		if s.here() == '[' {
			s.at++
			_, _ = s.space()
		}
		if s.here() == '{' {
			_ = s.members(0, func(name []byte) error { return inner.member(&s, 0, name) })
		}
	}
	inner.nested = nil // one level is enough
	found := inner.verdict(ctx)
	if v.Code == "" {
		v.Code = found.Code
	}
	if v.Description == "" {
		v.Description = found.Description
	}
}

// member moves past a member's value and notes it.
func (e *evidence) member(s *scanner, depth int, name []byte) error {
	if _, err := s.space(); err != nil {
		return err
	}
	start := s.at
	if err := s.skip(depth + 1); err != nil {
		return err
	}
	return e.note(nameOf(name), s.data[start:s.at])
}

// readVerdict reads what an answer says of the call, and whether it is JSON.
func readVerdict(ctx context.Context, data []byte) (verdict, error) {
	var e evidence
	s := scanner{ctx: ctx, data: data}
	first, err := s.space()
	switch {
	case err != nil:
	case first == '{':
		err = s.members(0, func(name []byte) error { return e.member(&s, 0, name) })
	default:
		err = s.skip(0)
	}
	if err == nil {
		err = s.end()
	}
	switch {
	case errors.Is(err, errSyntax):
		return verdict{}, notTheBanks(describe(data))
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
	return scalar(value)
}

// statusOf returns a status. What is neither a word nor a number reads as a
// question mark, which no dialect knows.
func statusOf(value []byte) Status {
	if bytes.HasPrefix(value, []byte("{")) || bytes.HasPrefix(value, []byte("[")) {
		return "?"
	}
	return Status(wordOf(value))
}
