package control_test

import (
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                               {"0 ms", "0 мс"},
		100 * time.Millisecond:          {"100 ms", "100 мс"},
		3 * time.Second:                 {"3 s", "3 с"},
		1500 * time.Millisecond:         {"1.5 s", "1.5 с"},
		1465 * time.Hour:                {"61 d 1 h", "61 д 1 ч"},
		31 * 24 * time.Hour:             {"31 d", "31 д"},
		time.Hour + 61*time.Second + 10: {"1 h 1 min 1 s", "1 ч 1 мин 1 с"},
	} {
		if got := [2]string{control.Duration("en", d), control.Duration("ru", d)}; got != want {
			t.Errorf("%v: %q", d, got)
		}
	}
}
