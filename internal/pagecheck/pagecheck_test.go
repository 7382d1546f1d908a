// Package pagecheck compiles the Go that stands in the pages of the nested modules.
// It is a module of its own because those pages use more than their module requires.
package pagecheck

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	// What the pages use.
	_ "github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/prometheus/client_golang/prometheus"
	_ "github.com/prometheus/client_golang/prometheus/promauto"
	_ "github.com/riverqueue/river/riverdriver/riverpgxv5"
	_ "go.opentelemetry.io/otel/exporters/prometheus"
	_ "go.opentelemetry.io/otel/sdk/metric"

	_ "github.com/freedompay-go/freedompay"
	_ "github.com/freedompay-go/freedompay/durable"
	_ "github.com/freedompay-go/freedompay/freedompayotel"
)

// page is a page of a nested module.
type page struct {
	file    string
	imports []string
	around  [][2]string // for each block of Go, what stands before it and behind it
}

var pages = []page{
	{
		file: "durable/README.md",
		imports: []string{
			"context", "os", "time", "github.com/google/uuid", "github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/pgxpool",
			"github.com/riverqueue/river/riverdriver/riverpgxv5",
			"github.com/freedompay-go/freedompay", "github.com/freedompay-go/freedompay/durable",
		},
		around: [][2]string{
			{"func start(ctx context.Context, authID string, key freedompay.Secret) error {", "return err }"},
			{"func handle(ctx context.Context, q *durable.Queue[pgx.Tx]) (err error) {", "return err }"},
			{"func order(ctx context.Context, pool *pgxpool.Pool, q *durable.Queue[pgx.Tx], client string, product freedompay.CardProduct) (err error) {", "return err }"},
			{"func more(ctx context.Context, tx pgx.Tx, q *durable.Queue[pgx.Tx], cmd freedompay.Command, cmds []freedompay.Command, id uuid.UUID, cardID string, monday time.Time, aead durable.AEAD) {", "}"},
		},
	},
	{
		file: "durable/OPERATIONS.md",
		imports: []string{
			"context", "time", "github.com/jackc/pgx/v5", "github.com/freedompay-go/freedompay/durable",
			"github.com/prometheus/client_golang/prometheus", "github.com/prometheus/client_golang/prometheus/promauto",
		},
		around: [][2]string{{"func watch(ctx context.Context, q *durable.Queue[pgx.Tx]) {", "}"}},
	},
	{
		file: "freedompayotel/README.md",
		imports: []string{
			"github.com/freedompay-go/freedompay", "github.com/freedompay-go/freedompay/freedompayotel",
			"go.opentelemetry.io/otel/exporters/prometheus", "go.opentelemetry.io/otel/sdk/metric",
		},
		around: [][2]string{
			{"func traced(authID string, key freedompay.Secret) (*freedompay.Client, error) {", "return client, err }"},
			{"func measured() error {", "_ = observer; return nil }"},
		},
	},
}

// Every block of Go in these pages compiles, between a function's head and its end.
func TestPagesCompile(t *testing.T) {
	for _, page := range pages {
		t.Run(page.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", page.file))
			if err != nil {
				t.Fatal(err)
			}
			var source strings.Builder
			source.WriteString("package page\n")
			for _, imported := range page.imports {
				source.WriteString("import \"" + imported + "\"\n")
			}
			blocks := strings.Split(string(text), "```go\n")[1:]
			if len(blocks) != len(page.around) {
				t.Fatalf("%d blocks of Go, and %d functions to put them into", len(blocks), len(page.around))
			}
			for i, block := range blocks {
				code, _, closed := strings.Cut(block, "```")
				if !closed {
					t.Fatalf("block %d does not end", i+1)
				}
				code = strings.ReplaceAll(code, "\ndurable.Config{", "\n_ = durable.Config{") // a value alone is no statement
				source.WriteString(page.around[i][0] + "\n" + code + "\n" + page.around[i][1] + "\n")
			}
			compile(t, source.String())
		})
	}
}

// compile compiles a program as a package of this module, in which it is not written.
func compile(t *testing.T, source string) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	written := filepath.Join(dir, "page.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(here, "page", "page.go"): written}})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{written: source, filepath.Join(dir, "overlay.json"): string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "./page")
	c.Env = append(os.Environ(), "GOWORK=off")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, source)
	}
}
