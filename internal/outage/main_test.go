//go:debug x509usefallbackroots=1

package outage_test

import (
	"testing"

	"github.com/freedompay-go/freedompay/internal/outage"
)

func TestMain(m *testing.M) {
	outage.TrustServers()
	m.Run()
}
