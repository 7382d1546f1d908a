//go:build unix

// Rusage runs a command and prints the CPU seconds that it and its children
// used, and the most memory, in MB, that one of them had.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	state := command.ProcessState
	peak := int64(state.SysUsage().(*syscall.Rusage).Maxrss) * 1024
	if runtime.GOOS == "darwin" {
		peak /= 1024 // there it is in bytes
	}
	fmt.Printf("%.2f %.0f\n", (state.UserTime() + state.SystemTime()).Seconds(), float64(peak)/1e6)
}
