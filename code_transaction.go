package freedompay

import "github.com/freedompay-go/freedompay/internal/jsonread"

// TransactionCode says what a transaction is: its operation, whether it is an
// authorization or a clearing, and whether it cancels another.
type TransactionCode string

// The codes of transactions. An operation in two stages has a code for each stage, and
// each code has another that cancels it.
const (
	TransactionBalanceInquiryClearing                  TransactionCode = "1000"
	TransactionBalanceInquiryAuthorization             TransactionCode = "1001"
	TransactionBalanceInquiryCancellationClearing      TransactionCode = "1002"
	TransactionBalanceInquiryCancellationAuthorization TransactionCode = "1003"

	TransactionATMFee                         TransactionCode = "1004"
	TransactionATMFeeCancellation             TransactionCode = "1005"
	TransactionOnlineStatement                TransactionCode = "1006"
	TransactionOnlineStatementCancellation    TransactionCode = "1007"
	TransactionCardIssuance                   TransactionCode = "1008"
	TransactionCardIssuanceCancellation       TransactionCode = "1009"
	TransactionCardReissue                    TransactionCode = "1010"
	TransactionCardReissueCancellation        TransactionCode = "1011"
	TransactionAnnualServiceFee               TransactionCode = "1012"
	TransactionAnnualServiceFeeCancellation   TransactionCode = "1013"
	TransactionBalanceInquiryFee              TransactionCode = "1014"
	TransactionBalanceInquiryFeeCancellation  TransactionCode = "1015"
	TransactionExpiredCardReissue             TransactionCode = "1016"
	TransactionExpiredCardReissueCancellation TransactionCode = "1017"
	TransactionDebitCardIssuance              TransactionCode = "1018"
	TransactionDebitCardIssuanceCancellation  TransactionCode = "1019"
	TransactionCardReissueFee                 TransactionCode = "1020"
	TransactionCardReissueFeeCancellation     TransactionCode = "1021"
	TransactionLostCardReissue                TransactionCode = "1022"
	TransactionLostCardReissueCancellation    TransactionCode = "1023"
	TransactionReissueFee                     TransactionCode = "1024"
	TransactionReissueFeeCancellation         TransactionCode = "1025"

	TransactionMiniStatementClearing                  TransactionCode = "1026"
	TransactionMiniStatementAuthorization             TransactionCode = "1027"
	TransactionMiniStatementCancellationClearing      TransactionCode = "1028"
	TransactionMiniStatementCancellationAuthorization TransactionCode = "1029"

	TransactionCurrencyAdjustment             TransactionCode = "1030"
	TransactionCurrencyAdjustmentCancellation TransactionCode = "1031"
	TransactionAccountTransfer                TransactionCode = "1032"
	TransactionAccountTransferCancellation    TransactionCode = "1033"

	TransactionPurchaseWithCashbackClearing                  TransactionCode = "1034"
	TransactionPurchaseWithCashbackAuthorization             TransactionCode = "1035"
	TransactionPurchaseWithCashbackCancellationClearing      TransactionCode = "1036"
	TransactionPurchaseWithCashbackCancellationAuthorization TransactionCode = "1037"

	TransactionPOSWithdrawalClearing                  TransactionCode = "1038"
	TransactionPOSWithdrawalAuthorization             TransactionCode = "1039"
	TransactionPOSWithdrawalCancellationClearing      TransactionCode = "1040"
	TransactionPOSWithdrawalCancellationAuthorization TransactionCode = "1041"

	TransactionAFTClearing                  TransactionCode = "1042"
	TransactionAFTAuthorization             TransactionCode = "1043"
	TransactionAFTCancellationClearing      TransactionCode = "1044"
	TransactionAFTCancellationAuthorization TransactionCode = "1045"

	TransactionQuasiCashClearing                  TransactionCode = "1046"
	TransactionQuasiCashAuthorization             TransactionCode = "1047"
	TransactionQuasiCashCancellationClearing      TransactionCode = "1048"
	TransactionQuasiCashCancellationAuthorization TransactionCode = "1049"

	TransactionPOSCreditClearing                  TransactionCode = "1050"
	TransactionPOSCreditAuthorization             TransactionCode = "1051"
	TransactionPOSCreditCancellationClearing      TransactionCode = "1052"
	TransactionPOSCreditCancellationAuthorization TransactionCode = "1053"

	TransactionATMWithdrawalClearing                  TransactionCode = "1054"
	TransactionATMWithdrawalAuthorization             TransactionCode = "1055"
	TransactionATMWithdrawalCancellationClearing      TransactionCode = "1056"
	TransactionATMWithdrawalCancellationAuthorization TransactionCode = "1057"

	TransactionPurchaseClearing                  TransactionCode = "1058"
	TransactionPurchaseAuthorization             TransactionCode = "1059"
	TransactionPurchaseCancellationClearing      TransactionCode = "1060"
	TransactionPurchaseCancellationAuthorization TransactionCode = "1061"

	TransactionOCTClearing                  TransactionCode = "1062"
	TransactionOCTAuthorization             TransactionCode = "1063"
	TransactionOCTCancellationClearing      TransactionCode = "1064"
	TransactionOCTCancellationAuthorization TransactionCode = "1065"

	TransactionAccountDebit             TransactionCode = "1066"
	TransactionAccountDebitCancellation TransactionCode = "1067"

	TransactionATMDepositClearing                  TransactionCode = "1068"
	TransactionATMDepositAuthorization             TransactionCode = "1069"
	TransactionATMDepositCancellationClearing      TransactionCode = "1070"
	TransactionATMDepositCancellationAuthorization TransactionCode = "1071"

	TransactionCardTopUpClearing                  TransactionCode = "1072"
	TransactionCardTopUpAuthorization             TransactionCode = "1073"
	TransactionCardTopUpCancellationClearing      TransactionCode = "1074"
	TransactionCardTopUpCancellationAuthorization TransactionCode = "1075"

	TransactionAccountTopUp             TransactionCode = "1076"
	TransactionAccountTopUpCancellation TransactionCode = "1077"

	TransactionCardlessWithdrawalClearing                  TransactionCode = "1078"
	TransactionCardlessWithdrawalAuthorization             TransactionCode = "1079"
	TransactionCardlessWithdrawalCancellationClearing      TransactionCode = "1080"
	TransactionCardlessWithdrawalCancellationAuthorization TransactionCode = "1081"
)

