package freedompay

import (
	"strings"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// RequestStatus says how far the bank has come with a command.
//
// The Card API and partners use words, e-money uses digits; [RequestStatus.Succeeded],
// [RequestStatus.Failed] and [RequestStatus.Settled] work for both. A status that no
// dictionary lists has not settled. Upper and lower case are the same.
type RequestStatus string

// The statuses of the Card API and of partners.
const (
	RequestSucceeded  RequestStatus = "success"
	RequestProcessing RequestStatus = "process"
	RequestFailed     RequestStatus = "error"
)

// The statuses of e-money.
const (
	WalletRequestProcessed  RequestStatus = "0"
	WalletRequestProcessing RequestStatus = "1"
	WalletRequestFailed     RequestStatus = "2"
)

// Succeeded reports whether the command was carried out.
func (s RequestStatus) Succeeded() bool {
	return s.folded() == RequestSucceeded || s == WalletRequestProcessed
}

// Failed reports whether the bank gave up on the command.
func (s RequestStatus) Failed() bool {
	return s.folded() == RequestFailed || s == WalletRequestFailed
}

// folded returns the word in the case of the dictionary.
func (s RequestStatus) folded() RequestStatus { return RequestStatus(strings.ToLower(string(s))) }

// Settled reports whether the command has reached its end, good or bad.
func (s RequestStatus) Settled() bool { return s.Succeeded() || s.Failed() }

// Known reports whether a dictionary lists the status.
func (s RequestStatus) Known() bool { return s.Description() != "" }

// Description returns the dictionary's text, "" for an unknown status.
func (s RequestStatus) Description() string {
	switch s {
	case RequestSucceeded:
		return "Successfully processed."
	case RequestProcessing, WalletRequestProcessing:
		return "In processing."
	case RequestFailed, WalletRequestFailed:
		return "Processing error."
	case WalletRequestProcessed:
		return "Processed."
	}
	return ""
}

// UnmarshalJSON reads the status from a string or a number; it never fails.
func (s *RequestStatus) UnmarshalJSON(data []byte) error { return jsonread.Text(s, data) }

// ClientProduct is the product that a client is opened for.
type ClientProduct int

// The products of clients. [CardProduct] has the products of their cards.
const (
	ClientProductWallet   ClientProduct = 1000
	ClientProductInstant  ClientProduct = 2000
	ClientProductElectron ClientProduct = 3000
)

// Known reports whether the dictionary lists the product.
func (p ClientProduct) Known() bool { return p.Description() != "" }

// Description returns the dictionary's text, "" for an unknown product.
func (p ClientProduct) Description() string {
	switch p {
	case ClientProductWallet:
		return "Freedom Wallet Card."
	case ClientProductInstant:
		return "Instant Card."
	case ClientProductElectron:
		return "Electron Card."
	}
	return ""
}

// UnmarshalJSON reads the product from a number or a string; it never fails.
func (p *ClientProduct) UnmarshalJSON(data []byte) error { return jsonread.Int(p, data) }

// ClientType is the legal form of a client.
type ClientType int

// The legal forms of clients.
const (
	Individual             ClientType = 1
	LegalEntity            ClientType = 2
	IndividualEntrepreneur ClientType = 3
)

// Known reports whether the dictionary lists the type.
func (t ClientType) Known() bool { return t.Description() != "" }

// Description returns the dictionary's text, "" for an unknown type.
func (t ClientType) Description() string {
	switch t {
	case Individual:
		return "Individual"
	case LegalEntity:
		return "Legal entity"
	case IndividualEntrepreneur:
		return "Individual entrepreneur"
	}
	return ""
}

// UnmarshalJSON reads the type from a number or a string; it never fails.
func (t *ClientType) UnmarshalJSON(data []byte) error { return jsonread.Int(t, data) }

// Residency says whether a client is a resident of the bank's country. Zero means that
// it is not stated.
type Residency int

// The residencies.
const (
	Resident    Residency = 1
	NonResident Residency = 2
)

// Known reports whether the dictionary lists the residency.
func (r Residency) Known() bool { return r.Description() != "" }

// Description returns the dictionary's text, "" for an unknown residency.
func (r Residency) Description() string {
	switch r {
	case Resident:
		return "Resident"
	case NonResident:
		return "Non-resident"
	}
	return ""
}

// UnmarshalJSON reads the residency from a number or a string; it never fails.
func (r *Residency) UnmarshalJSON(data []byte) error { return jsonread.Int(r, data) }

// GiftStatus is the result of a gift-card call: [GiftSucceeded], or a negative number
// whose meaning [GiftStatus.Code] tells. It is a text, so that a result that is not a
// number does not count as success.
type GiftStatus string

// GiftSucceeded is the only status that is not a refusal.
const GiftSucceeded GiftStatus = "0"

// Code returns the status as an [ErrorCode], such as [CodeGiftInvalidName]; "" for
// [GiftSucceeded].
func (s GiftStatus) Code() ErrorCode {
	if s == GiftSucceeded {
		return ""
	}
	return ErrorCode(s)
}

// Known reports whether the dictionary lists the status.
func (s GiftStatus) Known() bool { return s.Description() != "" }

// Description returns the dictionary's text, "" for an unknown status.
func (s GiftStatus) Description() string {
	switch {
	case s == GiftSucceeded:
		return "Successful."
	case strings.HasPrefix(string(s), "-"): // positive codes belong to other dictionaries
		return s.Code().Description()
	}
	return ""
}

// UnmarshalJSON reads the status from a number or a string; it never fails.
func (s *GiftStatus) UnmarshalJSON(data []byte) error { return jsonread.Text(s, data) }

// MarshalJSON writes the status as a number.
func (s GiftStatus) MarshalJSON() ([]byte, error) { return ErrorCode(s).MarshalJSON() }

// GiftCardStatus is the state of a gift card.
type GiftCardStatus int

// The states of gift cards.
const (
	GiftCardStatusUnknown   GiftCardStatus = 0 // the bank cannot tell the state
	GiftCardStatusIssued    GiftCardStatus = 1
	GiftCardStatusActivated GiftCardStatus = 2
	GiftCardStatusCanceled  GiftCardStatus = 3
	GiftCardStatusBlocked   GiftCardStatus = 4
	GiftCardStatusExpired   GiftCardStatus = 5
)

// Known reports whether the dictionary lists the status, as it does
// GiftCardStatusUnknown.
func (s GiftCardStatus) Known() bool { return s.Description() != "" }

// Description returns the dictionary's text, "" for a status it does not list.
func (s GiftCardStatus) Description() string {
	switch s {
	case GiftCardStatusUnknown:
		return "Unknown status."
	case GiftCardStatusIssued:
		return "Issued."
	case GiftCardStatusActivated:
		return "Activated."
	case GiftCardStatusCanceled:
		return "Canceled."
	case GiftCardStatusBlocked:
		return "Blocked."
	case GiftCardStatusExpired:
		return "Expired."
	}
	return ""
}

// UnmarshalJSON reads the status from a number or a string; it never fails.
func (s *GiftCardStatus) UnmarshalJSON(data []byte) error { return jsonread.Int(s, data) }

// WalletOperation is a kind of operation with e-money.
type WalletOperation string

// The operations with e-money.
const (
	EMoneySale           WalletOperation = "emoney_sale"
	EMoneyPurchase       WalletOperation = "emoney_buy"
	EMoneyEmission       WalletOperation = "emoney_emission"
	EMoneyTransfer       WalletOperation = "emoney_transfer"
	EMoneyRedemption     WalletOperation = "emoney_pay"
	EMoneyServicePayment WalletOperation = "emoney_servicepay"
)

// Known reports whether the dictionary lists the operation.
func (o WalletOperation) Known() bool { return o.Description() != "" }

// Description returns the dictionary's text, "" for an unknown operation.
func (o WalletOperation) Description() string {
	switch o {
	case EMoneySale:
		return "Sale of e-money."
	case EMoneyPurchase:
		return "Purchase of e-money."
	case EMoneyEmission:
		return "Emission of e-money."
	case EMoneyTransfer:
		return "Transfer of e-money."
	case EMoneyRedemption:
		return "Redemption of e-money."
	case EMoneyServicePayment:
		return "Payment for services."
	}
	return ""
}

// UnmarshalJSON reads the operation from a string or a number; it never fails.
func (o *WalletOperation) UnmarshalJSON(data []byte) error { return jsonread.Text(o, data) }

// PartnerProduct is a product that a partner connects its client to.
type PartnerProduct int

// The products of partners.
const (
	PartnerProductPOS  PartnerProduct = 10001
	PartnerProductBox  PartnerProduct = 11001
	PartnerProductEcom PartnerProduct = 20000
)

// Known reports whether the dictionary lists the product.
func (p PartnerProduct) Known() bool { return p.Description() != "" }

// Description returns the dictionary's text, "" for an unknown product.
func (p PartnerProduct) Description() string {
	switch p {
	case PartnerProductPOS:
		return "Freedom Pos"
	case PartnerProductBox:
		return "Freedom Box"
	case PartnerProductEcom:
		return "Freedom Ecom"
	}
	return ""
}

// UnmarshalJSON reads the product from a number or a string; it never fails.
func (p *PartnerProduct) UnmarshalJSON(data []byte) error { return jsonread.Int(p, data) }

// LimitPeriod is the period over which a limit counts transactions.
type LimitPeriod string

// The periods of limits.
const (
	LimitPerTransaction LimitPeriod = "transaction" // nothing is summed up
	LimitPerDay         LimitPeriod = "day"         // a calendar day
	LimitPerMonth       LimitPeriod = "month"       // a calendar month
)

// Known reports whether the dictionary lists the period.
func (p LimitPeriod) Known() bool { return p.Description() != "" }

// Description returns the dictionary's text, "" for an unknown period.
func (p LimitPeriod) Description() string {
	switch p {
	case LimitPerTransaction:
		return "The limit applies to each individual transaction. This means a single operation cannot exceed the specified limit amount."
	case LimitPerDay:
		return "The limit is set for the total volume of transactions within one calendar day. All transactions are summed up, and their combined amount must not exceed the limit."
	case LimitPerMonth:
		return "The limit is set for the total volume of transactions within one calendar month. All transactions throughout the month are counted cumulatively within the limit."
	}
	return ""
}

// UnmarshalJSON reads the period from a string or a number; it never fails.
func (p *LimitPeriod) UnmarshalJSON(data []byte) error { return jsonread.Text(p, data) }

// LimitTransactionType is the class of transactions that a limit counts.
type LimitTransactionType string

// The kinds of transactions that a limit can count.
const (
	LimitPay             LimitTransactionType = "pay" // everything but cash
	LimitPayPOS          LimitTransactionType = "pay_pos"
	LimitPayOnline       LimitTransactionType = "pay_online"
	LimitPayOnlineNon3DS LimitTransactionType = "pay_online_non3ds" // without 3-D Secure
	LimitWithdrawal      LimitTransactionType = "withdrawal"        // only cash taken without fees
	LimitWithdrawalATM   LimitTransactionType = "withdrawal_atm"
	LimitTransfer        LimitTransactionType = "transfer"
)

// Known reports whether the dictionary lists the type.
func (t LimitTransactionType) Known() bool { return t.Description() != "" }

// Description returns the dictionary's text, "" for an unknown type.
func (t LimitTransactionType) Description() string {
	switch t {
	case LimitPay:
		return "All non-cash transactions."
	case LimitPayPOS:
		return "POS terminal payments."
	case LimitPayOnline:
		return "Online payments."
	case LimitPayOnlineNon3DS:
		return "Online payments without 3DS."
	case LimitWithdrawal:
		return "Cash withdrawals without fees."
	case LimitWithdrawalATM:
		return "General cash withdrawal limit (ATM)."
	case LimitTransfer:
		return "Money transfers."
	}
	return ""
}

// UnmarshalJSON reads the type from a string or a number; it never fails.
func (t *LimitTransactionType) UnmarshalJSON(data []byte) error { return jsonread.Text(t, data) }

// LimitAmountType says what an amount of a limit means.
type LimitAmountType string

// The amounts of a limit.
const (
	LimitAmountMin       LimitAmountType = "min"
	LimitAmountMax       LimitAmountType = "max"
	LimitAmountCurrent   LimitAmountType = "current"   // used so far
	LimitAmountRemaining LimitAmountType = "remaining" // still free
)

// Known reports whether the dictionary lists the type.
func (t LimitAmountType) Known() bool { return t.Description() != "" }

// Description returns the dictionary's text, "" for an unknown type.
func (t LimitAmountType) Description() string {
	switch t {
	case LimitAmountMin:
		return "Minimum amount."
	case LimitAmountMax:
		return "Maximum amount."
	case LimitAmountCurrent:
		return "Current limit usage."
	case LimitAmountRemaining:
		return "Remaining amount available within the limit."
	}
	return ""
}

// UnmarshalJSON reads the type from a string or a number; it never fails.
func (t *LimitAmountType) UnmarshalJSON(data []byte) error { return jsonread.Text(t, data) }
