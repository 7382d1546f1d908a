package page

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// callData is one call, opened.
type callData struct {
	*row
	Curl    string
	Mended  string // the same with a right signature; empty where that is right already
	Masked  bool   // the request holds a secret, so there are no curl lines
	Repeats bool   // its request_id was used before
	Ahead   bool   // the sandbox's clock is ahead of the machine's
	Gift    bool   // it is about gift cards

	// Unprotected is true of a command that nothing keeps from being done twice.
	Unprotected bool

	Cards   []string
	Headers []headerLine
	Newer   int64
	Elder   int64
	Request []mask.Piece
	Answer  []mask.Piece
}

type headerLine struct{ Name, Value string }

func (p *pages) call(r *http.Request, in look) (name, title string, data any) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return "", "", nil
	}
	e := p.sandbox.Journal.Entry(id)
	if e == nil {
		return "", "", nil
	}
	d := &callData{row: p.row(e), Cards: cardsIn(in.bank, e.Request, e.Answer)}
	operation, known := contract.Named(e.Operation)
	d.Ahead, d.Gift = p.sandbox.Clock.Offset() > 0, strings.HasPrefix(e.Operation, "GiftCards.")
	d.Unprotected = known && operation.Command() && !operation.Identified
	d.Request, _ = mask.Print(e.Request)
	d.Answer, _ = mask.Print(e.Answer)
	_, secrets := mask.Print(e.Request)
	d.Masked = len(secrets) > 0
	if !d.Masked {
		d.Curl = repeat(e, base(r), e.Header)
		d.Mended = p.mended(e, d.Verdict, base(r))
	}
	d.Repeats = freedompay.ErrorCode(e.Code) == freedompay.CodeDuplicateRequest ||
		freedompay.ErrorCode(e.Code) == freedompay.CodeWalletDuplicateRequest && !strings.HasPrefix(e.Operation, "GiftCards.")
	for _, name := range []string{"Content-Type", "X-Jws-Signature", "User-Agent", "Request-Id", "Traceparent"} {
		if value := e.Header.Get(name); value != "" {
			d.Headers = append(d.Headers, headerLine{strings.Replace(name, "Jws", "JWS", 1), value})
		}
	}
	if p.sandbox.Journal.Entry(id+1) != nil {
		d.Newer = id + 1
	}
	if p.sandbox.Journal.Entry(id-1) != nil {
		d.Elder = id - 1
	}
	return "call", "Call " + r.PathValue("id"), d
}

// mended returns a curl line that makes the call with a right signature, "" when
// the call has one or no signature would do.
func (p *pages) mended(e *journal.Entry, verdict journal.Verdict, base string) string {
	var want struct {
		Alg freedompay.Algorithm `json:"alg"`
	}
	partner := p.sandbox.Partner(e.Partner)
	if verdict.Signature != journal.Wrong || partner == nil || json.Unmarshal([]byte(verdict.Expected), &want) != nil {
		return ""
	}
	signature := freedompay.NewSigner(partner.AuthID, partner.Key).Sign(want.Alg, http.MethodPost, e.Path, e.Request)
	return repeat(e, base, http.Header{"Content-Type": {"application/json"}, "X-Jws-Signature": {signature}})
}

// cardsIn returns the cards of the bank that a call names: the one it is about,
// or those that it has made.
func cardsIn(bank *freedompaytest.Bank, bodies ...[]byte) []string {
	type named struct {
		CardID any `json:"card_id"`
	}
	var ids []string
	for _, body := range bodies {
		var said struct {
			named
			Cards []named `json:"cards"`
		}
		if json.Unmarshal(body, &said) != nil {
			continue
		}
		for _, n := range append(said.Cards, said.named) {
			id, _ := n.CardID.(string)
			if _, known := bank.ViewCard(id); known && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// base is the address by which the browser reaches the sandbox.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// repeat returns a curl line that makes the same call with a header.
func repeat(e *journal.Entry, base string, header http.Header) string {
	var line strings.Builder
	line.WriteString("curl -s " + quote(base+e.Path))
	if e.Method != http.MethodPost {
		line.WriteString(" -X " + quote(e.Method))
	}
	for _, name := range []string{"Content-Type", "X-Jws-Signature"} {
		for _, value := range header.Values(name) {
			line.WriteString(" \\\n  -H " + quote(strings.Replace(name, "Jws", "JWS", 1)+": "+value))
		}
	}
	if e.Method == http.MethodPost {
		line.WriteString(" \\\n  --data-binary " + quote(string(e.Request)))
	}
	return line.String()
}

// quote quotes a text for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