// Kind returns the operation, the same for its stages and for their
// cancellations; "" for an unknown code.
func (c TransactionCode) Kind() TransactionKind { return c.row().kind }

// IsAuthorization reports whether the transaction is an authorization or the
// cancellation of one. An operation without stages, such as a fee, is neither
// authorization nor clearing.
func (c TransactionCode) IsAuthorization() bool { return c.row().is(authorization) }

// IsClearing reports whether the transaction is a clearing or the cancellation
// of one. An operation without stages, such as a fee, is neither.
func (c TransactionCode) IsClearing() bool { return c.row().is(clearing) }

// IsCancellation reports whether the transaction cancels another. The dictionary has
// one code for the refund and the cancellation of a purchase.
func (c TransactionCode) IsCancellation() bool { return c.row().is(cancellation) }

// Cancels returns the code that the transaction cancels, "" for a code that is no
// cancellation.
func (c TransactionCode) Cancels() TransactionCode {
	if t := c.row(); t.is(cancellation) {
		return t.pair
	}
	return ""
}

// Cancellation returns the code that cancels the transaction, "" for a
// cancellation and for an unknown code.
func (c TransactionCode) Cancellation() TransactionCode {
	if t := c.row(); !t.is(cancellation) {
		return t.pair
	}
	return ""
}

// Known reports whether the dictionary lists the code.
func (c TransactionCode) Known() bool { return c.Description() != "" }

// Description returns the dictionary's text, "" for an unknown code.
func (c TransactionCode) Description() string { return c.row().text }

