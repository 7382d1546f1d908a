package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/shopspring/decimal"

	"github.com/freedompay-go/freedompay"
)

// way is one of the ways to speak to a database.
type way struct {
	name string
	ask  func(ctx context.Context, query string, arg any, into ...any) error
}

// ways returns pgx over the binary and the text protocol, and database/sql.
func ways(t *testing.T, dsn string) []way {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.RuntimeParams["timezone"] = "Asia/Almaty"
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	pool := stdlib.OpenDB(*config)
	t.Cleanup(func() { _ = pool.Close() })
	by := func(mode pgx.QueryExecMode) func(context.Context, string, any, ...any) error {
		return func(ctx context.Context, query string, arg any, into ...any) error {
			return conn.QueryRow(ctx, query, mode, arg).Scan(into...)
		}
	}
	return []way{
		{"pgx, prepared", by(pgx.QueryExecModeCacheStatement)},
		{"pgx, described", by(pgx.QueryExecModeDescribeExec)},
		{"pgx, exec", by(pgx.QueryExecModeExec)},
		{"pgx, text", by(pgx.QueryExecModeSimpleProtocol)},
		{"pgx, text results", func(ctx context.Context, query string, arg any, into ...any) error {
			return conn.QueryRow(ctx, query, pgx.QueryResultFormats{pgx.TextFormatCode, pgx.TextFormatCode}, arg).Scan(into...)
		}},
		{"pgx, binary results", func(ctx context.Context, query string, arg any, into ...any) error {
			return conn.QueryRow(ctx, query, pgx.QueryResultFormats{pgx.BinaryFormatCode, pgx.BinaryFormatCode}, arg).Scan(into...)
		}},
		{"database/sql", func(ctx context.Context, query string, arg any, into ...any) error {
			return pool.QueryRowContext(ctx, query, arg).Scan(into...)
		}},
	}
}

func day(year int, month time.Month, day int) freedompay.Date {
	return freedompay.Date{Year: year, Month: month, Day: day}
}

func timestamp(t *testing.T, text string) (at freedompay.Timestamp) {
	t.Helper()
	if err := at.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return at
}

// What is stored is what the database has, and what is read back.
func TestValuesThroughPostgreSQL(t *testing.T) {
	all := ways(t, Start(t))
	amount := freedompay.MustAmount
	for _, test := range []struct {
		column string
		value  any
		stored string // as the database writes it
		back   any    // if not the value itself
	}{
		{"numeric", amount("1500.50"), "1500.50", nil},
		{"numeric", amount("-0.01"), "-0.01", nil},
		{"numeric", amount("0"), "0", nil},
		{"numeric", amount("0.00"), "0.00", nil},
		{"numeric", amount("100000000000"), "100000000000", nil},
		{"numeric", amount("9007199254740993.000000000000000001"), "9007199254740993.000000000000000001", nil},
		{"numeric", amount(strings.Repeat("9", 90)), strings.Repeat("9", 90), nil},
		{"numeric(12,2)", amount("7"), "7.00", amount("7.00")},
		{"numeric", freedompay.Amount{}, "", nil},
		{"text", amount("1500.50"), "1500.50", nil},
		{"text", freedompay.Amount{}, "", nil},
		{"bigint", amount("1500"), "1500", nil},

		{"timestamptz", timestamp(t, "2024-03-09T17:04:05+05:00"), "2024-03-09 17:04:05+05", nil},
		{"timestamptz", timestamp(t, "2024-03-09T12:04:05Z"), "2024-03-09 17:04:05+05", timestamp(t, "2024-03-09T17:04:05+05:00")},
		{"timestamptz", timestamp(t, "2024-03-09T17:04:05.123456+05:00"), "2024-03-09 17:04:05.123456+05", nil},
		{"timestamptz", freedompay.Timestamp{}, "", nil},
		{"timestamp", timestamp(t, "2024-03-09 17:04:05"), "2024-03-09 17:04:05", timestamp(t, "2024-03-09T17:04:05+00:00")},
		{"text", timestamp(t, "2024-03-09 17:04:05"), "2024-03-09 17:04:05", nil},
		{"text", timestamp(t, "soon"), "soon", nil},

		{"date", day(2024, 2, 29), "2024-02-29", nil},
		{"date", day(1, 1, 1), "0001-01-01", nil},
		{"date", day(9999, 12, 31), "9999-12-31", nil},
		{"date", freedompay.Date{}, "", nil},
		{"text", day(1990, 5, 17), "1990-05-17", nil},

		{"text", freedompay.KZT, "KZT", nil},
		{"char(3)", freedompay.Currency("XTS"), "XTS", nil},
		{"text", freedompay.CodeCardNotFound, string(freedompay.CodeCardNotFound), nil},
		{"integer", freedompay.ClientProductWallet, "1000", nil},
		{"text", freedompay.RequestProcessing, "process", nil},
	} {
		for _, way := range all {
			t.Run(fmt.Sprintf("%s of %T by %s", test.column, test.value, way.name), func(t *testing.T) {
				read := reflect.New(reflect.TypeOf(test.value))
				var stored sql.NullString
				query := fmt.Sprintf("select v, v::text from (select $1::%s as v) as one", test.column)
				if err := way.ask(t.Context(), query, test.value, read.Interface(), &stored); err != nil {
					t.Fatal(err)
				}
				if stored.String != test.stored || stored.Valid != (test.stored != "") {
					t.Errorf("%v is stored as %q", test.value, stored.String)
				}
				want := test.value
				if test.back != nil {
					want = test.back
				}
				got := read.Elem().Interface()
				if at, ok := got.(freedompay.Timestamp); ok && test.column == "timestamptz" {
					if !at.Time().Equal(want.(freedompay.Timestamp).Time()) { // the zone is the driver's
						t.Errorf("%v is read as the moment %v", test.value, at)
					}
				} else if zero, ok := got.(freedompay.Amount); ok && zero.Sign() == 0 && !zero.IsZero() {
					if want.(freedompay.Amount).Cmp(zero) != 0 || want == any(freedompay.Amount{}) { // pgx drops the decimals of a binary 0.00
						t.Errorf("%v is read as %v, want %v", test.value, got, want)
					}
				} else if got != want {
					t.Errorf("%v is read as %v, want %v", test.value, got, want)
				}
			})
		}
	}
}

