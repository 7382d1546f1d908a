package page

import (
	"net/http"
	"strconv"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
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

// Outcome is how the call ended, as the state of a word: ok, refused, lost, cut or
// open.
func (r *row) Outcome() string {
	switch {
	case !r.Ended:
		return "open"
	case r.Status == 0:
		return "lost"
	case r.Cut():
		return "cut"
	case r.Code != "" || r.Status != http.StatusOK:
		return "refused"
	}
	return "ok"
}

// StatusText is the words of the HTTP status.
func (r *row) StatusText() string { return http.StatusText(r.Status) }

// Asks is the operation that tells what became of the call's command, "" where there
// is none.
func (r *row) Asks() string { return contract.Asks(r.Operation) }
