//go:build unix

package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// statement is an answer of 100,000 operations, 43 MB, generated as it is read.
type statement struct {
	next  string // what is read next
	pages int    // that follow it
}

const (
	statementStart = `{"status":"ok","request_status":"success","dt":"2026-11-20T10:15:00+05:00","operations":[`
	statementEnd   = `]}`
	statementPages = 1000
	linesOnPage    = 100
)

// statementPage is a hundred operations, each with a comma behind it.
var statementPage = func() string {
	var page strings.Builder
	for n := range linesOnPage {
		fmt.Fprintf(&page, `{"type":"1058","amount":%d.%02d,"commission":0.00,"currency":"KZT","mcc":%d,`+
			`"datetime":"2026-11-%02dT18:30:%02d+05:00","rrn":"%012d","merchant":{"name":"Sample Merchant %03d",`+
			`"city":"Sample City","country":"KAZ","address":"Sample avenue, building 17, office %03d",`+
			`"terminal":{"id":%d,"acquirer":"Sample Bank of Samples"},"owner":"Sample Merchants of Samples LLP",`+
			`"category":"everyday goods","loyalty":{"programme":"none","points":0}}},`,
			1500+n*37, n, 742+n, n%28+1, n%60, n, n, n, 7000+n)
	}
	return page.String()
}()

var statementSize = int64(len(statementStart) + statementPages*len(statementPage) - len(",") + len(statementEnd))

func (s *statement) Read(p []byte) (int, error) {
	if s.next == "" {
		if s.pages == 0 {
			return 0, io.EOF
		}
		s.pages--
		s.next = statementPage
		if s.pages == 0 {
			s.next = strings.TrimSuffix(statementPage, ",") + statementEnd
		}
	}
	n := copy(p, s.next)
	s.next = s.next[n:]
	return n, nil
}

// statements is a transport that answers with a statement.
var statements = answerer{answer: func() (io.Reader, int64) { return &statement{statementStart, statementPages}, statementSize }}

func BenchmarkJ1(b *testing.B) {
	b.Logf("a statement of %d bytes", statementSize)
	for name, do := range statementReaders {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := outage.WithDeadline(do); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, who := range []string{"client", "bare"} {
		b.Run("peak/"+who, func(b *testing.B) { reportPeak(b, "statement", who) })
	}
}

// statementReaders read the statement one operation at a time, decode it as a
// whole, and discard it.
var statementReaders = map[string]func(context.Context) error{
	"client": func(ctx context.Context) error {
		client, err := freedompay.New("77", freedompay.NewSecret(outage.Key), freedompay.WithHTTPClient(&http.Client{Transport: statements}))
		if err != nil {
			return err
		}
		seen := 0
		for _, err := range client.Cards.Operations(ctx, freedompay.CardStatementRequest{CardID: "1000000001"}) {
			if err != nil {
				return err
			}
			seen++
		}
		return complete(seen)
	},
	"unmarshal": func(ctx context.Context) error {
		return bareStatement(ctx, func(answer io.Reader) error {
			data := make([]byte, statementSize)
			if _, err := io.ReadFull(answer, data); err != nil {
				return err
			}
			var whole freedompay.CardStatement
			if err := json.Unmarshal(data, &whole); err != nil {
				return err
			}
			return complete(len(whole.Operations))
		})
	},
	"bare": func(ctx context.Context) error {
		return bareStatement(ctx, func(answer io.Reader) error {
			_, err := io.Copy(io.Discard, answer)
			return err
		})
	},
}

func bareStatement(ctx context.Context, read func(io.Reader) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://bank.example/", strings.NewReader("{}"))
	if err != nil {
		return err
	}
	h := &http.Client{Transport: statements}
	resp, err := h.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return read(resp.Body)
}

func complete(operations int) error {
	if operations != statementPages*linesOnPage {
		return fmt.Errorf("%d operations of %d", operations, statementPages*linesOnPage)
	}
	return nil
}

// readStatement is the role that reads the statement and prints its peak memory.
func readStatement(args ...string) error {
	return errors.Join(outage.WithDeadline(statementReaders[args[0]]), printPeak())
}
