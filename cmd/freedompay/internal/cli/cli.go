// Package cli is the command line of the workbench.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/freedompay-go/freedompay"
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(name string) (string, bool)
}

func (s Streams) env(name string) string {
	value, _ := s.Env(name)
	return value
}

// The exit codes.
const (
	exitOK      = 0
	exitFailed  = 1 // the work failed, or a signature does not verify
	exitUsage   = 2 // the command line or the input makes no sense
	exitUnknown = 3 // a command was sent and its outcome is not known
)

// failure is an error with an exit code.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func usage(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...)}
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, args []string, streams Streams) int {
	root := newRoot(streams)
	root.SetArgs(doubleDashes(root, args))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	_, _ = fmt.Fprintln(streams.Err, "freedompay:", strings.TrimPrefix(err.Error(), "freedompay: "))
	if f, ok := errors.AsType[*failure](err); ok {
		return f.code
	}
	if errors.Is(err, freedompay.ErrOutcomeUnknown) {
		return exitUnknown
	}
	return exitFailed
}

func newRoot(streams Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "freedompay",
		Short: "A workbench for the Freedom Pay Card API",
		Long: "A workbench for the Freedom Pay Card API: a fake bank with a page to look at,\nand commands that sign, verify, make calls and probe a host. It is not made by the vendor.\n\n" +
			"sign, call and probe are about the host of FREEDOMPAY_URL, and without it about the vendor's\nTEST host in Kazakhstan. bank is about a sandbox, and without a name about that on this machine.",
		Version:       freedompay.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%w (see %s --help)", err, c.CommandPath())
	})
	root.AddCommand(newSandbox(streams), newBank(streams), newSign(streams), newVerify(streams), newCall(streams), newProbe(streams))
	return root
}
