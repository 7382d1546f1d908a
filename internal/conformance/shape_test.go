package conformance

import (
	"go/ast"
	"testing"
)

// maxLines bounds an operation's method: a signature, a call, a closing brace,
// and two more for a call that does not fit on one line.
const maxLines = 5

// An operation is an address, two types and a verb. What it needs beyond that
// belongs to the engine or to its request's check.
func TestShape(t *testing.T) {
	s, methods := declarations(t)
	for _, op := range operations(t) {
		f := methods[op.ID]
		if f == nil {
			continue // TestMethods says so
		}
		start, end := s.Position(f.Pos()), s.Position(f.End())
		if n := end.Line - start.Line + 1; n > maxLines {
			t.Errorf("%v: %s has %d lines, want at most %d", start, op.ID, n, maxLines)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if branch, ok := n.(*ast.IfStmt); ok {
				t.Errorf("%v: %s branches: move that into the engine, or into the request's check", s.Position(branch.Pos()), op.ID)
			}
			return true
		})
	}
}
