package conformance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// dictionaries returns the vendor's meaning of each code, by dictionary and code.
func dictionaries(t *testing.T) map[string]map[string]string {
	t.Helper()
	known, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, d := range known.Dictionaries {
		all[d.Name] = map[string]string{}
		for _, row := range d.Rows {
			all[d.Name][row.Code] = row.Text
		}
	}
	return all
}

type dictionaryCode interface {
	Known() bool
	Description() string
}

func textCode[T interface {
	~string
	dictionaryCode
}](code string) dictionaryCode {
	return T(code)
}

// intCode returns nil for a text that is no code of an integer kind.
func intCode[T interface {
	~int
	dictionaryCode
}](code string) dictionaryCode {
	number, err := strconv.Atoi(code)
	if err != nil || strconv.Itoa(number) != code {
		return nil
	}
	return T(number)
}

// Every type knows the codes of its dictionaries, with their texts, and no others.
func TestCodesAreTheDictionaries(t *testing.T) {
	all := dictionaries(t)
	candidates := []string{"", "unknown", "Success", " 12006", "012006", "-0", "+1"}
	for n := range 10 {
		candidates = append(candidates, fmt.Sprintf("%02d", n))
	}
	for n := -100; n <= 30000; n++ {
		candidates = append(candidates, strconv.Itoa(n))
	}
	for _, dictionary := range all {
		for code := range dictionary {
			candidates = append(candidates, code)
		}
	}

	claimed := map[string]bool{}
	for _, kind := range []struct {
		name  string
		code  func(string) dictionaryCode
		lists string
	}{
		{"RequestStatus", textCode[freedompay.RequestStatus], "request_status wallet_request_status"},
		{"ClientProduct", intCode[freedompay.ClientProduct], "client_product"},
		{"ClientType", intCode[freedompay.ClientType], "client_type"},
		{"Residency", intCode[freedompay.Residency], "resident"},
		{"CardProduct", intCode[freedompay.CardProduct], "card_product"},
		{"CardStatus", textCode[freedompay.CardStatus], "card_status"},
		{"BlockCode", textCode[freedompay.BlockCode], "card_block"},
		{"TransactionCode", textCode[freedompay.TransactionCode], "transaction"},
		{"LimitPeriod", textCode[freedompay.LimitPeriod], "limit_period"},
		{"LimitTransactionType", textCode[freedompay.LimitTransactionType], "limit_transaction_type"},
		{"LimitAmountType", textCode[freedompay.LimitAmountType], "limit_amount_type"},
		{"GiftStatus", textCode[freedompay.GiftStatus], "gift_request_status"},
		{"GiftCardStatus", intCode[freedompay.GiftCardStatus], "gift_card_status"},
		{"WalletOperation", textCode[freedompay.WalletOperation], "wallet_operation"},
		{"PartnerProduct", intCode[freedompay.PartnerProduct], "partner_product"},
		{"ErrorCode", textCode[freedompay.ErrorCode], "card_error wallet_error gift_request_status"},
	} {
		t.Run(kind.name, func(t *testing.T) {
			listed := map[string]string{}
			for name := range strings.FieldsSeq(kind.lists) {
				claimed[name] = true
				for code, text := range all[name] {
					if kind.name == "ErrorCode" && code == "0" {
						continue // the one gift status that is no error
					}
					listed[code] = text
				}
			}
			for _, candidate := range candidates {
				code := kind.code(candidate)
				if code == nil {
					if listed[candidate] != "" {
						t.Errorf("%q cannot be held", candidate)
					}
					continue
				}
				text, known := listed[candidate]
				if code.Known() != known || code.Description() != text {
					t.Errorf("%q: Known %v, Description %q; the dictionary says %v, %q",
						candidate, code.Known(), code.Description(), known, text)
				}
			}
		})
	}
	for name := range all {
		if !claimed[name] {
			t.Errorf("dictionary %s has no type", name)
		}
	}
}

func TestRequestStatus(t *testing.T) {
	for status, want := range map[freedompay.RequestStatus][2]bool{ // succeeded, failed
		freedompay.RequestSucceeded:        {true, false},
		freedompay.RequestProcessing:       {false, false},
		freedompay.RequestFailed:           {false, true},
		freedompay.WalletRequestProcessed:  {true, false},
		freedompay.WalletRequestProcessing: {false, false},
		freedompay.WalletRequestFailed:     {false, true},
		"":                                 {false, false},
		"3":                                {false, false},
		"declined":                         {false, false},
	} {
		got := [3]bool{status.Succeeded(), status.Failed(), status.Settled()}
		if got != [3]bool{want[0], want[1], want[0] || want[1]} {
			t.Errorf("%q: succeeded, failed, settled = %v", status, got)
		}
	}
}

