package freedompay_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

var almaty = time.FixedZone("Almaty", 5*60*60)

func TestTimestampReadsEveryForm(t *testing.T) {
	at := time.Date(2024, 3, 9, 17, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		encoded, text string
		moment, local time.Time // read with [Timestamp.Time], and as of Almaty
	}{
		// the Card API and the partner API
		{`"2024-03-09T17:04:05Z"`, "2024-03-09T17:04:05Z", at, at},
		{`"2024-03-09T22:04:05+05:00"`, "2024-03-09T22:04:05+05:00", at, at},
		{`"2024-03-09T11:34:05-05:30"`, "2024-03-09T11:34:05-05:30", at, at},
		{`"2024-03-09T17:04:05.123456789Z"`, "2024-03-09T17:04:05.123456789Z", at.Add(123456789), at.Add(123456789)},
		// gift cards and rates, without a zone
		{`"2024-03-09 17:04:05"`, "2024-03-09 17:04:05", at, at.Add(-5 * time.Hour)},
		{`"2024-03-09T17:04:05"`, "2024-03-09T17:04:05", at, at.Add(-5 * time.Hour)},
		{`"2024-03-09"`, "2024-03-09", at.Truncate(24 * time.Hour), at.Truncate(24 * time.Hour).Add(-5 * time.Hour)},
		// no time, and no error
		{`"2024-02-30 17:04:05"`, "2024-02-30 17:04:05", time.Time{}, time.Time{}},
		{`"09.03.2024"`, "09.03.2024", time.Time{}, time.Time{}},
		{`"soon"`, "soon", time.Time{}, time.Time{}},
		{`"\"\n\\"`, "\"\n\\", time.Time{}, time.Time{}},
		{`1710003845`, "1710003845", time.Time{}, time.Time{}},
		{`1.5e3`, "1.5e3", time.Time{}, time.Time{}},
		{`true`, "true", time.Time{}, time.Time{}},
		{`""`, "", time.Time{}, time.Time{}},
		{`null`, "", time.Time{}, time.Time{}},
		{`{"a":1}`, "", time.Time{}, time.Time{}},
		{`[1]`, "", time.Time{}, time.Time{}},
	} {
		read := freedompay.NewTimestamp(time.Unix(1, 0))
		if err := json.Unmarshal([]byte(test.encoded), &read); err != nil || read.String() != test.text || read.IsZero() != (test.text == "") {
			t.Errorf("%s decodes as %q, IsZero %t, %v", test.encoded, read, read.IsZero(), err)
		}
		if got := read.Time(); !got.Equal(test.moment) || got.IsZero() != test.moment.IsZero() {
			t.Errorf("%s is %v, want %v", test.encoded, got, test.moment)
		}
		if got := read.In(almaty); !got.Equal(test.local) {
			t.Errorf("%s is in Almaty %v, want %v", test.encoded, got, test.local)
		}
		out, err := json.Marshal(read)
		if want, _ := json.Marshal(test.text); err != nil || string(out) != string(want) {
			t.Errorf("%s encodes as %s, %v", test.encoded, out, err)
		}
	}
}

func TestTimestampOfAnyBytesDoesNotFail(t *testing.T) {
	for _, data := range []string{"", " ", `"`, `"\u12"`, "nul", "\xff", `"\ud800"`} {
		var read freedompay.Timestamp
		if err := read.UnmarshalJSON([]byte(data)); err != nil {
			t.Errorf("%q: %v", data, err)
		}
		_ = read.Time()
	}
}

func TestNewTimestamp(t *testing.T) {
	for _, test := range []struct {
		moment time.Time
		want   string
	}{
		{time.Date(2024, 3, 9, 17, 4, 5, 999, time.UTC), "2024-03-09T17:04:05+00:00"}, // in digits, as the vendor's page has it
		{time.Date(2024, 3, 9, 17, 4, 5, 0, almaty), "2024-03-09T17:04:05+05:00"},
		{time.Time{}, ""},
		{time.Time{}.In(almaty), ""},
	} {
		got := freedompay.NewTimestamp(test.moment)
		if got.String() != test.want || !got.Time().Equal(test.moment.Truncate(time.Second)) {
			t.Errorf("NewTimestamp(%v) = %q, back %v; want %q", test.moment, got, got.Time(), test.want)
		}
		if again := freedompay.NewTimestamp(got.Time()); again != got {
			t.Errorf("%q there and back is %q", got, again)
		}
	}
	type holder struct {
		At freedompay.Timestamp `json:",omitzero"`
	}
	if out, err := json.Marshal(holder{}); err != nil || string(out) != "{}" {
		t.Errorf("an absent timestamp encodes as %s, %v", out, err)
	}
}

