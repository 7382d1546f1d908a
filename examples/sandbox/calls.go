package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// callLog prints what arrives at the bank.
type callLog struct {
	bank *freedompaytest.Bank
	out  io.Writer

	seen int   // calls that were looked at
	open []int // of these, the calls that were under way
}

// follow prints calls until the context ends, or with an error when the server
// does.
func (l *callLog) follow(ctx context.Context, served <-chan error) error {
	look := time.NewTicker(25 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-served:
			return err
		case <-look.C:
			l.print(false)
		}
	}
}

// print prints the calls that have ended since it was called last, or all that
// are left.
func (l *callLog) print(all bool) {
	if len(l.open) == 0 && l.bank.CallCount("") == l.seen {
		return
	}
	calls := l.bank.Calls()
	look := l.open
	for ; l.seen < len(calls); l.seen++ {
		look = append(look, l.seen)
	}
	l.open = nil
	for _, n := range look {
		if all || over(calls[n]) {
			_, _ = fmt.Fprintln(l.out, line(calls[n]))
		} else {
			l.open = append(l.open, n)
		}
	}
}

// over reports whether a call has ended: it was answered, or will never be.
func over(call freedompaytest.Call) bool { return !call.Ended.IsZero() }

// line returns the line of a call: time, operation, signature, outcome, id.
func line(call freedompaytest.Call) string {
	parts := []string{
		call.Time.Format("15:04:05.000"),
		fmt.Sprintf("%-24s", cmp.Or(call.Operation, call.Path)),
		signature(call),
		outcome(call),
	}
	if call.RequestID != "" {
		parts = append(parts, call.RequestID)
	}
	if len(call.Unread) > 0 {
		parts = append(parts, "unknown members: "+strings.Join(call.Unread, ", "))
	}
	return strings.Join(parts, "  ")
}

// signature returns the bank's verdict on the signature.
func signature(call freedompaytest.Call) string {
	switch {
	case call.Signature == "":
		return "signature ok"
	case strings.HasPrefix(call.Signature, "not checked"):
		return "signature " + call.Signature
	}
	return "signature wrong: " + call.Signature
}

// outcome returns how the call ended.
func outcome(call freedompaytest.Call) string {
	text := "ok"
	switch {
	case call.Code != "":
		text = "code " + call.Code
	case call.Status == 0:
		text = "no answer"
	case call.Status != http.StatusOK:
		text = fmt.Sprintf("HTTP %d %s", call.Status, http.StatusText(call.Status))
	}
	if call.Fault != "" {
		text += " (on purpose: " + string(call.Fault) + ")"
	}
	return text
}
