package probe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/probe"
)

// between stands between the caller and a bank. It answers what it has an answer
// for; everything else passes.
type between struct {
	bank   *freedompaytest.Bank
	answer func(path string) (status int, body string, ok bool)
}

func (b between) RoundTrip(r *http.Request) (*http.Response, error) {
	if status, body, ok := b.answer(r.URL.Path); ok {
		_ = r.Body.Close()
		return &http.Response{
			StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r,
		}, nil
	}
	return b.bank.Transport().RoundTrip(r)
}

// through probes a bank behind something.
func through(t *testing.T, answer func(path string) (int, string, bool)) *probe.Report {
	t.Helper()
	bank := freedompaytest.New()
	before := state(bank)
	report := probed(t, func() probe.Config {
		cfg := configOf(bank)
		cfg.HTTPClient = &http.Client{Transport: between{bank, answer}}
		return cfg
	})
	unchanged(t, bank, before)
	return report
}

const htmlPage = "<!DOCTYPE html><html><body>canary</body></html>"

// What a host may answer for some operations, and what is made of it.
func TestAnswersOfOthers(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   probe.Verdict
	}{
		"404 with a page":                    {404, htmlPage, probe.Missing},
		"404 with JSON":                      {404, `{"timestamp":1,"status":404,"error":"Not Found"}`, probe.Missing},
		"405":                                {405, ``, probe.Missing},
		"410":                                {410, ``, probe.Missing},
		"a page in place of one path":        {200, htmlPage, probe.Missing},
		"403 of a proxy":                     {403, htmlPage, probe.Unclear},
		"403 with JSON":                      {403, `{"message":"forbidden"}`, probe.Unclear},
		"400 without a code":                 {400, `{"error":"bad request"}`, probe.Unclear},
		"a redirect":                         {307, ``, probe.Unclear},
		"JSON of something else":             {200, `{"status":"error"}`, probe.Unclear},
		"an array":                           {200, `[{"status":"error","error_code":"12001"}]`, probe.Unclear},
		"two objects":                        {200, `{"status":"error","error_code":"12001"}{}`, probe.Unclear},
		"text":                               {200, `OK`, probe.Unclear},
		"nothing":                            {200, ``, probe.Unclear},
		"a code of another dialect":          {200, `{"status":"error","error_code":"1001"}`, probe.Unclear},
		"a code with another status of HTTP": {404, `{"status":"error","error_code":"12001"}`, probe.Answers},
		"a code under another name":          {400, `{"status":"error","error":{"code":12001}}`, probe.Answers},
		"a refusal without a code":           {200, `{"status":"error","dt":"2026-11-21T10:00:00+05:00"}`, probe.Answers},
		"a code that is not listed":          {200, `{"status":"error","error_code":12099,"dt":"2026-11-21T10:00:00+05:00"}`, probe.Answers},
		"signature refused":                  {401, htmlPage, probe.Unsigned},
		"in trouble":                         {503, htmlPage, probe.Unclear},
		"too many":                           {429, ``, probe.Unclear},
		"later":                              {200, `{"status":"error","error_code":"9999"}`, probe.Unclear},
	} {
		t.Run(name, func(t *testing.T) {
			report := through(t, func(path string) (int, string, bool) {
				return test.status, test.body, strings.HasPrefix(path, "/v5/card-api/card/s") // some documented, some not
			})
			some := 0
			for _, o := range report.Operations {
				want := probe.Answers
				if strings.HasPrefix(o.Documented, "/v5/card-api/card/s") {
					want = test.want
					if o.ID == "Cards.SecretData" || o.ID == "Cards.SecretDataV2" { // with alternatives elsewhere
						if o.Verdict == probe.Answers && test.want != probe.Answers {
							t.Errorf("%s: %+v", o.ID, o)
						}
						continue
					}
					some++
				}
				if o.Verdict != want {
					t.Errorf("%s: %s, want %s: %+v", o.ID, o.Verdict, want, o.Tries)
				}
			}
			if some != 3 { // SetPIN, Statement, StatementExtended
				t.Errorf("%d operations", some)
			}
			if text := printed(t, report); strings.Contains(text, "canary") {
				t.Error("the report holds what was answered")
			}
		})
	}
}

// A portal answers every path with the same page: that proves nothing of any path.
func TestPortal(t *testing.T) {
	report := through(t, func(string) (int, string, bool) { return 200, htmlPage, true })
	for _, o := range report.Operations {
		if o.Verdict != probe.Unclear {
			t.Errorf("%s: %s", o.ID, o.Verdict)
		}
	}
}

// A page in place of the operation that is looked for first is a missing path, as
// the report knows in the end.
func TestPageAtFirst(t *testing.T) {
	report := through(t, func(path string) (int, string, bool) {
		return 200, htmlPage, slices.Contains([]string{"/v5/card-api/card/activate", "/v5/card-api/card/open", "/v5/card-api/card/activation"}, path)
	})
	if o := report.Operations[0]; o.ID != "Cards.Activate" || o.Verdict != probe.Missing || len(o.Tries) != 3 {
		t.Errorf("%+v", o)
	}
}

