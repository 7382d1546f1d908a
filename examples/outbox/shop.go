package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/freedompay-go/freedompay"
)

// ordersSchema is the business of the partner: what somebody has asked for.
const ordersSchema = `
create table if not exists orders (
	id          bigserial primary key,
	request_id  uuid not null unique,
	operation   text not null,
	outcome     text not null default '', -- once it has ended
	reason      text not null default '', -- why it was not done
	transaction text not null default '', -- that the bank made of it
	ended       int not null default 0    -- how often it was told its end
)`

// shop is the partner's program.
type shop struct {
	db     *sql.DB
	outbox *Outbox
}

// openShop connects to a database and makes its tables.
func openShop(ctx context.Context, dsn string, client *freedompay.Client, patience, lateness time.Duration) (*shop, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	s := &shop{db: db}
	s.outbox = &Outbox{
		DB: db, Client: client, Patience: patience, Lateness: lateness, Pause: 100 * time.Millisecond, Ended: s.ended,
	}
	_, err = db.ExecContext(ctx, schema+";"+ordersSchema)
	return s, err
}

// order takes an order: it and its command are stored together, or not at all.
func (s *shop) order(ctx context.Context, cmd freedompay.Command) (id int64, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	if id, err = s.orderIn(ctx, tx, cmd); err != nil {
		return 0, err
	}
	return id, tx.Commit()
}

// orderIn takes an order in a transaction that has more to do.
func (s *shop) orderIn(ctx context.Context, tx *sql.Tx, cmd freedompay.Command) (id int64, err error) {
	p, err := s.outbox.Enqueue(ctx, tx, cmd)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, `insert into orders (request_id, operation) values ($1, $2) returning id`,
		p.RequestID, p.Operation).Scan(&id)
	return id, err
}

// ended writes how the command of an order ended.
func (s *shop) ended(ctx context.Context, tx *sql.Tx, p freedompay.Prepared, state freedompay.CommandState, failure error) error {
	var reason, transaction string
	if e, ok := errors.AsType[*freedompay.Error](failure); ok {
		reason = string(e.Code) + " " + e.Description
	}
	if state.Card != nil {
		transaction = state.Card.TransactionID
	}
	_, err := tx.ExecContext(ctx, `update orders set outcome = $2, reason = $3, transaction = $4, ended = ended + 1 where request_id = $1`,
		p.RequestID, string(freedompay.OutcomeOf(failure)), reason, transaction)
	return err
}

// order is what is stored of one.
type order struct {
	id                                      int64
	requestID                               string
	operation, outcome, reason, transaction string
	ended                                   int
}

// orders returns all orders.
func (s *shop) orders(ctx context.Context) (all []order, err error) {
	rows, err := s.db.QueryContext(ctx, `select id, request_id::text, operation, outcome, reason, transaction, ended from orders order by id`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var o order
		if err := rows.Scan(&o.id, &o.requestID, &o.operation, &o.outcome, &o.reason, &o.transaction, &o.ended); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, rows.Err()
}
