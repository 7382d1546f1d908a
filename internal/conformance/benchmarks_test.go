package conformance

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The READMEs show figures of docs/benchmarks.md and no others: each sentence about
// performance names its row and has numbers of that row alone, in any language.
func TestREADMEsShowTheBenchmarks(t *testing.T) {
	measured := benchmarkRows(t)
	if len(measured) == 0 {
		t.Fatal("docs/benchmarks.md has no rows: tools/bench -w writes them")
	}
	for page, heading := range map[string]string{"README.md": "## Performance\n", "README.ru.md": "## Производительность\n"} {
		_, section, found := strings.Cut(readText(t, page), heading)
		if !found {
			t.Errorf("%s has no section %q", page, heading)
		}
		section, _, _ = strings.Cut(section, "\n## ")
		shown := map[string]bool{}
		for sentence := range strings.SplitSeq(strings.Join(strings.Fields(section), " "), ". ") {
			row := rowName.FindStringSubmatch(sentence)
			numbers := number.FindAllString(groups.ReplaceAllString(rowName.ReplaceAllString(sentence, ""), "$1$2"), -1)
			if row == nil {
				if numbers != nil {
					t.Errorf("%s: %q has figures and does not name their row", page, sentence)
				}
				continue
			}
			shown[row[1]] = true
			if len(numbers) == 0 {
				t.Errorf("%s: %q names %s and has none of its figures", page, sentence, row[1])
			}
			for _, figure := range numbers {
				if !slices.Contains(measured[row[1]], plain(figure)) {
					t.Errorf("%s: %s stands for %s, docs/benchmarks.md has %v", page, figure, row[1], measured[row[1]])
				}
			}
		}
		if len(shown) < 3 {
			t.Errorf("%s shows only %v of the rows", page, shown)
		}
	}
}

var (
	benchmarkRow = regexp.MustCompile(`(?m)^\| ([A-Z]\d) \| ([^|]*) \| [^|]* \| ([^|]*) \|`)
	rowName      = regexp.MustCompile(`\(([A-Z]\d)\)`)
	number       = regexp.MustCompile(`\b(\d[\d.,]*\d|\d)\b`)
	groups       = regexp.MustCompile(`(\d)[  ](\d{3}\b)`) // of three digits, as in 100 000
)

// benchmarkRows returns the numbers of what each row of docs/benchmarks.md measures
// and of its measurement, not those of its budget.
func benchmarkRows(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, row := range benchmarkRow.FindAllStringSubmatch(readText(t, "docs/benchmarks.md"), -1) {
		for _, found := range number.FindAllString(strings.ReplaceAll(row[2]+" "+row[3], "x ", " x "), -1) {
			rows[row[1]] = append(rows[row[1]], plain(found))
		}
	}
	return rows
}

// plain leaves a number without the comma and the point that languages do not agree on.
func plain(number string) string { return strings.NewReplacer(".", "", ",", "").Replace(number) }