func TestCardStatus(t *testing.T) {
	texts := dictionaries(t)["card_status"]
	texts["0"], texts["80"], texts[""] = "", "", "" // unknown: none of the three
	for code, text := range texts {
		status := freedompay.CardStatus(code)
		got := [3]bool{status.IsActive(), status.IsBlocked(), status.IsClosed()}
		want := [3]bool{
			strings.Contains(text, "is active"),
			strings.Contains(text, "blocked"),
			strings.Contains(text, "is closed"),
		}
		if got != want {
			t.Errorf("%q %q: active, blocked, closed = %v, want %v", code, text, got, want)
		}
	}
}

func TestGiftStatusCode(t *testing.T) {
	for status, want := range map[freedompay.GiftStatus]freedompay.ErrorCode{
		freedompay.GiftSucceeded: "",
		"-7":                     freedompay.CodeGiftCardNotFound,
		"-11":                    freedompay.CodeGiftAccessDenied,
		"-12":                    "-12",
	} {
		if got := status.Code(); got != want {
			t.Errorf("%q: %q, want %q", status, got, want)
		}
	}
}

func TestCardProduct(t *testing.T) {
	for code, text := range dictionaries(t)["card_product"] {
		product, _ := intCode[freedompay.CardProduct](code).(freedompay.CardProduct)
		family, _, _ := strings.Cut(text, " Card")
		if got := product.Family(); string(got) != family {
			t.Errorf("%s %q: family %q", code, text, got)
		}
		words := strings.Fields(text)
		var network string
		var residence freedompay.Residency
		var months int
		for i, word := range words {
			switch word {
			case "Visa", "Mastercard":
				network = word
			case "Resident":
				residence = freedompay.Resident
			case "Non-resident":
				residence = freedompay.NonResident
			case "Month":
				months, _ = strconv.Atoi(words[i-1])
			}
		}
		if got := product.Network(); string(got) != network {
			t.Errorf("%s %q: network %q", code, text, got)
		}
		if got := product.Residence(); got != residence {
			t.Errorf("%s %q: residence %d", code, text, got)
		}
		if got := product.TermMonths(); got != months {
			t.Errorf("%s %q: %d months", code, text, got)
		}
	}
	if p := freedompay.CardProduct(5000); p.Family() != "" || p.Network() != "" || p.Residence() != 0 || p.TermMonths() != 0 {
		t.Error("an unknown product states something")
	}
}

// parsedTransaction is the text of a transaction code in its parts.
type parsedTransaction struct {
	operation, stage string
	cancels          bool
}

func parseTransaction(text string) parsedTransaction {
	var p parsedTransaction
	p.operation, p.stage, _ = strings.Cut(strings.TrimSuffix(text, "."), ". ")
	for _, prefix := range []string{"Cancellation of ", "Cancellation/Refund of "} {
		if rest, found := strings.CutPrefix(p.operation, prefix); found {
			p.operation, p.cancels = rest, true
		}
	}
	if p.operation == "Card Top-Up" { // only its cancellations are so short
		p.operation += " from Device"
	}
	return p
}

