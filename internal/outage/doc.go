// Package outage holds the tests that play a bank over a broken network. They
// use the exported API of freedompay alone, as a partner does.
//
//   - failure_table_test.go and failure_refused_test.go have a test for each row of
//     the failure table in the documentation of freedompay; failure_acts_test.go lists
//     the calls that they make. adoption_test.go tests what follows when a resend is refused.
//   - deadline_test.go, pause_test.go, statement_test.go, wait_test.go,
//     wait_outcome_test.go and wait_all_test.go test how time passes, on the fake clock of testing/synctest.
//   - breaking_test.go, http2_test.go, connections_test.go, document_race_test.go
//     and posture_test.go use real sockets.
//   - crash_test.go kills a process; storm_test.go sends ten thousand commands
//     through a fake bank with faults.
//   - send_test.go, answer_test.go, foreign_test.go, observer_test.go and log_test.go test what a
//     call sends, how it reads an answer, what it tells observers, and what it logs.
//
// The peers are few: script_test.go has the transport that plays steps,
// socket_test.go the bank that is scripted connection by connection,
// http2_test.go the one that speaks HTTP/2 frames, and wait_helpers_test.go the
// transport that answers status queries by request_id. server.go and load.go are
// not tests, because internal/bench uses them too: a server that counts its
// connections, and callers that call it concurrently.
package outage
