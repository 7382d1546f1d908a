package page

import (
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

const createClient = `{"request_id":"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12","product_id":1000,"client":{"phone":77010000001}}`

// A command whose settling is held has no time at which it will settle.
func TestHeldCommandHasNoTime(t *testing.T) {
	s := newSandbox(t)
	h, bank := New(s, control.Guard{}), s.Partner("").Bank()
	try(t, control.New(s), "Clients.Create", createClient, "")
	for _, held := range []bool{false, true} {
		bank.HoldSettling(held)
		for _, path := range []string{"/commands", "/commands/b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a12"} {
			text := get(t, h, path).Body.String()
			if strings.Contains(text, "on hold") != held || strings.Contains(text, ">due ") == held {
				t.Errorf("%s, held %t: %s", path, held, text)
			}
		}
		if text := get(t, h, "/conditions").Body.String(); strings.Contains(text, "Commands settle after 1 h.") == held {
			t.Errorf("conditions, held %t: %s", held, text)
		}
	}
	if text := get(t, h, "/conditions", "Cookie", "lang=ru").Body.String(); !strings.Contains(text, "Исполнение приостановлено") {
		t.Errorf("in Russian: %s", text)
	}
}

// An answer that was cut off, or never left, does not look like a good one.
func TestAnswersThatWereCut(t *testing.T) {
	s := newSandbox(t)
	h := New(s, control.Guard{})
	s.Partner("").Bank().Inject(freedompaytest.Fault{Do: freedompaytest.DropMidway, Times: 1}, freedompaytest.Fault{Do: freedompaytest.DropAfter, Times: 1})
	try(t, control.New(s), "GiftCards.List", "{}", "")
	for _, path := range []string{"/", "/calls/1"} {
		if text := get(t, h, path).Body.String(); !strings.Contains(text, "answer cut off") || strings.Contains(text, "answered") || strings.Contains(text, ">OK<") {
			t.Errorf("%s: %s", path, text)
		}
	}
	try(t, control.New(s), "GiftCards.Issue", `{"cardholder_name":"A","phone":77010000001,"product_code":101}`, "")
	if text := get(t, h, "/calls/2").Body.String(); !strings.Contains(text, "may do it a second time") || !strings.Contains(text, `<a href="/gift-cards">Gift cards</a></p>`) {
		t.Errorf("a lost gift card: %s", text)
	}
}

// When the clocks differ, the page says which one a time is by, and how far ahead the
// sandbox's is.
func TestTwoClocks(t *testing.T) {
	s := newSandbox(t)
	h := New(s, control.Guard{})
	try(t, control.New(s), "GiftCards.List", "{}", "")
	if text := get(t, h, "/calls/1").Body.String(); strings.Contains(text, "machine's clock") || strings.Contains(text, "machine&#39;s clock") {
		t.Errorf("there is one clock: %s", text)
	}
	s.Clock.Advance(1465 * time.Hour)
	for lang, says := range map[string][2]string{
		"en": {"by the machine's clock", "ahead by 61 d 1 h"}, "ru": {"по часам компьютера", "впереди на 61 д 1 ч"},
	} {
		text := strings.ReplaceAll(get(t, h, "/calls/1", "Cookie", "lang="+lang).Body.String(), "&#39;", "'")
		if !strings.Contains(text, says[0]) || !strings.Contains(text, says[1]) {
			t.Errorf("%s: %s", lang, text)
		}
	}
}

// A time that is not today's has its day.
func TestClockHasTheDay(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time][2]string{
		now:                      {"12:00:00.000", "12:00:00.000"},
		now.Add(24 * time.Hour):  {"3 Mar 12:00:00", "03.03 12:00:00"},
		now.Add(-13 * time.Hour): {"1 Mar 23:00:00", "01.03 23:00:00"},
	} {
		if got := [2]string{clock("en", at, now), clock("ru", at, now)}; got != want {
			t.Errorf("%v: %q", at, got)
		}
	}
	day := func(d time.Duration) freedompaytest.MovementView {
		return freedompaytest.MovementView{At: now.Add(d), Currency: "KZT", Amount: "1.00", Balance: "1.00"}
	}
	if p := plot([]freedompaytest.MovementView{day(time.Minute), day(0)}, "KZT"); p.From != "12:00:00" || p.To != "12:01:00" {
		t.Errorf("a plot of a minute is from %s to %s", p.From, p.To)
	}
	if p := plot([]freedompaytest.MovementView{day(720 * time.Hour), day(0)}, "KZT"); p.From != "2026-03-02" || p.To != "2026-04-01" {
		t.Errorf("a plot of a month is from %s to %s", p.From, p.To)
	}
}

// A purchase shows the shop and the code that were given.
func TestPurchaseShowsTheShop(t *testing.T) {
	s := newSandbox(t)
	h, bank := New(s, control.Guard{}), s.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if err := bank.Fund(card, "100", "KZT"); err != nil {
		t.Fatal(err)
	}
	if _, err := bank.Purchase(freedompaytest.Purchase{CardID: card, Amount: "10", Currency: "KZT", MCC: 5814, Merchant: map[string]any{"name": "<Tea>"}}); err != nil {
		t.Fatal(err)
	}
	if text := get(t, h, "/cards/"+card).Body.String(); !strings.Contains(text, `&lt;Tea&gt; · MCC 5814`) {
		t.Errorf("the card shows %s", text)
	}
	if found := bank.ViewTransactions("", freedompaytest.Window{Search: "tea"}); found.Total != 1 {
		t.Errorf("a search for the shop finds %d", found.Total)
	}
}

// A search that finds nothing says so, and not that there is nothing.
func TestSearchWithoutHits(t *testing.T) {
	s := newSandbox(t)
	h, bank := New(s, control.Guard{}), s.Partner("").Bank()
	if _, err := bank.NewCard(bank.NewClient()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/commands", "/cards", "/clients", "/gift-cards", "/wallets", "/ledger"} {
		text := get(t, h, path+"?q=nowhere").Body.String()
		if !strings.Contains(text, `Nothing is found for <q>nowhere</q>. <a href="?">Clear the search</a>`) || strings.Contains(text, " yet.") {
			t.Errorf("%s: %s", path, text)
		}
	}
}

// What a command failed for, and the figures of a signature, are Russian too.
func TestReasonsInRussian(t *testing.T) {
	s := newSandbox(t)
	h, bank := New(s, control.Guard{}), s.Partner("").Bank()
	card, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	plane := control.New(s)
	for _, id := range []string{"2", "3"} {
		try(t, plane, "Cards.Block", `{"request_id":"b8a9b3e0-6e0a-4c51-8c1e-1f3a0f6b1a1`+id+`","card_id":"`+card+`","block_code":"10","description":"x"}`, "")
	}
	bank.Settle()
	if text := get(t, h, "/commands", "Cookie", "lang=ru").Body.String(); !strings.Contains(text, "карта уже заблокирована") || strings.Contains(text, "already") {
		t.Errorf("the commands are %s", text)
	}
	try(t, plane, "GiftCards.List", "{}", "body")
	if text := get(t, h, "/calls/3", "Cookie", "lang=ru").Body.String(); !strings.Contains(text, `<p class="raw">подписано: 3 Б, SHA-256 `) {
		t.Errorf("the figures are in %s", text)
	}
}
