package control

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay"
	wire "github.com/freedompay-go/freedompay/contract"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/explain"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// tryBody is a call that the sandbox signs and makes by itself.
type tryBody struct {
	Operation string          `json:"operation" doc:"The operation, such as Cards.Issue."`
	Body      json.RawMessage `json:"body" doc:"The request, an object."`
	Text      string          `json:"text" doc:"The request as text instead, byte by byte."`
	Mistake   string          `json:"mistake" doc:"What is wrong with the signature: key, body, path, algorithm, padding or missing; empty for nothing."`
}

// Mistakes are what can be wrong with a tried call.
func Mistakes() []string { return []string{"key", "body", "path", "algorithm", "padding", "missing"} }

// tryHeader marks a call that the sandbox has made itself.
const tryHeader = "X-Sandbox-Try"

func try(in *request) (any, error) {
	body := in.body.(*tryBody)
	operation, known := contract.Named(body.Operation)
	if !known {
		return nil, no(http.StatusBadRequest, `operation: there is no operation "%s"; write one such as Cards.Issue`, body.Operation)
	}
	if body.Mistake != "" && !slices.Contains(Mistakes(), body.Mistake) {
		return nil, no(http.StatusBadRequest, `mistake: there is no mistake "%s"; write %s, or nothing for a right signature`, body.Mistake, strings.Join(Mistakes(), ", "))
	}
	text := []byte(body.Text)
	if body.Text == "" {
		text = body.Body
	}
	if len(text) == 0 {
		text = []byte("{}")
	}
	path := in.bank.Operations()[operation.ID]
	mark := rand.Text()
	ctx, cancel := context.WithTimeout(in.Context(), time.Minute)
	defer cancel()
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+in.Host+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	call.Header.Set("Content-Type", "application/json")
	call.Header.Set(tryHeader, mark)
	if signature := in.sign(operation, path, text, body.Mistake); signature != "" {
		call.Header.Set("X-JWS-Signature", signature)
	}
	answer, failed := in.bank.Transport().RoundTrip(call)
	view := map[string]any{}
	entry := in.marked(mark)
	if entry != nil {
		view["call"] = viewCall(entry, true)
	}
	if failed != nil {
		view["lost"] = true // the answer, perhaps not the work
		return in.failed(view, "%s: no answer arrived. The work may have been done.", operation.ID)
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	view["http_status"] = answer.StatusCode
	view["answer"] = mask.Text(got)
	view["lost"] = err != nil
	switch code, why := refused(got); {
	case entry != nil && entry.Verdict().Signature == journal.Wrong:
		return in.failed(view, "%s", explain.Cause(Language(in.Request), entry.Signature))
	case err != nil:
		return in.failed(view, "%s: no whole answer arrived. The work was done.", operation.ID)
	case code != "" || why != "":
		return in.failed(view, "%s was refused: %s", operation.ID, strings.TrimSpace(code+" "+explain.Reason(Language(in.Request), why)))
	case answer.StatusCode != http.StatusOK:
		return in.failed(view, "%s was answered with HTTP %d.", operation.ID, answer.StatusCode)
	case !json.Valid(got):
		return in.failed(view, "%s: what arrived is no JSON. The work was done.", operation.ID)
	case operation.Kind == wire.Query:
		return in.doneWith(view, "%s was answered.", operation.ID)
	}
	if prepared := (freedompay.Prepared{Operation: operation.ID}); prepared.Protection() != freedompay.ProtectedByIDWithStatus {
		return in.doneWith(view, "%s was done.", operation.ID) // it has no status because it has settled
	}
	return in.doneWith(view, "%s was accepted. What it changes is seen when the command has settled.", operation.ID)
}

// failed adds to an answer a sentence that says what did not work.
func (in *request) failed(answer map[string]any, format string, args ...any) (any, error) {
	answer["failed"] = sentence(Language(in.Request), format, args...)
	return answer, nil
}

// refused returns the code and the words of a refusal, in whatever dialect; none
// for another answer.
func refused(answer []byte) (code, why string) {
	var said struct {
		Status json.RawMessage `json:"status"`
		Code   json.RawMessage `json:"error_code"`
		Why    string          `json:"error_description"`
		Error  string          `json:"error"`
	}
	if json.Unmarshal(answer, &said) != nil {
		return "", ""
	}
	if gift := string(said.Status); strings.HasPrefix(gift, "-") {
		return gift, ""
	}
	return strings.Trim(string(said.Code), `"`), cmp.Or(said.Why, said.Error)
}

// sign signs a call, with a mistake when one is asked for.
func (in *request) sign(operation contract.Operation, path string, body []byte, mistake string) string {
	key, algorithm := in.partner.Key, freedompay.Algorithm(operation.Algorithm)
	switch mistake {
	case "key":
		key = freedompay.NewSecret(key.Reveal() + "\n")
	case "body":
		body = append(slices.Clip(body), '\n')
	case "path":
		path = "/api" + path
	case "algorithm":
		algorithm = map[freedompay.Algorithm]freedompay.Algorithm{freedompay.HS256: freedompay.HS512, freedompay.HS512: freedompay.HS256}[algorithm]
	case "missing":
		return ""
	}
	signature := freedompay.NewSigner(in.partner.AuthID, key).Sign(algorithm, http.MethodPost, path, body)
	if mistake == "padding" {
		signature += "=="
	}
	return signature
}

// marked returns the call with a mark.
func (in *request) marked(mark string) *journal.Entry {
	entries, _ := in.sandbox.Journal.List(journal.Query{Limit: journal.Recent})
	for _, e := range entries {
		if e.Header.Get(tryHeader) == mark {
			return e
		}
	}
	return nil
}
