package control

import (
	"fmt"
	"strconv"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// FaultSentence says in a language which calls will fail, how, and until when.
func FaultSentence(lang string, f freedompaytest.Fault) string {
	on := ""
	if f.On != "" {
		on = sentence(lang, " of %s", f.On)
	}
	var calls string
	switch f.Times {
	case 0:
		calls = sentence(lang, "Every call%s", on)
	case 1:
		calls = sentence(lang, "The next call%s", on)
	default:
		calls = sentence(lang, "The next %d calls%s", f.Times, on)
	}
	text := calls + ": " + effect(lang, f)
	if f.Probability > 0 && f.Probability < 1 {
		text += sentence(lang, ", with a probability of %s", strconv.FormatFloat(f.Probability, 'g', -1, 64))
	}
	if f.Times == 0 {
		return text + sentence(lang, ". This ends when the faults are cleared.")
	}
	return text + "."
}

// effect says what happens to a call.
func effect(lang string, f freedompaytest.Fault) string {
	says := func(format string, args ...any) string { return sentence(lang, format, args...) }
	switch f.Do {
	case freedompaytest.DropBefore:
		return says("the connection breaks and nothing is done")
	case freedompaytest.DropAfter:
		return says("the work is done and the answer is lost")
	case freedompaytest.DropMidway:
		return says("the work is done and the connection breaks halfway through the answer")
	case freedompaytest.DelayBefore:
		return says("the work begins %s later", f.Delay)
	case freedompaytest.DelayAfter:
		return says("the work is done and the answer comes %s later", f.Delay)
	case freedompaytest.Refuse:
		return says("refused with code %s", f.Code) + work(lang, f)
	case freedompaytest.EmptyBody:
		return says("the work is done and the answer is empty")
	case freedompaytest.TruncatedJSON:
		return says("the work is done and half of the answer comes")
	case freedompaytest.JSONArray:
		return says("the work is done and the answer comes in an array")
	case freedompaytest.HugeAnswer:
		return says("the work is done and the answer has 100 MB")
	case freedompaytest.DeliverLate:
		return says("a proxy gives up, and delivers the request %s later", f.Delay)
	case freedompaytest.Repeat:
		return says("a proxy delivers the request %d times", max(f.Copies, 2))
	case freedompaytest.BlockRequest:
		return says("a proxy answers HTTP %d and nothing is done", proxyStatus(f))
	case freedompaytest.BlockAnswer:
		return says("the work is done and a proxy answers HTTP %d", proxyStatus(f))
	case freedompaytest.AnswerTwice:
		return says("the answer is sent twice over its connection")
	}
	return fmt.Sprintf("HTTP %s", f.Do) + work(lang, f)
}

// work says whether the work is done before a call is refused.
func work(lang string, f freedompaytest.Fault) string {
	if f.AfterWork {
		return sentence(lang, ", after the work is done")
	}
	return sentence(lang, ", and nothing is done")
}

// proxyStatus is what a proxy that blocks answers.
func proxyStatus(f freedompaytest.Fault) int {
	if f.Status == 0 {
		return 403
	}
	return f.Status
}
