package freedompay_test

import (
	"encoding/json"
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
		// gift cards and rates, which say no zone
		{`"2024-03-09 17:04:05"`, "2024-03-09 17:04:05", at, at.Add(-5 * time.Hour)},
		{`"2024-03-09T17:04:05"`, "2024-03-09T17:04:05", at, at.Add(-5 * time.Hour)},
		{`"2024-03-09"`, "2024-03-09", at.Truncate(24 * time.Hour), at.Truncate(24 * time.Hour).Add(-5 * time.Hour)},
		// nothing that can be told, and yet no error
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
