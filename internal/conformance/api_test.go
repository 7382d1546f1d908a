package conformance

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The public API is a promise: every change of it shows in testdata/api.txt.
func TestAPI(t *testing.T) {
	got := api(t, "contract", root+"contract/") + api(t, "freedompay", root) + api(t, "freedompaytest", root+"freedompaytest/") +
		api(t, "probe", root+"probe/")
	const golden = root + "testdata/api.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	before, after := strings.Split(string(recorded), "\n"), strings.Split(got, "\n")
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Errorf("gone from the API: %s", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			t.Errorf("new in the API: %s", line)
		}
	}
	if t.Failed() {
		t.Log("accept it with: go test ./internal/conformance -run TestAPI -update")
	}
}

// api returns the exported declarations of a package, a line each, sorted.
func api(t *testing.T, name, dir string) string {
	t.Helper()
	files, err := filepath.Glob(dir + "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	set := token.NewFileSet()
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.FileExports(parsed)
		for _, declaration := range parsed.Decls {
			for _, text := range declared(t, declaration) {
				lines = append(lines, name+": "+text)
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// declared returns what a declaration declares, each on one line.
func declared(t *testing.T, declaration ast.Decl) (lines []string) {
	t.Helper()
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && !ast.IsExported(receiver(d.Recv.List[0].Type)) {
			return nil
		}
		lines = append(lines, line(t, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type}))
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				lines = append(lines, line(t, &ast.GenDecl{Tok: d.Tok, Specs: []ast.Spec{
					&ast.TypeSpec{Name: s.Name, TypeParams: s.TypeParams, Assign: s.Assign, Type: s.Type},
				}}))
			case *ast.ValueSpec:
				lines = append(lines, line(t, &ast.GenDecl{Tok: d.Tok, Specs: []ast.Spec{
					&ast.ValueSpec{Names: s.Names, Type: s.Type, Values: s.Values},
				}}))
			}
		}
	}
	return lines
}

// receiver returns the name of a method's type.
func receiver(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// line prints code on one line, without its comments.
func line(t *testing.T, code ast.Node) string {
	t.Helper()
	ast.Inspect(code, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok {
			field.Doc, field.Comment = nil, nil
		}
		return true
	})
	var text bytes.Buffer
	if err := printer.Fprint(&text, token.NewFileSet(), code); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(text.String()), " ")
}
