// Package durable keeps commands of the Freedom Pay Card API in PostgreSQL until
// they have settled. You record a command in the transaction of the business row that
// it belongs to. Any replica that is alive sends it. Your handler is called with the
// result, in one transaction that also completes the command. The engine is River:
// https://riverqueue.com.
//
//	q, err := durable.New(riverpgxv5.New(pool), client, durable.Config{})
//	err = q.Migrate(ctx)
//	durable.On(q, func(ctx context.Context, tx pgx.Tx, s durable.Settled[freedompay.IssueCardRequest]) error {
//		// write the result of the command in tx
//	})
//	go q.Run(ctx)
//
//	id, err := q.Enqueue(ctx, tx, freedompay.IssueCardRequest{…}) // in your transaction
//
// # What is promised
//
// A command whose transaction is rolled back is never sent. A command whose
// transaction commits is sent, and exactly one transaction of its handler commits. If
// the process that sends it dies, another resumes it under the same request_id, by the
// rules of [freedompay.Client.Resume].
//
// A command that no request_id protects ([freedompay.Unprotected]) is sent at most
// once. If the process dies while it sends one, the handler gets a Failure of
// [freedompay.OutcomeUnknown].
//
// No command is dropped. While the bank cannot be reached, or refuses the key, commands
// wait. A command that no process can continue is parked for a person to look at: see
// [Queue.Parked].
package durable
