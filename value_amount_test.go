package freedompay_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
)

func TestAmountKeepsItsDigits(t *testing.T) {
	for _, text := range []string{
		"0", "-0", "0.00", "1", "-3", "10", "1500", "1500.50", "-1500.5", "0.1", "0.10", "-0.01", "100.000",
		"9007199254740993", "0.1000000000000000055511151231257827", "92233720368547758070000.01", strings.Repeat("9", 100),
	} {
		amount, err := freedompay.ParseAmount(text)
		if err != nil || amount.String() != text || amount.IsZero() {
			t.Errorf("ParseAmount(%q) = %q, %v", text, amount, err)
		}
		if freedompay.MustAmount(text) != amount {
			t.Errorf("MustAmount(%q) is another amount", text)
		}
		// Statements have numbers, limits and wallets have strings: both are read,
		// and written as a number with the same digits.
		for _, encoded := range []string{text, `"` + text + `"`, " " + text + " "} {
			var read struct{ Amount freedompay.Amount }
			if err := json.Unmarshal([]byte(`{"Amount":`+encoded+`}`), &read); err != nil || read.Amount != amount {
				t.Errorf("%s decodes as %q, %v", encoded, read.Amount, err)
			}
			if out, err := json.Marshal(read); err != nil || string(out) != `{"Amount":`+text+`}` {
				t.Errorf("%s encodes as %s, %v", text, out, err)
			}
		}
		if out, err := amount.MarshalText(); err != nil || string(out) != text {
			t.Errorf("%s is the text %s, %v", text, out, err)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "+1", "--1", "-+1", "1-", ".5", "5.", "-.5", ".", "1.2.3", "1,5", "1 500", "1_000", "01", "00", "-01", "00.5",
		"1e3", "1E3", "0x10", "NaN", "Inf", "-Inf", "١٢", "１", "1\n", " 1", "1 ", "1a1", "½", "null", "KZT", "1.-5", "1.5-", strings.Repeat("9", 101),
	} {
		if amount, err := freedompay.ParseAmount(text); err == nil || !amount.IsZero() {
			t.Errorf("ParseAmount(%q) = %q, %v", text, amount, err)
		}
	}
	_, err := freedompay.ParseAmount("12,50")
	if want := `freedompay: "12,50" is not a decimal amount: want digits such as 1500.50`; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	if _, err := freedompay.ParseAmount(strings.Repeat("x", 1e6)); len(err.Error()) > 200 {
		t.Errorf("the error repeats a long text: %d bytes", len(err.Error()))
	}
	defer func() {
		if recover() == nil {
			t.Error("MustAmount does not panic")
		}
	}()
	freedompay.MustAmount("12,50")
}

func TestAmountDecodesWhatTheAPIWrites(t *testing.T) {
	for encoded, want := range map[string]string{
		"null": "", `""`: "", // absent
		"1.5E3": "1500", "1.5e+3": "1500", `"15e2"`: "1500", "-1.5e3": "-1500",
		"1.5e-3": "0.0015", "15e-1": "1.5", "1.50e1": "15.0", "1.505e2": "150.5", "1.5e0": "1.5",
		"0e5": "0", "0.0e-1": "0.00", "1e40": "1" + strings.Repeat("0", 40), "1e-40": "0." + strings.Repeat("0", 39) + "1",
		"9007199254740993e0": "9007199254740993", "1.23456789012345678901e20": "123456789012345678901",
	} {
		amount := freedompay.MustAmount("7")
		if err := json.Unmarshal([]byte(encoded), &amount); err != nil || amount.String() != want {
			t.Errorf("%s decodes as %q, %v; want %q", encoded, amount, err, want)
		}
	}
	for _, encoded := range []string{
		`"abc"`, `"1,5"`, `"+1"`, `"1 500"`, "true", "1e41", "1e-41", "1e999999999999", `"1e"`, `"e1"`, `"1e1e1"`, `"1e1.5"`, `".5e1"`, `"0x1e1"`,
	} {
		var amount freedompay.Amount
		if err := json.Unmarshal([]byte(encoded), &amount); err == nil {
			t.Errorf("%s decodes as %q, want an error", encoded, amount)
		}
	}
}

func TestAbsentAmount(t *testing.T) {
	var none freedompay.Amount
	if !none.IsZero() || none.String() != "" || none.Sign() != 0 || none.Cmp(freedompay.MustAmount("0")) != 0 {
		t.Errorf("the zero Amount is %q, sign %d", none, none.Sign())
	}
	type holder struct {
		Kept    freedompay.Amount
		Omitted freedompay.Amount `json:",omitzero"`
	}
	if out, err := json.Marshal(holder{}); err != nil || string(out) != `{"Kept":null}` {
		t.Errorf("it encodes as %s, %v", out, err)
	}
	if out, err := json.Marshal(holder{Omitted: freedompay.MustAmount("0")}); err != nil || string(out) != `{"Kept":null,"Omitted":0}` {
		t.Errorf("beside the amount 0 it encodes as %s, %v", out, err)
	}
}

func TestAmountComparesByValue(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"1.5", "1.50", 0}, {"0", "-0", 0}, {"0.0", "0", 0}, {"1", "2", -1}, {"-1", "-2", 1}, {"10", "9", 1}, {"-0.01", "0", -1},
		{"9007199254740993", "9007199254740992", 1}, {"0.1", "0.1000000000000000055511151231257827", -1},
	} {
		a, b := freedompay.MustAmount(test.a), freedompay.MustAmount(test.b)
		if a.Cmp(b) != test.want || b.Cmp(a) != -test.want {
			t.Errorf("%s compared with %s: %d and back %d, want %d", a, b, a.Cmp(b), b.Cmp(a), test.want)
		}
		if (a == b) != (test.a == test.b) {
			t.Errorf("%s == %s is %t", a, b, a == b)
		}
	}
	for text, want := range map[string]int{"5": 1, "0.001": 1, "0": 0, "-0.00": 0, "-7": -1} {
		if got := freedompay.MustAmount(text).Sign(); got != want {
			t.Errorf("the sign of %s is %d", text, got)
		}
	}
}

