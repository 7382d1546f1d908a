package freedompay

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dictionaries returns the vendor's dictionaries: name, then code, then meaning.
func dictionaries(t *testing.T) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile("contract/dictionaries.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows map[string][][2]string
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for name, codes := range rows {
		all[name] = map[string]string{}
		for _, code := range codes {
			all[name][code[0]] = code[1]
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

// Every type knows exactly the codes of its dictionaries, with their texts:
// not one of the other dictionaries' codes, and no other number.
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
		{"RequestStatus", textCode[RequestStatus], "request_status wallet_request_status"},
		{"ClientProduct", intCode[ClientProduct], "client_product"},
		{"ClientType", intCode[ClientType], "client_type"},
		{"Residency", intCode[Residency], "resident"},
		{"CardProduct", intCode[CardProduct], "card_product"},
		{"CardStatus", textCode[CardStatus], "card_status"},
		{"BlockCode", textCode[BlockCode], "card_block"},
		{"TransactionCode", textCode[TransactionCode], "transaction"},
		{"LimitPeriod", textCode[LimitPeriod], "limit_period"},
		{"LimitTransactionType", textCode[LimitTransactionType], "limit_transaction_type"},
		{"LimitAmountType", textCode[LimitAmountType], "limit_amount_type"},
		{"GiftStatus", textCode[GiftStatus], "gift_request_status"},
		{"GiftCardStatus", intCode[GiftCardStatus], "gift_card_status"},
		{"WalletOperation", textCode[WalletOperation], "wallet_operation"},
		{"PartnerProduct", intCode[PartnerProduct], "partner_product"},
		{"ErrorCode", textCode[ErrorCode], "card_error wallet_error gift_request_status"},
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
	for status, want := range map[RequestStatus][2]bool{ // succeeded, failed
		RequestSucceeded:        {true, false},
		RequestProcessing:       {false, false},
		RequestFailed:           {false, true},
		WalletRequestProcessed:  {true, false},
		WalletRequestProcessing: {false, false},
		WalletRequestFailed:     {false, true},
		"":                      {false, false},
		"3":                     {false, false},
		"declined":              {false, false},
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
		status := CardStatus(code)
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
	for status, want := range map[GiftStatus]ErrorCode{
		GiftSucceeded: "",
		"-7":          CodeGiftCardNotFound,
		"-11":         CodeGiftAccessDenied,
		"-12":         "-12",
	} {
		if got := status.Code(); got != want {
			t.Errorf("%q: %q, want %q", status, got, want)
		}
	}
}

func TestCardProduct(t *testing.T) {
	for code, text := range dictionaries(t)["card_product"] {
		product, _ := intCode[CardProduct](code).(CardProduct)
		family, _, _ := strings.Cut(text, " Card")
		if got := product.Family(); string(got) != family {
			t.Errorf("%s %q: family %q", code, text, got)
		}
		words := strings.Fields(text)
		var network string
		var residence Residency
		var months int
		for i, word := range words {
			switch word {
			case "Visa", "Mastercard":
				network = word
			case "Resident":
				residence = Resident
			case "Non-resident":
				residence = NonResident
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
	if p := CardProduct(5000); p.Family() != "" || p.Network() != "" || p.Residence() != 0 || p.TermMonths() != 0 {
		t.Error("an unknown product states something")
	}
}

// parsedTransaction is what the text of a transaction code says.
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
	kinds := map[string]TransactionKind{
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
	codes := map[parsedTransaction]TransactionCode{}
	operations := map[string]bool{}
	for code, text := range texts {
		p := parseTransaction(text)
		codes[p] = TransactionCode(code)
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
		cancels, cancellation := TransactionCode(""), codes[other]
		if p.cancels {
			cancels, cancellation = cancellation, cancels
		}
		if code.Cancels() != cancels || code.Cancellation() != cancellation {
			t.Errorf("%s %v: cancels %q, want %q; cancelled by %q, want %q",
				code, p, code.Cancels(), cancels, code.Cancellation(), cancellation)
		}
	}
	for _, code := range []TransactionCode{"", "0", "1082", "purchase"} {
		if code.Kind() != "" || code.IsAuthorization() || code.IsClearing() || code.IsCancellation() ||
			code.Cancels() != "" || code.Cancellation() != "" {
			t.Errorf("%q: an unknown code says something", code)
		}
	}
}

// decodes checks that every form reads as want, that want is written as
// encoded, and that an odd member fails nothing and leaves the type's zero.
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
	decodes(t, RequestSucceeded, `"success"`, `"success"`)
	decodes(t, WalletRequestFailed, `"2"`, `"2"`, `2`)
	decodes(t, RequestStatus("queued"), `"queued"`, `"queued"`)
	decodes(t, ClientProductElectron, `3000`, `3000`, `"3000"`)
	decodes(t, ClientProduct(4000), `4000`, `4000`, `"4000"`)
	decodes(t, ClientType(9), `9`, `9`, `"9"`)
	decodes(t, Residency(9), `9`, `9`, `"9"`)
	decodes(t, CardProduct(5070), `5070`, `5070`, `"5070"`)
	decodes(t, CardStatusActive, `"00"`, `"00"`)
	decodes(t, CardStatus("85"), `"85"`, `85`, `"85"`)
	decodes(t, BlockCode("05"), `"05"`, `"05"`)
	decodes(t, BlockCode("60"), `"60"`, `60`, `"60"`)
	decodes(t, TransactionPurchaseClearing, `"1058"`, `1058`, `"1058"`)
	decodes(t, TransactionCode("1999"), `"1999"`, `1999`, `"1999"`)
	decodes(t, LimitPeriod("7"), `"7"`, `7`, `"7"`)
	decodes(t, LimitPeriod("week"), `"week"`, `"week"`)
	decodes(t, LimitTransactionType("7"), `"7"`, `7`, `"7"`)
	decodes(t, LimitTransactionType("gambling"), `"gambling"`, `"gambling"`)
	decodes(t, LimitAmountType("7"), `"7"`, `7`, `"7"`)
	decodes(t, LimitAmountType("average"), `"average"`, `"average"`)
	decodes(t, GiftStatus("-12"), `-12`, `-12`, `"-12"`)
	decodes(t, GiftCardStatus(6), `6`, `6`, `"6"`)
	decodes(t, WalletOperation("7"), `"7"`, `7`, `"7"`)
	decodes(t, WalletOperation("emoney_burn"), `"emoney_burn"`, `"emoney_burn"`)
	decodes(t, PartnerProduct(30000), `30000`, `30000`, `"30000"`)

	decodes(t, CodeCardNotFound, `12006`, `12006`, `"12006"`)
	decodes(t, CodeGiftIssueFailed, `-5`, `-5`, `"-5"`)
	decodes(t, ErrorCode("0"), `0`, `0`, `"0"`)
	decodes(t, ErrorCode("98765432109876543210"), `98765432109876543210`, `98765432109876543210`, `"98765432109876543210"`)
	for _, text := range []string{"007", "-0", "-", "--1", "+1", "1.5", "1e3", " 1", "1 ", "0x10", "E42", "٣", `a"b`} {
		quoted, _ := json.Marshal(text)
		decodes(t, ErrorCode(text), string(quoted), string(quoted))
	}
	decodes(t, ErrorCode(""), `""`)
}

func TestErrorCodeClasses(t *testing.T) {
	all := dictionaries(t)
	for _, name := range []string{"card_error", "wallet_error", "gift_request_status"} {
		for text, meaning := range all[name] {
			for class, want := range map[error]bool{
				ErrNotFound:    strings.Contains(meaning, "not found"),
				ErrDuplicate:   strings.Contains(strings.ToLower(meaning), "unique"),
				ErrUnavailable: strings.Contains(meaning, "unavailable") || strings.Contains(meaning, "later"),
			} {
				wrapped := fmt.Errorf("cards: %w", ErrorCode(text))
				if got := errors.Is(wrapped, class); got != want {
					t.Errorf("%s %q is %q: %v", text, meaning, class, got)
				}
			}
		}
	}
	wrapped := fmt.Errorf("cards: %w", ErrorCode("12006"))
	if !errors.Is(wrapped, CodeCardNotFound) || errors.Is(wrapped, CodeClientNotFound) {
		t.Error("a code equals itself and no other code")
	}
	for _, target := range []error{nil, ErrNotFound, ErrDuplicate, ErrUnavailable} {
		if ErrorCode("12345").Is(target) || CodePINFailed.Is(target) {
			t.Errorf("a code without a class is %v", target)
		}
	}
}

func TestErrorCodeError(t *testing.T) {
	for code, want := range map[ErrorCode]string{
		CodeCardNotFound:     "12006: card with the specified identifier not found",
		CodeSystemError:      "9999: system error, please retry the request later",
		CodeWalletExists:     "1003: a wallet with this identifier already exists",
		CodeGiftIncorrectOTP: "-8: incorrect OTP",
		"12345":              "12345",
		"":                   "",
	} {
		if got := code.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
