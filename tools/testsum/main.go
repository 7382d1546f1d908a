// Testsum reads what go test -json writes and prints what a person wants of it:
// a line for each package, the output of what failed, why a test was skipped,
// and how many ran. It fails if a test failed, and if none ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// An event is one line of go test -json: see go doc test2json.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

// A summary is what was read so far.
type summary struct {
	out            io.Writer
	output         map[string][]string // of each package, and of each of its tests
	passed, failed int
	skipped        []string
	racing         bool // within a report of the race detector
}

func main() {
	s := summary{out: os.Stdout, output: map[string][]string{}}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			s.read(line)
		}
		if err != nil {
			break
		}
	}
	if !s.end() {
		os.Exit(1)
	}
}

// read takes one line, of JSON or not.
func (s *summary) read(line string) {
	var e event
	if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		fmt.Fprint(s.out, line)
		return
	}
	key := e.Package + e.ImportPath + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		s.race(e.Output)
		s.output[key] = append(s.output[key], e.Output)
		return
	case "pass", "skip", "fail", "build-fail":
		defer delete(s.output, key)
	default:
		return
	}
	switch {
	case strings.HasSuffix(e.Action, "fail"):
		s.failed++
		s.print(key)
	case e.Test == "":
		s.packageLine(key)
	case e.Action == "skip":
		s.skipped = append(s.skipped, strings.TrimPrefix(e.Package+"."+e.Test, "github.com/freedompay-go/")+s.reason(key))
	case !strings.Contains(e.Test, "/"):
		s.passed++
	}
}

// race prints what the race detector reports, which may stand among the output of
// a test that passes.
func (s *summary) race(line string) {
	if strings.Contains(line, "WARNING: DATA RACE") {
		s.racing = true
	}
	if s.racing {
		fmt.Fprint(s.out, line)
	}
	if strings.HasPrefix(line, "=====") {
		s.racing = false
	}
}

// packageLine prints the line of a package that passed.
func (s *summary) packageLine(key string) {
	for _, line := range s.output[key] {
		if strings.HasPrefix(line, "ok ") {
			fmt.Fprint(s.out, line)
		}
	}
}

// print prints all that a package or a test has written.
func (s *summary) print(key string) {
	for _, line := range s.output[key] {
		fmt.Fprint(s.out, line)
	}
}

// reason returns what a skipped test said.
func (s *summary) reason(key string) string {
	var words []string
	for _, line := range s.output[key] {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			words = append(words, line)
		}
	}
	return ": " + strings.Join(words, " ")
}

// end prints the total and tells whether it is good.
func (s *summary) end() bool {
	for _, test := range s.skipped {
		fmt.Fprintln(s.out, "skipped", test)
	}
	fmt.Fprintf(s.out, "%d tests passed, %d skipped, %d failures\n", s.passed, len(s.skipped), s.failed)
	if s.passed == 0 {
		fmt.Fprintln(s.out, "no test ran, which is no success")
	}
	return s.failed == 0 && s.passed > 0
}
