package conformance

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// source is the Go text of the root package, without its tests.
type source struct {
	*token.FileSet
	files []*ast.File
}

func parse(t *testing.T) source {
	t.Helper()
	names, err := filepath.Glob(root + "*.go")
	if err != nil {
		t.Fatal(err)
	}
	s := source{FileSet: token.NewFileSet()}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.FileSet, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, file)
	}
	return s
}

// declarations returns the source of each operation's method.
func declarations(t *testing.T) (source, map[string]*ast.FuncDecl) {
	t.Helper()
	service := map[string]string{}
	for _, field := range services() {
		service[field.Type.Elem().Name()] = field.Name
	}
	methods := map[string]*ast.FuncDecl{}
	s := parse(t)
	for _, file := range s.files {
		for _, declaration := range file.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || f.Recv == nil {
				continue
			}
			if name := service[strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*")]; name != "" {
				methods[name+"."+f.Name.Name] = f
			}
		}
	}
	return s, methods
}

// nowhere imports every package as an empty one: constants need none of them.
type nowhere struct{}

func (nowhere) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, filepath.Base(path))
	p.MarkComplete()
	return p, nil
}

// constants returns the exported constants of the root package: by type, then
// by value, the name.
func constants(t *testing.T) map[string]map[string]string {
	t.Helper()
	s := parse(t)
	config := types.Config{Importer: nowhere{}, Error: func(error) {}}
	checked, _ := config.Check("freedompay", s.FileSet, s.files, nil) // errors for what was not imported
	all := map[string]map[string]string{}
	for _, name := range checked.Scope().Names() {
		c, ok := checked.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() {
			continue
		}
		named, ok := c.Type().(*types.Named)
		if !ok {
			continue
		}
		value := c.Val().ExactString()
		if c.Val().Kind() == constant.String {
			value = constant.StringVal(c.Val())
		}
		typ := named.Obj().Name()
		if all[typ] == nil {
			all[typ] = map[string]string{}
		}
		if other := all[typ][value]; other != "" {
			t.Errorf("freedompay.%s and freedompay.%s are both %s %q: remove one", other, name, typ, value)
		}
		all[typ][value] = name
	}
	return all
}
