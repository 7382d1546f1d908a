package freedompay

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// Timestamp is a moment as the API writes it. It holds the text that arrived, so
// reading one never fails; [Timestamp.Time] parses it.
//
// The Card API writes RFC 3339. Gift cards and rates write "2006-01-02 15:04:05" and do
// not say in which zone. Timestamps compare with == by their text. The zero Timestamp
// is absent.
//
// In a database it is a timestamptz or a text. A Timestamp without a zone needs a text
// or a timestamp column, because a timestamptz would read it in the zone of the
// session. For the binary COPY of PostgreSQL use Time.
type Timestamp struct{ text string }

// offsetInDigits is RFC 3339 as the vendor describes it: +00:00, never Z.
const offsetInDigits = "2006-01-02T15:04:05-07:00"

// NewTimestamp returns the Timestamp of a moment: RFC 3339 in its own zone, to
// the second, with the offset in digits. The zero time gives the zero Timestamp.
func NewTimestamp(t time.Time) Timestamp {
	if t.IsZero() {
		return Timestamp{}
	}
	return Timestamp{t.Format(offsetInDigits)}
}

// NewDayTimestamp returns the Timestamp of a day without a time, as 2006-01-02, which
// an extended statement accepts. The zero Date gives the zero Timestamp.
func NewDayTimestamp(d Date) Timestamp { return Timestamp{d.String()} }

// NewZonelessTimestamp returns the Timestamp of a moment as gift cards and rates write
// it: "2006-01-02 15:04:05" in the zone of t, which is not written. The zero time gives
// the zero Timestamp.
func NewZonelessTimestamp(t time.Time) Timestamp {
	if t.IsZero() {
		return Timestamp{}
	}
	return Timestamp{t.Format(time.DateTime)}
}

// Time returns the moment, or the zero time when the text cannot be read. A text
// without a zone is read as UTC; [Timestamp.In] reads it in another zone.
func (t Timestamp) Time() time.Time { return t.In(time.UTC) }

// In returns the moment like [Timestamp.Time], reading a text without a zone as
// the local time of the given place.
func (t Timestamp) In(place *time.Location) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if moment, err := time.ParseInLocation(layout, t.text, place); err == nil {
			return moment
		}
	}
	return time.Time{}
}

// IsZero reports whether the timestamp is absent.
func (t Timestamp) IsZero() bool { return t.text == "" }

// String returns the text as it arrived.
func (t Timestamp) String() string { return t.text }

// MarshalJSON writes the text as a string.
func (t Timestamp) MarshalJSON() ([]byte, error) { return json.Marshal(t.text) }

// UnmarshalJSON keeps the text of a string or a number. It never fails.
func (t *Timestamp) UnmarshalJSON(data []byte) error { return jsonread.Text(&t.text, data) }

// MarshalText returns the text.
func (t Timestamp) MarshalText() ([]byte, error) { return []byte(t.text), nil }

// UnmarshalText keeps the text. It never fails.
func (t *Timestamp) UnmarshalText(text []byte) error {
	t.text = string(text)
	return nil
}

// Value implements [driver.Valuer]: the text, or NULL for the zero Timestamp.
func (t Timestamp) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.text, nil
}

// Scan implements [database/sql.Scanner]. It keeps a text as it is. Of a timestamptz it
// keeps the moment, in the zone that the driver gives; NULL is the zero Timestamp.
func (t *Timestamp) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*t = Timestamp{}
	case string:
		t.text = value
	case []byte:
		t.text = string(value)
	case time.Time:
		t.text = value.Format("2006-01-02T15:04:05.999999999-07:00")
	default:
		return fmt.Errorf("freedompay: a timestamp is not read from a %T: want timestamptz or a text", value)
	}
	return nil
}

// Date is a day of the calendar, written 2006-01-02. The zero Date is
// absent. It stores in a database as a date or a text.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate returns the Date of a text such as 1990-05-17.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("freedompay: %.40q is not a date: want 2006-01-02", text)
	}
	return DateOf(t), nil
}

// DateOf returns the day of a moment, in the moment's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// IsZero reports whether the date is absent.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the date as 2006-01-02, and nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText returns what String does; it fails for a day that does not exist.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	if _, err := ParseDate(d.String()); err != nil {
		return nil, err
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [ParseDate] does; an empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}

// Value implements [driver.Valuer]: the text, which a date column takes, or NULL
// for the zero Date. It fails for a day that does not exist.
func (d Date) Value() (driver.Value, error) {
	text, err := d.MarshalText()
	if err != nil || d.IsZero() {
		return nil, err
	}
	return string(text), nil
}

// Scan implements [database/sql.Scanner]. It reads date and text columns, and the day of a
// time in the zone that the driver gives it; NULL is the zero Date.
func (d *Date) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = DateOf(value)
		return nil
	case string:
		return d.UnmarshalText([]byte(value))
	case []byte:
		return d.UnmarshalText(value)
	}
	return fmt.Errorf("freedompay: a date is not read from a %T: want a date or a text", value)
}
