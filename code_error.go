package freedompay

import (
	"encoding/json"
	"strings"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// ErrNotFound matches, under errors.Is, every code that says that a product, request,
// card, client or wallet does not exist.
var ErrNotFound error = class("not found")

// ErrDuplicate matches, under errors.Is, every code that says that the request_id was
// used before. The bank did not process the repeat.
var ErrDuplicate error = class("duplicate request")

// ErrUnavailable matches, under errors.Is, every code that says that the bank cannot
// answer now, every call without an answer, and HTTP 5xx, 429 and 408. The client has
// then tried as often as [WithRetry] allows. A command that may have reached the bank
// is [ErrOutcomeUnknown] instead.
var ErrUnavailable error = class("service unavailable")

// ErrorCode is the bank's reason for a refusal, in any part of the API. It is an error
// itself: errors.Is compares it with another code and with the classes [ErrNotFound],
// [ErrRequestUnknown], [ErrDuplicate] and [ErrUnavailable].
type ErrorCode string

// The refusals of the Card API.
const (
	CodeInvalidParameters ErrorCode = "12001"
	CodeDuplicateRequest  ErrorCode = "12002"
	CodeProductNotFound   ErrorCode = "12003"
	CodeRequestNotFound   ErrorCode = "12004"
	CodeCardNotFound      ErrorCode = "12006"
	CodeClientNotFound    ErrorCode = "12007"
	CodePlasticFailed     ErrorCode = "12008" // no physical card was issued
	CodeOpenFailed        ErrorCode = "12009"
	CodeCloseFailed       ErrorCode = "12010"
	CodeCardClosed        ErrorCode = "12011" // already
	CodeBlockFailed       ErrorCode = "12012"
	CodeCardBlocked       ErrorCode = "12013" // already
	CodePINFailed         ErrorCode = "12014"
	CodeSystemError       ErrorCode = "9999"
	CodeUnavailable       ErrorCode = "1000"
)

// The refusals of e-money. Their meanings are paraphrased.
const (
	CodeWalletInvalidParameters ErrorCode = "1001"
	CodeWalletDuplicateRequest  ErrorCode = "1002"
	CodeWalletExists            ErrorCode = "1003"
	CodeWalletNotFound          ErrorCode = "1004"
	CodeWalletCloseFailed       ErrorCode = "1005"
	CodeWalletRequestNotFound   ErrorCode = "1006"
	CodeWalletClosed            ErrorCode = "1007" // already
	CodeWalletBlockFailed       ErrorCode = "1008"
)

// The refusals of gift cards: a GiftStatus below zero. Their meanings are
// paraphrased.
const (
	CodeGiftError             ErrorCode = "-1" // nothing more is said
	CodeGiftInvalidName       ErrorCode = "-2" // or missing
	CodeGiftInvalidPhone      ErrorCode = "-3" // or missing
	CodeGiftProductNotFound   ErrorCode = "-4"
	CodeGiftIssueFailed       ErrorCode = "-5"
	CodeGiftInsufficientFunds ErrorCode = "-6" // on the partner's account
	CodeGiftCardNotFound      ErrorCode = "-7" // or its identifier is no identifier
	CodeGiftIncorrectOTP      ErrorCode = "-8"
	CodeGiftActivationFailed  ErrorCode = "-9"
	CodeGiftActivated         ErrorCode = "-10" // already
	CodeGiftAccessDenied      ErrorCode = "-11"
)

// refusal is what is known of one code.
type refusal struct {
	text  string
	class error
}

// row returns what is known of the code, nothing for an unknown one.
func (c ErrorCode) row() refusal {
	switch c {
	case CodeInvalidParameters:
		return refusal{"Incorrect input parameters.", nil}
	case CodeDuplicateRequest:
		return refusal{"Non-unique request identifier.", ErrDuplicate}
	case CodeProductNotFound:
		return refusal{"Product code not found.", ErrNotFound}
	case CodeRequestNotFound:
		return refusal{"Request with the specified request identifier not found.", ErrNotFound}
	case CodeCardNotFound:
		return refusal{"Card with the specified identifier not found.", ErrNotFound}
	case CodeClientNotFound:
		return refusal{"Client with the specified identifier not found.", ErrNotFound}
	case CodePlasticFailed:
		return refusal{"Failed to issue a physical card.", nil}
	case CodeOpenFailed:
		return refusal{"Failed to open the card.", nil}
	case CodeCloseFailed:
		return refusal{"Failed to close the card.", nil}
	case CodeCardClosed:
		return refusal{"Card is already closed.", nil}
	case CodeBlockFailed:
		return refusal{"Failed to block the card.", nil}
	case CodeCardBlocked:
		return refusal{"Card is already blocked.", nil}
	case CodePINFailed:
		return refusal{"Failed to set the PIN code.", nil}
	case CodeSystemError:
		return refusal{"System error, please retry the request later.", ErrUnavailable}
	case CodeUnavailable:
		return refusal{"Service unavailable.", ErrUnavailable}

	case CodeWalletInvalidParameters:
		return refusal{"Input parameters are wrong.", nil}
	case CodeWalletDuplicateRequest:
		return refusal{"Request identifier is not unique.", ErrDuplicate}
	case CodeWalletExists:
		return refusal{"A wallet with this identifier already exists.", nil}
	case CodeWalletNotFound:
		return refusal{"Wallet with this identifier not found.", ErrNotFound}
	case CodeWalletCloseFailed:
		return refusal{"Wallet could not be closed.", nil}
	case CodeWalletRequestNotFound:
		return refusal{"Request with this identifier not found.", ErrNotFound}
	case CodeWalletClosed:
		return refusal{"Wallet is already closed.", nil}
	case CodeWalletBlockFailed:
		return refusal{"Wallet could not be blocked.", nil}

	case CodeGiftError:
		return refusal{"General error without description.", nil}
	case CodeGiftInvalidName:
		return refusal{"Name missing or incorrect.", nil}
	case CodeGiftInvalidPhone:
		return refusal{"Phone number missing or invalid.", nil}
	case CodeGiftProductNotFound:
		return refusal{"Product code not found.", ErrNotFound}
	case CodeGiftIssueFailed:
		return refusal{"Card issue error on the bank's side.", nil}
	case CodeGiftInsufficientFunds:
		return refusal{"Not enough funds on the partner's account to issue the card.", nil}
	case CodeGiftCardNotFound:
		return refusal{"Card id invalid or not found.", ErrNotFound}
	case CodeGiftIncorrectOTP:
		return refusal{"Incorrect OTP.", nil}
	case CodeGiftActivationFailed:
		return refusal{"Card could not be activated on the bank's side.", nil}
	case CodeGiftActivated:
		return refusal{"Card is already activated.", nil}
	case CodeGiftAccessDenied:
		return refusal{"Access to the product or card denied.", nil}
	}
	return refusal{}
}

// Error returns the code and its meaning, as in "12006: card with the specified
// identifier not found"; the code alone when it is unknown.
func (c ErrorCode) Error() string {
	text := strings.TrimSuffix(c.Description(), ".")
	if text == "" {
		return string(c)
	}
	return string(c) + ": " + strings.ToLower(text[:1]) + text[1:]
}

// Is reports whether target is a class of the code: ErrNotFound,
// ErrRequestUnknown, ErrDuplicate or ErrUnavailable. Most codes have none.
func (c ErrorCode) Is(target error) bool {
	if target == ErrRequestUnknown {
		return c == CodeRequestNotFound || c == CodeWalletRequestNotFound
	}
	class := c.row().class
	return class != nil && class == target
}

// Known reports whether a dictionary lists the code.
func (c ErrorCode) Known() bool { return c.Description() != "" }

// Description returns the dictionary's text, "" for an unknown code.
func (c ErrorCode) Description() string { return c.row().text }

// UnmarshalJSON reads the code from a number or a string; it never fails.
func (c *ErrorCode) UnmarshalJSON(data []byte) error { return jsonread.Text(c, data) }

// MarshalJSON writes the code as a number when it is an integer in its shortest
// form, and as a string otherwise: "007" keeps its zeros.
func (c ErrorCode) MarshalJSON() ([]byte, error) {
	if isInteger(string(c)) {
		return []byte(c), nil
	}
	return json.Marshal(string(c))
}

// isInteger reports whether text is an integer of any size in its shortest
// form, and so the same number in JSON.
func isInteger(text string) bool {
	if text == "0" {
		return true
	}
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}
