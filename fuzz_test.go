package freedompay_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
)

// hostile are JSON texts, and texts that are none, that a careless reader trips
// over.
func hostile() []string {
	return []string{
		"", " ", "null", "true", "false", "0", "-0", "00", "1e999999999", "-1E-40", "1e40", "1.5e3", "0.1e1", "12345678901234567890123456789", "1.", ".5", "+1",
		`""`, `" "`, `"\u0000"`, `"\ud800"`, "\"\xff\xfe\"", "\"\xed\xa0\x80\"", `"\"`, `"a`, `"1500.50"`, `"1e3"`, `"-7"`, `"0x10"`, `"١٢٣"`,
		"[]", "{}", `{"a":1,"a":2}`, strings.Repeat("[", 10_000), strings.Repeat(`{"a":`, 1000), "<html>", "\xef\xbb\xbf{}", "NaN", "Infinity",
		strings.Repeat("9", 101), `"` + strings.Repeat("9", 99) + `"`, "0." + strings.Repeat("0", 97) + "1",
		"2026-11-20", "2026-11-20T10:15:00+05:00", "2026-11-20 10:15:00", "2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2026-11-20T23:59:60Z",
		`"2026-11-20T10:15:00+05:00"`, `"2026-11-20 10:15:00"`, "1710003845", "KZT", `"KZT"`, `"ok"`, `"00"`, `12006`, `"12006"`, `"44.37%"`,
	}
}

// What Verify accepts, another implementation accepts; what was signed it
// accepts, and nothing else. Whatever comes, it does not panic and keeps the key.
func FuzzVerify(f *testing.F) {
	const mark, path, body = "qXzJwV", "/v5/card-api/card/block", `{"card_id":"1","description":"<a & b>/ж"}`
	key := freedompay.NewSecret(mark + "-key")
	good := freedompay.NewSigner("1", key).Sign(freedompay.HS512, "POST", path, []byte(body))
	header, mac, _ := strings.Cut(good, "..")
	for _, signature := range append(hostile(), good, header, mac, header+"."+mac, good+".", good[:len(good)-3], header+"..", ".."+mac,
		header+".."+mac+"=", base64URL(`{"uri":"`+path+`","auth_id":"1","method":"POST","params":"","alg":"none"}`)+"..",
		base64URL(strings.Repeat("[", 5000))+".."+mac, base64URL(`{"uri":null}`)+"..AAAA") {
		f.Add(signature, "", path, []byte(body), []byte(body))
	}
	for _, signed := range []string{body + "\n", "\ufeff" + body, "", strings.ReplaceAll(body, "/", `\/`), `{"card_id": "1"}`, "\xff", "[[[["} {
		f.Add("", "", path, []byte(signed), []byte(body))
		f.Add("", "\n", "/", []byte(body), []byte(signed))
	}
	f.Fuzz(func(t *testing.T, signature, end, path string, signed, body []byte) {
		text := mark + end
		key := freedompay.NewSecret(text)
		if err := freedompay.Verify(key, signature, "POST", path, body); err == nil {
			header, mac, _ := strings.Cut(signature, "..")
			raw, notBase64 := base64.RawURLEncoding.DecodeString(mac)
			alg := jwt.SigningMethodHS512
			if len(raw) == 32 {
				alg = jwt.SigningMethodHS256
			}
			if notBase64 != nil || alg.Verify(header+"."+base64URL(string(body)), raw, []byte(text)) != nil {
				t.Errorf("accepts %q over %q, which golang-jwt does not", signature, body)
			}
		} else if strings.Contains(err.Error(), mark) {
			t.Errorf("%q gives the key away", err)
		}
		for _, alg := range []freedompay.Algorithm{freedompay.HS256, freedompay.HS512} {
			made := freedompay.NewSigner("1", key).Sign(alg, "POST", path, signed)
			err := freedompay.Verify(key, made, "POST", path, body)
			if same := bytes.Equal(signed, body); err == nil && !same || err != nil && same && utf8.ValidString(path) && alg == familyAlgorithm(path) {
				t.Errorf("%s of %q under %q, received %q: %v", alg, signed, path, body, err)
			}
			if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), path, ""), mark) {
				t.Errorf("%q gives the key away", err)
			}
		}
	})
}

// familyAlgorithm is what the contract documents for a path.
func familyAlgorithm(path string) freedompay.Algorithm {
	if strings.HasPrefix(path, "/v5/partner/") {
		return freedompay.HS256
	}
	return freedompay.HS512
}

// What is accepted as an amount is written as the same value, in valid JSON.
func FuzzAmount(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text, 2)
	}
	f.Fuzz(func(t *testing.T, text string, decimals int) {
		if a, err := freedompay.ParseAmount(text); err == nil {
			checkAmount(t, a, text)
			if a.String() != text {
				t.Errorf("%q is kept as %q", text, a)
			}
			if minor, err := a.Minor(decimals); err == nil && freedompay.NewAmount(minor, decimals).Cmp(a) != 0 {
				t.Errorf("%q is %d of %d decimals, and that is %v", text, minor, decimals, freedompay.NewAmount(minor, decimals))
			}
		}
		var read freedompay.Amount
		if err := json.Unmarshal([]byte(text), &read); err == nil && !read.IsZero() {
			var number json.Number
			if err := json.Unmarshal([]byte(text), &number); err != nil {
				t.Fatalf("%q reads as %v, which is no number: %v", text, read, err)
			}
			checkAmount(t, read, number.String())
		}
		var scanned freedompay.Amount
		if err := scanned.UnmarshalText([]byte(text)); err == nil && !scanned.IsZero() {
			checkAmount(t, scanned, text)
		}
	})
}

