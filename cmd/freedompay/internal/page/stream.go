package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The pace of a stream: a tab gets news this often at most, this many rows at a
// time, and is given up when it takes no bytes for so long.
const (
	pace     = 250 * time.Millisecond
	mostNew  = pageSize
	patience = 5 * time.Second
	beat     = 15 * time.Second
)

// news is what a tab is told.
type news struct {
	Rows     []newsRow `json:"rows"` // the oldest first
	Total    int64     `json:"total"`
	Chips    string    `json:"chips"`
	Revision int64     `json:"revision"`
	Reload   bool      `json:"reload"` // the page is of another time
}

type newsRow struct {
	ID   int64  `json:"id"`
	HTML string `json:"html"`
}

// events tells a tab what is new until the tab is closed.
func (p *pages) events(w http.ResponseWriter, r *http.Request) {
	select {
	case p.streams <- struct{}{}:
		defer func() { <-p.streams }()
	default:
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	changed, stop := p.sandbox.Journal.Watch()
	defer stop()
	s := &stream{pages: p, in: p.look(r), sent: since(r)}
	send := func(text string) bool {
		_ = control.SetWriteDeadline(time.Now().Add(patience))
		if _, err := fmt.Fprint(w, text); err != nil { //nolint:gosec // the templates have escaped it
			return false
		}
		return control.Flush() == nil
	}
	if !send("retry: 1000\n\n") {
		return
	}
	look, beats := time.NewTicker(pace), time.NewTicker(beat)
	defer look.Stop()
	defer beats.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-beats.C:
			if !send(": still here\n\n") {
				return
			}
		case <-look.C:
			select {
			case <-changed: // the next tick looks at what comes from now on
			default:
			}
			if text := s.next(); text != "" && !send(text) {
				return
			}
		}
	}
}

// since returns the revision that a tab has: of its page, or of the last event
// before the connection broke.
func since(r *http.Request) int64 {
	text := r.Header.Get("Last-Event-Id")
	if text == "" {
		text = r.URL.Query().Get("since")
	}
	revision, _ := strconv.ParseInt(text, 10, 64) // what is no number is the beginning
	return revision
}

// stream is what one tab has been told.
type stream struct {
	pages *pages
	in    look
	sent  int64  // revision of the journal
	state string // revision of all
}

// next returns an event, or "" when nothing is new.
func (s *stream) next() string {
	state := s.pages.sandbox.Revision()
	if state == s.state {
		return ""
	}
	s.state = state
	s.in.bank = s.in.partner.Bank() // a reset has put another in its place
	entries, now := s.pages.sandbox.Journal.Since(s.sent)
	reload := s.sent > now // the sandbox was started again
	s.sent = now
	n := news{Rows: []newsRow{}, Revision: now, Reload: reload, Chips: s.pages.fragment("calls/"+s.in.lang, "chips", s.pages.chips(s.in))}
	_, n.Total = s.pages.sandbox.Journal.Len()
	for i := min(len(entries), mostNew) - 1; i >= 0; i-- {
		row := s.pages.row(entries[i])
		row.Fresh = true
		n.Rows = append(n.Rows, newsRow{row.ID, s.pages.fragment("calls/"+s.in.lang, "row", row)})
	}
	text, err := json.Marshal(n)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("event: news\nid: %d\ndata: %s\n\n", now, text)
}

// fragment renders a part of a page.
func (p *pages) fragment(name, part string, data any) string {
	var text strings.Builder
	_ = p.templates[name].ExecuteTemplate(&text, part, data) // what renders in a page renders here
	return text.String()
}
