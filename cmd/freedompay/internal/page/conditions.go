package page

import (
	"net/http"
	"slices"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/contract"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/control"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
)

// conditionsData is what the sandbox does with calls, time and state.
type conditionsData struct {
	Faults     []freedompaytest.Fault
	Ways       []freedompaytest.Mode
	Operations []string
	Settling   freedompaytest.SettlingView
	Now        time.Time
}

func (p *pages) conditions(_ *http.Request, in look) (name, title string, data any) {
	return "conditions", "Conditions", &conditionsData{
		Faults: in.bank.ViewFaults(), Ways: control.Ways(), Operations: operationNames(), Settling: in.bank.ViewSettling(), Now: p.sandbox.Clock.Now(),
	}
}

func operationNames() []string {
	var names []string
	for _, o := range contract.Operations() {
		names = append(names, o.ID)
	}
	slices.Sort(names)
	return names
}

// callsAbout selects the last calls that named an id.
func callsAbout(id string, limit int) journal.Query { return journal.Query{Search: id, Limit: limit} }