// A table as a partner has it, with rows read by pgx's own helpers.
func TestRowsOfPostgreSQL(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), Start(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	type payment struct {
		ID       int
		Amount   freedompay.Amount
		Fee      freedompay.Amount
		Currency freedompay.Currency
		At       freedompay.Timestamp
		Day      freedompay.Date
	}
	if _, err := conn.Exec(t.Context(), "create temporary table payment (id serial, amount numeric(18,2) not null, fee numeric, currency char(3), at timestamptz, day date)"); err != nil {
		t.Fatal(err)
	}
	want := payment{1, freedompay.MustAmount("1500.50"), freedompay.Amount{}, freedompay.KZT, freedompay.NewTimestamp(time.Unix(1e9, 0)), day(2024, 2, 29)}
	batch := new(pgx.Batch)
	batch.Queue("insert into payment (amount, fee, currency, at, day) values ($1, $2, $3, $4, $5)", want.Amount, want.Fee, want.Currency, want.At, want.Day)
	if err := conn.SendBatch(t.Context(), batch).Close(); err != nil {
		t.Fatal(err)
	}
	// COPY is binary, and pgx has no binary timestamptz of a text.
	if n, err := conn.CopyFrom(t.Context(), pgx.Identifier{"payment"}, []string{"amount", "fee", "currency", "at", "day"},
		pgx.CopyFromRows([][]any{{want.Amount, want.Amount, want.Currency, want.At.Time(), want.Day}})); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	rows, err := conn.Query(t.Context(), "select * from payment order by id")
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowToStructByName[payment])
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	for i, one := range got {
		if !one.At.Time().Equal(want.At.Time()) {
			t.Errorf("the moment is %v", one.At)
		}
		one.At = want.At
		want := want
		if want.ID = i + 1; i == 1 {
			want.Fee = want.Amount
		}
		if one != want {
			t.Errorf("got %+v, want %+v", one, want)
		}
	}
	var sum freedompay.Amount
	if err := conn.QueryRow(t.Context(), "select sum(amount) from payment where currency = $1 and amount >= $2", freedompay.KZT, want.Amount).Scan(&sum); err != nil || sum != freedompay.MustAmount("3001.00") {
		t.Errorf("the sum is %v, %v", sum, err)
	}
}

// What cannot be read or stored is an error, never a zero or a placeholder.
func TestRefusedByPostgreSQL(t *testing.T) {
	for _, way := range ways(t, Start(t)) {
		for name, test := range map[string]struct {
			column string
			value  any
			into   any
		}{
			"not a number":         {"numeric", "NaN", new(freedompay.Amount)},
			"infinity":             {"date", "infinity", new(freedompay.Date)},
			"a float":              {"float8", "0.1", new(freedompay.Amount)},
			"a secret":             {"text", freedompay.NewSecret("4400430212345678"), new(string)},
			"a document":           {"text", freedompay.NewDocument([]byte("%PDF-1.4")), new(string)},
			"a day that is not":    {"date", day(2023, 2, 29), new(freedompay.Date)},
			"a moment that is not": {"timestamptz", timestamp(t, "soon"), new(freedompay.Timestamp)},
		} {
			err := way.ask(t.Context(), fmt.Sprintf("select $1::%s", test.column), test.value, test.into)
			if err == nil || errors.Is(err, sql.ErrNoRows) {
				t.Errorf("%s by %s is read as %v", name, way.name, reflect.ValueOf(test.into).Elem())
			} else if strings.Contains(err.Error(), "4400430212345678") {
				t.Errorf("%s by %s: %v", name, way.name, err)
			}
		}
	}
}

// Other decimal types read and write an amount as text, exactly.
func ExampleAmount_decimal() {
	balance := freedompay.MustAmount("1500.50")

	sum := decimal.RequireFromString(balance.String()).Add(decimal.RequireFromString("0.05"))
	back, err := freedompay.ParseAmount(sum.StringFixed(2))
	fmt.Println(back, err)
	// Output: 1500.55 <nil>
}
