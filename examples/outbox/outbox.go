package main

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/freedompay-go/freedompay"
)

// schema is the one table. A command holds all that is sent, card data included:
// protect the table as you protect that, and delete the rows you no longer need.
const schema = `
create table if not exists outbox (
	id      uuid primary key,                     -- the request_id
	command jsonb not null,                       -- a freedompay.Prepared
	sent_at timestamptz not null default 'epoch', -- sent last, at the latest; epoch for never
	due_at  timestamptz not null default now(),   -- nobody takes it before
	outcome text                                  -- once it has ended: done, refused or failed
);
create index if not exists outbox_due on outbox (due_at) where outcome is null`

// Outbox carries out commands that are stored in the caller's own transactions:
// each once, whatever becomes of the processes and of the network.
type Outbox struct {
	DB       *sql.DB
	Client   *freedompay.Client
	Patience time.Duration // of one try, settling included; after a crash another process takes over then
	Lateness time.Duration // that of freedompay.WithLateness: an attempt arrives no later after its end
	Pause    time.Duration // when nothing is due

	// Ended writes how a command ended into the caller's own rows, in tx. Without
	// err it is done, and state has what it made; with one it was refused or failed.
	Ended func(ctx context.Context, tx *sql.Tx, p freedompay.Prepared, state freedompay.CommandState, err error) error
}

// Enqueue stores a command in the caller's transaction. It is carried out if, and
// only if, that commits.
func (o *Outbox) Enqueue(ctx context.Context, tx *sql.Tx, cmd freedompay.Command) (freedompay.Prepared, error) {
	p, err := o.Client.Prepare(cmd)
	if err == nil && p.Protection() != freedompay.ProtectedByIDWithStatus {
		err = errors.New("outbox: nothing tells what became of " + p.Operation)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `insert into outbox (id, command) values ($1, $2)`, p.RequestID, p)
	}
	return p, err
}

// Run carries out commands until ctx ends. Start it as often as you like, in any
// number of processes.
func (o *Outbox) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := o.next(ctx); err != nil {
			if !errors.Is(err, sql.ErrNoRows) {
				slog.WarnContext(ctx, "outbox", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(o.Pause):
			}
		}
	}
}

// next carries out the command that is due first; sql.ErrNoRows says there is none.
// It stores until when the command may be sent before it sends it.
func (o *Outbox) next(ctx context.Context) error {
	try, cancel := context.WithTimeout(ctx, o.Patience) // from before the claim: nothing is sent after sent_at
	defer cancel()
	var p freedompay.Prepared
	var lastSent, sentAt time.Time
	err := o.DB.QueryRowContext(try, `update outbox set sent_at = until, due_at = until from (
			select id, sent_at as last, now() + make_interval(secs => $1) as until from outbox
			where outcome is null and due_at <= now() order by due_at limit 1 for update skip locked) as due
		where outbox.id = due.id returning command, last, until`, o.Patience.Seconds()).Scan(&p, &lastSent, &sentAt)
	if err != nil {
		return err
	}
	var state freedompay.CommandState
	if _, err = o.Client.Resume(try, p, lastSent); err == nil {
		state, err = o.Client.Await(try, p)
	}
	return o.write(context.WithoutCancel(ctx), p, sentAt, state, err)
}

// write stores how a command ended, and the caller's rows, in one transaction. One
// that has not ended is due again once no attempt of it can arrive any more. When
// another process has taken the command meanwhile, it writes: sql.ErrNoRows.
func (o *Outbox) write(ctx context.Context, p freedompay.Prepared, sentAt time.Time, state freedompay.CommandState, failure error) error {
	ctx, cancel := context.WithTimeout(ctx, o.Patience)
	defer cancel()
	outcome := freedompay.OutcomeOf(failure)
	ended := outcome == freedompay.OutcomeDone || outcome == freedompay.OutcomeRefused || outcome == freedompay.OutcomeFailed
	slog.InfoContext(ctx, "outbox", "command", p.String(), "outcome", outcome, "ended", ended, "error", failure)
	tx, err := o.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	err = tx.QueryRowContext(ctx, `update outbox set outcome = case when $3 then $4 end, due_at = sent_at + make_interval(secs => $5)
		where id = $1 and sent_at = $2 returning id`, p.RequestID, sentAt, ended, string(outcome), o.Lateness.Seconds()).Scan(&p.RequestID)
	if err == nil && ended {
		if err := o.Ended(ctx, tx, p, state, failure); err != nil {
			return errors.New("outbox: the caller's rows: " + err.Error()) // whatever it is, not that nothing is due
		}
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}
