module github.com/freedompay-go/freedompay/examples/outbox

go 1.26.0

require (
	github.com/freedompay-go/freedompay v0.1.0
	github.com/freedompay-go/freedompay/internal/postgres v0.0.0
	github.com/google/uuid v1.6.0
	github.com/jackc/pgx/v5 v5.12.0
)

require (
	github.com/golang-jwt/jwt/v5 v5.3.1 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/text v0.41.0 // indirect
)

// It is never released.
replace (
	github.com/freedompay-go/freedompay v0.1.0 => ../..
	github.com/freedompay-go/freedompay/internal/postgres v0.0.0 => ../../internal/postgres
)
