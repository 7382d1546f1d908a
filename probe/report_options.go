package probe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// options returns the lines that make a client follow what was found.
func (r *run) options() []string {
	lines := []string{}
	for _, o := range r.report.Operations {
		if o.Verdict == Answers && o.Path != o.Documented {
			lines = append(lines, fmt.Sprintf("freedompay.WithPath(%q, %q),", o.Documented, o.Path))
		}
	}
	return append(lines, r.algorithmOptions()...)
}

// algorithmOptions returns a line for each part whose operations were accepted
// under another algorithm than a client would take, and one for each operation that
// differs from its part. Parts stand within each other: the shorter prefix first.
func (r *run) algorithmOptions() (lines []string) {
	chosen := map[string]freedompay.Algorithm{}
	choose := func(prefix string, alg freedompay.Algorithm) {
		chosen[prefix] = alg
		lines = append(lines, fmt.Sprintf("freedompay.WithAlgorithm(%q, %s),", prefix, constant(alg)))
	}
	dialects := slices.SortedFunc(slices.Values(r.contract.Dialects), func(a, b contract.Dialect) int {
		return strings.Compare(a.Prefix, b.Prefix)
	})
	for i := range dialects {
		d := &dialects[i]
		want := r.usual(d)
		if want != "" && want != effective(chosen, d.Prefix, d) {
			choose(d.Prefix, want)
		}
	}
	for _, o := range r.report.Operations {
		d, _ := r.contract.DialectOf(o.Documented)
		if o.Algorithm != "" && o.Algorithm != effective(chosen, o.Documented, d) {
			choose(o.Documented, o.Algorithm)
		}
	}
	return lines
}

// usual returns the algorithm of most operations of a part, "" when none answered.
func (r *run) usual(d *contract.Dialect) (most freedompay.Algorithm) {
	counts := map[freedompay.Algorithm]int{}
	for _, o := range r.report.Operations {
		if of, _ := r.contract.DialectOf(o.Documented); of.Name == d.Name && o.Algorithm != "" {
			counts[o.Algorithm]++
			if counts[o.Algorithm] > counts[most] {
				most = o.Algorithm
			}
		}
	}
	return most
}

// effective returns the algorithm that a client with these options takes.
func effective(chosen map[string]freedompay.Algorithm, path string, d *contract.Dialect) freedompay.Algorithm {
	alg, longest := freedompay.Algorithm(d.Algorithm), 0
	for prefix, other := range chosen {
		if rest, ok := strings.CutPrefix(path, prefix); ok && len(prefix) > longest && (rest == "" || rest[0] == '/') {
			alg, longest = other, len(prefix)
		}
	}
	return alg
}

// constant returns the name of an algorithm in Go.
func constant(alg freedompay.Algorithm) string {
	if alg == freedompay.LegacySHA256 {
		return "freedompay.LegacySHA256"
	}
	return "freedompay." + string(alg)
}
