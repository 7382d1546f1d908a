package freedompay_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

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
