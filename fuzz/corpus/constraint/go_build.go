//go:build unix && !windows

package p_test

import "C"
