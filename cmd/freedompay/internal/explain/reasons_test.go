package explain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/explain"
)

// said returns what an expression of the fake bank's source makes, where a value that
// is not in the source is 10; "" for what the source does not say.
func said(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return said(e.X) + said(e.Y)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return strings.ReplaceAll(said(e.Args[0]), "%q", `"10"`)
		}
	case *ast.SelectorExpr:
		if e.Sel.Name == "kind" {
			return "card"
		}
	}
	return "10"
}

// Every refusal in the source of the fake bank has its Russian words.
func TestReasonsAreTranslated(t *testing.T) {
	files, err := filepath.Glob("../../../../freedompaytest/*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%v: %d files of the fake bank", err, len(files))
	}
	found := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			text := said(call.Args[1])
			switch f := call.Fun.(type) {
			case *ast.Ident:
				ok = f.Name == "refuse"
			case *ast.SelectorExpr: // in.wrong, of a member of the request
				ok = f.Sel.Name == "wrong" && !strings.Contains(said(call.Args[0]), "%")
				text = "client.phone: " + text
			}
			if !ok || !regexp.MustCompile("[a-z]{3} ").MatchString(text) || strings.HasPrefix(text, "10") || strings.HasSuffix(text, ": 10") {
				return true
			}
			found++
			if russian := explain.Reason("ru", text); !regexp.MustCompile("[а-я]{3}").MatchString(russian) {
				t.Errorf("%s: %q", filepath.Base(name), text)
			}
			return true
		})
	}
	if found < 70 {
		t.Errorf("%d refusals were found", found)
	}
}

// A reason keeps the member that it is about, and English stays as it is.
func TestReason(t *testing.T) {
	for text, want := range map[string]string{
		"the card's status is 10: it is not active": "карта не активна, её статус 10",
		"client.phone: want an integer":             "client.phone: нужно целое число",
		"cards[0].count: want 1 to 10000":           "cards[0].count: нужно число от 1 до 10000",
		"something else":                            "something else",
	} {
		if got := explain.Reason("ru", text); got != want {
			t.Errorf("%q: %q", text, got)
		}
		if got := explain.Reason("en", text); got != text {
			t.Errorf("%q in English: %q", text, got)
		}
	}
}
