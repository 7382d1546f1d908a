package control

import (
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The bodies of what the sandbox does with calls and time.
type (
	faultBody struct {
		On          string  `json:"on" doc:"The operation, such as Cards.Issue; empty or * for every call."`
		Do          string  `json:"do" doc:"The way of failing; GET faults lists them."`
		Times       int     `json:"times" doc:"How many calls fail; 0 for all of them."`
		Probability float64 `json:"probability" doc:"That a call fails; 0 for certain."`
		AfterWork   bool    `json:"after_work" doc:"Makes 429, 5xx, a redirect and refuse do the work first."`
		Delay       string  `json:"delay" doc:"Of a delay, such as 2s."`
		RetryAfter  string  `json:"retry_after" doc:"In the header of 429 and 5xx, such as 2s."`
		Code        string  `json:"code" doc:"Of refuse, such as 9999."`
		Status      int     `json:"status" doc:"HTTP status of what a proxy answers."`
		JSON        string  `json:"json" doc:"What a proxy answers instead of a page."`
		Copies      int     `json:"copies" doc:"How often a request is delivered."`
	}
	settlingBody struct {
		Hold  *bool  `json:"hold" doc:"true keeps commands in process; false lets them settle again."`
		After string `json:"after" doc:"How long a command stays in process, such as 2s."`
	}
	clockBody struct {
		Advance string `json:"advance" doc:"How much time passes, such as 24h."`
	}
)

// pause reads a duration; an empty text is zero.
func pause(name, text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, no(http.StatusBadRequest, `%s: "%s" is no duration; write one such as 2s or 24h`, name, text)
	}
	return d, nil
}

// faultView returns a fault to come, as the control plane writes it.
func faultView(f freedompaytest.Fault) faultBody {
	view := faultBody{On: f.On, Do: string(f.Do), Times: f.Times, Probability: f.Probability, AfterWork: f.AfterWork, Code: f.Code, Status: f.Status, JSON: f.JSON, Copies: f.Copies}
	if f.Delay > 0 {
		view.Delay = f.Delay.String()
	}
	if f.RetryAfter > 0 {
		view.RetryAfter = f.RetryAfter.String()
	}
	return view
}

func listFaults(in *request) (any, error) { return faults(in), nil }

func faults(in *request) map[string]any {
	list := []faultBody{}
	for _, f := range in.bank.ViewFaults() {
		list = append(list, faultView(f))
	}
	return map[string]any{"items": list, "ways": Ways()}
}

// Ways returns the ways of failing that a server can have.
func Ways() []freedompaytest.Mode {
	ways := []freedompaytest.Mode{}
	for _, mode := range freedompaytest.Modes() {
		if mode != freedompaytest.RefuseConnection {
			ways = append(ways, mode)
		}
	}
	return ways
}

func inject(in *request) (any, error) {
	body := in.body.(*faultBody)
	if freedompaytest.Mode(body.Do) == freedompaytest.RefuseConnection {
		return nil, no(http.StatusBadRequest, "do: a server cannot refuse a connection; stop it instead")
	}
	delay, err := pause("delay", body.Delay)
	if err != nil {
		return nil, err
	}
	retry, err := pause("retry_after", body.RetryAfter)
	if err != nil {
		return nil, err
	}
	if mode := freedompaytest.Mode(body.Do); delay == 0 && (mode == freedompaytest.DelayBefore || mode == freedompaytest.DelayAfter) {
		return nil, no(http.StatusBadRequest, `delay: "%s" needs one, such as 2s`, body.Do)
	}
	if body.On == "*" {
		body.On = ""
	}
	fault := freedompaytest.Fault{
		On: body.On, Do: freedompaytest.Mode(body.Do), Times: body.Times, Probability: body.Probability,
		AfterWork: body.AfterWork, Delay: delay, RetryAfter: retry, Code: body.Code,
		Status: body.Status, JSON: body.JSON, Copies: body.Copies,
	}
	if err := in.bank.TryInject(fault); err != nil {
		refused := plainly(err)
		refused.status = http.StatusBadRequest
		return nil, refused
	}
	return in.doneWith(faults(in), "%s", FaultSentence(Language(in.Request), fault))
}

func clearFaults(in *request) (any, error) {
	in.bank.ClearFaults()
	return in.doneWith(faults(in), "No more calls will fail.")
}

func showSettling(in *request) (any, error) { return settling(in), nil }

func settling(in *request) map[string]any {
	view := in.bank.ViewSettling()
	return map[string]any{"after": view.After.String(), "hold": view.Held, "pending": view.Pending}
}

func setSettling(in *request) (any, error) {
	body := in.body.(*settlingBody)
	if body.After != "" {
		after, err := pause("after", body.After)
		if err != nil {
			return nil, err
		}
		in.bank.SetSettleAfter(after)
	}
	if body.Hold != nil {
		in.bank.HoldSettling(*body.Hold)
	}
	view := in.bank.ViewSettling()
	if view.Held {
		return in.doneWith(settling(in), "Settling is held: commands stay in process until it goes on.")
	}
	return in.doneWith(settling(in), "Settling goes on: a command settles %s after it is accepted.", view.After)
}

func settle(in *request) (any, error) {
	settled := in.bank.Pending()
	in.bank.Settle()
	if settled == 0 {
		return in.doneWith(map[string]any{"settled": 0}, "No command was waiting.")
	}
	return in.doneWith(map[string]any{"settled": settled}, "Commands settled: %d.", settled)
}

func showClock(in *request) (any, error) { return clock(in), nil }

func clock(in *request) map[string]any {
	return map[string]any{
		"now": in.sandbox.Clock.Now().Format(time.RFC3339Nano), "ahead": in.sandbox.Clock.Offset().String(),
	}
}

// mostAdvance keeps the clock within years that JSON can write.
const mostAdvance = 10 * 366 * 24 * time.Hour

func advance(in *request) (any, error) {
	d, err := pause("advance", in.body.(*clockBody).Advance)
	if err != nil {
		return nil, err
	}
	if d <= 0 || d > mostAdvance-in.sandbox.Clock.Offset() {
		return nil, no(http.StatusBadRequest, "advance: the clock goes forward only, and ten years at most; write a duration such as 24h")
	}
	in.sandbox.Clock.Advance(d)
	return in.doneWith(clock(in), "The sandbox's clock shows %s now.", in.sandbox.Clock.Now().Format("2006-01-02 15:04"))
}

func reset(in *request) (any, error) {
	if err := in.sandbox.Reset(); err != nil {
		return nil, err
	}
	return in.done("Everything is as at the beginning, also the clock, settling and faults, and the journal of calls is empty.")
}
