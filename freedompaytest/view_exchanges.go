package freedompaytest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Exchange is a call with its request and answer. Unlike a [Call] it holds secrets: the
// bodies and the signature.
type Exchange struct {
	Call
	Method       string
	Header       http.Header // of the request
	Request      []byte      // as it arrived; shared, so not to be changed
	Answer       []byte      // nil when none left the bank
	AnswerHeader http.Header
	Expected     string        // the JWS header that would be right, where the signature is wrong
	Took         time.Duration // by the machine's clock; zero until the call has ended
}

// WithRecorder calls arrived for each call that arrives. The function that it returns
// is called with the answer when the call has ended. Both run in the goroutine of the
// call, without the bank's lock, and delay the call.
func WithRecorder(arrived func(Exchange) (ended func(Exchange))) Option {
	return func(s *settings) { s.recorder = arrived }
}

// KeepCalls makes [Bank.Calls] keep only the last n calls. By default it keeps all of
// them.
func KeepCalls(n int) Option {
	return func(s *settings) { s.keepCalls = n }
}

// tell tells the recorder of a call whose record is fresh, and returns what
// tells of its end. Only the goroutine of a call changes its record, so this one
// may read it without the lock.
func (b *Bank) tell(a *arrival, call *Call, fresh bool) func(*reply, error) {
	if b.recorder == nil || !fresh {
		return func(*reply, error) {}
	}
	e := Exchange{Call: *call, Method: a.request.Method, Header: a.request.Header, Request: a.body}
	if call.Signature != "" {
		e.Expected = b.expected(a.request)
	}
	began := time.Now()
	ended := b.recorder(e)
	return func(answer *reply, err error) {
		e.Call, e.Took = *call, time.Since(began)
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
	alg := b.algorithmAt(r.URL.Path)
	if b.operations[r.URL.Path] == nil || alg == freedompay.LegacySHA256 {
		return ""
	}
	text, _ := json.Marshal(struct { // texts always encode
		URI    string `json:"uri"`
		AuthID string `json:"auth_id"`
		Method string `json:"method"`
		Params string `json:"params"`
		Alg    string `json:"alg"`
	}{r.URL.EscapedPath(), b.authID, http.MethodPost, "", string(alg)})
	return string(text)
}

// trim forgets the oldest calls beyond the bound.
func (l *callLog) trim(keep int) {
	if keep > 0 && len(l.list) > keep {
		l.list[0] = nil
		l.list = l.list[1:]
	}
}
