package freedompay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/freedompay-go/freedompay"
)

// A Secret shows itself to nobody who prints it, by accident or not.
func ExampleSecret() {
	key := freedompay.NewSecret("do not print")

	fmt.Println(key)
	fmt.Printf("%s %v %+v %#v %q %x\n", key, key, key, key, key, key)
	_, err := json.Marshal(map[string]any{"key": key})
	fmt.Println(err != nil) // a placeholder would be stored in its place
	slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			if attr.Key == "time" {
				return slog.Attr{}
			}
			return attr
		},
	})).Info("starting", "key", key)

	fmt.Println(len(key.Reveal()), "characters") // the one way out
	// Output:
	// [redacted]
	// [redacted] [redacted] [redacted] [redacted] [redacted] [redacted]
	// true
	// level=INFO msg=starting key=[redacted]
	// 12 characters
}

// Send a scan from a file. It is read while it is sent and never held whole.
func ExampleDocumentFromFile() {
	ctx := context.Background()
	_, client := fakeBank()
	path, remove := someScan()
	defer remove()

	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = file.Close() }() // after the call
	scan, err := freedompay.DocumentFromFile(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scan)

	created, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductWallet,
		Client: freedompay.NewClient{
			Phone:     77001234567,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Document:  scan,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Status)
	// Output:
	// [document of 1048576 bytes]
	// ok
}

// someScan writes a PDF of a megabyte.
func someScan() (path string, remove func()) {
	dir, err := os.MkdirTemp("", "scan")
	if err != nil {
		log.Fatal(err)
	}
	pdf := append([]byte("%PDF-1.7\n"), make([]byte, 1<<20-9)...)
	path = filepath.Join(dir, "passport.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		log.Fatal(err)
	}
	return path, func() { _ = os.RemoveAll(dir) }
}