func TestNewDayTimestamp(t *testing.T) {
	day := freedompay.Date{Year: 2024, Month: time.March, Day: 9}
	got := freedompay.NewDayTimestamp(day)
	if got.String() != "2024-03-09" || freedompay.DateOf(got.Time()) != day {
		t.Errorf("the day is %q", got)
	}
	if none := freedompay.NewDayTimestamp(freedompay.Date{}); !none.IsZero() {
		t.Errorf("no day is %q", none)
	}
}

func TestTimestampAsTextAndMapKey(t *testing.T) {
	at := freedompay.NewTimestamp(time.Date(2024, 3, 9, 17, 4, 5, 0, almaty))
	out, err := json.Marshal(map[freedompay.Timestamp]int{at: 1})
	if err != nil || string(out) != `{"2024-03-09T17:04:05+05:00":1}` {
		t.Errorf("a key encodes as %s, %v", out, err)
	}
	var read map[freedompay.Timestamp]int
	if err := json.Unmarshal(out, &read); err != nil || read[at] != 1 {
		t.Errorf("a key decodes as %v, %v", read, err)
	}
	for _, text := range []string{"", "soon", "2024-03-09 17:04:05"} {
		if err := at.UnmarshalText([]byte(text)); err != nil || at.String() != text {
			t.Errorf("%q is read as %q, %v", text, at, err)
		}
	}
}

func TestTimestampInADatabase(t *testing.T) {
	const text = "2024-03-09T17:04:05+05:00"
	fraction := time.Date(2024, 3, 9, 17, 4, 5, 120_000_000, almaty)
	for _, test := range []struct {
		from any
		want string
	}{
		{text, text},
		{[]byte("2024-03-09 17:04:05"), "2024-03-09 17:04:05"},
		{fraction.Truncate(time.Second), text},
		{fraction, "2024-03-09T17:04:05.12+05:00"},
		{time.Date(2024, 3, 9, 0, 0, 0, 0, time.UTC), "2024-03-09T00:00:00+00:00"},
		{nil, ""},
	} {
		at := freedompay.NewTimestamp(fraction)
		if err := at.Scan(test.from); err != nil || at.String() != test.want {
			t.Errorf("%v is read as %q, %v; want %q", test.from, at, err, test.want)
		}
		if moment, ok := test.from.(time.Time); ok && !at.Time().Equal(moment) {
			t.Errorf("%v is read as the moment %v", test.from, at.Time())
		}
		if stored, err := at.Value(); err != nil || test.want == "" && stored != nil || test.want != "" && stored != test.want {
			t.Errorf("%q is stored as %v, %v", at, stored, err)
		}
	}
	var at freedompay.Timestamp
	if err := at.Scan(int64(5)); err == nil || err.Error() != "freedompay: a timestamp is not read from a int64: want timestamptz or a text" {
		t.Errorf("a number: %v", err)
	}
}

// Any JSON decodes into a Timestamp without an error and is written as it was read.
// If it has a time, NewTimestamp of that is the same moment.
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

// A date that is accepted is written as it was read. One that does not exist cannot
// be encoded.
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

// hostile returns texts, JSON or not, that a decoder may mishandle.
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

// quoted returns text as a JSON string.
func quoted(text string) []byte {
	data, _ := json.Marshal(text)
	return data
}

// checkStays wants a value to be the same after encoding and decoding.
func checkStays[T any](t *testing.T, v T) {
	t.Helper()
	data, err := json.Marshal(v)
	var back T
	if err != nil || !json.Valid(data) || json.Unmarshal(data, &back) != nil || !reflect.DeepEqual(back, v) {
		t.Errorf("%T %+v goes as %s (%v) and comes back as %+v", v, v, data, err, back)
	}
}

