package page

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
)

// textLine is a line of a JWS header.
type textLine struct {
	Text    string
	Differs bool // from what the bank wants
}

// headerLines prints a JWS header with a member to a line, and marks those that
// differ.
func headerLines(header string, verdict journal.Verdict) []textLine {
	var text bytes.Buffer
	if json.Indent(&text, []byte(header), "", "  ") != nil {
		return []textLine{{Text: header}}
	}
	var lines []textLine
	for line := range strings.Lines(text.String()) {
		line = strings.TrimSuffix(line, "\n")
		lines = append(lines, textLine{line, slices.ContainsFunc(verdict.Differences, func(d journal.Difference) bool {
			return strings.HasPrefix(strings.TrimSpace(line), `"`+d.Member+`":`)
		})})
	}
	return lines
}
