package control

import (
	"net/http"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The bodies of what the sandbox does with calls and time.
type (
	faultBody struct {
		On          string  `json:"on" doc:"The operation, such as Cards.Issue; empty for every call."`
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
		return 0, &refusal{http.StatusBadRequest, name + ": want a duration such as 2s or 24h"}
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

func listFaults(in *request) (any, error) {
	faults := []faultBody{}
	for _, f := range in.bank.ViewFaults() {
		faults = append(faults, faultView(f))
	}
	return map[string]any{"items": faults, "ways": Ways()}, nil
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
		return nil, &refusal{http.StatusBadRequest, "a server cannot refuse a connection: stop it instead"}
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
		return nil, &refusal{http.StatusBadRequest, "delay: say how long, such as 2s"}
	}
	err = in.bank.TryInject(freedompaytest.Fault{
		On: body.On, Do: freedompaytest.Mode(body.Do), Times: body.Times, Probability: body.Probability,
		AfterWork: body.AfterWork, Delay: delay, RetryAfter: retry, Code: body.Code,
		Status: body.Status, JSON: body.JSON, Copies: body.Copies,
	})
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err.Error()}
	}
	return listFaults(in)
}

func clearFaults(in *request) (any, error) {
	in.bank.ClearFaults()
	return listFaults(in)
}

func showSettling(in *request) (any, error) {
	view := in.bank.ViewSettling()
	return map[string]any{"after": view.After.String(), "hold": view.Held, "pending": view.Pending}, nil
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
	return showSettling(in)
}

func settle(in *request) (any, error) {
	settled := in.bank.Pending()
	in.bank.Settle()
	return map[string]int{"settled": settled}, nil
}

func showClock(in *request) (any, error) {
	return map[string]string{
		"now": in.sandbox.Clock.Now().Format(time.RFC3339Nano), "ahead": in.sandbox.Clock.Offset().String(),
	}, nil
}

// mostAdvance keeps the clock within years that JSON can write.
const mostAdvance = 10 * 366 * 24 * time.Hour

func advance(in *request) (any, error) {
	d, err := pause("advance", in.body.(*clockBody).Advance)
	if err != nil {
		return nil, err
	}
	if d <= 0 || d > mostAdvance-in.sandbox.Clock.Offset() {
		return nil, &refusal{http.StatusBadRequest, "advance: want more than nothing, and ten years at most"}
	}
	in.sandbox.Clock.Advance(d)
	return showClock(in)
}

func reset(in *request) (any, error) { return ok(in.sandbox.Reset()) }
