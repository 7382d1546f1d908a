// Freedompay is a workbench for the Freedom Pay Card API: a sandbox with a page
// to look at, and commands that sign, verify, make calls and probe a host.
//
//	go run github.com/freedompay-go/freedompay/cmd/freedompay@latest sandbox
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv})
	stop()
	os.Exit(code)
}
