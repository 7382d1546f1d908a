package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

func all() freedompaytest.Window { return freedompaytest.Window{} }

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	key := freedompay.NewSecret("key")
	for says, config := range map[string]sandbox.Config{
		"needs a partner":     {},
		"an auth_id and":      {Partners: []sandbox.Credentials{{AuthID: "1"}}},
		"there twice":         {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}, {AuthID: "1", Key: key}}},
		"no operation":        {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Faults: []freedompaytest.Fault{{On: "Cards.Isue", Do: freedompaytest.DropAfter}}},
		"clients[0].cards[0]": {Partners: []sandbox.Credentials{{AuthID: "1", Key: key}}, Scene: &sandbox.Scene{Clients: []sandbox.SceneClient{{Cards: []sandbox.SceneCard{{Fund: "1.234"}}}}}},
	} {
		if _, err := sandbox.New(config); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q: %v", says, err)
		}
	}
}

func TestReadScene(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scene.json")
	for text, says := range map[string]string{
		`{"clients":[{"cards":[{"fund":"1.00"}]}],"wallets":[{"identifier":"w"}]}`: "",
		`{"client":[]}`: "client",
		`{}{}`:          "goes on",
		`[`:             "",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := sandbox.ReadScene(name)
		if good := strings.Contains(text, "fund"); good != (err == nil) || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