func TestAmountMinor(t *testing.T) {
	for _, test := range []struct {
		text     string
		decimals int
		want     int64
		err      string
	}{
		{"1500.50", 2, 150050, ""},
		{"1500.5", 2, 150050, ""},
		{"1500", 2, 150000, ""},
		{"1500.00", 0, 1500, ""},
		{"1500.5000", 1, 15005, ""},
		{"-0.05", 2, -5, ""},
		{"-0", 2, 0, ""},
		{"0.000", 0, 0, ""},
		{"9.223372036854775807", 18, math.MaxInt64, ""},
		{"92233720368547758.07", 2, math.MaxInt64, ""},
		{"-92233720368547758.08", 2, math.MinInt64, ""},
		{"92233720368547758.08", 2, 0, "freedompay: amount 92233720368547758.08 does not fit an int64 of 2 decimals"},
		{"-92233720368547758.09", 2, 0, "freedompay: amount -92233720368547758.09 does not fit an int64 of 2 decimals"},
		{"10", 18, 0, "freedompay: amount 10 does not fit an int64 of 18 decimals"},
		{strings.Repeat("9", 100), 0, 0, "freedompay: amount " + strings.Repeat("9", 40) + " does not fit an int64 of 0 decimals"},
		{"1500.505", 2, 0, "freedompay: amount 1500.505 has more than 2 decimals"},
		{"0.1", 0, 0, "freedompay: amount 0.1 has more than 0 decimals"},
		{"1", -1, 0, "freedompay: -1 decimals: want 0 to 18"},
		{"1", 19, 0, "freedompay: 19 decimals: want 0 to 18"},
		{"", 2, 0, "freedompay: no amount"},
	} {
		var amount freedompay.Amount
		if err := amount.UnmarshalText([]byte(test.text)); err != nil {
			t.Fatal(err)
		}
		got, err := amount.Minor(test.decimals)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if got != test.want || message != test.err {
			t.Errorf("%q.Minor(%d) = %d, %q; want %d, %q", test.text, test.decimals, got, message, test.want, test.err)
		}
	}
}

func TestNewAmount(t *testing.T) {
	for _, test := range []struct {
		minor    int64
		decimals int
		want     string
	}{
		{150050, 2, "1500.50"}, {150050, 0, "150050"}, {5, 2, "0.05"}, {-5, 2, "-0.05"}, {-5, 1, "-0.5"}, {0, 2, "0.00"}, {0, 0, "0"},
		{100, 3, "0.100"}, {1, 18, "0.000000000000000001"}, {math.MinInt64, 2, "-92233720368547758.08"}, {math.MaxInt64, 18, "9.223372036854775807"},
		{7, -1, "7"}, {7, 19, "0.000000000000000007"}, {7, math.MaxInt, "0.000000000000000007"},
	} {
		if got := freedompay.NewAmount(test.minor, test.decimals).String(); got != test.want {
			t.Errorf("NewAmount(%d, %d) = %s, want %s", test.minor, test.decimals, got, test.want)
		}
	}
}

// Minor returns what NewAmount was given, and both agree with math/big.
func TestMinorIsTheInverseOfNewAmount(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		minor, decimals := int64(random.Uint64())>>random.IntN(64), random.IntN(19)
		amount := freedompay.NewAmount(minor, decimals)
		if got, err := amount.Minor(decimals); err != nil || got != minor {
			t.Fatalf("seed %d: NewAmount(%d, %d) = %s, back %d, %v", seed, minor, decimals, amount, got, err)
		}
		if parsed, err := freedompay.ParseAmount(amount.String()); err != nil || parsed != amount {
			t.Fatalf("seed %d: %s is parsed as %s, %v", seed, amount, parsed, err)
		}
		value, _ := new(big.Rat).SetString(strconv.FormatInt(minor, 10) + "e-" + strconv.Itoa(decimals))
		if got := value.FloatString(decimals); got != amount.String() {
			t.Fatalf("seed %d: NewAmount(%d, %d) = %s, math/big says %s", seed, minor, decimals, amount, got)
		}
	}
}

