package freedompay

import "strings"

// dialect is what differs between the parts of the API. Which one an operation
// speaks follows from the beginning of its path.
type dialect struct {
	prefix    string    // of its paths
	algorithm Algorithm // that the vendor's pages name for it
	codes     string    // how the codes begin that only it uses
	invalid   ErrorCode // the input is incorrect: said before any state is looked at
	repeated  ErrorCode // the request_id was used before
	unknown   ErrorCode // the request_id that was asked about is not known
	status    string    // the operation that tells what became of a command, if there is one
}

// dialects are those of the API; a path speaks the first whose prefix it has.
var dialects = [...]dialect{
	{
		prefix: walletAPI, algorithm: HS256, codes: "10",
		invalid: CodeWalletInvalidParameters, repeated: CodeWalletDuplicateRequest, unknown: CodeWalletRequestNotFound,
		status: "Wallets.RequestStatus",
	},
	{
		prefix: partnerAPI, algorithm: HS256, codes: "10",
		invalid: CodeWalletInvalidParameters, repeated: CodeWalletDuplicateRequest, unknown: CodeWalletRequestNotFound,
		status: "Partners.RequestStatus",
	},
	{prefix: giftAPI, algorithm: HS512, codes: "-"},
	{
		prefix: cardAPI, algorithm: HS512, codes: "12",
		invalid: CodeInvalidParameters, repeated: CodeDuplicateRequest, unknown: CodeRequestNotFound,
		status: "Requests.Status",
	},
}

// otherDialect is that of paths which no page of the vendor lists.
var otherDialect = dialect{algorithm: HS512, codes: "12", invalid: CodeInvalidParameters, repeated: CodeDuplicateRequest}

// dialectOf returns the dialect of a path.
func dialectOf(path string) *dialect {
	for i := range dialects {
		if rest, ok := strings.CutPrefix(path, dialects[i].prefix); ok && strings.HasPrefix(rest, "/") {
			return &dialects[i]
		}
	}
	return &otherDialect
}

// speaks reports whether a code is one of the dialect's and says something: such
// a code is the bank's own word, whatever the HTTP status beside it.
func (d *dialect) speaks(code ErrorCode) bool {
	return code.Known() && code != CodeGiftError && strings.HasPrefix(string(code), d.codes)
}

// isRepeated reports whether a code says that the request_id was used before.
func (d *dialect) isRepeated(code ErrorCode) bool { return d.repeated != "" && code == d.repeated }

// isInvalid reports whether a code says that the input is incorrect. No success
// of an earlier attempt can cause it.
func (d *dialect) isInvalid(code ErrorCode) bool { return d.invalid != "" && code == d.invalid }