// UnmarshalJSON reads the code from a string or a number; it never fails.
func (c *TransactionCode) UnmarshalJSON(data []byte) error { return jsonread.Text(c, data) }

// transactionRow is what is known of one code.
type transactionRow struct {
	kind  TransactionKind
	marks transactionMarks
	pair  TransactionCode // the code that cancels this one, or that this one cancels
	text  string
}

// is reports whether the transaction carries the mark.
func (t transactionRow) is(mark transactionMarks) bool { return t.marks&mark != 0 }

// transactionMarks are the stage of a transaction and whether it is a
// cancellation.
type transactionMarks uint8

const (
	authorization transactionMarks = 1 << iota
	clearing
	cancellation

	unstaged transactionMarks = 0
)

// row returns what is known of the code, nothing for an unknown one.
func (c TransactionCode) row() transactionRow {
	switch c {
	case TransactionBalanceInquiryClearing:
		return transactionRow{KindBalanceInquiry, clearing, TransactionBalanceInquiryCancellationClearing, "Balance Inquiry. Clearing."}
	case TransactionBalanceInquiryAuthorization:
		return transactionRow{KindBalanceInquiry, authorization, TransactionBalanceInquiryCancellationAuthorization, "Balance Inquiry. Authorization."}
	case TransactionBalanceInquiryCancellationClearing:
		return transactionRow{KindBalanceInquiry, clearing | cancellation, TransactionBalanceInquiryClearing, "Cancellation of Balance Inquiry. Clearing."}
	case TransactionBalanceInquiryCancellationAuthorization:
		return transactionRow{KindBalanceInquiry, authorization | cancellation, TransactionBalanceInquiryAuthorization, "Cancellation of Balance Inquiry. Authorization."}
	case TransactionATMFee:
		return transactionRow{KindATMFee, unstaged, TransactionATMFeeCancellation, "ATM Fee."}
	case TransactionATMFeeCancellation:
		return transactionRow{KindATMFee, cancellation, TransactionATMFee, "Cancellation of ATM Fee."}
	case TransactionOnlineStatement:
		return transactionRow{KindOnlineStatement, unstaged, TransactionOnlineStatementCancellation, "Online Statement."}
	case TransactionOnlineStatementCancellation:
		return transactionRow{KindOnlineStatement, cancellation, TransactionOnlineStatement, "Cancellation of Online Statement."}
	case TransactionCardIssuance:
		return transactionRow{KindCardIssuance, unstaged, TransactionCardIssuanceCancellation, "Card Issuance."}
	case TransactionCardIssuanceCancellation:
		return transactionRow{KindCardIssuance, cancellation, TransactionCardIssuance, "Cancellation of Card Issuance."}
	case TransactionCardReissue:
		return transactionRow{KindCardReissue, unstaged, TransactionCardReissueCancellation, "Card Reissue."}
	case TransactionCardReissueCancellation:
		return transactionRow{KindCardReissue, cancellation, TransactionCardReissue, "Cancellation of Card Reissue."}
	case TransactionAnnualServiceFee:
		return transactionRow{KindAnnualServiceFee, unstaged, TransactionAnnualServiceFeeCancellation, "Annual Service Fee."}
	case TransactionAnnualServiceFeeCancellation:
		return transactionRow{KindAnnualServiceFee, cancellation, TransactionAnnualServiceFee, "Cancellation of Annual Service Fee."}
	case TransactionBalanceInquiryFee:
		return transactionRow{KindBalanceInquiryFee, unstaged, TransactionBalanceInquiryFeeCancellation, "Balance Inquiry Fee."}
	case TransactionBalanceInquiryFeeCancellation:
		return transactionRow{KindBalanceInquiryFee, cancellation, TransactionBalanceInquiryFee, "Cancellation of Balance Inquiry Fee."}
	case TransactionExpiredCardReissue:
		return transactionRow{KindExpiredCardReissue, unstaged, TransactionExpiredCardReissueCancellation, "Card Reissue (Due to Expiration)."}
	case TransactionExpiredCardReissueCancellation:
		return transactionRow{KindExpiredCardReissue, cancellation, TransactionExpiredCardReissue, "Cancellation of Card Reissue (Due to Expiration)."}
	case TransactionDebitCardIssuance:
		return transactionRow{KindDebitCardIssuance, unstaged, TransactionDebitCardIssuanceCancellation, "Debit Card Issuance."}
	case TransactionDebitCardIssuanceCancellation:
		return transactionRow{KindDebitCardIssuance, cancellation, TransactionDebitCardIssuance, "Cancellation of Debit Card Issuance."}
	case TransactionCardReissueFee:
		return transactionRow{KindCardReissueFee, unstaged, TransactionCardReissueFeeCancellation, "Card Reissue Fee."}
	case TransactionCardReissueFeeCancellation:
		return transactionRow{KindCardReissueFee, cancellation, TransactionCardReissueFee, "Cancellation of Card Reissue Fee."}
	case TransactionLostCardReissue:
		return transactionRow{KindLostCardReissue, unstaged, TransactionLostCardReissueCancellation, "Card Reissue (Due to Loss)."}
	case TransactionLostCardReissueCancellation:
		return transactionRow{KindLostCardReissue, cancellation, TransactionLostCardReissue, "Cancellation of Card Reissue (Due to Loss)."}
	case TransactionReissueFee:
		return transactionRow{KindReissueFee, unstaged, TransactionReissueFeeCancellation, "Reissue Fee."}
	case TransactionReissueFeeCancellation:
		return transactionRow{KindReissueFee, cancellation, TransactionReissueFee, "Cancellation of Reissue Fee."}
	case TransactionMiniStatementClearing:
		return transactionRow{KindMiniStatement, clearing, TransactionMiniStatementCancellationClearing, "Mini Statement. Clearing."}
	case TransactionMiniStatementAuthorization:
		return transactionRow{KindMiniStatement, authorization, TransactionMiniStatementCancellationAuthorization, "Mini Statement. Authorization."}
	case TransactionMiniStatementCancellationClearing:
		return transactionRow{KindMiniStatement, clearing | cancellation, TransactionMiniStatementClearing, "Cancellation of Mini Statement. Clearing."}
	case TransactionMiniStatementCancellationAuthorization:
		return transactionRow{KindMiniStatement, authorization | cancellation, TransactionMiniStatementAuthorization, "Cancellation of Mini Statement. Authorization."}
	case TransactionCurrencyAdjustment:
		return transactionRow{KindCurrencyAdjustment, unstaged, TransactionCurrencyAdjustmentCancellation, "Adjustments Between Multi-Currency Accounts."}
	case TransactionCurrencyAdjustmentCancellation:
		return transactionRow{KindCurrencyAdjustment, cancellation, TransactionCurrencyAdjustment, "Cancellation of Adjustments Between Multi-Currency Accounts."}
	case TransactionAccountTransfer:
		return transactionRow{KindAccountTransfer, unstaged, TransactionAccountTransferCancellation, "Transfer Between Accounts."}
	case TransactionAccountTransferCancellation:
		return transactionRow{KindAccountTransfer, cancellation, TransactionAccountTransfer, "Cancellation of Transfer Between Accounts."}
	case TransactionPurchaseWithCashbackClearing:
		return transactionRow{KindPurchaseWithCashback, clearing, TransactionPurchaseWithCashbackCancellationClearing, "Purchase with Cashback. Clearing."}
	case TransactionPurchaseWithCashbackAuthorization:
		return transactionRow{KindPurchaseWithCashback, authorization, TransactionPurchaseWithCashbackCancellationAuthorization, "Purchase with Cashback. Authorization."}
	case TransactionPurchaseWithCashbackCancellationClearing:
		return transactionRow{KindPurchaseWithCashback, clearing | cancellation, TransactionPurchaseWithCashbackClearing, "Cancellation of Purchase with Cashback. Clearing."}
	case TransactionPurchaseWithCashbackCancellationAuthorization:
		return transactionRow{KindPurchaseWithCashback, authorization | cancellation, TransactionPurchaseWithCashbackAuthorization, "Cancellation of Purchase with Cashback. Authorization."}
	case TransactionPOSWithdrawalClearing:
		return transactionRow{KindPOSWithdrawal, clearing, TransactionPOSWithdrawalCancellationClearing, "Cash Withdrawal at the POS Terminal. Clearing."}
	case TransactionPOSWithdrawalAuthorization:
		return transactionRow{KindPOSWithdrawal, authorization, TransactionPOSWithdrawalCancellationAuthorization, "Cash Withdrawal at the POS Terminal. Authorization."}
	case TransactionPOSWithdrawalCancellationClearing:
		return transactionRow{KindPOSWithdrawal, clearing | cancellation, TransactionPOSWithdrawalClearing, "Cancellation of Cash Withdrawal at the POS Terminal. Clearing."}
	case TransactionPOSWithdrawalCancellationAuthorization:
		return transactionRow{KindPOSWithdrawal, authorization | cancellation, TransactionPOSWithdrawalAuthorization, "Cancellation of Cash Withdrawal at the POS Terminal. Authorization."}
	case TransactionAFTClearing:
		return transactionRow{KindAFT, clearing, TransactionAFTCancellationClearing, "Funds Debited from the Card (AFT). Clearing."}
	case TransactionAFTAuthorization:
		return transactionRow{KindAFT, authorization, TransactionAFTCancellationAuthorization, "Funds Debited from the Card (AFT). Authorization."}
	case TransactionAFTCancellationClearing:
		return transactionRow{KindAFT, clearing | cancellation, TransactionAFTClearing, "Cancellation of Funds Debited from the Card (AFT). Clearing."}
	case TransactionAFTCancellationAuthorization:
		return transactionRow{KindAFT, authorization | cancellation, TransactionAFTAuthorization, "Cancellation of Funds Debited from the Card (AFT). Authorization."}
	case TransactionQuasiCashClearing:
		return transactionRow{KindQuasiCash, clearing, TransactionQuasiCashCancellationClearing, "Purchase (Quasi-Cash). Clearing."}
	case TransactionQuasiCashAuthorization:
		return transactionRow{KindQuasiCash, authorization, TransactionQuasiCashCancellationAuthorization, "Purchase (Quasi-Cash). Authorization."}
	case TransactionQuasiCashCancellationClearing:
		return transactionRow{KindQuasiCash, clearing | cancellation, TransactionQuasiCashClearing, "Cancellation/Refund of Purchase (Quasi-Cash). Clearing."}
	case TransactionQuasiCashCancellationAuthorization:
		return transactionRow{KindQuasiCash, authorization | cancellation, TransactionQuasiCashAuthorization, "Cancellation/Refund of Purchase (Quasi-Cash). Authorization."}
	case TransactionPOSCreditClearing:
		return transactionRow{KindPOSCredit, clearing, TransactionPOSCreditCancellationClearing, "Funds Credited to the Card (Typically for Returns at POS Terminal). Clearing."}
	case TransactionPOSCreditAuthorization:
		return transactionRow{KindPOSCredit, authorization, TransactionPOSCreditCancellationAuthorization, "Funds Credited to the Card (Typically for Returns at POS Terminal). Authorization."}
	case TransactionPOSCreditCancellationClearing:
		return transactionRow{KindPOSCredit, clearing | cancellation, TransactionPOSCreditClearing, "Cancellation of Funds Credited to the Card (Typically for Returns at POS Terminal). Clearing."}
	case TransactionPOSCreditCancellationAuthorization:
		return transactionRow{KindPOSCredit, authorization | cancellation, TransactionPOSCreditAuthorization, "Cancellation of Funds Credited to the Card (Typically for Returns at POS Terminal). Authorization."}
	case TransactionATMWithdrawalClearing:
		return transactionRow{KindATMWithdrawal, clearing, TransactionATMWithdrawalCancellationClearing, "ATM Cash Withdrawal. Clearing."}
	case TransactionATMWithdrawalAuthorization:
		return transactionRow{KindATMWithdrawal, authorization, TransactionATMWithdrawalCancellationAuthorization, "ATM Cash Withdrawal. Authorization."}
	case TransactionATMWithdrawalCancellationClearing:
		return transactionRow{KindATMWithdrawal, clearing | cancellation, TransactionATMWithdrawalClearing, "Cancellation of ATM Cash Withdrawal. Clearing."}
	case TransactionATMWithdrawalCancellationAuthorization:
		return transactionRow{KindATMWithdrawal, authorization | cancellation, TransactionATMWithdrawalAuthorization, "Cancellation of ATM Cash Withdrawal. Authorization."}
	case TransactionPurchaseClearing:
		return transactionRow{KindPurchase, clearing, TransactionPurchaseCancellationClearing, "Purchase. Clearing."}
	case TransactionPurchaseAuthorization:
		return transactionRow{KindPurchase, authorization, TransactionPurchaseCancellationAuthorization, "Purchase. Authorization."}
	case TransactionPurchaseCancellationClearing:
		return transactionRow{KindPurchase, clearing | cancellation, TransactionPurchaseClearing, "Cancellation/Refund of Purchase. Clearing."}
	case TransactionPurchaseCancellationAuthorization:
		return transactionRow{KindPurchase, authorization | cancellation, TransactionPurchaseAuthorization, "Cancellation/Refund of Purchase. Authorization."}
	case TransactionOCTClearing:
		return transactionRow{KindOCT, clearing, TransactionOCTCancellationClearing, "Funds Credited to the Card (OCT). Clearing."}
	case TransactionOCTAuthorization:
		return transactionRow{KindOCT, authorization, TransactionOCTCancellationAuthorization, "Funds Credited to the Card (OCT). Authorization."}
	case TransactionOCTCancellationClearing:
		return transactionRow{KindOCT, clearing | cancellation, TransactionOCTClearing, "Cancellation of Funds Credited to the Card (OCT). Clearing."}
	case TransactionOCTCancellationAuthorization:
		return transactionRow{KindOCT, authorization | cancellation, TransactionOCTAuthorization, "Cancellation of Funds Credited to the Card (OCT). Authorization."}
	case TransactionAccountDebit:
		return transactionRow{KindAccountDebit, unstaged, TransactionAccountDebitCancellation, "Account Debit."}
	case TransactionAccountDebitCancellation:
		return transactionRow{KindAccountDebit, cancellation, TransactionAccountDebit, "Cancellation of Account Debit."}
	case TransactionATMDepositClearing:
		return transactionRow{KindATMDeposit, clearing, TransactionATMDepositCancellationClearing, "ATM Cash Deposit. Clearing."}
	case TransactionATMDepositAuthorization:
		return transactionRow{KindATMDeposit, authorization, TransactionATMDepositCancellationAuthorization, "ATM Cash Deposit. Authorization."}
	case TransactionATMDepositCancellationClearing:
		return transactionRow{KindATMDeposit, clearing | cancellation, TransactionATMDepositClearing, "Cancellation of ATM Cash Deposit. Clearing."}
	case TransactionATMDepositCancellationAuthorization:
		return transactionRow{KindATMDeposit, authorization | cancellation, TransactionATMDepositAuthorization, "Cancellation of ATM Cash Deposit. Authorization."}
	case TransactionCardTopUpClearing:
		return transactionRow{KindCardTopUp, clearing, TransactionCardTopUpCancellationClearing, "Card Top-Up from Device. Clearing."}
	case TransactionCardTopUpAuthorization:
		return transactionRow{KindCardTopUp, authorization, TransactionCardTopUpCancellationAuthorization, "Card Top-Up from Device. Authorization."}
	case TransactionCardTopUpCancellationClearing:
		return transactionRow{KindCardTopUp, clearing | cancellation, TransactionCardTopUpClearing, "Cancellation of Card Top-Up. Clearing."}
	case TransactionCardTopUpCancellationAuthorization:
		return transactionRow{KindCardTopUp, authorization | cancellation, TransactionCardTopUpAuthorization, "Cancellation of Card Top-Up. Authorization."}
	case TransactionAccountTopUp:
		return transactionRow{KindAccountTopUp, unstaged, TransactionAccountTopUpCancellation, "Account Top-Up."}
	case TransactionAccountTopUpCancellation:
		return transactionRow{KindAccountTopUp, cancellation, TransactionAccountTopUp, "Cancellation of Account Top-Up."}
	case TransactionCardlessWithdrawalClearing:
		return transactionRow{KindCardlessWithdrawal, clearing, TransactionCardlessWithdrawalCancellationClearing, "ATM Cash Withdrawal via Code (No Card). Clearing."}
	case TransactionCardlessWithdrawalAuthorization:
		return transactionRow{KindCardlessWithdrawal, authorization, TransactionCardlessWithdrawalCancellationAuthorization, "ATM Cash Withdrawal via Code (No Card). Authorization."}
	case TransactionCardlessWithdrawalCancellationClearing:
		return transactionRow{KindCardlessWithdrawal, clearing | cancellation, TransactionCardlessWithdrawalClearing, "Cancellation of ATM Cash Withdrawal via Code (No Card). Clearing."}
	case TransactionCardlessWithdrawalCancellationAuthorization:
		return transactionRow{KindCardlessWithdrawal, authorization | cancellation, TransactionCardlessWithdrawalAuthorization, "Cancellation of ATM Cash Withdrawal via Code (No Card). Authorization."}
	}
	return transactionRow{}
}

