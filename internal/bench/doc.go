// Package bench holds the benchmarks of docs/benchmarks.md, one for each row, by
// the name of the row. tools/bench runs them and writes the page.
//
//   - sign_test.go: signatures, the rows S.
//   - call_test.go: small calls and connections, the rows C.
//   - document_test.go: calls with a document, the rows D.
//   - statement_test.go: a long statement, the row J.
//   - child_test.go: processes of the test binary that play the bank or have
//     their memory measured.
package bench
