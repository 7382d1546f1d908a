package conformance

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const modulePath = "github.com/freedompay-go/freedompay"

// site holds the documentation of the packages that were opened, by import path, as
// a documentation site shows it.
type site struct{ packages map[string]*shown }

// shown is the documentation of one package.
type shown struct {
	*doc.Package
	entries []entry
	names   map[string]bool // what a link can lead to: New, Client, Client.Send, Client.Cards
}

// entry is one doc comment.
type entry struct {
	name   string // of what it is about; of a group of constants, its first
	text   string
	member bool // of a declaration that has a doc comment of its own
}

func newSite() *site { return &site{packages: map[string]*shown{}} }

// open returns the documentation of a package in a folder of this repository.
func (s *site) open(t testing.TB, folder string) *shown {
	t.Helper()
	pkg, err := s.load(path.Join(modulePath, folder))
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// load returns the documentation of a package of this repository or of the standard
// library.
func (s *site) load(importPath string) (*shown, error) {
	if pkg := s.packages[importPath]; pkg != nil {
		return pkg, nil
	}
	folder, ours := strings.CutPrefix(importPath, modulePath)
	if ours {
		folder = filepath.Join(root, filepath.FromSlash(folder))
	} else {
		found, err := build.Default.Import(importPath, "", build.FindOnly)
		if err != nil || !found.Goroot {
			return nil, fmt.Errorf("%s is neither of this repository nor of the standard library", importPath)
		}
		folder = found.Dir
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseDir(fset, folder, func(file fs.FileInfo) bool { //nolint:staticcheck // the package of one folder is all that is wanted
		return !strings.HasSuffix(file.Name(), "_test.go")
	}, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, found := range parsed {
		files = slices.AppendSeq(files, maps.Values(found.Files))
	}
	if files == nil {
		return nil, fmt.Errorf("there is no package in %s", folder)
	}
	documented, err := doc.NewFromFiles(fset, files, importPath)
	if err != nil {
		return nil, err
	}
	pkg := &shown{Package: documented, names: map[string]bool{}}
	pkg.read()
	s.packages[importPath] = pkg
	return pkg, nil
}

// find returns an error when a link leads nowhere.
func (s *site) find(from *shown, link *comment.DocLink) error {
	to, name := from, link.Name
	if link.ImportPath != "" {
		var err error
		if to, err = s.load(link.ImportPath); err != nil {
			return err
		}
	}
	if link.Recv != "" {
		name = link.Recv + "." + name
	}
	if name != "" && !to.names[name] {
		return fmt.Errorf("%s.%s does not exist", to.Name, name)
	}
	return nil
}

// read fills the entries and the names.
func (p *shown) read() {
	p.entries = []entry{{name: "package " + p.Name, text: p.Doc}}
	p.values(p.Consts)
	p.values(p.Vars)
	p.functions("", p.Funcs)
	for _, named := range p.Types {
		p.add(named.Name, named.Doc, false)
		p.values(named.Consts)
		p.values(named.Vars)
		p.functions("", named.Funcs)
		p.functions(named.Name+".", named.Methods)
		switch kind := named.Decl.Specs[0].(*ast.TypeSpec).Type.(type) {
		case *ast.StructType:
			p.members(named.Name, kind.Fields)
		case *ast.InterfaceType:
			p.members(named.Name, kind.Methods)
		}
	}
}

func (p *shown) add(name, text string, member bool) {
	p.names[name] = true
	p.entries = append(p.entries, entry{name, text, member})
}

func (p *shown) functions(owner string, functions []*doc.Func) {
	for _, f := range functions {
		p.add(owner+f.Name, f.Doc, false)
	}
}

func (p *shown) values(groups []*doc.Value) {
	for _, group := range groups {
		p.add(group.Names[0], group.Doc, false)
		for _, spec := range group.Decl.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				p.add(name.Name, spec.(*ast.ValueSpec).Doc.Text(), true)
			}
		}
	}
}

func (p *shown) members(owner string, list *ast.FieldList) {
	for _, field := range list.List {
		for _, name := range field.Names {
			p.add(owner+"."+name.Name, field.Doc.Text(), true)
		}
	}
}

// parts yields every block of the documentation, and every text in a block, with the
// name that it is about.
func (p *shown) parts(yield func(where string, part any) bool) {
	for _, entry := range p.entries {
		for _, block := range p.Parser().Parse(entry.text).Content {
			if !partsOf(block, func(part any) bool { return yield(entry.name, part) }) {
				return
			}
		}
	}
}

func partsOf(block comment.Block, yield func(part any) bool) bool {
	ok := yield(block)
	texts := func(texts []comment.Text) {
		for _, text := range texts {
			ok = ok && yield(text)
		}
	}
	switch b := block.(type) {
	case *comment.Paragraph:
		texts(b.Text)
	case *comment.Heading:
		texts(b.Text)
	case *comment.List:
		for _, item := range b.Items {
			for _, inner := range item.Content {
				ok = ok && partsOf(inner, yield)
			}
		}
	}
	return ok
}
