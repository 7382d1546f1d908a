package cli

import (
	"cmp"
	"os"

	"github.com/freedompay-go/freedompay"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/strict"
)

// defaultKey is the sandbox's key when none is given. Everybody knows it.
const defaultKey = "sandbox-key"

// credentials returns the partners that the sandbox knows.
func (f *sandboxFlags) credentials(streams Streams) ([]sandbox.Credentials, error) {
	if f.partners == "" {
		key := cmp.Or(f.key, streams.env("FREEDOMPAY_KEY"), defaultKey)
		return []sandbox.Credentials{{AuthID: cmp.Or(f.authID, "123456"), Key: freedompay.NewSecret(key)}}, nil
	}
	text, err := os.ReadFile(f.partners)
	if err != nil {
		return nil, usage("--partners: %w", err)
	}
	var list []sandbox.Credentials
	if err := strict.Read(text, &list); err != nil {
		return nil, usage("--partners: %s: %w", f.partners, err)
	}
	return list, nil
}
