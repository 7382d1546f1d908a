package conformance

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// writePages writes into the pages, with -update, how many operations of the contract
// are how sure. What stands around it stays.
func writePages(t *testing.T) {
	t.Helper()
	if !*update {
		return
	}
	c := sureness(operations(t))
	for _, page := range []string{"README.md", "README.ru.md", "CHANGELOG.md"} {
		text := readText(t, page)
		written := writeCounts(text, c)
		if written == text {
			continue
		}
		if err := os.WriteFile(root+page, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var sureWords = []*regexp.Regexp{
	regexp.MustCompile(`(\d+)(\s+are\s+documented,\s+)(\d+)(\s+are\s+documented\s+in\s+part\s+and\s+)(\d+)(\s+are\s+inferred)`),
	regexp.MustCompile(`(\d+)(\s+описаны,\s+)(\d+)(\s+описаны\s+частично,\s+)(\d+)(\s+—\s+по\s+аналогии)`),
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
	readme := writeCounts(readText(t, "README.md"), sureness(more))
	if !strings.Contains(strings.Join(strings.Fields(readme), " "), sureness(more).english()) {
		t.Error("an operation more is not written into README.md")
	}
	if again := writeCounts(readText(t, "README.md"), sureness(operations(t))); again != readText(t, "README.md") {
		t.Error("README.md changes when it is written anew: go test ./internal/conformance -update")
	}
}
