package cli

import (
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/probe"
)

// On a terminal there is one line that changes, and nothing of it is left.
func TestProbeBar(t *testing.T) {
	var out strings.Builder
	p := &probeProgress{w: &out, terminal: true, total: 4}
	p.operation(probe.Operation{ID: "Cards.Info", Verdict: probe.Answers})
	p.operation(probe.Operation{ID: "Cards.Balance", Verdict: probe.Missing})
	p.end()
	const want = "\r\x1b[K[#####...............] 1/4 Cards.Info answers" +
		"\r\x1b[K[##########..........] 2/4 Cards.Balance missing" +
		"\r\x1b[K"
	if out.String() != want {
		t.Errorf("it shows %q, want %q", out.String(), want)
	}
}
