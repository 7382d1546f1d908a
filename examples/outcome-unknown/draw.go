package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// draw shows the calls since the last drawing as the bank saw them.
func (s *stage) draw() {
	for _, call := range s.bank.Calls()[s.drawn:] {
		s.drawn++
		drawCall(call)
	}
}

// drawCall draws the way there and the way back.
func drawCall(call freedompaytest.Call) {
	said := call.Operation
	if call.RequestID != "" {
		said += " " + call.RequestID[:8]
	}
	switch {
	case call.Fault == freedompaytest.DropBefore:
		line(cut(said), "never arrives")
	case call.Fault == freedompaytest.DropAfter && call.Code == "":
		line(there(said), "done")
		line(lost("accepted"), "the answer is lost")
	case call.Fault == freedompaytest.DropAfter:
		line(there(said), call.Code+", known already")
		line(lost(call.Code), "the answer is lost")
	case call.Code != "":
		line(there(said), "")
		line(back("refused: "+call.Code), meaning(call.Code))
	default:
		line(there(said), "")
		line(back("ok"), "")
	}
}

// meaning puts the two refusals of this story into words.
func meaning(code string) string {
	return map[string]string{"12002": "known already", "12004": "never heard of it"}[code]
}

// line draws one line between the two.
func line(arrow, aside string) {
	fmt.Println(strings.TrimRight("    you "+arrow+" bank   "+aside, " "))
}

// width is that of an arrow.
const width = 46

func there(text string) string { return "──── " + text + " " + dashes(text, 7) + "▶" }
func back(text string) string  { return "◀" + dashes(text, 7) + " " + text + " ────" }
func lost(text string) string {
	return strings.Repeat(" ", 10) + "✗" + dashes(text, 17) + " " + text + " ────"
}
func cut(text string) string {
	return "──── " + text + " " + dashes(text, 17) + "✗" + strings.Repeat(" ", 10)
}

// dashes fills what a text and n more characters leave of an arrow.
func dashes(text string, n int) string {
	return strings.Repeat("─", max(width-utf8.RuneCountInString(text)-n, 1))
}
