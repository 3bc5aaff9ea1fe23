// Package command has what both programs are made of: a command with a function of its own.
package command

type Command struct {
	Name string
	Run  func(args []string) error
}
