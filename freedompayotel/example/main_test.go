package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// The program is run as it is: what it prints is what came over HTTP in the format
// of Prometheus.
func TestTheScrape(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`freedompay_calls_total{freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="done"} 2`,
		`freedompay_calls_total{freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="resent"} 1`,
		`freedompay_calls_total{freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="adopted"} 1`,
		`freedompay_calls_total{freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="unknown"} 1`,
		`freedompay_calls_total{freedompay_code="12001",freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="refused"} 1`,
		`freedompay_call_duration_seconds_count{freedompay_kind="command",freedompay_operation="Transactions.Create",freedompay_outcome="adopted"} 1`,
		`freedompay_call_active{freedompay_kind="command",freedompay_operation="Transactions.Create"} 0`,
		`freedompay_attempt_duration_seconds_count{error_type="no_answer",freedompay_operation="Transactions.Create"} 2`,
		`freedompay_attempt_duration_seconds_count{error_type="502",freedompay_operation="Transactions.Create",http_response_status_code="502"} 2`,
		`freedompay_waits_total{freedompay_operation="Requests.Status",freedompay_outcome="done"} 3`,
		`freedompay_waits_total{freedompay_operation="Requests.Status",freedompay_outcome="failed"} 1`,
		`freedompay_wait_duration_seconds_count{freedompay_operation="Requests.Status",freedompay_outcome="failed"} 1`,
		`freedompay_unknown_outcomes_total{freedompay_operation="Transactions.Create"} 1`,
	} {
		if !strings.Contains(out.String(), want+"\n") {
			t.Errorf("not scraped: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("scraped:\n%s", out.String())
	}
}

// The telemetry of a program that has none yet is five lines.
func TestTheTelemetryIsFiveLines(t *testing.T) {
	source, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begun := strings.Cut(string(source), "// The telemetry of a program that has none yet.\n")
	part, _, ended := strings.Cut(rest, "// The end of it.")
	if !begun || !ended {
		t.Fatal("main.go does not say where the telemetry begins and ends")
	}
	if n := strings.Count(part, "\n"); n > 5 || !strings.Contains(part, "freedompayotel.New(") {
		t.Errorf("%d lines:\n%s", n, part)
	}
}