// checkAmount wants an amount to be the value of a text, also after a trip.
func checkAmount(t *testing.T, a freedompay.Amount, text string) {
	t.Helper()
	want, ok := new(big.Rat).SetString(text)
	got, exact := new(big.Rat).SetString(a.String())
	if !ok || !exact || got.Cmp(want) != 0 || a.Sign() != want.Sign() {
		t.Errorf("%q has become %v", text, a)
	}
	checkStays(t, a)
	checkStays(t, map[string]freedompay.Amount{"a": a})
	if _, err := freedompay.ParseAmount(a.String()); err != nil {
		t.Errorf("%v is an amount, and cannot be parsed: %v", a, err)
	}
}

// Reading a time never fails on JSON; what it keeps goes out as it came in, and
// what it understands is one moment.
func FuzzTimestamp(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, data := range [][]byte{[]byte(text), quoted(text)} {
			var ts freedompay.Timestamp
			if err := json.Unmarshal(data, &ts); (err == nil) != json.Valid(data) {
				t.Fatalf("%q: %v", data, err)
			}
			checkStays(t, ts)
			moment := ts.Time()
			if moment.IsZero() || moment.Year() < 0 || moment.Year() > 9999 {
				continue
			}
			if again := freedompay.NewTimestamp(moment).Time(); !again.Equal(moment.Truncate(time.Second)) {
				t.Errorf("%v is %v, and that is %v", ts, moment, again)
			}
			if again := freedompay.NewZonelessTimestamp(moment).In(moment.Location()); !again.Equal(moment.Truncate(time.Second)) {
				t.Errorf("%v without a zone is %v", ts, again)
			}
		}
	})
}

// quoted returns text as a JSON string.
func quoted(text string) []byte {
	data, _ := json.Marshal(text)
	return data
}

// checkStays wants a value to be the same after a trip through JSON.
func checkStays[T any](t *testing.T, v T) {
	t.Helper()
	data, err := json.Marshal(v)
	var back T
	if err != nil || !json.Valid(data) || json.Unmarshal(data, &back) != nil || !reflect.DeepEqual(back, v) {
		t.Errorf("%T %+v goes as %s (%v) and comes back as %+v", v, v, data, err, back)
	}
}

// A day that is accepted is written as it was read; one that does not exist is
// not written.
func FuzzDate(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text, 2026, 11, 20)
	}
	f.Add("", 2023, 2, 29)
	f.Add("", -1, 0, 0)
	f.Add("", 10000, 1, 1)
	f.Fuzz(func(t *testing.T, text string, year, month, day int) {
		if d, err := freedompay.ParseDate(text); err == nil {
			if d.String() != text {
				t.Errorf("%q has become %v", text, d)
			}
			checkStays(t, d)
		}
		var read freedompay.Date
		if json.Unmarshal([]byte(text), &read) == nil {
			checkStays(t, read)
		}
		made := freedompay.Date{Year: year, Month: time.Month(month), Day: day}
		if _, err := json.Marshal(made); err == nil {
			checkStays(t, made)
			if got := freedompay.DateOf(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)); got != made && !made.IsZero() {
				t.Errorf("%v is written, and is %v", made, got)
			}
		}
	})
}

// No code fails to be read from JSON, nor to be described; a text that is kept
// goes out as it came in.
func FuzzCurrency(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, data := range [][]byte{[]byte(text), quoted(text)} {
			checkCode[freedompay.Currency](t, data)
			checkCode[freedompay.Status](t, data)
			checkCode[freedompay.RequestStatus](t, data)
			checkCode[freedompay.ErrorCode](t, data)
			checkCode[freedompay.CardStatus](t, data)
			checkCode[freedompay.BlockCode](t, data)
			checkCode[freedompay.TransactionCode](t, data)
			checkCode[freedompay.LimitPeriod](t, data)
			checkCode[freedompay.LimitTransactionType](t, data)
			checkCode[freedompay.LimitAmountType](t, data)
			checkCode[freedompay.WalletOperation](t, data)
			checkCode[freedompay.GiftStatus](t, data)
			checkCode[freedompay.Percent](t, data)
			checkCode[freedompay.ClientProduct](t, data)
			checkCode[freedompay.ClientType](t, data)
			checkCode[freedompay.Residency](t, data)
			checkCode[freedompay.CardProduct](t, data)
			checkCode[freedompay.PartnerProduct](t, data)
			checkCode[freedompay.GiftCardStatus](t, data)
			checkCode[freedompay.MCC](t, data)
			checkCode[freedompay.Flag](t, data)
		}
	})
}

// checkCode reads a code and asks it all that it answers.
func checkCode[T comparable](t *testing.T, data []byte) {
	t.Helper()
	var code T
	err := json.Unmarshal(data, &code)
	if (err == nil) != json.Valid(data) {
		t.Fatalf("%T from %q: %v", code, data, err)
	}
	if err != nil {
		return
	}
	checkStays(t, code)
	for method, value := range reflect.ValueOf(code).Methods() {
		if method.Type.NumIn() == 0 {
			value.Call(nil)
		}
	}
	if failure, ok := any(code).(error); ok && failure.Error() == "" && any(code) != any(freedompay.ErrorCode("")) {
		t.Errorf("%v of %q has no words", code, data)
	}
}
