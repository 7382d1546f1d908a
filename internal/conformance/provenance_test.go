package conformance

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

const (
	provisionally = "Provisional (inferred, not published by the vendor): "
	partially     = "Partial (published in part by the vendor): "
)

// provenanceLines returns what a doc comment has to say of the parts that are not fully
// documented.
func provenanceLines(p contract.Provenance) []string {
	var provisional, partial []string
	for _, part := range [][2]string{{"path", p.Path}, {"request", p.Request}, {"answer", p.Response}} {
		switch part[1] {
		case "provisional":
			provisional = append(provisional, part[0])
		case "partial":
			partial = append(partial, part[0])
		}
	}
	var lines []string
	if partial != nil {
		lines = append(lines, partially+strings.Join(partial, ", ")+".")
	}
	if provisional != nil {
		lines = append(lines, provisionally+strings.Join(provisional, ", ")+".")
	}
	return lines
}

// Whoever reads the doc comment of an operation learns how sure it is.
func TestProvenance(t *testing.T) {
	s, methods := declarations(t)
	for _, op := range operations(t) {
		f := methods[op.ID]
		if f == nil {
			continue // TestMethods says so
		}
		found := strings.Split(f.Doc.Text(), "\n")
		found = slices.DeleteFunc(found, func(line string) bool {
			return !strings.HasPrefix(line, "Provisional") && !strings.HasPrefix(line, "Partial")
		})
		receiver := strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*")
		for _, line := range provenanceLines(op.Provenance) {
			at := slices.Index(found, line)
			if at < 0 {
				t.Errorf("%v: %s.%s: add the line\n\t// %s", s.Position(f.Pos()), receiver, f.Name.Name, line)
				continue
			}
			found = slices.Delete(found, at, at+1)
		}
		for _, line := range found {
			t.Errorf("%v: %s.%s: remove the line\n\t// %s", s.Position(f.Pos()), receiver, f.Name.Name, line)
		}
	}
}
