package page

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

// frame is what surrounds every page.
type frame struct {
	Title    string
	Lang     string
	Theme    string
	Path     string
	Partner  string
	Partners []string
	Menu     []menuItem
	Chips    chips
	Revision int64 // of the journal, when the page was made
}

// menuItem is a line of the menu.
type menuItem struct {
	Path, Name string
	Here       bool
	Key        string // after g, on the keyboard
}

// chips are the small facts in the header.
type chips struct {
	Pending int
	Held    bool
	Faults  int
	Ahead   string
}

func (p *pages) frame(r *http.Request, in look, title string) frame {
	f := frame{
		Title: title, Lang: in.lang, Theme: cmp.Or(cookie(r, "theme"), "auto"), Path: r.URL.Path,
		Partner: in.partner.AuthID, Chips: p.chips(in),
	}
	for _, partner := range p.sandbox.Partners() {
		f.Partners = append(f.Partners, partner.AuthID)
	}
	section := "/" + firstPart(r.URL.Path)
	for _, item := range []menuItem{
		{Path: "/", Name: "Calls", Key: "c"},
		{Path: "/try", Name: "Make a call", Key: "t"},
		{Path: "/commands", Name: "Commands", Key: "m"},
		{Path: "/cards", Name: "Cards", Key: "k"},
		{Path: "/clients", Name: "Clients", Key: "p"},
		{Path: "/gift-cards", Name: "Gift cards", Key: "g"},
		{Path: "/wallets", Name: "Wallets", Key: "w"},
		{Path: "/ledger", Name: "Ledger", Key: "l"},
		{Path: "/conditions", Name: "Conditions", Key: "o"},
	} {
		item.Here = item.Path == section || item.Path == "/" && section == "/calls"
		f.Menu = append(f.Menu, item)
	}
	return f
}

// firstPart returns what stands before the second slash of a path.
func firstPart(path string) string {
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			return path[1:i]
		}
	}
	return path[1:]
}

func (p *pages) chips(in look) chips {
	settling := in.bank.ViewSettling()
	c := chips{Pending: settling.Pending, Held: settling.Held, Faults: len(in.bank.ViewFaults())}
	if ahead := p.sandbox.Clock.Offset(); ahead > 0 {
		c.Ahead = control.Duration(in.lang, ahead.Truncate(time.Second))
	}
	return c
}

// pageSize is how many items of a list a page shows.
const pageSize = 50

// paging is a list's place.
type paging struct {
	Search        string
	Offset, Total int
	Newer, Older  string // addresses; empty when there are none
	From, To      int
}

func window(r *http.Request) freedompaytest.Window {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset")) // what is no number is the beginning
	return freedompaytest.Window{Search: r.URL.Query().Get("q"), Offset: max(offset, 0), Limit: pageSize}
}

func paged(r *http.Request, w freedompaytest.Window, total int) paging {
	at := func(offset int) string {
		query := url.Values{}
		if w.Search != "" {
			query.Set("q", w.Search)
		}
		if offset > 0 {
			query.Set("offset", strconv.Itoa(offset))
		}
		return r.URL.Path + "?" + query.Encode()
	}
	p := paging{Search: w.Search, Offset: w.Offset, Total: total, From: min(w.Offset+1, total), To: min(w.Offset+w.Limit, total)}
	if w.Offset > 0 {
		p.Newer = at(max(w.Offset-w.Limit, 0))
	}
	if w.Offset+w.Limit < total {
		p.Older = at(w.Offset + w.Limit)
	}
	return p
}
