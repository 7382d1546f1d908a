// Package probe finds out which of the operations in the package contract a host
// of the bank has, where, and how it wants them signed. Half of the API is
// inferred from what its siblings look like; whoever has a key can confirm it:
//
//	report, err := probe.Run(ctx, probe.Config{AuthID: id, Key: key})
//	if report != nil {
//		err = errors.Join(err, report.WriteTable(os.Stdout))
//	}
//
// # What is sent
//
// Each operation is called with a body that cannot act. Every command lacks its
// request_id and the identifier of what it is about, and those that make something
// new state that it is nothing: a count of zero, an empty currency. A bank that
// does not check its input has nothing to do either. What tells an operation from a
// missing path is the bank's own code for incorrect input.
//
// Where the bank has nothing at a path that is not documented, the alternatives of
// the contract are tried; where it refuses the signature, the other algorithms are.
// For each part of the API two more calls tell whether the answers mean anything:
// one to a path that cannot exist and one with a wrong key.
//
// Calls are made one after another, at a bounded rate. The default host is the
// vendor's test host. Every other host but this machine counts as production and
// has to be asked for twice: see [Config].
//
// # What is read
//
// With identifiers in [ReadOnlyIDs] the queries are asked as well, and their answers
// are compared with the contract member by member: which are missing, which are
// unknown, which have another type. Values are never kept. Two queries are not asked:
// Cards.SecretData and Cards.SecretDataV2 would bring the number of a card here.
// Cards.ValidateCardholder needs a person's data and is not asked either. Limits.List
// has a request_id, a fresh one, which the bank may remember; nothing else of what is
// sent leaves a trace but in the bank's logs.
//
// # What is reported
//
// A [Report] holds no key, no identifier, no value of an answer and no text of the
// bank, so it can be sent to the maintainers as it is.
package probe