func TestTransactionCode(t *testing.T) {
	kinds := map[string]freedompay.TransactionKind{
		"Balance Inquiry": "balance_inquiry", "ATM Fee": "atm_fee", "Online Statement": "online_statement",
		"Card Issuance": "card_issuance", "Card Reissue": "card_reissue", "Annual Service Fee": "annual_service_fee",
		"Balance Inquiry Fee": "balance_inquiry_fee", "Card Reissue (Due to Expiration)": "expired_card_reissue",
		"Debit Card Issuance": "debit_card_issuance", "Card Reissue Fee": "card_reissue_fee",
		"Card Reissue (Due to Loss)": "lost_card_reissue", "Reissue Fee": "reissue_fee", "Mini Statement": "mini_statement",
		"Adjustments Between Multi-Currency Accounts": "currency_adjustment", "Transfer Between Accounts": "account_transfer",
		"Purchase with Cashback": "purchase_with_cashback", "Cash Withdrawal at the POS Terminal": "pos_withdrawal",
		"Funds Debited from the Card (AFT)": "aft", "Purchase (Quasi-Cash)": "quasi_cash",
		"Funds Credited to the Card (Typically for Returns at POS Terminal)": "pos_credit",
		"ATM Cash Withdrawal": "atm_withdrawal", "Purchase": "purchase", "Funds Credited to the Card (OCT)": "oct",
		"Account Debit": "account_debit", "ATM Cash Deposit": "atm_deposit", "Card Top-Up from Device": "card_top_up",
		"Account Top-Up": "account_top_up", "ATM Cash Withdrawal via Code (No Card)": "cardless_withdrawal",
	}
	texts := dictionaries(t)["transaction"]
	codes := map[parsedTransaction]freedompay.TransactionCode{}
	operations := map[string]bool{}
	for code, text := range texts {
		p := parseTransaction(text)
		codes[p] = freedompay.TransactionCode(code)
		operations[p.operation] = true
	}
	if len(codes) != len(texts) || len(operations) != len(kinds) {
		t.Fatalf("%d codes read as %d, with %d operations of %d", len(texts), len(codes), len(operations), len(kinds))
	}
	for p, code := range codes {
		if want := kinds[p.operation]; want == "" || code.Kind() != want {
			t.Errorf("%s %v: kind %q", code, p, code.Kind())
		}
		if code.IsAuthorization() != (p.stage == "Authorization") || code.IsClearing() != (p.stage == "Clearing") {
			t.Errorf("%s %v: authorization %v, clearing %v", code, p, code.IsAuthorization(), code.IsClearing())
		}
		if code.IsCancellation() != p.cancels {
			t.Errorf("%s %v: cancellation %v", code, p, code.IsCancellation())
		}
		other := p
		other.cancels = !p.cancels
		cancels, cancellation := freedompay.TransactionCode(""), codes[other]
		if p.cancels {
			cancels, cancellation = cancellation, cancels
		}
		if code.Cancels() != cancels || code.Cancellation() != cancellation {
			t.Errorf("%s %v: cancels %q, want %q; cancelled by %q, want %q",
				code, p, code.Cancels(), cancels, code.Cancellation(), cancellation)
		}
	}
	for _, code := range []freedompay.TransactionCode{"", "0", "1082", "purchase"} {
		if code.Kind() != "" || code.IsAuthorization() || code.IsClearing() || code.IsCancellation() ||
			code.Cancels() != "" || code.Cancellation() != "" {
			t.Errorf("%q: an unknown code says something", code)
		}
	}
}

// decodes checks that every form decodes as want, that want is written as encoded,
// and that a value of another kind gives zero and no error.
func decodes[T comparable](t *testing.T, want T, encoded string, forms ...string) {
	t.Helper()
	type answer struct {
		Before int
		Code   T
		After  int
	}
	var zero T
	for _, form := range append(forms, "null", "{}", `[1,{"a":2}]`, `""`) {
		expect := answer{1, want, 2}
		if !slices.Contains(forms, form) {
			expect.Code = zero
		}
		var got answer
		if err := json.Unmarshal([]byte(`{"Before":1,"Code": `+form+` ,"After":2}`), &got); err != nil || got != expect {
			t.Errorf("%T %s: %v, %v; want %v", want, form, got, err, expect)
		}
	}
	if got, err := json.Marshal(want); err != nil || string(got) != encoded {
		t.Errorf("%T %v is written as %s, %v; want %s", want, want, got, err, encoded)
	}
}

