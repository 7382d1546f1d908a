// Package durable keeps commands of the Freedom Pay Card API in PostgreSQL until they
// have settled. You record a command in the transaction that writes your own rows. Any
// replica of your program sends it after the commit. When it has settled, your handler
// writes the end in a transaction that also completes the command. The engine is River:
// https://riverqueue.com.
//
//	q, err := durable.New(riverpgxv5.New(pool), client, durable.Config{})
//	err = q.Migrate(ctx)
//	durable.On(q, issued)
//	go q.Run(ctx)
//
//	id, err := q.Enqueue(ctx, tx, freedompay.IssueCardRequest{…}) // in your transaction
//
// The handler:
//
//	type Issue = freedompay.IssueCardRequest
//
//	func issued(ctx context.Context, tx pgx.Tx, end durable.Settled[Issue]) error {
//		if end.Failure != nil {
//			// write in tx that there is no card
//		}
//		// write end.State.Card.CardID() in tx
//	}
//
// # What is promised
//
// A command whose transaction is rolled back is never sent. A command whose transaction
// commits is sent, and exactly one transaction of its handler commits. When a process
// dies while a command may have been sent, another process resumes it under the same
// request_id, as [freedompay.Client.Resume] does.
//
// A command without a request_id in its body ([freedompay.Unprotected]) is sent at most
// once. When a process dies while it may have been sent, the handler gets a Failure, and
// the outcome is [freedompay.OutcomeUnknown].
//
// No command is dropped. While the bank cannot be reached, or refuses the key, commands
// wait. A command that cannot go on by itself is parked: see [Queue.Parked].
package durable
