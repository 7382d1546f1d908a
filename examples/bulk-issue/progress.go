package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// progress shows how far the work is: as a bar that is redrawn on a terminal,
// and elsewhere, as in a log, as a line for each tenth.
type progress struct {
	out      io.Writer
	terminal bool
	total    int

	mu          sync.Mutex
	away, there int // sent and issued
	drawn       time.Time
	tenth       int // told last
}

func newProgress(out *os.File, done, total int) *progress {
	info, err := out.Stat()
	return &progress{
		out: out, total: total, away: done, there: done, tenth: 10 * done / total,
		terminal: err == nil && info.Mode()&os.ModeCharDevice != 0,
	}
}

// sent counts a request that has been sent.
func (p *progress) sent() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = min(p.away+1, p.total)
	p.draw(false)
}

// issued tells how many cards there are.
func (p *progress) issued(cards int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.there = cards
	p.draw(false)
}

// end draws the bar as it stands and leaves its line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw(true)
	if p.terminal {
		_, _ = fmt.Fprintln(p.out)
	}
}

func (p *progress) draw(last bool) {
	switch tenth := 10 * p.there / p.total; {
	case p.terminal && (last || time.Since(p.drawn) > 50*time.Millisecond):
		p.drawn = time.Now()
		_, _ = fmt.Fprintf(p.out, "\r[%s] %d of %d issued", bar(p.there, p.away, p.total), p.there, p.total)
	case !p.terminal && tenth > p.tenth:
		p.tenth = tenth
		_, _ = fmt.Fprintf(p.out, "%d of %d issued\n", p.there, p.total)
	}
}

// bar shows what is issued, what is sent and what is not.
func bar(issued, sent, total int) string {
	const width = 40
	full := width * issued / total
	half := max(width*sent/total-full, 0)
	return strings.Repeat("█", full) + strings.Repeat("▒", half) + strings.Repeat(" ", width-full-half)
}
