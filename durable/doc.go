// Package durable keeps commands of the Freedom Pay Card API in PostgreSQL until
// they have settled. A command is recorded in the transaction of the business row
// that it belongs to, sent by whichever replica is alive, and its end is handled in
// one transaction, once. The engine is River: https://riverqueue.com.
//
//	q, err := durable.New(riverpgxv5.New(pool), client, durable.Config{})
//	err = q.Migrate(ctx)
//	durable.On(q, func(ctx context.Context, tx pgx.Tx, s durable.Settled[freedompay.IssueCardRequest]) error {
//		// write the end of the command in tx
//	})
//	go q.Run(ctx)
//
//	id, err := q.Enqueue(ctx, tx, freedompay.IssueCardRequest{…}) // in your transaction
//
// # What is promised
//
// A command whose transaction is rolled back is never sent. One that is committed
// is sent, and its handler has exactly one transaction that commits. What the bank
// says of it is believed as [freedompay.Client.Resume] believes it: a command that
// may have been sent by a process that died is resumed under the same request_id.
//
// A command that no request_id protects ([freedompay.Unprotected]) is sent at most
// once. When the process dies while it may be on its way, the handler gets a
// Failure of [freedompay.OutcomeUnknown].
//
// Nothing is dropped. While the bank is away, or refuses the key, commands wait.
// What cannot be decided is parked: see [Queue.Parked].
package durable