// A host that answers every path in the words of the API proves nothing either,
// unless what an operation gets is something else.
func TestCatchAll(t *testing.T) {
	report := through(t, func(path string) (int, string, bool) {
		return 200, `{"status":"error","error_code":"12001"}`, strings.HasPrefix(path, "/v5/card-api") && path != "/v5/card-api/card/info" ||
			strings.HasPrefix(path, "/v5/card-api/probe")
	})
	for _, o := range report.Operations {
		want := probe.Answers
		if strings.HasPrefix(o.Documented, "/v5/card-api") {
			want = probe.Unclear
		}
		if o.ID == "Cards.ValidateCardholder" { // its alternative is in another part
			continue
		}
		if o.Verdict != want {
			t.Errorf("%s: %s, want %s: %+v", o.ID, o.Verdict, want, o.Tries)
		}
	}
	if report.Parts[0].UnknownPath != probe.Answers || report.Parts[0].WrongKey != probe.Answers {
		t.Errorf("%+v", report.Parts[0])
	}
}

// A host that cannot be reached is left alone after a few tries.
func TestUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.RefuseConnection})
		report, err := probe.Run(t.Context(), configOf(bank))
		if !errors.Is(err, probe.ErrStopped) {
			t.Fatal(err)
		}
		for i, o := range report.Operations {
			if want := map[bool]probe.Verdict{true: probe.Unclear, false: probe.NotTried}[i < 4]; o.Verdict != want {
				t.Errorf("%s: %s, want %s", o.ID, o.Verdict, want)
			}
		}
		if report.Calls != 4*3 || report.Ended == "" || report.Patch != nil || len(report.Options) > 0 {
			t.Errorf("%+v", report)
		}
	})
}

// A host in trouble is asked again, later and later, and more slowly when it asks
// for that.
func TestBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(
			freedompaytest.Fault{On: "Cards.Info", Do: freedompaytest.TooManyRequests, RetryAfter: 20 * time.Second, Times: 2},
			freedompaytest.Fault{On: "Cards.Link", Do: freedompaytest.BadGateway},
		)
		report, err := probe.Run(t.Context(), configOf(bank))
		if err != nil {
			t.Fatal(err)
		}
		if o := found(t, report, "Cards.Info"); o.Verdict != probe.Answers || o.Tries[0].Calls != 3 {
			t.Errorf("%+v", o)
		}
		if o := found(t, report, "Cards.Link"); o.Verdict != probe.Unclear || o.Tries[0].Calls != 3 || o.Tries[0].HTTPStatus != 502 {
			t.Errorf("%+v", o)
		}
		calls := bank.Calls()
		for i := range calls[1:] {
			a, b := calls[i], calls[i+1]
			pause, least := b.Time.Sub(a.Time), 100*time.Millisecond
			switch {
			case a.Operation == "Cards.Info" && a.Status == 429:
				least = 20 * time.Second
			case a.Operation == "Cards.Link" && b.Operation == "Cards.Link":
				least = time.Second
			case i > 30: // after both 429
				least = 400 * time.Millisecond
			}
			if pause < least {
				t.Errorf("%s came %v after %s, want %v", b.Operation, pause, a.Operation, least)
			}
		}
	})
}

// A host that wants fewer calls whatever it is asked is left alone too, later.
func TestAlwaysInTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.TooManyRequests})
		report, err := probe.Run(t.Context(), configOf(bank))
		if !errors.Is(err, probe.ErrStopped) || report.Calls != 12*3 {
			t.Fatal(err, report.Calls)
		}
		if o := report.Operations[11]; o.Verdict != probe.Unclear || o.Tries[0].HTTPStatus != 429 {
			t.Errorf("%+v", o)
		}
	})
}

// A bank that accepts a command without any identifier is not asked further.
func TestAcceptedCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		cfg := configOf(bank)
		cfg.HTTPClient.Transport = between{bank, func(path string) (int, string, bool) {
			return 200, `{"status":"ok","request_status":"process","dt":"2026-11-21T10:00:00+05:00"}`, path == "/v5/card-api/card/close"
		}}
		report, err := probe.Run(t.Context(), cfg)
		if !errors.Is(err, probe.ErrStopped) || !strings.Contains(err.Error(), "Cards.Close") {
			t.Fatal(err)
		}
		if o := found(t, report, "Cards.Info"); o.Verdict != probe.NotTried {
			t.Errorf("%+v", o)
		}
	})
}

// hanging never answers until the call is given up.
type hanging struct{}

func (hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// A host that never answers is given up, also with a caller's client that waits
// for ever, and a context ends what is under way.
func TestHanging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := configOf(freedompaytest.New())
		cfg.HTTPClient.Transport = hanging{}
		started := time.Now()
		if _, err := probe.Run(t.Context(), cfg); !errors.Is(err, probe.ErrStopped) || time.Since(started) > 10*time.Minute {
			t.Error(err, time.Since(started))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started = time.Now()
		report, err := probe.Run(ctx, cfg)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != time.Second || report.Operations[0].Verdict != probe.NotTried {
			t.Error(err, time.Since(started))
		}
	})
}
