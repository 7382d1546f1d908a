package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// pending finds out in the background how commands ended whose outcome is
// unknown. It keeps them in memory, so a crash forgets them: examples/outbox
// keeps them in a table.
type pending struct {
	client *freedompay.Client
	log    *slog.Logger
	ctx    context.Context // until the service stops
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	unknown map[uuid.UUID]bool  // commands that are being found out
	ends    map[uuid.UUID]error // of those that were found out and not done
}

// most bounds both. A bank that leaves so many commands unanswered gets no more.
const most = 1000

func newPending(client *freedompay.Client, log *slog.Logger) *pending {
	p := &pending{client: client, log: log, unknown: map[uuid.UUID]bool{}, ends: map[uuid.UUID]error{}}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// full reports whether no further command may become unknown.
func (p *pending) full() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.unknown) >= most
}

// state tells whether a command is still unknown, or why it was not done.
func (p *pending) state(id uuid.UUID) (unknown bool, failure error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unknown[id], p.ends[id]
}

// find finds out how a command ended. It was sent until now.
func (p *pending) find(cmd freedompay.Prepared) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unknown[cmd.RequestID] || p.ctx.Err() != nil {
		return
	}
	p.unknown[cmd.RequestID] = true
	lastSent := time.Now()
	p.work.Go(func() {
		err := p.resume(cmd, lastSent)
		p.log.Info("freedompay: found out", "command", cmd.String(), "outcome", freedompay.OutcomeOf(err), "error", err)
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.unknown, cmd.RequestID)
		if err == nil {
			return // the bank has it, and tells of it
		}
		for id := range p.ends { // any: somebody had the time to ask
			if len(p.ends) < most {
				break
			}
			delete(p.ends, id)
		}
		p.ends[cmd.RequestID] = err
	})
}

// resume sends the command again until the outcome is known, or the service stops.
func (p *pending) resume(cmd freedompay.Prepared, lastSent time.Time) error {
	for {
		ctx, cancel := context.WithTimeout(p.ctx, callTime)
		_, err := p.client.Resume(ctx, cmd, lastSent)
		cancel()
		switch {
		case blocked(err):
			alarm(p.log, cmd, err)
		case freedompay.OutcomeOf(err) != freedompay.OutcomeUnknown:
			return err
		}
		lastSent = time.Now()
		select {
		case <-p.ctx.Done():
			return err
		case <-time.After(resumePause):
		}
	}
}

// stop ends the finding out. The log names what is still unknown.
func (p *pending) stop() {
	p.cancel()
	p.work.Wait()
}
