package freedompay

import (
	"database/sql/driver"
	"fmt"
	"time"
)

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

// Scan implements [sql.Scanner]. It reads date and text columns, and the day of a
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
