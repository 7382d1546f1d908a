package freedompay

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/freedompay-go/freedompay/internal/redact"
)

var (
	errRedirected   = errors.New("redirected: redirects are not followed, since the signature covers the path; check the base URL")
	errHalfAccepted = errors.New("the answer says accepted, its HTTP status does not")
	errNoReason     = errors.New("refused without a code or a reason")
	errOtherReason  = errors.New("refused, for a reason that stands under no known name: see RawBody")
)

// judge tells what a reply means; its error is nil when the bank accepted the
// call. Only the bank itself can refuse, with a code of its own. What a proxy,
// or a bank in trouble, says instead is told apart from that.
func judge(p *prepared, r reply) (*Error, came) {
	v := r.verdict
	code, isRefusal := v.refused()
	ok := success(r.status)
	if r.unread == nil && !isRefusal && ok && !v.RequestStatus.Failed() {
		return nil, accepted
	}
	fail := p.failed(nil)
	fail.Code = p.presentCode(code)
	fail.Description = p.present(string(v.Description))
	d := dialectOf(p.op.path)
	switch {
	case r.status == http.StatusUnauthorized:
		fail.Err = notAuthorized(p)
		return fail, unauthorized
	case isRefusal && errors.Is(code, ErrUnavailable):
		return fail, trouble
	case isRefusal && code != "" && (ok || d.speaks(code)):
		return fail, refusalOf(d, code)
	case r.status >= 500 || r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout:
		fail.Err = &classified{ErrUnavailable, r.unread}
		return fail, trouble
	case r.status/100 == 4:
		fail.Err = notOfBank(r)
		return fail, rejectionOf(r.status)
	case r.status/100 == 3:
		fail.Err = errRedirected
		return fail, trouble
	case isRefusal: // without a code
		switch {
		case fail.Description != "":
		case v.more:
			fail.Err = errOtherReason
		default:
			fail.Err = errNoReason
		}
		return fail, rejected
	case r.unread != nil:
		fail.Err = r.unread
		return fail, trouble
	case ok:
		fail.Err = ErrRequestFailed
		return fail, failedAtOnce
	default:
		fail.Err = errHalfAccepted
		return fail, trouble
	}
}

// notAuthorized says what to check, and which algorithms other pages name.
func notAuthorized(p *prepared) error {
	prefix := dialectOf(p.op.path).prefix
	if prefix == "" {
		prefix = p.op.path
	}
	var others []string
	for _, other := range [...]struct {
		alg  Algorithm
		name string
	}{{HS512, "HS512"}, {HS256, "HS256"}, {LegacySHA256, "LegacySHA256"}} {
		if other.alg != p.algorithm {
			others = append(others, fmt.Sprintf("WithAlgorithm(%q, %s)", prefix, other.name))
		}
	}
	return fmt.Errorf("not authorized: check the auth id and the key. The call was signed with %s; the vendor's pages differ, so also try %s. Verify explains a signature",
		p.algorithm, strings.Join(others, " or "))
}

// refusalOf tells the bank's refusals apart.
func refusalOf(d *dialect, code ErrorCode) came {
	switch {
	case d.isRepeated(code):
		return refusedRepeat
	case d.isInvalid(code):
		return refusedInput
	}
	return refused
}

// rejectionOf tells the 4xx that a router gives before any work from those that a
// proxy may give after it.
func rejectionOf(status int) came {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusLengthRequired, http.StatusRequestEntityTooLarge,
		http.StatusRequestURITooLong, http.StatusUnsupportedMediaType, http.StatusMisdirectedRequest,
		http.StatusRequestHeaderFieldsTooLarge:
		return rejectedUnrouted
	}
	return rejected
}

// notOfBank says of a 4xx that it is not the bank's word.
func notOfBank(r reply) error {
	if r.unread == nil {
		return errors.New("the HTTP status refuses, and the answer has no code of the bank: a proxy may have sent it")
	}
	return fmt.Errorf("the HTTP status refuses, and the %w", r.unread)
}

// present makes the bank's words fit for a log, without the call's own secret.
func (p *prepared) present(words string) string {
	secret := ""
	if r, ok := p.req.(withholding); ok {
		_, s, _ := r.withheld()
		secret = s.Reveal()
	}
	return redact.Mask(words, secret)
}

// presentCode does so with a code. One that a dictionary lists is no secret,
// even if its digits are those of one.
func (p *prepared) presentCode(code ErrorCode) ErrorCode {
	if code.Known() {
		return code
	}
	return ErrorCode(p.present(string(code)))
}
