package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The documentation of a request type links to the method that takes it: whoever
// finds the type in an index finds what it is for.
func TestRequestTypesLinkToTheirMethods(t *testing.T) {
	docs, methods := map[string]string{}, map[string][]string{}
	packages, err := parser.ParseDir(token.NewFileSet(), root, func(file fs.FileInfo) bool { //nolint:staticcheck // the package of one folder is all that is wanted
		return !strings.HasSuffix(file.Name(), "_test.go")
	}, parser.ParseComments)
	require.NoError(t, err)
	for _, file := range packages["freedompay"].Files {
		for _, declared := range file.Decls {
			switch d := declared.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if named, ok := spec.(*ast.TypeSpec); ok {
						docs[named.Name.Name] = d.Doc.Text()
					}
				}
			case *ast.FuncDecl:
				params := d.Type.Params.List
				if service := serviceOf(d); service != "" && d.Name.IsExported() && len(params) == 2 {
					if taken, ok := params[1].Type.(*ast.Ident); ok && strings.HasSuffix(taken.Name, "Request") {
						methods[taken.Name] = append(methods[taken.Name], service+"."+d.Name.Name)
					}
				}
			}
		}
	}
	if len(methods) < 35 {
		t.Errorf("only %d request types were found", len(methods))
	}
	for request, taken := range methods {
		for _, method := range taken {
			if !strings.Contains(docs[request], "["+method+"]") {
				t.Errorf("the documentation of %s lacks %q", request, "See ["+method+"].")
			}
		}
	}
}

// serviceOf returns the service that a function is a method of.
func serviceOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	pointer, ok := d.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	if name, ok := pointer.X.(*ast.Ident); ok && strings.HasSuffix(name.Name, "Service") {
		return name.Name
	}
	return ""
}
