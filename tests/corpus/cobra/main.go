// Command cobra uses github.com/spf13/cobra as an ordinary program does.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func main() {
	var times int
	root := &cobra.Command{Use: "tool", SilenceUsage: true}
	say := &cobra.Command{
		Use:   "say WORD...",
		Short: "says the words",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for range times {
				fmt.Fprintln(cmd.OutOrStdout(), args)
			}
			return cmd.Context().Err()
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"hello"}, cobra.ShellCompDirectiveNoFileComp
		},
	}
	say.Flags().IntVarP(&times, "times", "n", 1, "how often")
	root.AddCommand(say)
	if err := doc.GenMarkdown(root, os.Stdout); err != nil {
		os.Exit(2)
	}
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}
