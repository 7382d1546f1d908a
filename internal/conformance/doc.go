// Package conformance holds the client and the fake bank to the wire contract:
// its tests compare every operation, field, code, doc comment and recorded
// exchange with the package contract, and write docs/coverage.md. What an
// operation of the contract lacks is listed by TestNothingIsMissing; the other
// tests leave it out until it can be called. Nothing imports it, so what its tests need stays out of the
// builds of those who import the client.
package conformance
