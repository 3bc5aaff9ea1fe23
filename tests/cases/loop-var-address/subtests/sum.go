// Table tests: parallel subtests go on after Run has returned, serial ones do not.
// aliases: the parallel subtests all see the last case (the test shows it); clean: serial ones, and tc := tc.
package subtests

func Sum(xs ...int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}
