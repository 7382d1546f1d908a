package page

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// callsData is the list of calls.
type callsData struct {
	Rows   []*row
	Older  string
	Search string
	Failed bool
	Live   bool // new calls are put on top as they arrive
	Total  int64
	First  *tryData // instead of an empty list
}

// row is a line of the list.
type row struct {
	*journal.Entry
	Verdict journal.Verdict
	Several bool // there is more than one partner
	Fresh   bool // has just arrived
}

func (p *pages) calls(r *http.Request, in look) (name, title string, data any) {
	query := r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // what is no number is no bound
	d := &callsData{Search: query.Get("q"), Failed: query.Get("failed") != ""}
	d.Live = d.Search == "" && !d.Failed && before == 0
	entries, more := p.sandbox.Journal.List(journal.Query{Search: d.Search, Failed: d.Failed, Before: before, Limit: pageSize})
	for _, e := range entries {
		d.Rows = append(d.Rows, p.row(e))
	}
	if more {
		query.Set("before", strconv.FormatInt(entries[len(entries)-1].ID, 10))
		d.Older = "/?" + query.Encode()
	}
	kept, total := p.sandbox.Journal.Len()
	d.Total = total
	if kept == 0 && d.Live {
		d.First = p.tryOf(r, in, "GiftCards.List")
		d.First.First = true
	}
	return "calls", "Calls", d
}

func (p *pages) row(e *journal.Entry) *row {
	return &row{Entry: e, Verdict: e.Verdict(), Several: len(p.sandbox.Partners()) > 1}
}

// Outcome is how the call ended, as the state of a word: ok, refused, lost or
// open.
func (r *row) Outcome() string {
	switch {
	case !r.Ended:
		return "open"
	case r.Status == 0:
		return "lost"
	case r.Code != "" || r.Status != http.StatusOK:
		return "refused"
	}
	return "ok"
}

// StatusText is the words of the HTTP status.
func (r *row) StatusText() string { return http.StatusText(r.Status) }

// Asks is the operation that tells what became of the call's command, "" where there
// is none.
func (r *row) Asks() string {
	if (freedompay.Prepared{Operation: r.Operation}).Protection() != freedompay.ProtectedByIDWithStatus {
		return ""
	}
	if service, _, _ := strings.Cut(r.Operation, "."); service == "Wallets" || service == "Partners" {
		return service + ".RequestStatus"
	}
	return "Requests.Status"
}

// callData is one call, opened.
type callData struct {
	*row
	Curl    string
	Masked  bool // the curl line has no covered secret in it
	Headers []headerLine
	Newer   int64
	Elder   int64
	Fits    string // what the bank wants, when the signature is wrong
	Request []mask.Piece
	Answer  []mask.Piece
}

type headerLine struct{ Name, Value string }

func (p *pages) call(r *http.Request, _ look) (name, title string, data any) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return "", "", nil
	}
	e := p.sandbox.Journal.Entry(id)
	if e == nil {
		return "", "", nil
	}
	d := &callData{row: p.row(e)}
	d.Request, _ = mask.Print(e.Request)
	d.Answer, _ = mask.Print(e.Answer)
	_, secrets := mask.Print(e.Request)
	d.Masked = len(secrets) > 0
	if !d.Masked {
		d.Curl = repeat(e, base(r))
	}
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

// base is the address by which the browser reaches the sandbox.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// repeat returns a curl line that makes the same call, signature and all.
func repeat(e *journal.Entry, base string) string {
	var line strings.Builder
	line.WriteString("curl -s " + quote(base+e.Path))
	if e.Method != http.MethodPost {
		line.WriteString(" -X " + quote(e.Method))
	}
	for _, name := range []string{"Content-Type", "X-Jws-Signature"} {
		for _, value := range e.Header.Values(name) {
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
