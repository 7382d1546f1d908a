package conformance

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

// writePages writes into the pages what follows from the contract, with -update: the
// rows of operations, and how many are how sure. What stands around it stays.
func writePages(t *testing.T) {
	t.Helper()
	if !*update {
		return
	}
	ops := operations(t)
	c := sureness(ops)
	for _, page := range []string{"README.md", "README.ru.md", "CHANGELOG.md"} {
		text := readText(t, page)
		written := writeCounts(writeRows(text, ops), c)
		if written == text {
			continue
		}
		if err := os.WriteFile(root+page, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var serviceRow = regexp.MustCompile("(?m)^\\| `client\\.(\\w+)` \\| (.*) \\|$")

// writeRows marks the operations of each service, in the order in which they stand,
// and adds the new ones behind them.
func writeRows(text string, ops []*contract.Operation) string {
	return serviceRow.ReplaceAllStringFunc(text, func(row string) string {
		found := serviceRow.FindStringSubmatch(row)
		marks := map[string]string{}
		var names []string
		for _, op := range ops {
			if service, name := op.Names(); service == found[1] {
				marks[name] = mark(op.Provenance)
				names = append(names, name)
			}
		}
		var listed []string
		for old := range strings.SplitSeq(found[2], ", ") {
			name := strings.TrimRight(old, "°·")
			if at := slices.Index(names, name); at >= 0 {
				listed, names = append(listed, name+marks[name]), slices.Delete(names, at, at+1)
			}
		}
		for _, name := range names {
			listed = append(listed, name+marks[name])
		}
		return fmt.Sprintf("| `client.%s` | %s |", found[1], strings.Join(listed, ", "))
	})
}

var sureWords = []*regexp.Regexp{
	regexp.MustCompile(`(\d+)(\s+are\s+documented,\s+)(\d+)(\s+are\s+documented\s+in\s+part\s+and\s+)(\d+)(\s+are\s+inferred)`),
	regexp.MustCompile(`(\d+)(\s+описаны,\s+)(\d+)(\s+описаны\s+частично,\s+)(\d+)(\s+выведены\s+по\s+аналогии)`),
}

// writeCounts writes the counts, and the total wherever it stands in the paragraph
// of the counts.
func writeCounts(text string, c counts) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, paragraph := range paragraphs {
		for _, words := range sureWords {
			found := words.FindStringSubmatch(paragraph)
			if found == nil {
				continue
			}
			total := 0
			for _, at := range []int{1, 3, 5} {
				n, _ := strconv.Atoi(found[at])
				total += n
			}
			paragraph = strings.Replace(paragraph, found[0],
				fmt.Sprint(c.documented)+found[2]+fmt.Sprint(c.partial)+found[4]+fmt.Sprint(c.inferred)+found[6], 1)
			paragraph = regexp.MustCompile(`\b`+strconv.Itoa(total)+`\b`).ReplaceAllString(paragraph, strconv.Itoa(c.all))
		}
		paragraphs[i] = paragraph
	}
	return strings.Join(paragraphs, "\n\n")
}

// The pages are written from the contract, and writing them anew changes nothing.
func TestPagesAreWrittenFromTheContract(t *testing.T) {
	more := operations(t)
	added := *more[0]
	added.ID = "Cards.Freeze"
	more = append(slices.Clone(more), &added)
	readme := writeCounts(writeRows(readText(t, "README.md"), more), sureness(more))
	if !strings.Contains(readme, ", Freeze"+mark(added.Provenance)+" |") || !strings.Contains(strings.Join(strings.Fields(readme), " "), sureness(more).english()) {
		t.Error("an operation more is not written into README.md")
	}
	if again := writeCounts(writeRows(readText(t, "README.md"), operations(t)), sureness(operations(t))); again != readText(t, "README.md") {
		t.Error("README.md changes when it is written anew: go test ./internal/conformance -update")
	}
}