func TestCodesTravel(t *testing.T) {
	decodes(t, freedompay.RequestSucceeded, `"success"`, `"success"`)
	decodes(t, freedompay.WalletRequestFailed, `"2"`, `"2"`, `2`)
	decodes(t, freedompay.RequestStatus("queued"), `"queued"`, `"queued"`)
	decodes(t, freedompay.ClientProductElectron, `3000`, `3000`, `"3000"`)
	decodes(t, freedompay.ClientProduct(4000), `4000`, `4000`, `"4000"`)
	decodes(t, freedompay.ClientType(9), `9`, `9`, `"9"`)
	decodes(t, freedompay.Residency(9), `9`, `9`, `"9"`)
	decodes(t, freedompay.CardProduct(5070), `5070`, `5070`, `"5070"`)
	decodes(t, freedompay.CardStatusActive, `"00"`, `"00"`)
	decodes(t, freedompay.CardStatus("85"), `"85"`, `85`, `"85"`)
	decodes(t, freedompay.BlockCode("05"), `"05"`, `"05"`)
	decodes(t, freedompay.BlockCode("60"), `"60"`, `60`, `"60"`)
	decodes(t, freedompay.TransactionPurchaseClearing, `"1058"`, `1058`, `"1058"`)
	decodes(t, freedompay.TransactionCode("1999"), `"1999"`, `1999`, `"1999"`)
	decodes(t, freedompay.LimitPeriod("7"), `"7"`, `7`, `"7"`)
	decodes(t, freedompay.LimitPeriod("week"), `"week"`, `"week"`)
	decodes(t, freedompay.LimitTransactionType("7"), `"7"`, `7`, `"7"`)
	decodes(t, freedompay.LimitTransactionType("gambling"), `"gambling"`, `"gambling"`)
	decodes(t, freedompay.LimitAmountType("7"), `"7"`, `7`, `"7"`)
	decodes(t, freedompay.LimitAmountType("average"), `"average"`, `"average"`)
	decodes(t, freedompay.GiftStatus("-12"), `-12`, `-12`, `"-12"`)
	decodes(t, freedompay.GiftCardStatus(6), `6`, `6`, `"6"`)
	decodes(t, freedompay.WalletOperation("7"), `"7"`, `7`, `"7"`)
	decodes(t, freedompay.WalletOperation("emoney_burn"), `"emoney_burn"`, `"emoney_burn"`)
	decodes(t, freedompay.PartnerProduct(30000), `30000`, `30000`, `"30000"`)

	decodes(t, freedompay.CodeCardNotFound, `12006`, `12006`, `"12006"`)
	decodes(t, freedompay.CodeGiftIssueFailed, `-5`, `-5`, `"-5"`)
	decodes(t, freedompay.ErrorCode("0"), `0`, `0`, `"0"`)
	decodes(t, freedompay.ErrorCode("98765432109876543210"), `98765432109876543210`, `98765432109876543210`, `"98765432109876543210"`)
	for _, text := range []string{"007", "-0", "-", "--1", "+1", "1.5", "1e3", " 1", "1 ", "0x10", "E42", "٣", `a"b`} {
		quoted, _ := json.Marshal(text)
		decodes(t, freedompay.ErrorCode(text), string(quoted), string(quoted))
	}
	decodes(t, freedompay.ErrorCode(""), `""`)
}

func TestErrorCodeClasses(t *testing.T) {
	all := dictionaries(t)
	for _, name := range []string{"card_error", "wallet_error", "gift_request_status"} {
		for text, meaning := range all[name] {
			for class, want := range map[error]bool{
				freedompay.ErrNotFound:    strings.Contains(meaning, "not found"),
				freedompay.ErrDuplicate:   strings.Contains(strings.ToLower(meaning), "unique"),
				freedompay.ErrUnavailable: strings.Contains(meaning, "unavailable") || strings.Contains(meaning, "later"),
			} {
				wrapped := fmt.Errorf("cards: %w", freedompay.ErrorCode(text))
				if got := errors.Is(wrapped, class); got != want {
					t.Errorf("%s %q is %q: %v", text, meaning, class, got)
				}
			}
		}
	}
	wrapped := fmt.Errorf("cards: %w", freedompay.ErrorCode("12006"))
	if !errors.Is(wrapped, freedompay.CodeCardNotFound) || errors.Is(wrapped, freedompay.CodeClientNotFound) {
		t.Error("a code equals itself and no other code")
	}
	for _, target := range []error{nil, freedompay.ErrNotFound, freedompay.ErrDuplicate, freedompay.ErrUnavailable} {
		if freedompay.ErrorCode("12345").Is(target) || freedompay.CodePINFailed.Is(target) {
			t.Errorf("a code without a class is %v", target)
		}
	}
}

func TestErrorCodeError(t *testing.T) {
	for code, want := range map[freedompay.ErrorCode]string{
		freedompay.CodeCardNotFound:     "12006: card with the specified identifier not found",
		freedompay.CodeSystemError:      "9999: system error, please retry the request later",
		freedompay.CodeWalletExists:     "1003: a wallet with this identifier already exists",
		freedompay.CodeGiftIncorrectOTP: "-8: incorrect OTP",
		"12345":                         "12345",
		"":                              "",
	} {
		if got := code.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
