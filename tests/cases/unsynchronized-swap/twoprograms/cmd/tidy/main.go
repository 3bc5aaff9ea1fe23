// Command tidy runs its command once.
package main

import (
	"fmt"
	"os"

	"twoprograms/command"
	"twoprograms/tidy"
)

func main() {
	options := &tidy.Options{}
	c := &command.Command{Name: "tidy", Run: func(args []string) error {
		options.Read(args)
		fmt.Println(options.Limits.Days)
		return nil
	}}
	if err := c.Run(os.Args[1:]); err != nil {
		os.Exit(1)
	}
}