func TestCurrencyIsOpen(t *testing.T) {
	for encoded, want := range map[string]freedompay.Currency{
		`"KZT"`: freedompay.KZT, `"XYZ"`: "XYZ", `"kzt"`: "kzt", `398`: "398", `null`: "", `""`: "", `{}`: "", `["KZT"]`: "",
	} {
		got := freedompay.USD
		if err := json.Unmarshal([]byte(encoded), &got); err != nil || got != want {
			t.Errorf("%s decodes as %q, %v", encoded, got, err)
		}
	}
	if out, err := json.Marshal([]freedompay.Currency{freedompay.UZS, "XYZ"}); err != nil || string(out) != `["UZS","XYZ"]` {
		t.Errorf("codes encode as %s, %v", out, err)
	}
}

func TestAmountInADatabase(t *testing.T) {
	for _, test := range []struct {
		from any
		want string
	}{
		{"1500.50", "1500.50"}, {[]byte("-3"), "-3"}, {"150050e-2", "1500.50"}, {int64(-7), "-7"}, {nil, ""}, {"", ""}, {int64(0), "0"},
	} {
		a := freedompay.MustAmount("9")
		if err := a.Scan(test.from); err != nil || a.String() != test.want {
			t.Errorf("%v is read as %q, %v", test.from, a, err)
		}
		if stored, err := a.Value(); err != nil || test.want == "" && stored != nil || test.want != "" && stored != test.want {
			t.Errorf("%q is stored as %v, %v", a, stored, err)
		}
	}
	for _, from := range []any{1.5, "NaN", "infinity", "1,5", true} {
		a := freedompay.MustAmount("9")
		if err := a.Scan(from); err == nil {
			t.Errorf("%v is read as %q", from, a)
		}
	}
	var a freedompay.Amount
	if err := a.Scan(1.5); err.Error() != "freedompay: an amount is not read from a float64: want numeric, an integer or a text" {
		t.Error(err)
	}
}

func TestAmountAsAFraction(t *testing.T) {
	for text, want := range map[string]*big.Rat{"1500.50": big.NewRat(3001, 2), "-0.125": big.NewRat(-1, 8), "0": new(big.Rat)} {
		a := freedompay.MustAmount(text)
		if a.Rat().Cmp(want) != 0 {
			t.Errorf("%s is the fraction %s", text, a.Rat())
		}
		_, decimals, _ := strings.Cut(text, ".")
		if back, err := freedompay.AmountOf(want, len(decimals)); err != nil || back != a {
			t.Errorf("%s is the amount %s, %v", want, back, err)
		}
	}
	if got := (freedompay.Amount{}).Rat(); got.Sign() != 0 {
		t.Errorf("no amount is the fraction %s", got)
	}
	for _, decimals := range []int{0, 18} {
		if got, err := freedompay.AmountOf(big.NewRat(-5, 1), decimals); err != nil || got.Cmp(freedompay.MustAmount("-5")) != 0 {
			t.Errorf("-5 of %d decimals is %s, %v", decimals, got, err)
		}
	}
	huge := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(200), nil))
	for _, test := range []struct {
		value    *big.Rat
		decimals int
	}{{nil, 2}, {big.NewRat(1, 3), 2}, {big.NewRat(1, 3), 18}, {big.NewRat(1, 8), 2}, {big.NewRat(1, 1), -1}, {big.NewRat(1, 1), 19}, {huge, 2}} {
		if got, err := freedompay.AmountOf(test.value, test.decimals); err == nil || !got.IsZero() || len(err.Error()) > 200 {
			t.Errorf("%v of %d decimals is %s, %v", test.value, test.decimals, got, err)
		}
	}
}

// A text that is accepted as an amount is written as the same value, in valid JSON.
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

// checkAmount wants an amount to have the value of a text, also after JSON.
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

// Any JSON decodes into a code without an error, its methods do not panic, and it is
// written as it was read.
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

// checkCode decodes a code and calls all its methods.
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

func TestPercentIsANumberAndASign(t *testing.T) {
	for text, want := range map[freedompay.Percent]float64{"44.37%": 44.37, "0%": 0, "100%": 100} {
		if got, ok := text.Float64(); got != want || !ok {
			t.Errorf("%q is %v, %t", text, got, ok)
		}
	}
	for _, text := range []freedompay.Percent{"", "%", "44.37", "x%", "44,37%", "44.37 %"} {
		if got, ok := text.Float64(); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
