package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/internal/scene"
)

// What the fake bank serves is held to the contract by what it answers, not by
// its own table: path, algorithm, repeats, members.

const recordings = root + "testdata"

// seldom are the members of answers that no accepted call of the scene shows.
var seldom = map[string]string{
	"error_code":        "only on errors",
	"error_description": "only on errors",
}

// Every operation is accepted at its path under its algorithm, with all members
// of the recorded request, and answers every member of the contract and no other.
func TestBankAnswersTheContract(t *testing.T) {
	answered := map[string]map[string]bool{}
	operations := map[string]*contract.Operation{}
	for _, e := range scene.Accepted(t, recordings) {
		id := e.Operation.ID
		if code := refusalOf(t, e); e.Status != http.StatusOK || code != "" {
			t.Errorf("%s: the fake bank refuses the recorded request under %s: HTTP %d %s", e.Name, e.Operation.Algorithm, e.Status, e.Response)
			continue
		}
		if len(e.Unread) > 0 {
			t.Errorf("%s: the handler in freedompaytest does not read %q: read each member that the contract knows", e.Name, e.Unread)
		}
		if answered[id] == nil {
			answered[id], operations[id] = map[string]bool{}, e.Operation
		}
		for _, member := range paths("$", e.Operation.Answer, value(t, e.Response)) {
			answered[id][member] = true
		}
	}
	for id, op := range operations {
		for _, m := range op.Answer.All() {
			name := m.Path[strings.LastIndex(m.Path, ".")+1:]
			if !answered[id][m.Path] && seldom[name] == "" && notAnswered[id+" "+m.Path] == "" {
				t.Errorf("%s: the handler in freedompaytest does not answer %s: add it", id, m.Path)
			}
			delete(answered[id], m.Path)
		}
		for member := range answered[id] {
			t.Errorf("%s: the handler in freedompaytest answers %s, which is not in the contract", id, member)
		}
	}
}

// notAnswered are members that the fake bank cannot answer, and why.
var notAnswered = map[string]string{}

// paths returns the members of an answer, wherever they stand.
func paths(path string, s *contract.Schema, v any) (all []string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			all = append(all, paths(path+"[]", s.Items, item)...)
		}
	case map[string]any:
		if s.IsFree() {
			break
		}
		for name, member := range v {
			at := path + "." + name
			all = append(all, at)
			if inner := s.Properties[name]; inner != nil {
				all = append(all, paths(at, inner, member)...)
			}
		}
	}
	return all
}

// refusalOf returns the code with which the bank refused a call.
func refusalOf(t *testing.T, e scene.Exchange) string {
	t.Helper()
	var answer struct {
		Status      any `json:"status"`
		Code        any `json:"error_code"`
		Description string
	}
	require.NoError(t, json.Unmarshal(e.Response, &answer), "%s: the bank answers no JSON", e.Name)
	switch status := fmt.Sprint(answer.Status); {
	case strings.EqualFold(status, "ok") || status == "0":
		return ""
	case e.Operation.Dialect.Refused == "":
		return status
	}
	return fmt.Sprint(answer.Code)
}

// giftRefusals are the codes by which gift cards name a member: their refusals
// have no text.
var giftRefusals = map[string]string{"cardholder_name": "-2", "phone": "-3", "product_code": "-4", "card_id": "-7", "otp": "-8"}

// Without a member that the contract requires, a request is refused, and the
// refusal names it.
func TestBankRequiresWhatTheContractRequires(t *testing.T) {
	dropped := scene.WithoutRequired(t, recordings)
	for _, d := range dropped {
		code := refusalOf(t, d.Exchange)
		if gift := d.Operation.Dialect.Name == "gift"; gift && code == giftRefusals[d.Member] {
			continue
		} else if gift {
			t.Errorf("%s: the fake bank refuses with %q, want %s", d.Name, code, giftRefusals[d.Member])
			continue
		}
		var answer struct {
			Description string `json:"error_description"`
		}
		require.NoError(t, json.Unmarshal(d.Response, &answer), d.Name)
		if code != d.Operation.Dialect.Invalid || !strings.HasPrefix(answer.Description, d.Member+":") {
			t.Errorf("%s: the fake bank answers %s: want the code %s, and words that begin with %q",
				d.Name, d.Response, d.Operation.Dialect.Invalid, d.Member+":")
		}
	}
	if len(dropped) < 100 {
		t.Errorf("only %d members were left out", len(dropped))
	}
}

// A request_id that names a request may be used once.
func TestBankRefusesRepeats(t *testing.T) {
	repeated := scene.Repeated(t, recordings)
	for _, e := range repeated {
		assert.Equal(t, e.Operation.Dialect.Duplicate, refusalOf(t, e), "%s: the fake bank answers %s", e.Name, e.Response)
	}
	if len(repeated) < 25 {
		t.Errorf("only %d requests were repeated", len(repeated))
	}
}

// An id that nobody used is unknown to each of the operations that tell of one.
func TestBankKnowsNoRequestThatNobodyMade(t *testing.T) {
	asked := 0
	for _, d := range everything(t).Dialects {
		op, ok := everything(t).Operation(d.StatusOperation)
		if !ok {
			continue
		}
		asked++
		e := scene.New(t).Call(t, op, op.ID, []byte(`{"request_id":"`+chosen.String()+`"}`))
		assert.Equal(t, d.UnknownRequest, refusalOf(t, e), "%s: the fake bank answers %s", op.ID, e.Response)
	}
	assert.Equal(t, 3, asked, "operations that tell of requests")
}

// Another algorithm than that of the contract is refused.
func TestBankWantsTheAlgorithmOfTheContract(t *testing.T) {
	s := scene.New(t)
	for _, op := range operations(t) {
		other := *op
		other.Algorithm = map[string]string{"HS256": "HS512", "HS512": "HS256"}[op.Algorithm]
		e := s.Call(t, &other, op.ID, []byte("{}"))
		assert.Equal(t, http.StatusUnauthorized, e.Status, "%s: the fake bank's answer to a signature by %s", op.ID, other.Algorithm)
	}
}

// Beside HTTP 200 the bank answers as the contract declares.
func TestBankRejects(t *testing.T) {
	statuses := map[int]int{}
	rejected := scene.Rejected(t, recordings)
	for _, e := range rejected {
		statuses[e.Status]++
	}
	each := len(rejected) / 3
	assert.Equal(t, map[int]int{http.StatusUnauthorized: each, http.StatusNotFound: each, http.StatusUnsupportedMediaType: each}, statuses)
}
