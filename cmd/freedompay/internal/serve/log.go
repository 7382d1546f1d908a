package serve

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
)

// log writes a line for each call that has ended.
type log struct {
	journal *journal.Journal
	out     *bufio.Writer
	asJSON  bool

	next int64          // the first call that was not looked at
	open map[int64]bool // calls that were under way
}

func newLog(j *journal.Journal, out io.Writer, asJSON bool) *log {
	return &log{journal: j, out: bufio.NewWriter(out), asJSON: asJSON, next: 1, open: make(map[int64]bool)}
}

// follow writes until the context ends, and then what is left.
func (l *log) follow(ctx context.Context) {
	look := time.NewTicker(25 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			l.write(true)
			return
		case <-look.C:
			l.write(false)
		}
	}
}

// write writes the calls that have ended since, or all that are left.
func (l *log) write(all bool) {
	_, total := l.journal.Len()
	if len(l.open) == 0 && l.next > total {
		return
	}
	for id := range l.open {
		l.look(id, all)
	}
	for ; l.next <= total; l.next++ {
		l.look(l.next, all)
	}
	_ = l.out.Flush() // a log that cannot be written does not stop the bank
}

func (l *log) look(id int64, all bool) {
	e := l.journal.Entry(id)
	switch {
	case e == nil: // forgotten already: more arrives than is kept
		delete(l.open, id)
	case !e.Ended && !all:
		l.open[id] = true
	default:
		delete(l.open, id)
		_, _ = l.out.WriteString(l.line(e))
	}
}

func (l *log) line(e *journal.Entry) string {
	if l.asJSON {
		return machineLine(e)
	}
	return personLine(e)
}

// machineLine is a call as JSON. It holds no body and no secret.
func machineLine(e *journal.Entry) string {
	text, err := json.Marshal(map[string]any{
		"time": e.At.Format(time.RFC3339Nano), "msg": "call", "id": e.ID, "auth_id": e.Partner, "operation": e.Operation,
		"method": e.Method, "path": printable(e.Path), "request_id": e.RequestID, "http_status": e.Status, "error_code": e.Code,
		"signature": e.Verdict().Signature, "explanation": e.Signature, "fault": e.Fault,
		"unknown_members": e.Unread, "took_ms": float64(e.Took.Microseconds()) / 1000,
	})
	if err != nil {
		return ""
	}
	return string(text) + "\n"
}

// personLine is a call as a person reads it.
func personLine(e *journal.Entry) string {
	parts := []string{e.At.Format("15:04:05.000"), fmt.Sprintf("%-24s", cmp.Or(e.Operation, printable(e.Path)))}
	switch v := e.Verdict(); v.Signature {
	case journal.Wrong:
		parts = append(parts, "signature wrong: "+printable(e.Signature))
	case journal.Good:
		parts = append(parts, "signature ok")
	case journal.Unchecked:
		parts = append(parts, "signature not checked")
	}
	parts = append(parts, outcome(e))
	if e.RequestID != "" {
		parts = append(parts, e.RequestID)
	}
	if len(e.Unread) > 0 {
		parts = append(parts, "unknown members: "+printable(strings.Join(e.Unread, ", ")))
	}
	return strings.Join(parts, "  ") + "\n"
}

// outcome says how a call ended.
func outcome(e *journal.Entry) string {
	text := "ok"
	switch {
	case e.Code != "":
		text = "code " + e.Code
	case !e.Ended || e.Status == 0:
		text = "no answer"
	case e.Status != http.StatusOK:
		text = fmt.Sprintf("HTTP %d %s", e.Status, http.StatusText(e.Status))
	case e.Cut():
		text = "answer cut off"
	}
	if e.Fault != "" {
		text += " (on purpose: " + string(e.Fault) + ")"
	}
	return text
}

// printable keeps what a stranger has sent from steering a terminal.
func printable(text string) string {
	if len(text) > 500 {
		text = text[:500] + "…"
	}
	quoted := strconv.Quote(text)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