func TestDateKeepsItsDay(t *testing.T) {
	for text, want := range map[string]freedompay.Date{
		"1990-05-17": {1990, time.May, 17},
		"2024-02-29": {2024, time.February, 29},
		"0001-01-01": {1, time.January, 1},
		"9999-12-31": {9999, time.December, 31},
	} {
		got, err := freedompay.ParseDate(text)
		if err != nil || got != want || got.String() != text || got.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", text, got, err)
		}
		var read freedompay.Date
		if err := json.Unmarshal([]byte(`"`+text+`"`), &read); err != nil || read != want {
			t.Errorf("%s decodes as %v, %v", text, read, err)
		}
		if out, err := json.Marshal(want); err != nil || string(out) != `"`+text+`"` {
			t.Errorf("%s encodes as %s, %v", text, out, err)
		}
	}
	late := time.Date(2024, 3, 9, 23, 30, 0, 0, time.UTC)
	if got := freedompay.DateOf(late); got.String() != "2024-03-09" {
		t.Errorf("the day in UTC is %v", got)
	}
	if got := freedompay.DateOf(late.In(almaty)); got.String() != "2024-03-10" {
		t.Errorf("the day in Almaty is %v", got)
	}
}

func TestDateRefuses(t *testing.T) {
	for _, text := range []string{" ", "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-4-1", "24-04-01", "01.04.2024", "2024-04-01T00:00:00Z", "2024-04-01 "} {
		if got, err := freedompay.ParseDate(text); err == nil || !got.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", text, got, err)
		}
		var read freedompay.Date
		if err := json.Unmarshal([]byte(`"`+text+`"`), &read); err == nil {
			t.Errorf("%q decodes as %v", text, read)
		}
	}
	_, err := freedompay.ParseDate("01.04.2024")
	if want := `freedompay: "01.04.2024" is not a date: want 2006-01-02`; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	for _, date := range []freedompay.Date{{2023, 2, 29}, {2024, 13, 1}, {2024, 0, 1}, {2024, 1, 0}, {2024, 1, -1}, {10000, 1, 1}, {-1, 1, 1}} {
		if out, err := json.Marshal(date); err == nil {
			t.Errorf("the day %d-%d-%d encodes as %s", date.Year, date.Month, date.Day, out)
		}
	}
}

func TestAbsentDate(t *testing.T) {
	type holder struct {
		Kept    freedompay.Date
		Omitted freedompay.Date `json:",omitzero"`
	}
	if out, err := json.Marshal(holder{}); err != nil || string(out) != `{"Kept":""}` {
		t.Errorf("it encodes as %s, %v", out, err)
	}
	for _, encoded := range []string{`{"Kept":""}`, `{"Kept":"","Omitted":""}`} {
		read := holder{Kept: freedompay.Date{Year: 2024, Month: 1, Day: 1}}
		if err := json.Unmarshal([]byte(encoded), &read); err != nil || !read.Kept.IsZero() || read.Kept.String() != "" {
			t.Errorf("%s decodes as %v, %v", encoded, read, err)
		}
	}
}

func TestDateInADatabase(t *testing.T) {
	day := freedompay.Date{Year: 2024, Month: time.March, Day: 9}
	for _, from := range []any{"2024-03-09", []byte("2024-03-09"), time.Date(2024, 3, 9, 0, 0, 0, 0, time.UTC), time.Date(2024, 3, 9, 23, 0, 0, 0, almaty)} {
		var read freedompay.Date
		if err := read.Scan(from); err != nil || read != day {
			t.Errorf("%v is read as %v, %v", from, read, err)
		}
	}
	for _, from := range []any{nil, "", []byte{}} {
		read := day
		if err := read.Scan(from); err != nil || !read.IsZero() {
			t.Errorf("%v is read as %v, %v", from, read, err)
		}
	}
	for _, from := range []any{"infinity", int64(20240309), 1.5, true} {
		var read freedompay.Date
		if err := read.Scan(from); err == nil {
			t.Errorf("%v is read as %v", from, read)
		}
	}
	if stored, err := day.Value(); err != nil || stored != "2024-03-09" {
		t.Errorf("it is stored as %v, %v", stored, err)
	}
	if stored, err := (freedompay.Date{}).Value(); err != nil || stored != nil {
		t.Errorf("no day is stored as %v, %v", stored, err)
	}
	if stored, err := (freedompay.Date{Year: 2023, Month: 2, Day: 29}).Value(); err == nil || stored != nil {
		t.Errorf("a day that is not is stored as %v, %v", stored, err)
	}
}
