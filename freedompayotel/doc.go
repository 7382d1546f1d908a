// Package freedompayotel reports the calls of a freedompay client to OpenTelemetry:
// spans and metrics of every call, of each attempt of it, and of every wait.
//
//	client, err := freedompay.New(authID, key, freedompay.WithObserver(freedompayotel.New()))
//
// It uses the global TracerProvider and MeterProvider, or those of
// [WithTracerProvider] and [WithMeterProvider].
//
// # Spans
//
// The observer makes three kinds of spans:
//
//	span        name                   kind
//	a call      Cards.Issue            client
//	an attempt  POST /v5/card-api/...  client
//	a wait      wait Requests.Status   internal
//
// The children of a call are its attempts and the status queries that it makes. The
// children of a wait are its polls, each a call of its own. A transport with spans of its own,
// such as that of otelhttp, makes them below the attempt.
//
// The attributes that begin with a point have the prefix freedompay:
//
//   - A call: .operation, .kind, .request_id, .outcome, .attempts, .code; error.type.
//   - An attempt: .operation, .request_id, .attempt, .code; and those of HTTP:
//     http.request.method, http.request.resend_count, http.response.status_code,
//     url.full, url.path, server.address, server.port, error.type.
//   - A wait: .operation, .request_id, .outcome, .polls, .request_status, .code;
//     error.type.
//
// A [freedompay.Call] to a path that has no method is a span named Call, and its
// attempts are named POST. The status of a span that failed is the text of the error,
// which holds no body, header or secret. A poll that the bank answers with "request not
// known" has not failed: a wait expects that answer.
//
// # Metrics
//
// The observer makes these metrics:
//
//	metric                       type            counts
//	freedompay.calls             counter         calls that have ended
//	freedompay.call.duration     histogram, s    calls, with attempts and pauses
//	freedompay.call.active       up-down         calls in flight
//	freedompay.attempt.duration  histogram, s    attempts
//	freedompay.waits             counter         waits that have ended
//	freedompay.wait.duration     histogram, s    waits, until a command settles
//	freedompay.wait.active       up-down         waits in flight
//	freedompay.unknown_outcomes  counter         calls that ended unknown
//
// Their attributes:
//
//   - freedompay.calls: .operation, .kind, .outcome, .code.
//   - freedompay.call.duration: .operation, .kind, .outcome.
//   - freedompay.call.active: .operation, .kind.
//   - freedompay.attempt.duration: .operation, http.response.status_code, error.type.
//   - freedompay.waits: .operation, .outcome, .code.
//   - freedompay.wait.duration: .operation, .outcome.
//   - freedompay.wait.active and freedompay.unknown_outcomes: .operation.
//
// The kind is command, query or poll: a poll is a status query that a wait or another
// call makes. The outcome is a [freedompay.Outcome]. No attribute of a metric is an id.
// An operation without a method is "other", as is a code that no dictionary lists, so
// the number of series is bounded.
//
// freedompay.unknown_outcomes starts at 0 with the first command, so an alert on its
// increase sees the first unknown outcome:
//
//	increase(freedompay_unknown_outcomes_total[10m]) > 0
//
// # Propagation
//
// No trace header is sent to the bank without [WithPropagator]. With it the client adds
// the headers itself, with the context of the attempt; they cannot replace the headers
// of the client.
//
// Propagation needs no transport of your own. A transport that is not an *http.Transport
// has a price: the client can no longer prove that nothing was sent, unless the body was
// not read. Use one for spans of connections, such as those of otelhttp.
package freedompayotel
