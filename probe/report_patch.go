package probe

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/freedompay-go/freedompay/contract"
)

const (
	provisional = "provisional"
	partial     = "partial"
)

// patch returns the merge patch of the contract. What was seen is partial: only a
// page of the vendor makes it documented.
func (r *run) patch() json.RawMessage {
	paths := map[string]any{}
	for i := range r.report.Operations {
		o := &r.report.Operations[i]
		op, ok := r.contract.Operation(o.ID)
		if !ok || o.Verdict != Answers {
			continue
		}
		raised := o.raised(op.Provenance)
		if raised == op.Provenance && o.Path == op.Path {
			continue
		}
		change := map[string]any{"x-provenance": raised, "x-sources": append(slices.Clone(op.Sources), r.source())}
		switch {
		case o.Path == op.Path:
			paths[op.Path] = map[string]any{"post": change}
		case r.fits(op, o.Path):
			change["x-alternatives"] = otherPaths(op, o.Path)
			paths[op.Path] = nil
			paths[o.Path] = map[string]any{"post": moved(op.Path, change)}
		}
	}
	if len(paths) == 0 {
		return nil
	}
	patch, err := json.Marshal(map[string]any{"paths": paths})
	if err != nil {
		return nil
	}
	return patch
}

// raised returns how sure an operation is now.
func (o *Operation) raised(p contract.Provenance) contract.Provenance {
	raise := func(word *string, seen bool) {
		if seen && *word == provisional {
			*word = partial
		}
	}
	accepted := o.Answer != nil && o.Answer.Accepted
	raise(&p.Path, true)
	raise(&p.Request, accepted)
	raise(&p.Response, accepted && len(o.Answer.Differences) == 0)
	return p
}

// source names this run among the pages of the vendor.
func (r *run) source() string {
	return "probe of " + r.report.Host + ", " + r.report.Started.Format("2006-01-02")
}

// fits reports whether the contract can have an operation at another path: one of
// the same part that has no operation. For the rest the report alone has to do.
func (r *run) fits(op *contract.Operation, path string) bool {
	d, _ := r.contract.DialectOf(path)
	return d.Name == op.Dialect.Name && r.ownerOf(path, op) == ""
}

// otherPaths returns the alternatives of an operation that was found at one of them.
func otherPaths(op *contract.Operation, found string) []string {
	rest := slices.DeleteFunc(slices.Clone(op.Alternatives), func(path string) bool { return path == found })
	return append(rest, op.Path)
}

// moved returns all that the contract says of the operation at a path, with the
// change made: a merge patch cannot rename.
func moved(path string, change map[string]any) map[string]any {
	var file struct {
		Paths map[string]struct {
			Post map[string]any `json:"post"`
		} `json:"paths"`
	}
	decoder := json.NewDecoder(bytes.NewReader(contract.OpenAPI()))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil { // it was read before
		return change
	}
	whole := file.Paths[path].Post
	maps.Copy(whole, change)
	return whole
}
