package probe

import (
	"strconv"
	"strings"
)

// Some texts of the bank stand in a report: codes that the contract does not list,
// and names of members that it does not know. Both are shown only when they cannot
// be somebody's data.

const notShown = "[not shown]"

// shown returns a code as the report has it.
func (r *run) shown(code string) string {
	const longest = 6
	_, err := strconv.Atoi(code)
	if code == "" || err == nil && len(code) <= longest && !r.isSecret(code) {
		return code
	}
	return notShown
}

// shownName returns the name of a member as the report has it: a name in lower case
// with few digits, and not a key such as a card's number or a person's name.
func (r *run) shownName(name string) string {
	const longest, mostDigits = 40, 2
	digits := 0
	for i, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z':
		case i > 0 && ('A' <= c && c <= 'Z' || c == '_'):
		case i > 0 && '0' <= c && c <= '9':
			digits++
		default:
			return notShown
		}
	}
	if name == "" || len(name) > longest || digits > mostDigits || r.isSecret(name) {
		return notShown
	}
	return name
}

// isSecret reports whether a text holds something that the caller gave.
func (r *run) isSecret(text string) bool {
	ids := r.ReadOnlyIDs
	given := []string{r.AuthID, r.Key.Reveal(), ids.CardID, ids.ClientID, ids.WalletIdentifier, ids.RequestID, ids.TransactionID}
	if ids.GiftCardID != 0 {
		given = append(given, strconv.FormatInt(ids.GiftCardID, 10))
	}
	for _, secret := range given {
		if secret != "" && strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
			return true
		}
	}
	return false
}
