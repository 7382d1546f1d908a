// Package connect gives an example its client: of the host that the environment
// names, or else of a fake bank inside the program.
package connect

import (
	"cmp"
	"errors"
	"os"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Host is what an example talks to.
type Host struct {
	Client *freedompay.Client
	Name   string
	Bank   *freedompaytest.Bank // the fake one; nil on any other host
}

// Open connects to the host that FREEDOMPAY_URL names, the vendor's TEST host
// by default, as the partner of FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY. Without
// these two it makes a fake bank.
func Open(opts ...freedompay.Option) (*Host, error) {
	authID, key := os.Getenv("FREEDOMPAY_AUTH_ID"), os.Getenv("FREEDOMPAY_KEY")
	poll := freedompay.WithPoll(freedompay.Backoff{Min: 100 * time.Millisecond, Max: 5 * time.Second})
	opts = append([]freedompay.Option{poll}, opts...)
	switch {
	case authID == "" && key == "":
		bank := freedompaytest.New()
		return &Host{Client: bank.Client(opts...), Name: "a fake bank inside this program", Bank: bank}, nil
	case authID == "" || key == "":
		return nil, errors.New("set both FREEDOMPAY_AUTH_ID and FREEDOMPAY_KEY, or neither to use the fake bank")
	}
	url := cmp.Or(os.Getenv("FREEDOMPAY_URL"), freedompay.TestKZ)
	opts = append([]freedompay.Option{freedompay.WithBaseURL(url)}, opts...)
	client, err := freedompay.New(authID, freedompay.NewSecret(key), opts...)
	if err != nil {
		return nil, err
	}
	return &Host{Client: client, Name: url}, nil
}
