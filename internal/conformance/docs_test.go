package conformance

import (
	"go/doc/comment"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// The packages whose documentation strangers read.
var published = []string{".", "contract", "probe", "freedompaytest", "durable", "freedompayotel"}

// widest is how many columns of a preformatted block the documentation site shows on
// a desktop without a scroll bar.
const widest = 100

// likeLink is what a reader takes for a link: an exported name in brackets.
var likeLink = regexp.MustCompile(`\[\*?(?:[\w/.-]+\.)?[A-Z]\w*(?:\.[A-Z]\w*)?\]`)

// Every exported name has a doc comment.
func TestExportedNamesAreDocumented(t *testing.T) {
	site := newSite()
	for _, folder := range published {
		for _, entry := range site.open(t, folder).entries {
			if !entry.member && strings.TrimSpace(entry.text) == "" {
				t.Errorf("%s: %s has no doc comment", folder, entry.name)
			}
		}
	}
}

// Every link of the documentation leads to something that exists, and every name in
// brackets is a link.
func TestDocumentationLinksResolve(t *testing.T) {
	site, links := newSite(), 0
	for _, folder := range published {
		shown := site.open(t, folder)
		for where, part := range shown.parts {
			switch p := part.(type) {
			case *comment.DocLink:
				links++
				if err := site.find(shown, p); err != nil {
					t.Errorf("%s: %s: %v", folder, where, err)
				}
			case comment.Plain:
				for _, found := range likeLink.FindAllString(string(p), -1) {
					t.Errorf("%s: %s: %s is not a link: mend the name, or write the import path as in [database/sql.Scanner]", folder, where, found)
				}
			}
		}
	}
	t.Logf("%d links", links)
	if links < 400 {
		t.Errorf("only %d links were found", links)
	}
}

// A preformatted block of the documentation fits the page.
func TestDocumentationFitsThePage(t *testing.T) {
	site, blocks := newSite(), 0
	for _, folder := range published {
		for where, part := range site.open(t, folder).parts {
			block, ok := part.(*comment.Code)
			if !ok {
				continue
			}
			blocks++
			for line := range strings.Lines(block.Text) {
				line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", "        ")
				if n := utf8.RuneCountInString(line); n > widest {
					t.Errorf("%s: %s: a line of %d columns in a preformatted block, want at most %d: %.40s", folder, where, n, widest, line)
				}
			}
		}
	}
	if blocks < 10 {
		t.Errorf("only %d preformatted blocks were found", blocks)
	}
}
