package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBar(t *testing.T) {
	for _, test := range []struct {
		issued, sent, total int
		want                string
	}{
		{0, 0, 10, strings.Repeat(" ", 40)},
		{0, 10, 10, strings.Repeat("▒", 40)},
		{5, 7, 10, strings.Repeat("█", 20) + strings.Repeat("▒", 8) + strings.Repeat(" ", 12)},
		{7, 5, 10, strings.Repeat("█", 28) + strings.Repeat(" ", 12)},
		{10, 10, 10, strings.Repeat("█", 40)},
	} {
		if got := bar(test.issued, test.sent, test.total); got != test.want {
			t.Errorf("bar(%d, %d, %d) = %q", test.issued, test.sent, test.total, got)
		}
	}
}

// On a terminal the bar is redrawn on its line.
func TestProgressOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := progress{out: &out, terminal: true, total: 2}
	p.sent()
	p.issued(2)
	p.end()
	text := out.String()
	if !strings.HasPrefix(text, "\r["+strings.Repeat("▒", 20)) || strings.Count(text, "\n") != 1 ||
		!strings.HasSuffix(text, "\r["+strings.Repeat("█", 40)+"] 2 of 2 issued\n") {
		t.Errorf("%q", text)
	}
}

// Elsewhere each tenth is a line, and a run that goes on does not repeat any.
func TestProgressElsewhere(t *testing.T) {
	var out bytes.Buffer
	p := progress{out: &out, total: 20, there: 10, tenth: 5}
	for cards := 11; cards <= 14; cards++ {
		p.issued(cards)
	}
	p.end()
	if want := "12 of 20 issued\n14 of 20 issued\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// A file that this program did not write is refused and stays as it is.
func TestForeignFile(t *testing.T) {
	for _, text := range []string{"", "host a\nclient 1\n", "shopping list\n", "host a\nclient 1\nshopping", "host a\nclient 1\nplan 1\n", "host a\nclient 1\npaid 0b6a3f04-3f0c-4f0c-9d4f-0d6a35a0f0aa 1\n"} {
		path := filepath.Join(t.TempDir(), "state")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readPlan(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", text, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Errorf("%q became %q, %v", text, after, err)
		}
	}
}
