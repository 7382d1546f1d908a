package conformance

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

var update = flag.Bool("update", false, "write docs/coverage.md and testdata/api.txt anew")

const coverageFile = root + "docs/coverage.md"

// docs/coverage.md is what the contract and the code say.
func TestCoverage(t *testing.T) {
	want := coverage(t)
	if *update {
		if err := os.MkdirAll(filepath.Dir(coverageFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(coverageFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(coverageFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if got := string(data); got != want {
		t.Errorf("docs/coverage.md is stale: %s\nrun go test ./internal/conformance -run TestCoverage -update", firstDifference(got, want))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want string) string {
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i, line := range wantLines {
		if i >= len(gotLines) {
			return fmt.Sprintf("it ends before line %d:\nwant %s", i+1, line)
		}
		if gotLines[i] != line {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, gotLines[i], line)
		}
	}
	return fmt.Sprintf("it goes on after line %d", len(wantLines))
}

const coverageText = `# Coverage

The client has a method for every operation of the vendor's menu for cards, clients, transactions, limits, gift cards,
e-money, rates and partners: %s.
Of the operations %s. What is known beyond them is [listed below](#known-and-not-covered).
This page is made by ` + "`go test ./internal/conformance -run TestCoverage -update`" + `.

| | documented | partial | provisional |
| --- | --- | --- | --- |
%s
**documented**: the vendor's page was read, and the client does exactly what it says. **partial**: a part of the
page was read, or an older page, or two pages disagree. **provisional**: only the operation's name
is public; the path and the fields follow its siblings. A guess can be wrong: contract/openapi.json lists other paths that are
as plausible (x-alternatives). ` + "`WithPath`" + ` sends another path, and ` + "`Call`" + `
reaches any path with types of your own; members that the client does not know never break an answer,
and ` + "`Raw`" + ` returns the whole answer as it arrived.

| service | operations |
| --- | --- |
%s
Without a mark path, request and answer are documented; ° means that all three are provisional, · anything between. Beside these, ` + "`Wait`, `Watch` and `WaitAll` of `Requests`, `Wallets` and `Partners`" + ` follow commands until they settle, and
` + "`Operations` of `Cards` and `Wallets`" + ` reads a statement of any length one line at a time.

A command that a request_id protects is sent again when its answer is lost: the bank refuses the repeat. A command
without one is sent again only when it certainly did not leave.

| operation | path | signed | kind | request_id protects | path is | request is | answer is | source |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
%s
What is inferred of operations whose pages were read: that the type of a statement's line is a code of the transaction dictionary;
that 1002 and 1006 mean to partners what they mean to e-money; that the Card API's refusals have members called error_code and
error_description. The meanings of the gift cards' and e-money codes are paraphrased; all other dictionaries are the vendor's words.

## Known and not covered

Names in menus or on pages of the vendor that no method covers.

| name | what is known | how to reach it |
| --- | --- | --- |
| Find card | a name in the Card API; no page was read | ` + "`Call`" + `, with the path that the vendor gives you |
| Account, a folder of operations | a name in the Card API; no page was read | ` + "`Call`" + `, with the path that the vendor gives you |
| Limits, beyond Set and List | names; no page was read | ` + "`Call`" + `, with the path that the vendor gives you |
| Freedom ID | a name; how its calls are signed is not known | ` + "`Call`" + ` if they are signed as those of the Card API |
| Transfer | a folder of the Gateway API | not with this client |
| Gateway API, Merchant API | payments and payouts of shops: forms that are signed with pg_sig | not with this client |

` + "`Call`" + ` signs any path of this host as the operations around it are signed, and reads the answer into your own type:

` + "```go" + `
type found struct {
	freedompay.Answer
	CardID string ` + "`json:\"card_id\"`" + `
}

answer, err := freedompay.Call[found](ctx, client, "/v5/card-api/card/find", findCard{Mask: "400000******0002"})
` + "```" + `

The path here is made up. A request of your own type counts as a command that nothing protects: it is sent again only if it
certainly did not leave. One that embeds a request of this package is treated as that is.
`

// coverage returns the page.
func coverage(t *testing.T) string {
	_, methods := declarations(t)
	var rows strings.Builder
	counts := map[string]int{}
	byService := map[string][]string{}
	operations := operations(t)
	for _, op := range operations {
		protects := "" // a query needs no protection
		switch {
		case op.Identified:
			protects = "yes"
			counts["protected"]++
		case op.Kind == "command":
			protects = "no"
		}
		counts[string(op.Kind)]++
		service, name := op.Names()
		byService[service] = append(byService[service], name+mark(op.Provenance))
		p := op.Provenance
		counts["path "+p.Path]++
		counts["request "+p.Request]++
		counts["answer "+p.Response]++
		fmt.Fprintf(&rows, "| `%s` | `%s` | %s | %s | %s | %s | %s | %s | %s |\n", call(op, methods[op.ID]),
			op.Path, op.Algorithm, op.Kind, protects, p.Path, p.Request, p.Response, links(op.Sources))
	}
	var table, services strings.Builder
	for _, service := range slices.Sorted(maps.Keys(byService)) {
		fmt.Fprintf(&services, "| `client.%s` | %s |\n", service, strings.Join(byService[service], ", "))
	}
	for _, part := range []string{"path", "request", "answer"} {
		fmt.Fprintf(&table, "| %s | %d | %d | %d |\n", part,
			counts[part+" documented"], counts[part+" partial"], counts[part+" provisional"])
	}
	summary := fmt.Sprintf("%d operations, %d queries and %d commands, of which a request_id protects %d",
		len(operations), counts["query"], counts["command"], counts["protected"])
	return fmt.Sprintf(coverageText, summary, sureness(operations).english(), table.String(), services.String(), rows.String())
}

// call returns an operation as it is written in Go: client.Cards.Info(ctx, cardID).
func call(op *contract.Operation, f *ast.FuncDecl) string {
	var arguments []string
	if f != nil { // TestMethods says so
		for _, parameter := range f.Type.Params.List {
			for _, name := range parameter.Names {
				arguments = append(arguments, name.Name)
			}
		}
	}
	return "client." + op.ID + "(" + strings.Join(arguments, ", ") + ")"
}

// links returns the vendor's pages, each named by the end of its address. What
// follows a space in one tells where on a page to look.
func links(sources []string) string {
	var all []string
	for _, source := range sources {
		address, where, _ := strings.Cut(source, " ")
		name := strings.Trim(where, "()")
		if name == "" {
			name = address[strings.LastIndex(address, "/")+1:]
		}
		all = append(all, fmt.Sprintf("[%s](%s)", name, address))
	}
	return strings.Join(all, ", ")
}
