package outage_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// A query whose answer was too large is not retried: it would be too large again.
func TestQueryWithAnAnswerOverTheLimit(t *testing.T) {
	for _, act := range slices.Concat(queries(), queriesWithRequestID()) {
		for _, large := range []trouble{tooLarge, tooLargeUnsized} {
			bank := playing(t, large.meet)
			_, err := act.do(t.Context(), retrying(t, bank, withSmallAnswers), someID)
			if err == nil || !strings.Contains(err.Error(), "answer is too large") || errors.Is(err, freedompay.ErrOutcomeUnknown) {
				t.Errorf("%s, %s: %v", act.name, large.name, err)
			}
			bank.mustHavePlayed()
		}
	}
}

// An answer that announces a length over the limit is not read at all.
func TestAnAnswerThatAnnouncesItsSizeIsNotRead(t *testing.T) {
	read := 0
	bank := playing(t, func(req *http.Request) (*http.Response, error) {
		body := readerFunc(func(p []byte) (int, error) { read++; return len(p), nil })
		return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: 501, Body: io.NopCloser(body), Request: req}, nil
	})
	_, err := retrying(t, bank, withSmallAnswers).Cards.Info(t.Context(), "1")
	if err == nil || !strings.Contains(err.Error(), "answer is too large") || read != 0 {
		t.Errorf("read %d times: %v", read, err)
	}
}

// The limit itself is allowed.
func TestAnAnswerOfExactlyTheLimit(t *testing.T) {
	for _, sized := range []bool{true, false} {
		for size, fits := range map[int]bool{499: true, 500: true, 501: false} {
			text := accepted + strings.Repeat(" ", size-len(accepted))
			_, err := newClient(t, step(func(req *http.Request) (*http.Response, error) {
				resp, err := says(200, text)(req)
				if !sized {
					resp.ContentLength = -1
				}
				return resp, err
			}), withSmallAnswers).Cards.Info(t.Context(), "1")
			if (err == nil) != fits {
				t.Errorf("%d bytes, their length announced %t: %v", size, sized, err)
			}
		}
	}
}

// Of a statement that is read as it arrives the limit bounds each line: what came
// before a longer one has been told, and nothing is asked for again.
func TestALineOverTheLimit(t *testing.T) {
	const line = `{"rrn":"1"}`
	for size, fits := range map[int]bool{400: true, 4000: false, 1 << 20: false} {
		long := `{"rrn":"2"` + strings.Repeat(" ", size) + `}`
		bank := playing(t, says(200, `{"status":"ok","operations":[`+line+`,`+long+`,`+line+`]}`))
		lines := 0
		var last error
		for _, err := range retrying(t, bank, withSmallAnswers).Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
			if last = err; err == nil {
				lines++
			}
		}
		if fits && (last != nil || lines != 3) || !fits && (lines != 1 || last == nil || !strings.Contains(last.Error(), "too large")) {
			t.Errorf("a line of %d bytes: %d lines, %v", size, lines, last)
		}
		bank.mustHavePlayed()
	}
}
