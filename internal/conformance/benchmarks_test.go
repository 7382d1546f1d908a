package conformance

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The READMEs show the figures of docs/benchmarks.md and no others: each row by
// its name, with the numbers of its budget and of its measurement, in any language.
func TestREADMEsShowTheBenchmarks(t *testing.T) {
	measured := benchmarkRows(t, "docs/benchmarks.md")
	if len(measured) == 0 {
		t.Fatal("docs/benchmarks.md has no rows: tools/bench -w writes them")
	}
	for _, name := range []string{"README.md", "README.ru.md"} {
		shown := benchmarkRows(t, name)
		for row, want := range measured {
			if got := shown[row]; !slices.Equal(got, want) {
				t.Errorf("%s shows %v for %s, docs/benchmarks.md has %v", name, got, row, want)
			}
			delete(shown, row)
		}
		for row := range shown {
			t.Errorf("%s shows %s, which docs/benchmarks.md has not", name, row)
		}
	}
}

var (
	benchmarkRow = regexp.MustCompile(`(?m)^\| ([A-Z]\d) \| [^|]* \| ([^|]*) \| ([^|]*) \|`)
	number       = regexp.MustCompile(`[≤≥]|\d[\d.,]*\d|\d`)
)

// benchmarkRows returns the numbers of a page's table of benchmarks, with the
// signs of their bounds, by the names of the rows. Languages do not agree on what
// a comma and a point in a number are, so they are left out.
func benchmarkRows(t *testing.T, page string) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, row := range benchmarkRow.FindAllStringSubmatch(readText(t, page), -1) {
		for _, found := range number.FindAllString(row[2]+" "+row[3], -1) {
			rows[row[1]] = append(rows[row[1]], strings.NewReplacer(".", "", ",", "").Replace(found))
		}
	}
	return rows
}
