package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// doubleDashes lets a flag be written with one dash, as Go's own tools write it:
// -listen is --listen. The value of a flag stays as it is.
func doubleDashes(root *cobra.Command, args []string) []string {
	command, _, err := root.Find(args)
	if err != nil || command == root {
		return args
	}
	command.InitDefaultHelpFlag()
	command.InheritedFlags() // adds those of the commands above to Flags
	written := append([]string{}, args...)
	for i := 0; i < len(written); i++ {
		arg := written[i]
		if arg == "--" {
			break
		}
		name, _, assigned := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		flag := command.Flags().Lookup(name)
		if flag == nil || len(name) < 2 || !strings.HasPrefix(arg, "-") || strings.HasPrefix(arg, "---") {
			continue
		}
		if !strings.HasPrefix(arg, "--") {
			written[i] = "-" + arg
		}
		if !assigned && flag.NoOptDefVal == "" {
			i++ // its value
		}
	}
	return written
}
