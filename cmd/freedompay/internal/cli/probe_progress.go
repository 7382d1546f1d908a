package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/freedompay-go/freedompay/probe"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
)

// probeProgress shows how far a probe is: on a terminal as a bar, elsewhere as a
// line for each operation.
type probeProgress struct {
	w           io.Writer
	terminal    bool
	done, total int
}

func newProbeProgress(streams Streams) *probeProgress {
	return &probeProgress{w: streams.Err, terminal: isTerminal(streams), total: len(contract.Operations())}
}

// operation shows an operation that has been judged.
func (p *probeProgress) operation(o probe.Operation) {
	p.done++
	if p.terminal {
		const width = 20 // the whole line fits in 80 columns
		filled := width * min(p.done, p.total) / p.total
		_, _ = fmt.Fprintf(p.w, "\r\x1b[K[%s%s] %d/%d %s %s", strings.Repeat("#", filled), strings.Repeat(".", width-filled), p.done, p.total, o.ID, o.Verdict)
		return
	}
	moved := ""
	if o.Path != "" && o.Path != o.Documented {
		moved = " at " + o.Path
	}
	_, _ = fmt.Fprintf(p.w, "%2d/%d %-26s %s%s\n", p.done, p.total, o.ID, o.Verdict, moved)
}

// end takes the bar away.
func (p *probeProgress) end() {
	if p.terminal && p.done > 0 {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K")
	}
}
