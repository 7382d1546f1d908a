package freedompay

// TransactionKind is the operation behind a TransactionCode. Its values are
// this package's own words, one for each operation that the dictionary names:
// the bank never sends them.
type TransactionKind string

// The purchases, cash and inquiries.
const (
	KindPurchase             TransactionKind = "purchase"
	KindPurchaseWithCashback TransactionKind = "purchase_with_cashback"
	KindQuasiCash            TransactionKind = "quasi_cash"     // a purchase of what is as good as cash
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

// The fees. The dictionary tells the card reissue fee from the reissue fee and
// does not say how they differ.
const (
	KindATMFee            TransactionKind = "atm_fee"
	KindAnnualServiceFee  TransactionKind = "annual_service_fee"
	KindBalanceInquiryFee TransactionKind = "balance_inquiry_fee"
	KindCardReissueFee    TransactionKind = "card_reissue_fee"
	KindReissueFee        TransactionKind = "reissue_fee"
)
