package freedompaytest

import (
	"encoding/json"
	"net/http"
	"time"
)

// Exchange is a call with what was sent and answered. Unlike a [Call] it holds
// secrets: bodies, and a signature.
type Exchange struct {
	Call
	Method       string
	Header       http.Header // of the request
	Request      []byte      // as it arrived; shared, so not to be changed
	Answer       []byte      // nil when none left the bank
	AnswerHeader http.Header
	Expected     string        // the JWS header that the bank wants; empty for an unknown path
	Took         time.Duration // by the machine's clock; zero until the call has ended
}

// WithRecorder tells of each call that arrives. The function it returns is
// called when the call has ended, with what was answered. Both are called
// without the bank's lock, from the goroutine of the call, and hold it up.
func WithRecorder(arrived func(Exchange) (ended func(Exchange))) Option {
	return func(s *settings) { s.recorder = arrived }
}

// KeepCalls bounds what [Bank.Calls] remembers to the last n calls. By default
// the bank remembers all of them.
func KeepCalls(n int) Option {
	return func(s *settings) { s.keepCalls = n }
}

// record tells the recorder of a call and returns what tells of its end.
func (b *Bank) record(call *Call, r *http.Request, body []byte) func(*reply, error) {
	if b.recorder == nil {
		return func(*reply, error) {}
	}
	e := Exchange{Method: r.Method, Header: r.Header, Request: body, Expected: b.expected(r)}
	b.note(func() { e.Call = *call })
	began := time.Now()
	ended := b.recorder(e)
	return func(answer *reply, err error) {
		b.note(func() { e.Call = *call })
		e.Took = time.Since(began)
		if err == nil && answer != nil {
			e.Answer, e.AnswerHeader = answer.body, answer.header
			if answer.cut {
				e.Answer = answer.body[:len(answer.body)/2]
			}
		}
		ended(e)
	}
}

// expected returns the JWS header that would be right for a call.
func (b *Bank) expected(r *http.Request) string {
	op := b.operations[r.URL.Path]
	if op == nil {
		return ""
	}
	text, _ := json.Marshal(struct { // texts always encode
		URI    string `json:"uri"`
		AuthID string `json:"auth_id"`
		Method string `json:"method"`
		Params string `json:"params"`
		Alg    string `json:"alg"`
	}{r.URL.EscapedPath(), b.authID, http.MethodPost, "", b.algorithm(op).Alg()})
	return string(text)
}

// trim forgets the oldest calls beyond the bound.
func (l *callLog) trim(keep int) {
	if keep > 0 && len(l.list) > keep {
		l.list[0] = nil
		l.list = l.list[1:]
	}
}
