// Package freedompayotel tells OpenTelemetry of the calls of a freedompay client:
// spans and metrics of every call, of each attempt of it, and of every wait.
//
//	client, err := freedompay.New(authID, key, freedompay.WithObserver(freedompayotel.New()))
//
// It uses the global TracerProvider and MeterProvider, or those it is given.
//
// # Spans
//
// Attempts, and status queries that a call makes for itself, are children of the
// call; the polls of a wait are children of the wait. A transport with spans of its
// own, such as that of otelhttp, makes them below the attempt.
//
//	span        name                     kind      attributes
//	a call      Cards.Issue              client    freedompay.operation, .kind, .request_id, .outcome, .attempts, .code; error.type
//	an attempt  POST /v5/card-api/...    client    those of HTTP: http.request.method, url.full, url.path, server.address, server.port,
//	                                               http.request.resend_count, http.response.status_code, error.type;
//	                                               freedompay.operation, .request_id, .attempt, .code
//	a wait      wait Requests.Status     internal  freedompay.operation, .request_id, .outcome, .polls, .request_status, .code; error.type
//
// A [freedompay.Call] to a path that has no method is a span named Call, and its
// attempts are named POST. The status of a span that failed is the text of the error,
// which holds no body, header or secret. A poll that is told that the bank does
// not know the request has not failed: waits reckon with that answer.
//
// # Metrics
//
//	metric                       is a           of                                attributes
//	freedompay.calls             counter        calls that have ended             operation, kind, outcome, code
//	freedompay.call.duration     histogram, s   calls, with attempts and pauses   operation, kind, outcome
//	freedompay.call.active       up-down        calls in flight                   operation, kind
//	freedompay.attempt.duration  histogram, s   attempts                          operation, http.response.status_code, error.type
//	freedompay.waits             counter        waits that have ended             operation, outcome, code
//	freedompay.wait.duration     histogram, s   waits, until a command settles    operation, outcome
//	freedompay.wait.active       up-down        waits in flight                   operation
//	freedompay.unknown_outcomes  counter        calls that ended unknown          operation
//
// The attributes are named freedompay.operation, freedompay.kind and so on. The kind
// is command, query or poll: a poll is a status query that a wait or another call
// makes. The outcome is a [freedompay.Outcome]. There is no id among them. An
// operation without a method is other, as is a code that no dictionary lists, so
// the number of series is bounded, whatever callers and peers say.
//
// freedompay.unknown_outcomes is 0 from the first command on, so that an alert on
// its increase sees the first one:
//
//	increase(freedompay_unknown_outcomes_total[10m]) > 0
//
// # Propagation
//
// Nothing is sent to the bank unless [WithPropagator] says so. The client adds the
// headers itself, with the context of the attempt, and they cannot replace those
// that it sends anyway. A wrapped transport is not needed for it, and has a price:
// of one that is not an *http.Transport the client takes only an unread body as
// proof that nothing was sent. It is for spans of connections, such as those of
// otelhttp, and for what else the transport sees.
package freedompayotel
