//go:build unix

package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// hostileSize is that of a hostile answer once it is unpacked.
const hostileSize = 8 << 20

// hostileAnswers are that are cheap to send and meant to be dear to read.
var hostileAnswers = map[string]filled{
	"zeros":      {`{"status":"ok","operations":[`, "0,", "0]}"},
	"nothings":   {`{"status":"ok","operations":[`, "{},", "{}]}"},
	"nulls":      {`{"status":"ok","operations":[`, "null,", "null]}"},
	"lists":      {`{"status":"ok","operations":[`, "[],", "[]]}"},
	"merchants":  {`{"status":"ok","operations":[{"merchant":[`, "0,", "0]}]}"},
	"members":    {`{"status":"ok","operations":[{`, `"rrn":1,`, `"rrn":1}]}`},
	"unknown":    {`{"status":"ok","x":[`, "{},", "{}]}"},
	"odd":        {`{"status":"ok","operations":[`, `{"rrn":1},`, `{}]}`},
	"names":      {`{"status":"ok",`, `"\u0061":1,`, `"a":1}`},
	"space":      {`{"status":"ok","operations":[`, " ", "]}"},
	"deep":       {`{"status":"ok","x":`, "[", ""},
	"text":       {`{"status":"ok","x":"`, `\u0041`, `"}`},
	"smallest":   {`{"status":"ok","operations":[`, `{"rrn":"1234567","mcc":5411},`, `{}]}`},
	"additional": {`{"status":"ok","authorizations":[{"additional_parameters":[`, `0,`, `0]}]}`},
	"refusal":    {`{"status":"error","error_description":"`, `\u0041`, `"}`},
}

// filled is an answer that repeats one text, and the transport that gives it.
type filled struct{ start, with, end string }

func (f filled) RoundTrip(*http.Request) (*http.Response, error) {
	left := (hostileSize - len(f.start) - len(f.end)) / len(f.with)
	text, next := strings.Repeat(f.with, 1000), ""
	middle := readerFunc(func(p []byte) (int, error) {
		if next == "" {
			if left == 0 {
				return 0, io.EOF
			}
			next = text[:min(left, 1000)*len(f.with)]
			left -= len(next) / len(f.with)
		}
		n := copy(p, next)
		next = next[n:]
		return n, nil
	})
	body := io.NopCloser(io.MultiReader(strings.NewReader(f.start), middle, strings.NewReader(f.end)))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Body: body}, nil
}

// hostileCalls are the calls whose answers hold lists, and the ways to read the
// same bytes without a client.
var hostileCalls = map[string]func(context.Context, *freedompay.Client) error{
	"statement": func(ctx context.Context, client *freedompay.Client) error {
		_, err := client.Cards.Statement(ctx, freedompay.CardStatementRequest{CardID: "1"})
		return err
	},
	"extended": func(ctx context.Context, client *freedompay.Client) error {
		moment := freedompay.NewTimestamp(time.Unix(1, 0))
		_, err := client.Cards.StatementExtended(ctx, freedompay.ExtendedStatementRequest{CardID: "1", Start: moment, End: freedompay.NewTimestamp(time.Unix(2, 0))})
		return err
	},
	"streamed": func(ctx context.Context, client *freedompay.Client) error {
		for _, err := range client.Cards.Operations(ctx, freedompay.CardStatementRequest{CardID: "1"}) {
			if err != nil {
				return err
			}
		}
		return nil
	},
}

// BenchmarkM gives each answer to each call in a process of its own.
func BenchmarkM(b *testing.B) {
	for _, answer := range slices.Sorted(maps.Keys(hostileAnswers)) {
		for _, call := range append(slices.Sorted(maps.Keys(hostileCalls)), "unmarshal") {
			b.Run(answer+"/"+call, func(b *testing.B) {
				var memory, cpu float64
				for range b.N {
					out, err := inRole(b.Context(), "hostile", answer, call).Output()
					var before, after, spent float64
					_, unreadable := fmt.Sscan(string(out), &before, &spent, &after)
					if err := errors.Join(err, unreadable); err != nil {
						b.Fatal(err)
					}
					memory, cpu = memory+after-before, cpu+spent
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(memory/float64(b.N)/hostileSize, "peak/byte")
				b.ReportMetric(cpu/float64(b.N)/(hostileSize/1e6), "cpu-s/MB")
			})
		}
	}
}

// readHostile is the role that makes one call. It tells its memory before, its
// processor time, and its memory in the end.
func readHostile(args ...string) error {
	answer := hostileAnswers[args[0]]
	client, err := freedompay.New("77", freedompay.NewSecret(outage.Key), freedompay.WithHTTPClient(&http.Client{Transport: answer}))
	if err := errors.Join(err, printPeak()); err != nil {
		return err
	}
	began := cpuTime()
	if call := hostileCalls[args[1]]; call != nil {
		err = call(context.Background(), client)
	} else {
		resp, _ := answer.RoundTrip(nil)
		data, _ := io.ReadAll(resp.Body)
		err = json.Unmarshal(data, new(freedompay.CardStatement))
	}
	if errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	fmt.Println((cpuTime() - began).Seconds())
	return printPeak()
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
