package cli_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The options that the probe prints are those that the bank was made with, and it
// leaves nothing behind at the bank.
func TestProbe(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"))
	server := httptest.NewServer(bank)
	t.Cleanup(server.Close)
	d := newDesk(t)
	d.env["FREEDOMPAY_URL"], d.env["FREEDOMPAY_AUTH_ID"], d.env["FREEDOMPAY_KEY"] = server.URL, bank.AuthID(), bank.Key().Reveal()

	out := d.want(0, "Cards.Issue", "", "probe", "--rate", "1000")
	if want := `freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances")`; !strings.Contains(out, want) {
		t.Errorf("it does not print %s:\n%s", want, out)
	}
	if pending := bank.Pending(); pending != 0 {
		t.Errorf("%d commands were accepted", pending)
	}
	var report struct {
		Operations []struct {
			ID string `json:"operation"`
		} `json:"operations"`
	}
	if err := json.Unmarshal([]byte(d.want(0, "", "", "probe", "--rate", "1000", "--json")), &report); err != nil || len(report.Operations) < 40 {
		t.Errorf("%d operations, %v", len(report.Operations), err)
	}
}

func TestProbeIsNotBegun(t *testing.T) {
	d := newDesk(t)
	d.want(2, "counts as production", "", "probe", "--url", "https://api.freedompay.kz")
	d.want(2, "counts as production", "", "probe", "--url", "https://api.freedompay.kz", "--production", "--confirm", "api.freedompay.uz")
	d.env["FREEDOMPAY_KEY"] = ""
	d.want(2, "set FREEDOMPAY_AUTH_ID", "", "probe")
	if calls := d.sandbox.Partner("").Bank().CallCount(""); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