// TransactionKind is the operation of a [TransactionCode]. Its values are this
// package's own words; the bank never sends them.
type TransactionKind string

// The purchases, cash and inquiries.
const (
	KindPurchase             TransactionKind = "purchase"
	KindPurchaseWithCashback TransactionKind = "purchase_with_cashback"
	KindQuasiCash            TransactionKind = "quasi_cash"     // of casino chips, money orders and the like
	KindPOSWithdrawal        TransactionKind = "pos_withdrawal" // cash at a POS terminal
	KindPOSCredit            TransactionKind = "pos_credit"     // to the card, typically for returns
	KindATMWithdrawal        TransactionKind = "atm_withdrawal"
	KindCardlessWithdrawal   TransactionKind = "cardless_withdrawal" // cash at an ATM, by code
	KindATMDeposit           TransactionKind = "atm_deposit"
	KindCardTopUp            TransactionKind = "card_top_up" // from a device
	KindBalanceInquiry       TransactionKind = "balance_inquiry"
	KindMiniStatement        TransactionKind = "mini_statement"
	KindOnlineStatement      TransactionKind = "online_statement"
)

// The transfers.
const (
	KindAFT                TransactionKind = "aft" // account funding transaction: from the card
	KindOCT                TransactionKind = "oct" // original credit transaction: to the card
	KindAccountTransfer    TransactionKind = "account_transfer"
	KindAccountDebit       TransactionKind = "account_debit"
	KindAccountTopUp       TransactionKind = "account_top_up"
	KindCurrencyAdjustment TransactionKind = "currency_adjustment" // between multi-currency accounts
)

// The services of the bank.
const (
	KindCardIssuance       TransactionKind = "card_issuance"
	KindDebitCardIssuance  TransactionKind = "debit_card_issuance"
	KindCardReissue        TransactionKind = "card_reissue"
	KindExpiredCardReissue TransactionKind = "expired_card_reissue"
	KindLostCardReissue    TransactionKind = "lost_card_reissue"
)

// The fees. The dictionary does not say how the card reissue fee differs from the
// reissue fee.
const (
	KindATMFee            TransactionKind = "atm_fee"
	KindAnnualServiceFee  TransactionKind = "annual_service_fee"
	KindBalanceInquiryFee TransactionKind = "balance_inquiry_fee"
	KindCardReissueFee    TransactionKind = "card_reissue_fee"
	KindReissueFee        TransactionKind = "reissue_fee"
)
