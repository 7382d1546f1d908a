package serve_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/serve"
)

// No secret stands where nobody asked for it: in the log, in the list of calls,
// in a call or in an error, on the page or in the control plane, also when a
// partner has put it where it does not belong.
func TestSecretsStayCovered(t *testing.T) {
	r := run(t, serve.DefaultLimits(), true)
	bank := r.sandbox.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	printed, _ := bank.ViewCardSecrets(card)
	pan, cvv := printed.Number.Reveal(), printed.CVV.Reveal()
	const pin = "c2VjcmV0IHBpbiBpbiBjaXBoZXI="
	base := "http://" + r.address
	try := func(operation, body, mistake string) {
		post(t, base+"/_bank/try", `{"operation":"`+operation+`","text":`+strconv.Quote(body)+`,"mistake":"`+mistake+`"}`)
	}
	try("Cards.SecretData", `{"card_id":"`+card+`"}`, "")
	try("Cards.SetPIN", `{"card_id":"`+card+`","pin":"`+pin+`"}`, "")
	try("Cards.Info", `{"card_id":"`+pan+`"}`, "") // a number instead of an id
	try("Cards.Info", `{"card_id":"`+card+`","`+pan+`":1,"CVV":"`+cvv+`"}`, "")
	try("Cards.Info", `{"card_id":"`+pan+`"`, "") // no JSON
	try("Cards.Info", `{"card_number":"`+pan+`","cvv":"`+cvv+`"}`, "key")
	try("GiftCards.Issue", `{"cardholder_name":"A","phone":77010000001,"product_code":101}`, "")
	gift := bank.ViewGiftCards(freedompaytest.Window{}).Items[0]
	try("GiftCards.Confirm", `{"otp":"`+gift.OTP+`"}`, "")
	post(t, base+"/v5/card-api/"+pan, `{"pan":"`+pan+`"}`)
	post(t, base+"/_bank/cards/"+pan+"/fund", `{"amount":"`+pan+`0000"}`)

	shown := map[string]string{}
	for _, path := range []string{"/", "/?failed=1", "/cards", "/cards/" + card, "/commands", "/conditions", "/_bank/", "/_bank/calls", "/_bank/cards", "/_bank/cards/" + card, "/_bank/partners", "/_bank/requests"} {
		shown[path] = read(t, base+path)
	}
	_, total := r.sandbox.Journal.Len()
	for id := int64(1); id <= total; id++ {
		for _, path := range []string{"/calls/", "/_bank/calls/"} {
			path += strconv.FormatInt(id, 10)
			shown[path] = read(t, base+path)
		}
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	shown["log"] = r.log.String()
	if strings.Count(shown["log"], "\n") != int(total) || total != 9 {
		t.Fatalf("%d calls, logged is\n%s", total, shown["log"])
	}
	for path, text := range shown {
		for name, secret := range map[string]string{"PAN": pan, "CVV": `"` + cvv + `"`, "CVV in HTML": "&#34;" + cvv + "&#34;", "PIN": pin, "OTP": gift.OTP, "key": "sandbox-key"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds the %s:\n%s", path, name, text)
			}
		}
	}
	if !strings.Contains(shown["/_bank/calls/1"], "••••••") {
		t.Errorf("nothing is covered in %s", shown["/_bank/calls/1"])
	}
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	return answer(t, http.MethodPost, url, body)
}

func read(t *testing.T, url string) string {
	t.Helper()
	return answer(t, http.MethodGet, url, "")
}

func answer(t *testing.T, method, url, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
