package freedompay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay"
)

// What New is given is wrong in ways that a bank would answer with "not authorized".
func TestNewRefusesWhatCannotSign(t *testing.T) {
	good := freedompay.NewSecret("key")
	for _, test := range []struct {
		id   string
		key  freedompay.Secret
		want string
	}{
		{"77", freedompay.NewSecret("[redacted]"), "freedompay: New: the key: the secret is the text [redacted]: it was stored as it prints, not with Reveal"},
		{"77\xff", good, "freedompay: New: the auth id is not UTF-8"},
		{"", good, "freedompay: New: the auth id is empty"},
		{"77 ", good, "freedompay: New: the auth id has white space around it"},
		{"77", freedompay.Secret{}, "freedompay: New: the key is empty"},
		{"77", freedompay.NewSecret("key\n"), "freedompay: New: the key has white space around it, such as the newline at the end of a file: trim it"},
	} {
		if client, err := freedompay.New(test.id, test.key); client != nil || err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.id, err, test.want)
		}
	}
	if _, err := freedompay.New("77", good); err != nil {
		t.Error(err)
	}
}

func TestABackoffWaitsADayAtMost(t *testing.T) {
	const day = 24 * time.Hour
	for _, over := range []freedompay.Backoff{{Max: day + 1}, {Min: day + 1}, {Timeout: day + 1}} {
		for _, option := range []freedompay.Option{freedompay.WithRetry(over), freedompay.WithPoll(over)} {
			if _, err := freedompay.New("77", freedompay.NewSecret("key"), option); err == nil || !strings.Contains(err.Error(), "a Backoff waits a day at most") {
				t.Errorf("%+v: %v", over, err)
			}
		}
	}
	for _, whole := range []freedompay.Backoff{{Max: day}, {Min: day}, {Timeout: day}} {
		if _, err := freedompay.New("77", freedompay.NewSecret("key"), freedompay.WithRetry(whole), freedompay.WithPoll(whole)); err != nil {
			t.Errorf("%+v: %v", whole, err)
		}
	}
}
