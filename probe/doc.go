// Package probe finds out which operations a host of the bank has, at which paths and
// with which signature. Half of the API is inferred; with a key you can confirm it:
//
//	report, err := probe.Run(ctx, probe.Config{AuthID: id, Key: key})
//	if report != nil {
//		err = errors.Join(err, report.WriteTable(os.Stdout))
//	}
//
// # What is sent
//
// Each operation is called with a body that cannot change anything. Every command lacks
// its request_id and the id of its card, client or wallet. Commands that make something
// ask for nothing: a count of zero, an empty currency. So even a bank that does not
// check its input has nothing to do. The bank's code for incorrect input shows that the
// operation exists.
//
// Where an inferred path is missing, the alternatives of the contract are tried. Where
// the signature is refused, the other algorithms are tried. For each part of the API two
// more calls show whether the answers mean anything: one to a path that cannot exist,
// and one with a wrong key.
//
// Calls are made one after another, at a limited rate. The default host is the vendor's
// test host. Any other host except this machine counts as production and has to be
// confirmed twice: see [Config].
//
// # What is read
//
// With ids in [ReadOnlyIDs] the queries are sent as well. Their answers are compared with
// the contract, member by member: which are missing, unknown or of another type. Values
// are never kept. Three queries are left out: Cards.SecretData and Cards.SecretDataV2
// would return a card number, and Cards.ValidateCardholder needs a person's data. The
// bank may remember the request_id of Limits.List, which is a new one. Nothing else that
// is sent leaves a trace, except in the bank's logs.
//
// # What is reported
//
// A [Report] holds no key, no id, no value of an answer and no text of the bank. You can
// send it to the maintainers as it is.
package probe
