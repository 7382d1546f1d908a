package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

// faultUsage explains the flag.
func faultUsage() string {
	var text strings.Builder
	text.WriteString("make calls fail: `operation=way[:option]...`, may be given often; * is every operation.\nThe ways are")
	for i, mode := range control.Ways() {
		if i%4 == 0 {
			text.WriteString("\n ")
		}
		fmt.Fprintf(&text, " %q", string(mode))
	}
	text.WriteString("\nand the options: a probability (0.2), how many calls fail (3x), how long to delay or\n" +
		"what Retry-After says (2s), the code to refuse with (code 9999), and for an HTTP status\n" +
		"or a refusal that the work is done all the same (done)")
	return text.String()
}

// parseFaults reads the faults of the command line.
func parseFaults(texts []string) ([]freedompaytest.Fault, error) {
	var faults []freedompaytest.Fault
	for _, text := range texts {
		fault, err := parseFault(text)
		if err != nil {
			return nil, usage("--fault %q: %w", text, err)
		}
		faults = append(faults, fault)
	}
	return faults, nil
}

// parseFault reads such as Cards.Issue=drop after the work:0.2.
func parseFault(text string) (fault freedompaytest.Fault, err error) {
	operation, rest, ok := strings.Cut(text, "=")
	if !ok {
		return fault, errors.New("want operation=way, such as Cards.Issue=drop after the work")
	}
	way, options, _ := strings.Cut(rest, ":")
	fault.Do = freedompaytest.Mode(strings.TrimSpace(way))
	if operation = strings.TrimSpace(operation); operation != "*" {
		fault.On = operation
	}
	if fault.Do == freedompaytest.RefuseConnection {
		return fault, errors.New("a server cannot refuse a connection: stop it instead")
	}
	for option := range strings.SplitSeq(options, ":") {
		if option = strings.TrimSpace(option); option != "" && !readOption(&fault, option) {
			return fault, fmt.Errorf("%q is no option: want 0.2, 3x, 2s, code 9999 or done", option)
		}
	}
	if (fault.Do == freedompaytest.DelayBefore || fault.Do == freedompaytest.DelayAfter) && fault.Delay == 0 {
		return fault, errors.New("say how long to delay, such as :2s")
	}
	return fault, nil
}

// readOption reads one option and reports whether it is one.
func readOption(fault *freedompaytest.Fault, option string) bool {
	if option == "done" {
		fault.AfterWork = true
		return true
	}
	if code, ok := strings.CutPrefix(option, "code "); ok {
		fault.Code = code
		return true
	}
	if times, ok := strings.CutSuffix(option, "x"); ok {
		n, err := strconv.Atoi(times)
		fault.Times = n
		return err == nil && n > 0
	}
	if probability, err := strconv.ParseFloat(option, 64); err == nil {
		fault.Probability = probability
		return probability > 0 && probability <= 1
	}
	d, err := time.ParseDuration(option)
	fault.Delay, fault.RetryAfter = d, d // the bank looks at the one that fits
	return err == nil && d > 0
}

// describe lists the faults.
func describe(faults []freedompaytest.Fault) string {
	var list strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&list, "  %s: %s", cmp.Or(f.On, "every call"), f.Do)
		if f.Probability > 0 {
			fmt.Fprintf(&list, ", with probability %v", f.Probability)
		}
		if f.Times > 0 {
			fmt.Fprintf(&list, ", %d times", f.Times)
		}
		if f.Delay > 0 {
			fmt.Fprintf(&list, ", %v", f.Delay)
		}
		if f.Code != "" {
			fmt.Fprintf(&list, ", code %s", f.Code)
		}
		if f.AfterWork {
			list.WriteString(", after the work")
		}
		list.WriteString("\n")
	}
	return list.String()
}
