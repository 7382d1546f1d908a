package freedompay

import "github.com/freedompay-go/freedompay/internal/jsonread"

// LimitPeriod is the span over which a limit counts transactions.
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

// The classes of transactions.
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

// LimitAmountType is what an amount of a limit stands for.
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
